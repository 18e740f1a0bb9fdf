// For each policy that is never reached: which earlier ones take its packets, and whether any of these decides otherwise.
//
// For each atom the cells are painted again, each with the reached policy that takes it; the takers of an unreached policy are then the
// colours of its cells. Prefix sums over the denied cells tell at once, and exactly, whether it is shadowed or redundant.
//
// At most one taker contains the whole policy. No packet of the policy gets past such a container, so it is the last of the
// takers, and it usually shows up in the policy's first atom; once it is found, only prefix sums are needed. Without a container the
// takers are counted run by run, up to `MAX_LOOKS` runs; past that, fewer takers are named, but never wrong ones.

import type { Board, ListPolicy } from './board.ts';
import { type Part, partsOf, without } from './policyParts.ts';
import { type Dead, readTakers, unread } from './takers.ts';

export interface Blame {
  /** The places of a few policies that take packets of it, ascending. */
  readonly by: readonly number[];
  /** Whether any that takes packets, and then one of `by`, decides otherwise. */
  readonly otherwise: boolean;
}

/** At most so many takers are named. */
const MAX_NAMED = 5;

/** Of all policies that are not reached, or of the `asked` ones among them. */
export function blame(board: Board, reached: Uint8Array, asked?: Uint8Array): ReadonlyMap<number, Blame> {
  const { policies, service } = board;
  const dead: Dead[] = [];
  for (let place = 0; place < policies.length; place++) {
    if (reached[place] || asked?.[place] === 0 || service[place]! < 0 || !policies[place]!.complete) continue;
    dead.push(unread(place));
  }
  readTakers(board, reached, dead);
  return new Map(dead.map((each) => [each.place, choose(policies, each)]));
}

/** The taker that contains the policy, else the takers that get most of it; among them one that decides otherwise, if there is any. */
function choose(policies: readonly ListPolicy[], { place, takers, packets, container, differing }: Dead): Blame {
  const policy = policies[place]!;
  const otherwise = differing !== undefined;
  if (container !== undefined) {
    const by = otherwise && policies[container]!.action === policy.action ? [differing, container] : [container];
    return { by: by.sort((a, b) => a - b), otherwise };
  }
  const largest = takers.map((_, slot) => slot).sort((a, b) => packets[b]! - packets[a]! || takers[a]! - takers[b]!);
  const chosen: number[] = [];
  let rest: readonly Part[] = partsOf(policy);
  const take = (taker: number): void => {
    const left = without(rest, policies[taker]!, policy);
    if (left === rest && taker !== firstDiffering) return;
    chosen.push(taker);
    rest = left;
  };
  const firstDiffering = otherwise
    ? takers[largest.find((slot) => policies[takers[slot]!]!.action !== policy.action)!]
    : undefined;
  if (firstDiffering !== undefined) take(firstDiffering);
  for (const slot of largest) {
    if (rest.length === 0 || chosen.length === MAX_NAMED) break;
    if (takers[slot] !== firstDiffering) take(takers[slot]!);
  }
  return { by: chosen.sort((a, b) => a - b), otherwise };
}
