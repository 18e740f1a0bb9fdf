// First match over a list: the first policy that matches a packet decides it, and those behind it get only what it leaves.
//
//   1  deny  tcp 22-25       decides tcp 22-25
//   2  allow tcp 20-80       decides tcp 20-21 and tcp 26-80
//   3  allow tcp             decides the other ports of tcp
//
// Which policies match the addresses at hand is asked of the caller; here is counted what becomes of all services at once. What needs
// more than that counts by itself: a packet's way tells for each policy why it does not match (`packet/trace.ts`), a policy's own packets
// are handed down to it (`remaining.ts`), and a whole list is judged cell by cell (`board.ts`).

import { ALL, type ServiceSet } from '#net/services.ts';
import { keep } from '#util/memo.ts';
import { NOTHING } from './serviceAxis.ts';
import { type ServiceBits, serviceBits } from './serviceBits.ts';

/** The services of a list in bits: by the place of a policy what it matches, and whether it lets that through. */
export interface BitList {
  /** 32-bit words that a set takes. */
  readonly words: number;
  readonly everything: Int32Array;
  readonly services: readonly Int32Array[];
  readonly allows: readonly boolean[];
}

/** A list on an axis that is cut at the ends of its own services, with the way back. */
export function bitList<P extends { readonly services: ServiceSet }>(
  policies: readonly P[],
  allows: (policy: P) => boolean,
): BitList & Pick<ServiceBits, 'toServices'> {
  const { words, bitsOf, toServices } = serviceBits(policies.map(({ services }) => services));
  // Parts of one array: a region has tens of thousands of sets, and V8 goes through all arrays that have a buffer of their own.
  const room = new Int32Array(words * policies.length);
  const known = new Map<ServiceSet, Int32Array>();
  const services = policies.map((policy) =>
    keep(known, policy.services, () => {
      const start = words * known.size;
      return bitsOf(policy.services, room.subarray(start, start + words));
    }),
  );
  return { words, everything: bitsOf(ALL), services, allows: policies.map(allows), toServices };
}

/**
 * What the policies of a list that match decide together. `into` is filled with the services that they allow, and behind these with all
 * services that they decide over.
 */
export function decideInto(
  into: Int32Array,
  { words, everything, services, allows }: BitList,
  matches: (place: number) => boolean,
): void {
  into.fill(0);
  for (let place = 0; place < services.length; place++) {
    if (!matches(place)) continue;
    const own = services[place]!;
    const isAllowed = allows[place]!;
    let undecided = 0;
    for (let w = 0; w < words; w++) {
      const decided = into[words + w]!;
      if (isAllowed) into[w]! |= own[w]! & ~decided;
      into[words + w] = decided | own[w]!;
      undecided |= everything[w]! & ~(decided | own[w]!);
    }
    if (undecided === 0) return;
  }
}

/** In the place of a policy: no policy decides. */
export const NOBODY = -1;

/**
 * Which policies decide over the services of a set: their places in order, each with the services that it decides over. Services that none
 * matches come last, under `NOBODY`. Sets are numbers here, of a `ServiceAxis` or `ServiceNumbers`.
 */
export function splitByDecider(
  sets: { readonly and: (a: number, b: number) => number; readonly without: (a: number, b: number) => number },
  asked: number,
  services: readonly number[],
  matches: (place: number) => boolean,
): readonly (readonly [decider: number, services: number])[] {
  const found: [number, number][] = [];
  let open = asked;
  for (let place = 0; place < services.length && open !== NOTHING; place++) {
    if (!matches(place)) continue;
    const decided = sets.and(open, services[place]!);
    if (decided === NOTHING) continue;
    found.push([place, decided]);
    open = sets.without(open, decided);
  }
  if (open !== NOTHING) found.push([NOBODY, open]);
  return found;
}
