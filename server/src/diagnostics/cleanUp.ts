// Which rules without effect can be removed together, so that no packet is decided otherwise.

import { cleanUp, goesWith } from '#engine/cleanUp.ts';
import type { Verdict } from '#engine/judgeList.ts';
import type { Acl, Group } from '#model/model.ts';
import type { Policy, PolicyList } from '#model/policy.ts';
import { verdictsOf } from './shadowedRule.ts';

/** Of the policies in question those that can go at once. The others are kept, whatever is said of them. */
export function removable(
  owner: Group | Acl,
  list: PolicyList,
  inQuestion: (policy: Policy) => boolean,
): readonly Policy[] {
  const verdicts = verdictsOf(owner, list).map((verdict, i) =>
    inQuestion(list.policies[i] as Policy) ? verdict : LIVE,
  );
  return cleanUp(list.policies, owner.kind, verdicts).flatMap((place) => list.policies[place] ?? []);
}

const LIVE: Verdict = { kind: 'live' };

/**
 * The policies that go where some of a list, all without effect, are to go: these and such as only they keep from being reached.
 */
export function removedWith(owner: Group | Acl, list: PolicyList, meant: ReadonlySet<Policy>): ReadonlySet<Policy> {
  if (removable(owner, list, (policy) => meant.has(policy)).length === meant.size) return meant;
  const gone = new Set(meant);
  for (const { index } of meant) {
    for (const place of goesWith(list.policies, index)) {
      const policy = list.policies[place];
      if (policy !== undefined) gone.add(policy);
    }
  }
  return gone;
}
