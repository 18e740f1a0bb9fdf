import { listVerdicts, type Verdict } from '#engine/list/judgeList.ts';
import type { Acl, Group } from '#model/model.ts';
import type { PolicyList } from '#model/policy.ts';
import { memo } from '#util/memo.ts';

/** One verdict for each policy of the list, kept as long as the list is the same. */
export function verdictsOf(owner: Group | Acl, list: PolicyList): readonly Verdict[] {
  return kept(list, [owner], () => {
    const unread = lastUnread(owner, list);
    return listVerdicts(list, owner.kind).map((verdict, i) =>
      isFollowing(verdict) && (list.policies[i]?.rule.whole.end ?? 0) <= unread ? INCOMPLETE : verdict,
    );
  });
}

const kept = memo<PolicyList, readonly Verdict[]>();

const INCOMPLETE: Verdict = { kind: 'unknown', reason: 'incomplete' };

/** Where the last line begins that could not be read and may be part of the list. For rules before it, it is not known what follows them. */
function lastUnread({ node, source }: Group | Acl, { direction }: PolicyList): number {
  const others = node.lists.filter((each) => each.direction !== direction);
  const isOthers = (at: number) => others.some(({ keyword, end }) => keyword.end <= at && at < end);
  return source.block.problems.findLast(({ start }) => !isOthers(start))?.start ?? -1;
}

/** Whether no packet reaches the policy. */
export function isUnreached(verdict: Verdict | undefined): boolean {
  return verdict?.kind === 'shadowed' || (verdict?.kind === 'redundant' && verdict.cause === 'earlier');
}

/** Whether the policies that follow decide the same. */
export function isFollowing(verdict: Verdict | undefined): boolean {
  return verdict?.kind === 'redundant' && verdict.cause === 'following';
}

/** Whether the policy can be removed by itself because the policies that follow decide the same. */
export function isAlone(verdict: Verdict | undefined): boolean {
  return verdict?.kind === 'redundant' && verdict.cause === 'following' && verdict.alone;
}
