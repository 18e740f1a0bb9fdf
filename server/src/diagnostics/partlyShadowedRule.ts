import { describe } from '#engine/describe.ts';
import { type PartlyShadowed, partlyShadowed, remaining } from '#engine/list/remaining.ts';
import type { Acl, Group } from '#model/model.ts';
import type { Policy, PolicyList } from '#model/policy.ts';
import * as addressSet from '#net/addressSet.ts';
import * as cuts from '#net/cuts.ts';
import * as packetSet from '#net/packetSet.ts';
import { printServices } from '#net/services.ts';
import type { Names } from '#net/words/words.ts';
import { distinctBy } from '#util/groupBy.ts';
import { plural, semicolons, t } from '#util/l10n.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type Finding, finding } from './finding.ts';
import { type Fix, type FixContext, listsOf, reportedBy, rewrite } from './fix.ts';
import { byRule, relatedRules, thisWords } from './reportedRules.ts';
import { verdictsOf } from './verdicts.ts';
import { listWords, peerWords, policyWords, quoted } from './words.ts';

/** Longer lists are not judged: each policy is compared with all above it. */
const MAX_POLICIES = 2000;

const MOST_NAMED = 5;

/** More blocks than this in the place of one are no simpler rule. */
const MOST_BLOCKS = 4;

/**
 * The rule without what is decided above whatever the rule says: the services that it decides for none of its peers, or the addresses of a
 * peer for which it decides no service. Nothing where it decides a part of each.
 */
export function writeWhatIsLeft(context: FixContext, diagnostic: Diagnostic): readonly Fix[] {
  if (context.language === 'json') return [];
  for (const { list } of listsOf(context)) {
    const [first, ...others] = reportedBy([diagnostic], list);
    if (first !== undefined)
      return [...fewerServices(context, list, first), ...fewerAddresses(context, list, [first, ...others])];
  }
  return [];
}

const titled = (change: Fix, newText: string): Fix => ({
  ...change,
  title: t("Write '{0}': the rest is decided above", newText),
});

function fewerServices(context: FixContext, { policies }: PolicyList, { rule, services }: Policy): readonly Fix[] {
  const own = policies.filter((policy) => policy.rule === rule);
  // What is decided above is not certain for members of groups.
  if (rule.service === undefined || own.some(({ complete, peer }) => !complete || peer.kind === 'group')) return [];
  const left = own.map(({ place }) => remaining(policies, place).packets);
  const decided = cuts.unionAll(left.flatMap(({ v4, v6 }) => [...v4.services, ...v6.services]));
  const [newText, ...more] = printServices(decided);
  if (newText === undefined || more.length > 0 || cuts.isSubsetOf(services, decided)) return [];
  const { start, end } = rule.service;
  return [titled(rewrite(context, { start, end, newText }), newText)];
}

function fewerAddresses(context: FixContext, { policies }: PolicyList, own: readonly Policy[]): readonly Fix[] {
  return own.flatMap(({ place, peer, peerNode, complete }) => {
    if (!complete || peer.kind !== 'addresses' || peerNode.kind !== 'address') return [];
    const decided = packetSet.whereDifferent(remaining(policies, place).packets, packetSet.EMPTY);
    if (addressSet.isSubsetOf(peer.addresses, decided)) return [];
    const blocks = addressSet.toBlocks(decided);
    const newText = blocks.join(', ');
    const { start, end } = peerNode;
    return blocks.length > MOST_BLOCKS ? [] : [titled(rewrite(context, { start, end, newText }), newText)];
  });
}

/** `partly-shadowed-rule`, which is off unless the settings say otherwise. */
export function partlyShadowedRules(owner: Group | Acl, list: PolicyList): Finding[] {
  const { policies } = list;
  if (policies.length > MAX_POLICIES) return [];
  const verdicts = verdictsOf(owner, list);
  const found = new Map<Policy, PartlyShadowed>();
  for (const [i, policy] of policies.entries()) {
    const part = verdicts[i]?.kind === 'live' ? partlyShadowed(policies, i) : undefined;
    if (part !== undefined) found.set(policy, part);
  }
  if (found.size === 0) return [];
  return byRule(list, (policy) => (found.has(policy) ? 'partly-shadowed-rule' : undefined)).map(
    ({ code, at, policies: own }) => {
      const takers = [...new Set(own.flatMap((policy) => found.get(policy)?.by ?? []))]
        .sort((a, b) => a - b)
        .flatMap((place) => policies[place] ?? []);
      const words = takers.map((policy) => `${policy.index} '${policyWords(policy, list.direction)}'`);
      const parts = own.flatMap((policy) => partWords(list, policy, found.get(policy)));
      const message = plural(
        takers.length,
        'Policy {1} above decides a part of {2} differently: {3}.',
        'Policies {1} above decide a part of {2} differently: {3}.',
        listWords(words),
        thisWords(at),
        semicolons(fewOf([...new Set(parts)])),
      );
      return finding(code, at, message, relatedRules(owner, list, takers.slice(0, MOST_NAMED)));
    },
  );
}

/** Nearly all rules take a part of a closing rule: a message shows the first parts only, and the hover of the rule all of them. */
const MOST_PARTS = 6;

function fewOf(parts: readonly string[]): readonly string[] {
  if (parts.length <= MOST_PARTS) return parts;
  return [...parts.slice(0, MOST_PARTS), t('{0} more', parts.length - MOST_PARTS)];
}

/** The part in words. If the rule is about a group, only packets of its members are meant. */
function partWords({ direction, policies }: PolicyList, policy: Policy, part: PartlyShadowed | undefined): string[] {
  if (part === undefined) return [];
  const nameOf = (group: string) => {
    const named = policies.find(({ peer }) => peer.kind === 'group' && peer.group === group);
    return quoted(named === undefined ? group : peerWords(named.peerNode));
  };
  const own = policy.peer.kind === 'group' ? nameOf(policy.peer.group) : undefined;
  const options = { word: direction === 'inbound' ? 'from' : 'to', names: namesIn(policies) } as const;
  const words: string[] = [];
  if (!packetSet.isEmpty(part.packets))
    words.push(describe(part.packets, own === undefined ? options : { ...options, whose: t('members of {0}', own) }));
  for (const { group, packets } of part.ofMembers) {
    const whose =
      own === undefined ? t('members of {0}', nameOf(group)) : t('members of both {0} and {1}', own, nameOf(group));
    words.push(describe(packets, { ...options, whose }));
  }
  return words;
}

/** The lists that these policies speak of. */
function namesIn(policies: readonly Policy[]): Names {
  const peers = policies.flatMap(({ peer, peerNode, complete }) =>
    complete && peer.kind === 'addresses' && peerNode.kind === 'name'
      ? [{ name: peerNode.name.text, set: peer.addresses, isSpoken: true }]
      : [],
  );
  return { peers: distinctBy(peers, ({ name }) => name), services: [] };
}
