// Where findings about policies are reported, and how their messages mention other policies.

import type { Verdict } from '#engine/list/judgeList.ts';
import type { Acl, Group } from '#model/model.ts';
import type { Policy, PolicyList } from '#model/policy.ts';
import type * as ast from '#syntax/ast.ts';
import { distinctBy } from '#util/groupBy.ts';
import { t } from '#util/l10n.ts';
import type { Code } from './codes.ts';
import type { Related } from './diagnostic.ts';
import { listWords, policyWords } from './words.ts';

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

/** What a finding is about, for its message. */
export function thisWords(at: ast.Rule | ast.Peer): string {
  return 'peers' in at ? t('this rule') : t('this peer');
}

/** What is removed of a rule, for the title of a fix: the rule where all its policies are meant, else the peer. */
export function goneWords(rule: ast.Rule, meant: ReadonlySet<Policy>): string {
  return rule.peers.length > meant.size ? t('this peer') : t('this rule');
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
    ? t('what follows or the end of the ACL decides the same')
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
  return distinctBy(policies, ({ rule }) => rule).map((policy) => ({
    source: owner.source,
    start: policy.rule.start,
    end: policy.rule.end,
    message: t('policy {0}: {1}', policy.index, policyWords(policy, direction)),
  }));
}

/** The places of exactly these policies: a rule where all of its policies are meant, else each peer. */
export function relatedPeers(owner: Group | Acl, list: PolicyList, policies: readonly Policy[]): Related[] {
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
