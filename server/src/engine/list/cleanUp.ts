// Which shadowed and redundant policies of a list can go together.
//
//   1  allow tcp 80  from 10.1.0.0/16     redundant: 2 decides the same
//   2  allow tcp     from 10.0.0.0/8      redundant: 3 decides the same
//   3  allow tcp     from any
//   4  deny  tcp 22  from 10.2.0.0/16     shadowed
//
// Here 1, 2 and 4 can go. But each verdict was given with the others in place:
//
//   1  allow tcp 80  from 10.0.0.0/8      redundant: 3 decides the same; 2 is not reached and does not count
//   2  deny  tcp 80  from 10.0.0.0/8      shadowed by 1
//   3  allow tcp     from any
//
// 1 alone cannot go, 1 and 2 together can. And of a policy and the one that decides for it, the second has to stay, unless
// a third decides for both.
//
// Policies that are never reached go first: no packet comes to them. Of the others, in rounds, those go that are not needed, from top to
// bottom, but none that decides in the place of one that goes in the same round. After the last round each policy left is needed or was
// never in question. Then no set of them could go together either: the lowest policy of such a set would be unneeded by itself.

import * as cuts from '#net/cuts.ts';
import { memoOf } from '#util/memo.ts';
import { type Board, type ListPolicy, layOut } from './board.ts';
import { findNeeded, findReached, judgeList, type ListEnd, type Verdict } from './judgeList.ts';

/**
 * The places, ascending, of the shadowed and redundant policies that can go together with no packet decided otherwise. No other
 * shadowed or redundant one can go with them. The result depends on the list alone. Where only some policies are in question, the caller
 * gives the `verdicts` of the others as live. A caller who asks more than once lays the list out once and passes the `board`.
 */
export function cleanUp(
  policies: readonly ListPolicy[],
  end: ListEnd,
  verdicts: readonly Verdict[] = judgeList(policies, end),
  laidOut?: Board,
): readonly number[] {
  const kept = new Uint8Array(verdicts.map((verdict) => (isUnreached(verdict) ? 0 : 1)));
  const followed = new Uint8Array(
    verdicts.map((verdict) => (verdict.kind === 'redundant' && verdict.cause === 'following' ? 1 : 0)),
  );
  const board = followed.includes(1) ? (laidOut ?? layOut(policies)) : undefined;
  while (board !== undefined && followed.includes(1)) {
    const helpers = new Map<number, Set<number>>();
    const relies = (policy: number, on: number) => {
      if (!followed[policy] || !followed[on]) return;
      const known = helpers.get(policy);
      if (known) known.add(on);
      else helpers.set(policy, new Set([on]));
    };
    const needed = findNeeded(board, kept, end, { asked: followed, relies });
    const candidates = policies.flatMap((_, i) => (followed[i] && !needed[i] ? [i] : []));
    if (candidates.length === 0) break;
    const stays = new Set<number>();
    for (const [at, policy] of candidates.entries()) {
      if (stays.has(policy)) continue;
      kept[policy] = followed[policy] = 0;
      for (const helper of helpers.get(policy) ?? []) stays.add(helper);
      for (let later = at + 1; later < candidates.length; later++) {
        if (mayHelpByGroup(policies[policy]!, policies[candidates[later]!]!)) stays.add(candidates[later]!);
      }
    }
  }
  return policies.flatMap((_, i) => (kept[i] ? [] : [i]));
}

/**
 * What has to go with one shadowed or redundant policy so that no packet is decided otherwise, itself included, ascending: policies
 * that only it keeps from being reached, and that decide otherwise.
 */
export function goesWith(
  policies: readonly ListPolicy[],
  index: number,
  board: Board | undefined = layOut(policies),
): readonly number[] {
  if (board === undefined) return [index];
  const known = reachedOf(board);
  if (!known[index] && policies[index]!.complete) return [index];
  const counted = new Uint8Array(policies.length).fill(1);
  counted[index] = 0;
  for (;;) {
    const after = findReached(board, { counted, known });
    const surfacing = policies.flatMap(({ action }, i) =>
      after[i] && !known[i] && action !== policies[index]!.action ? [i] : [],
    );
    if (surfacing.length === 0) return policies.flatMap((_, i) => (counted[i] ? [] : [i]));
    for (const i of surfacing) counted[i] = 0;
  }
}

const reachedOf = memoOf((board: Board) => findReached(board));

function isUnreached(verdict: Verdict): boolean {
  return verdict.kind === 'shadowed' || (verdict.kind === 'redundant' && verdict.cause === 'earlier');
}

/** Whether the later policy may decide for the first one about members of a group. */
function mayHelpByGroup(policy: ListPolicy, later: ListPolicy): boolean {
  if (policy.peer.kind !== 'group' && later.peer.kind !== 'group') return false;
  return cuts.overlap(policy.services, later.services);
}
