// Which rules without effect can be removed together, so that no packet is decided otherwise.

import { type Board, layOut } from '#engine/list/board.ts';
import { cleanUp, goesWith } from '#engine/list/cleanUp.ts';
import type { Verdict } from '#engine/list/judgeList.ts';
import type { Acl, Group } from '#model/model.ts';
import type { Policy, PolicyList } from '#model/policy.ts';
import { isAlone, isFollowing, isUnreached, verdictsOf } from './verdicts.ts';

/** Of the policies in question those that can go at once. The others are kept, whatever is said of them. */
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

/** So many policies are tried one by one whether they have to go too. */
const MOST_TRIED = 20;

/**
 * The policies that go where some of a list, all without effect, are to go: these, and such as only they keep from being reached
 * and that decide otherwise. Who asks more than once about a list lays it out once.
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
  // Of one policy that only goes together with others this is known.
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
