// `shadowed-rule`, `redundant-rule` and `mixed-family`: the engine's verdicts on the policies of a list, reported at the rules. A rule is
// reported once where all its peers have the same code, otherwise each peer with its own.

import { type Board, layOut } from '#engine/list/board.ts';
import type { Verdict } from '#engine/list/judgeList.ts';
import type { Acl, Group } from '#model/model.ts';
import type { Policy, PolicyList } from '#model/policy.ts';
import type * as ast from '#syntax/ast.ts';
import { plural, t } from '#util/l10n.ts';
import { removedWith } from './cleanUp.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type Finding, finding } from './finding.ts';
import { type Fix, type FixContext, fix, listsOf, removal, reportedBy, rewrite } from './fix.ts';
import { isNeededAgain } from './lastingRules.ts';
import {
  byRule,
  goneWords,
  redundantWords,
  relatedPeers,
  relatedRules,
  shadowedWords,
  takersOf,
  thisWords,
} from './reportedRules.ts';
import { isAlone, isFollowing, verdictsOf } from './verdicts.ts';
import { removeReported } from './withoutEffect.ts';
import { listWords, policyWords } from './words.ts';

export function unreachedRules(owner: Group | Acl, list: PolicyList): Finding[] {
  const judged = verdictsOf(owner, list);
  if (judged.every(({ kind }) => kind === 'live')) return [];
  const removal = removalsOf(owner, list, judged);
  const findings: Finding[] = [];
  for (const { code, at, policies } of byRule(list, (policy) => codeOf(judged[policy.place]))) {
    if (code === 'mixed-family') findings.push(finding(code, at, mixedFamily(policies[0] as Policy)));
    else if (code === 'shadowed-rule') findings.push(shadowed(owner, list, judged, at, policies));
    else {
      const companions = removal(policies);
      if (companions !== undefined) findings.push(redundant(owner, list, judged, at, policies, companions));
      // Each of the peers can be removed, but not all of them together.
      else
        for (const one of policies)
          findings.push(redundant(owner, list, judged, one.peerNode, [one], removal([one]) ?? 'unreached'));
    }
  }
  return findings;
}

/** What has to be removed with a redundant rule: these policies, or, where finding them takes too long, all that nothing reaches. */
type Companions = readonly Policy[] | 'unreached';

/** For at most so many rules of a list it is found out what has to go with them. */
const MOST_COMPARED = 50;
/** In longer lists it is not found out, because each answer walks the whole list. */
const LONGEST_COMPARED = 2000;

/** Finds what has to be removed with redundant policies so that no packet is decided otherwise; undefined where they cannot go together. */
function removalsOf(owner: Group | Acl, list: PolicyList, judged: readonly Verdict[]) {
  let compared = 0;
  let board: Board | undefined;
  return (policies: readonly Policy[]): Companions | undefined => {
    const following = policies.filter(({ place }) => isFollowing(judged[place]));
    if (following.length === 0) return [];
    const [only] = policies;
    const isOne = only !== undefined && policies.length === 1;
    if (isOne && isAlone(judged[only.place])) return [];
    if (list.policies.length > LONGEST_COMPARED || compared++ >= MOST_COMPARED) return isOne ? 'unreached' : undefined;
    board ??= layOut(list.policies);
    const gone = removedWith(owner, list, new Set(policies), board);
    if (policies.some((policy) => !gone.has(policy))) return undefined;
    return list.policies.filter((policy) => gone.has(policy) && !policies.includes(policy));
  };
}

export function fixUnreached(context: FixContext, diagnostic: Diagnostic): readonly Fix[] {
  return diagnostic.code === 'mixed-family' ? fixFamily(context, diagnostic) : removeReported(context, diagnostic);
}

/** Fixes `mixed-family`: writes the protocol of the peers' family, where all peers of the rule are of one family, or removes the peer. */
function fixFamily(context: FixContext, diagnostic: Diagnostic): readonly Fix[] {
  for (const { owner, list } of listsOf(context)) {
    const meant = reportedBy([diagnostic], list);
    const [first] = meant;
    if (first === undefined) continue;
    const what = goneWords(first.rule, meant);
    const removed = fix(t('Remove {0}', what), removal(context, owner, meant), { preferred: false });
    const { service } = first.rule;
    const verdicts = verdictsOf(owner, list);
    const own = list.policies.filter(({ rule }) => rule === first.rule);
    const isAll = own.every(({ index }) => codeOf(verdicts[index]) === 'mixed-family');
    if (!isAll || context.language === 'json' || (service?.kind !== 'icmp' && service?.kind !== 'icmpv6'))
      return [removed];
    const { start, end } = service;
    const written = rewrite(context, { start, end, newText: service.kind === 'icmp' ? 'icmpv6' : 'icmp' });
    return [{ ...written, changesPackets: true }, removed];
  }
  return [];
}

function codeOf(verdict: Verdict | undefined): 'shadowed-rule' | 'redundant-rule' | 'mixed-family' | undefined {
  switch (verdict?.kind) {
    case 'shadowed':
      return 'shadowed-rule';
    case 'redundant':
      return 'redundant-rule';
    case 'matches-nothing':
      return verdict.reason === 'mixed-family' ? 'mixed-family' : undefined;
    default:
      return undefined;
  }
}

function shadowed(
  owner: Group | Acl,
  list: PolicyList,
  judged: readonly Verdict[],
  at: ast.Rule | ast.Peer,
  policies: readonly Policy[],
): Finding {
  const taken = takersOf(list, policies, (policy) => judged[policy.place]);
  const words = shadowedWords(list, taken, policies);
  const message = isNeededAgain(owner, list, policies)
    ? t(
        'Nothing reaches {0}: {1}. It is needed again once the rules with a last day are taken out.',
        thisWords(at),
        words,
      )
    : t('Nothing reaches {0}: {1}. Remove it or move it up.', thisWords(at), words);
  return finding('shadowed-rule', at, message, relatedRules(owner, list, taken));
}

function redundant(
  owner: Group | Acl,
  list: PolicyList,
  judged: readonly Verdict[],
  at: ast.Rule | ast.Peer,
  policies: readonly Policy[],
  companions: Companions,
): Finding {
  const taken = takersOf(list, policies, (policy) => judged[policy.place]);
  const why = redundantWords(owner, list, taken);
  const what = thisWords(at);
  if (companions === 'unreached') {
    const message = t(
      'Without {0} and all policies of this list that nothing reaches, every packet would be decided the same: {1}. They can be removed together.',
      what,
      why,
    );
    return finding('redundant-rule', at, message, relatedRules(owner, list, taken));
  }
  if (companions.length === 0 && isNeededAgain(owner, list, policies)) {
    const message = t(
      'Without {0} every packet would be decided the same: {1}. It is needed again once the rules with a last day are taken out.',
      what,
      why,
    );
    return finding('redundant-rule', at, message, relatedRules(owner, list, taken));
  }
  const related = [...relatedRules(owner, list, taken), ...relatedPeers(owner, list, companions)];
  const words = companions.map((policy) => `${policy.index} '${policyWords(policy, list.direction)}'`);
  const message =
    words.length === 0
      ? t('Without {0} every packet would be decided the same: {1}. It can be removed.', what, why)
      : plural(
          words.length,
          'Without {1} and policy {2}, which nothing reaches as long as it is there, every packet would be decided the same: {3}. They can be removed together.',
          'Without {1} and policies {2}, which nothing reaches as long as it is there, every packet would be decided the same: {3}. They can be removed together.',
          what,
          listWords(words),
          why,
        );
  return finding('redundant-rule', at, message, related);
}

function mixedFamily({ rule, peerNode }: Policy): string {
  const service = rule.service?.kind === 'name' ? `'${rule.service.name.text}'` : (rule.service?.kind ?? '');
  const v6 = rule.service?.kind === 'icmpv6';
  if (rule.service?.kind === 'icmp' || v6) {
    const [has, wants] = v6 ? ['IPv4', 'IPv6'] : ['IPv6', 'IPv4'];
    const words = [service, wants, has, v6 ? 'icmp' : 'icmpv6'] as const;
    return v6 && peerNode.kind === 'name'
      ? t(
          "{0} is of {1} and this peer of {2}, as a group is: together they match nothing. Write '{3}' or an {1} peer.",
          ...words,
        )
      : t("{0} is of {1} and this peer of {2}: together they match nothing. Write '{3}' or an {1} peer.", ...words);
  }
  return t('{0} and this peer are of different IP versions: together they match nothing.', service);
}
