// `shadowed-rule`, `redundant-rule` and `mixed-family`: the engine's verdicts on the policies of a list, reported at the rules. A rule is
// reported once where all its peers have the same code, otherwise each peer with its own.

import { type Board, layOut } from '#engine/list/board.ts';
import type { Verdict } from '#engine/list/judgeList.ts';
import type { Acl, Group } from '#model/model.ts';
import type { Policy, PolicyList } from '#model/policy.ts';
import type * as ast from '#syntax/ast.ts';
import { plural, t } from '#util/l10n.ts';
import { removable, removedWith } from './cleanUp.ts';
import type { Code } from './codes.ts';
import type { Diagnostic, Related } from './diagnostic.ts';
import { type Finding, finding } from './finding.ts';
import { type Fix, type FixContext, fix, listsOf, removal, reportedBy, rewrite } from './fix.ts';
import { isAlone, isFollowing, verdictsOf } from './verdicts.ts';
import { listWords, policiesWords, policyWords } from './words.ts';

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
  return diagnostic.code === 'mixed-family' ? fixFamily(context, diagnostic) : cleanUps(context, diagnostic);
}

/** Removes what is reported, with the policies that only it keeps from being reached; or all policies of the list that can go together. */
function cleanUps(context: FixContext, diagnostic: Diagnostic): readonly Fix[] {
  for (const { owner, list } of listsOf(context)) {
    const meant = reportedBy([diagnostic], list);
    const [first] = meant;
    if (first === undefined) continue;
    const gone = removedWith(owner, list, meant);
    const what = first.rule.peers.length > meant.size ? t('this peer') : t('this rule');
    const more = gone.size - meant.size;
    const title =
      more === 0
        ? t('Remove {0}', what)
        : t('Remove {0} and {1} that only it keeps from being reached', what, policiesWords(more));
    const fixes = [fix(title, removal(context, owner, gone))];
    const all = removable(owner, list, () => true);
    if (all.length > gone.size) {
      const title = t('Remove all {0} policies without effect from this list', all.length);
      fixes.push(fix(title, removal(context, owner, new Set(all)), { preferred: false }));
    }
    return fixes;
  }
  return [];
}

/** Fixes `mixed-family`: writes the protocol of the peers' family, where all peers of the rule are of one family, or removes the peer. */
function fixFamily(context: FixContext, diagnostic: Diagnostic): readonly Fix[] {
  for (const { owner, list } of listsOf(context)) {
    const meant = reportedBy([diagnostic], list);
    const [first] = meant;
    if (first === undefined) continue;
    const what = first.rule.peers.length > meant.size ? t('this peer') : t('this rule');
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

/** For a direction past its quota or near it: removes all policies without which every packet is decided as before. */
export function removeWithoutEffect(context: FixContext, diagnostic: Diagnostic): readonly Fix[] {
  return listsOf(context).flatMap(({ owner, list }) => {
    const isMeant =
      diagnostic.code === 'quota-expanded' ||
      diagnostic.code === 'quota-referenced-groups' ||
      owner.node.lists.some(
        ({ direction, start, end }) =>
          direction === list.direction && start <= diagnostic.start && diagnostic.start < end,
      );
    const all = isMeant ? removable(owner, list, () => true) : [];
    if (all.length === 0) return [];
    const title = t('Remove all {0} policies without effect from this list', all.length);
    return [fix(title, removal(context, owner, new Set(all)))];
  });
}

interface Reported<C extends Code> {
  readonly code: C;
  readonly at: ast.Rule | ast.Peer;
  readonly policies: readonly Policy[];
}

/**
 * Where codes of policies are reported: at the rule where all its peers have the same code, else at each peer. `mixed-family` is always
 * reported at peers.
 */
export function byRule<C extends Code>(list: PolicyList, codeOf: (policy: Policy) => C | undefined): Reported<C>[] {
  const { policies } = list;
  const reported: Reported<C>[] = [];
  for (let from = 0, to = 0; from < policies.length; from = to) {
    const policy = policies[from] as Policy;
    const { rule } = policy;
    while (policies[to]?.rule === rule) to++;
    // The usual case: a rule of one policy about which nothing is reported.
    if (to - from === 1 && codeOf(policy) === undefined) continue;
    const own = policies.slice(from, to);
    const codes = own.map(codeOf);
    const [first] = codes;
    if (first !== undefined && first !== 'mixed-family' && codes.every((code) => code === first)) {
      reported.push({ code: first, at: rule, policies: own });
      continue;
    }
    for (const [i, policy] of own.entries()) {
      const code = codes[i];
      if (code !== undefined) reported.push({ code, at: policy.peerNode, policies: [policy] });
    }
  }
  return reported;
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
  const message = t('Nothing reaches {0}: {1}. Remove it or move it up.', thisWords(at), words);
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

function thisWords(at: ast.Rule | ast.Peer): string {
  return 'peers' in at ? t('this rule') : t('this peer');
}

/** Which policies take all that these ones match, and which of them decides otherwise. */
export function shadowedWords(list: PolicyList, takers: readonly Policy[], policies: readonly Policy[]): string {
  const otherwise = takers.find(({ action }) => action !== policies[0]?.action);
  const taken = takersWords(list, takers);
  return takers.length === 1 || otherwise === undefined
    ? t('{0} all that it matches, and decides differently', taken)
    : t('{0} all that it matches, and {1} decides differently', taken, otherwise.index);
}

export function redundantWords(owner: Group | Acl, list: PolicyList, takers: readonly Policy[]): string {
  if (takers.length > 0) return t('{0} all that it matches, with the same action', takersWords(list, takers));
  return owner.kind === 'acl'
    ? t('what follows or the end of the acl decides the same')
    : t('what follows decides the same');
}

function takersWords({ direction }: PolicyList, takers: readonly Policy[]): string {
  const words = takers.map((policy) => `${policy.index} '${policyWords(policy, direction)}'`);
  return words.length === 1
    ? t('policy {0} above takes', words[0] ?? '')
    : t('policies {0} above together take', listWords(words));
}

const MOST_NAMED = 5;

/** The earlier policies that take the packets, one that decides otherwise before the others, at most five, in the list's order. */
export function takersOf(
  list: PolicyList,
  policies: readonly Policy[],
  verdictOf: (policy: Policy) => Verdict | undefined,
): readonly Policy[] {
  const found = new Set<Policy>();
  const all = policies.map((policy) => {
    const verdict = verdictOf(policy);
    const by = verdict?.kind === 'shadowed' || verdict?.kind === 'redundant' ? verdict.by : [];
    return by.flatMap((place) => list.policies[place] ?? []);
  });
  for (const [i, by] of all.entries()) {
    const otherwise = by.find(({ action }) => action !== policies[i]?.action);
    if (otherwise !== undefined && found.size < MOST_NAMED) found.add(otherwise);
  }
  for (const policy of all.flat()) if (found.size < MOST_NAMED) found.add(policy);
  return [...found].sort((a, b) => a.index - b.index);
}

/** One place for each rule, however many of its policies are meant. */
export function relatedRules(owner: Group | Acl, { direction }: PolicyList, policies: readonly Policy[]): Related[] {
  const seen = new Set<ast.Rule>();
  const related: Related[] = [];
  for (const policy of policies) {
    if (seen.has(policy.rule)) continue;
    seen.add(policy.rule);
    const { start, end } = policy.rule;
    related.push({
      source: owner.source,
      start,
      end,
      message: t('policy {0}: {1}', policy.index, policyWords(policy, direction)),
    });
  }
  return related;
}

/** The places of exactly these policies: a rule where all of its policies are meant, else each peer. */
function relatedPeers(owner: Group | Acl, list: PolicyList, policies: readonly Policy[]): Related[] {
  const meant = new Set(policies);
  const isWhole = ({ rule }: Policy) => list.policies.every((other) => other.rule !== rule || meant.has(other));
  const parts = policies.filter((policy) => !isWhole(policy));
  return [
    ...relatedRules(owner, list, policies.filter(isWhole)),
    ...parts.map((policy) => ({
      source: owner.source,
      start: policy.peerNode.start,
      end: policy.peerNode.end,
      message: t('policy {0}: {1}', policy.index, policyWords(policy, list.direction)),
    })),
  ];
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
