// Which rules without effect can be removed together, so that no packet is decided otherwise.

import { type Board, layOut } from '#engine/list/board.ts';
import { cleanUp, goesWith } from '#engine/list/cleanUp.ts';
import type { Verdict } from '#engine/list/judgeList.ts';
import type { Acl, Group } from '#model/model.ts';
import type { Policy, PolicyList } from '#model/policy.ts';
import { isAlone, isFollowing, isUnreached, verdictsOf } from './verdicts.ts';

/** Those of the policies in question that can be removed together. The others stay, even if they are without effect. */
export function removable(
  owner: Group | Acl,
  list: PolicyList,
  inQuestion: (policy: Policy) => boolean,
  board?: Board,
): readonly Policy[] {
  const verdicts = verdictsOf(owner, list).map((verdict, i) =>
    inQuestion(list.policies[i] as Policy) ? verdict : LIVE,
  );
  return cleanUp(list.policies, owner.kind, verdicts, board).flatMap((place) => list.policies[place] ?? []);
}

const LIVE: Verdict = { kind: 'live' };

/** At most so many further policies are tried one by one, whether they really have to go too. */
const MOST_TRIED = 20;

/**
 * The policies to remove when some policies without effect are removed: these, and those that only they keep from being reached and that
 * would then decide otherwise. A caller who asks more than once about a list lays it out once and passes the `board`.
 */
export function removedWith(
  owner: Group | Acl,
  list: PolicyList,
  meant: ReadonlySet<Policy>,
  board: Board | undefined = layOut(list.policies),
): ReadonlySet<Policy> {
  const verdicts = verdictsOf(owner, list);
  const thoseOf = (inQuestion: (policy: Policy) => boolean) => removable(owner, list, inQuestion, board);
  const canGo = (policies: ReadonlySet<Policy>): boolean =>
    thoseOf((policy) => policies.has(policy)).length === policies.size;
  // The verdict on a single policy says already that it can only go together with others.
  const [only] = meant;
  const isTogether =
    only !== undefined && meant.size === 1 && isFollowing(verdicts[only.place]) && !isAlone(verdicts[only.place]);
  if (!isTogether && canGo(meant)) return meant;
  const surfacing = new Set(meant);
  for (const { place: own } of meant) {
    for (const place of goesWith(list.policies, own, board)) surfacing.add(list.policies[place] as Policy);
  }
  if (canGo(surfacing)) return surfacing;
  let gone = new Set(thoseOf((policy) => meant.has(policy) || isUnreached(verdicts[policy.place])));
  const more = [...gone].filter((policy) => !meant.has(policy));
  if (more.length > MOST_TRIED) return gone;
  for (const policy of more) {
    const fewer = new Set(gone);
    fewer.delete(policy);
    if (canGo(fewer)) gone = fewer;
  }
  return gone;
}
