import { judgeList, type Verdict } from '#engine/judgeList.ts';
import type { Acl, Group } from '#model/model.ts';
import type { PolicyList } from '#model/policy.ts';

const verdicts = new WeakMap<PolicyList, readonly Verdict[]>();

/** One verdict for each policy of the list. A list that was not touched keeps them. */
export function verdictsOf(owner: Group | Acl, list: PolicyList): readonly Verdict[] {
  let found = verdicts.get(list);
  if (found === undefined) {
    found = judgeList(list.policies, owner.kind);
    verdicts.set(list, found);
  }
  return found;
}

/** Whether nothing reaches it. */
export function isUnreached(verdict: Verdict | undefined): boolean {
  return verdict?.kind === 'shadowed' || (verdict?.kind === 'redundant' && verdict.cause === 'earlier');
}

/** Whether what follows decides the same. */
export function isFollowing(verdict: Verdict | undefined): boolean {
  return verdict?.kind === 'redundant' && verdict.cause === 'following';
}

/** Whether it could go by itself because what follows decides the same. */
export function isAlone(verdict: Verdict | undefined): boolean {
  return verdict?.kind === 'redundant' && verdict.cause === 'following' && verdict.alone;
}
