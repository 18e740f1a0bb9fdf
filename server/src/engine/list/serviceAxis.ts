// The axis of services cut at the ends of all sets that matter, and sets of the resulting atoms as numbered bit sets.
//
//   sets     tcp 80-90, tcp 85, icmp
//   atoms    tcp 1-79 | tcp 80-84 | tcp 85 | tcp 86-90 | the rest to icmp | icmp | the rest
//
// A set is made once and then known by its number: two sets are equal exactly where their numbers are, and what two come to
// together is remembered under the two numbers.

import * as cuts from '#net/cuts.ts';
import type { ServiceSet } from '#net/services.ts';
import { ALL } from '#net/services.ts';
import { bitSets } from './bitSets.ts';
import { pairTable } from './pairTable.ts';

/** The numbers of the empty set and of the set of everything. */
export const NOTHING = 0;
export const EVERYTHING = 1;

export interface ServiceAxis {
  /** 32-bit words that a set takes. */
  readonly words: number;
  /** The number of a set whose ends are all among the cuts, else of the smallest set of atoms that holds it. */
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
  const starts = atomStarts(sets);
  const words = Math.ceil(starts.length / 32);
  const { intern, bitsOf } = bitSets(words);

  const touching = (set: ServiceSet): number => {
    const bits = new Int32Array(words);
    for (const [start, end] of cuts.intervals(set)) {
      for (let atom = atomAt(starts, start); atom < starts.length && starts[atom]! < end; atom++) {
        bits[atom >>> 5]! |= 1 << (atom & 31);
      }
    }
    return intern(bits);
  };

  const scratch = new Int32Array(words);
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

  intern(new Int32Array(words));
  touching(ALL);
  return {
    words,
    touching,
    intern,
    bitsOf,
    and: (a, b) =>
      a === b || b === EVERYTHING ? a : a === EVERYTHING ? b : a === NOTHING || b === NOTHING ? NOTHING : both(a, b),
    or: (a, b) => (a === b || b === NOTHING ? a : a === NOTHING ? b : either(a, b)),
    without: remembered((a, b, into) => {
      for (let i = 0; i < into.length; i++) into[i] = a[i]! & ~b[i]!;
    }),
    toServices: (set) => {
      const bits = bitsOf(set);
      const intervals: [number, number][] = [];
      for (let atom = 0; atom < starts.length; atom++) {
        if (((bits[atom >>> 5]! >>> (atom & 31)) & 1) === 1)
          intervals.push([starts[atom]!, starts[atom + 1] ?? ALL[1]!]);
      }
      return cuts.fromIntervals(intervals);
    },
  };
}

/** Where the atoms begin, ascending; the last one goes to the end of the axis. */
function atomStarts(sets: Iterable<ServiceSet>): number[] {
  const ends = new Set<number>([ALL[0]!]);
  for (const set of sets) for (const end of set) ends.add(end);
  ends.delete(ALL[1]!);
  return [...ends].sort((a, b) => a - b);
}

function atomAt(starts: readonly number[], point: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (starts[middle]! <= point) low = middle;
    else high = middle;
  }
  return low;
}
