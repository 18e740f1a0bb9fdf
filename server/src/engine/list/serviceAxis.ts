// Sets of services as numbers, on an axis that is cut at the ends of all sets that matter.
//
// Each set is stored once under a number: two sets are equal exactly where their numbers are, and the union or intersection of two is
// remembered under their numbers.

import type { ServiceSet } from '#net/services.ts';
import { ALL } from '#net/services.ts';
import { bitSets } from './bitSets.ts';
import { pairTable } from './pairTable.ts';
import { serviceBits } from './serviceBits.ts';

/** The numbers of the empty set and of the set of everything. */
export const NOTHING = 0;
export const EVERYTHING = 1;

export interface ServiceAxis {
  /** 32-bit words that a set takes. */
  readonly words: number;
  /** The number of a set whose ends are all among the cuts, else of the smallest set of pieces that holds it. */
  readonly touching: (set: ServiceSet) => number;
  /** The number of the set in `bits`, which may be changed afterwards. */
  readonly intern: (bits: Int32Array) => number;
  readonly bitsOf: (set: number) => Int32Array;
  readonly and: (a: number, b: number) => number;
  readonly or: (a: number, b: number) => number;
  readonly without: (a: number, b: number) => number;
  readonly toServices: (set: number) => ServiceSet;
}

export function serviceAxis(sets: Iterable<ServiceSet>): ServiceAxis {
  const bits = serviceBits(sets);
  const { intern, bitsOf } = bitSets(bits.words);
  const touching = (set: ServiceSet): number => intern(bits.bitsOf(set));

  const scratch = new Int32Array(bits.words);
  const remembered = (combine: (a: Int32Array, b: Int32Array, into: Int32Array) => void) => {
    const table = pairTable();
    return (a: number, b: number): number => {
      const known = table.get(a, b);
      if (known >= 0) return known;
      combine(bitsOf(a), bitsOf(b), scratch);
      const made = intern(scratch);
      table.set(a, b, made);
      return made;
    };
  };
  const both = remembered((a, b, into) => {
    for (let i = 0; i < into.length; i++) into[i] = a[i]! & b[i]!;
  });
  const either = remembered((a, b, into) => {
    for (let i = 0; i < into.length; i++) into[i] = a[i]! | b[i]!;
  });

  intern(new Int32Array(bits.words));
  touching(ALL);
  return {
    words: bits.words,
    touching,
    intern,
    bitsOf,
    and: (a, b) =>
      a === b || b === EVERYTHING ? a : a === EVERYTHING ? b : a === NOTHING || b === NOTHING ? NOTHING : both(a, b),
    or: (a, b) => (a === b || b === NOTHING ? a : a === NOTHING ? b : either(a, b)),
    without: remembered((a, b, into) => {
      for (let i = 0; i < into.length; i++) into[i] = a[i]! & ~b[i]!;
    }),
    toServices: (set) => bits.toServices(bitsOf(set)),
  };
}
