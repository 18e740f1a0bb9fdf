// For each policy that is never reached: which earlier ones take its packets, and whether any of these decides otherwise.
//
// The reached policies paint each atom once more; what an unreached policy would have got is then read from the colours under its
// spans. A prefix sum of the denying cells answers the question of shadowed or redundant exactly and at once.
//
// At most one taker contains the policy: it takes whatever comes to it, so that none behind it takes anything. It can only be the
// last of the takers, and mostly shows up in the policy's first atom; once it is found, the rest is prefix sums. Where there is none
// the takers are counted run by run, up to `MAX_LOOKS`: past that fewer are named, never wrong ones.

import type { Board, ListPolicy } from './board.ts';
import { type Part, partsOf, without } from './policyParts.ts';
import { type Dead, readTakers, unread } from './takers.ts';

export interface Blame {
  /** Ascending places of policies that really take packets; few. */
  readonly by: readonly number[];
  /** Whether any that takes packets, and then one of `by`, decides otherwise. */
  readonly otherwise: boolean;
}

/** So many are named at most. */
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

/** The taker that contains the policy, else those that together do, largest first; and one that decides otherwise. */
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
