// The addresses of both families, cut into cells at the ends of some sets: all addresses of a cell are in the same sets. Cells that are in
// the same sets are of one class.
//
//   sets    0: 10.0.0.0/8    1: 10.1.0.0/16    2: {10.1.0.5}
//   cells   0.0.0.0 {} | 10.0.0.0 {0} | 10.1.0.0 {0,1} | 10.1.0.5 {0,1,2} | 10.1.0.6 {0,1} | 10.2.0.0 {0} | 11.0.0.0 {}
//   classes    A            B              C                 D                  C               B             A

import { endOf } from '#net/address.ts';
import type { AddressSet } from '#net/addressSet.ts';
import { countBefore } from '#util/sorted.ts';
import { bitSets } from './bitSets.ts';

export interface AddressCells {
  readonly v4: Cells<number>;
  readonly v6: Cells<bigint>;
  readonly classes: readonly AddressClass[];
}

export interface Cells<T extends number | bigint> {
  /** The first address of each cell, ascending from the first address of the family; a cell reaches to the next start. */
  readonly starts: readonly T[];
  /** The place of each cell's class in `classes`. */
  readonly classOf: readonly number[];
}

/** Which of the sets hold the addresses of a cell: bit `i` for set `i`. */
export type AddressClass = Int32Array;

export function addressCells(sets: readonly AddressSet[]): AddressCells {
  const words = Math.max(1, Math.ceil(sets.length / 32));
  const { intern, bitsOf, count } = bitSets(words);
  const v4 = sweep(
    sets.map((set) => set.v4),
    0,
    words,
    intern,
    sortedEnds4,
  );
  const v6 = sweep(
    sets.map((set) => set.v6),
    0n,
    words,
    intern,
    sortedEnds6,
  );
  return { v4, v6, classes: Array.from({ length: count() }, (_, id) => bitsOf(id)) };
}

export function hasSet(members: AddressClass, set: number): boolean {
  return ((members[set >>> 5]! >>> (set & 31)) & 1) === 1;
}

/** The place of the cell that holds the address. */
export function cellAt<T extends number | bigint>(cells: Cells<T>, address: T): number {
  const { starts } = cells;
  return Math.max(0, countBefore(starts.length, (i) => starts[i]! <= address) - 1);
}

/** The ends of all sets: at each, one set begins or ends. */
interface Ends<T extends number | bigint> {
  readonly count: number;
  readonly at: (i: number) => T;
  readonly set: (i: number) => number;
}

function sweep<T extends number | bigint>(
  sets: readonly (readonly T[])[],
  first: T,
  words: number,
  classFor: (bits: Int32Array) => number,
  sortedEnds: (sets: readonly (readonly T[])[]) => Ends<T>,
): Cells<T> {
  const ends = sortedEnds(sets);
  const bits = new Int32Array(words);
  const starts: T[] = [];
  const classOf: number[] = [];
  let start = first;
  for (let i = 0; ; ) {
    while (i < ends.count && ends.at(i) === start) {
      const set = ends.set(i++);
      bits[set >>> 5]! ^= 1 << (set & 31);
    }
    // A set that reaches to the end of the family ends behind the last address: no cell begins there.
    if (i < ends.count || starts.length === 0 || start < endOf(start)) {
      starts.push(start);
      classOf.push(classFor(bits));
    }
    if (i >= ends.count) return { starts, classOf };
    start = ends.at(i);
  }
}

/** An end and its set in one number: 33 bits of address above 20 bits of set. */
const SETS = 2 ** 20;

function sortedEnds4(sets: readonly (readonly number[])[]): Ends<number> {
  const packed = new Float64Array(sets.reduce((count, set) => count + set.length, 0));
  let i = 0;
  sets.forEach((set, id) => {
    for (const end of set) packed[i++] = end * SETS + id;
  });
  packed.sort();
  return {
    count: packed.length,
    at: (place) => Math.floor(packed[place]! / SETS),
    set: (place) => packed[place]! % SETS,
  };
}

function sortedEnds6(sets: readonly (readonly bigint[])[]): Ends<bigint> {
  const ends = sets.flatMap((set, id) => set.map((end) => ({ end, id })));
  ends.sort((a, b) => (a.end < b.end ? -1 : a.end > b.end ? 1 : 0));
  return { count: ends.length, at: (place) => ends[place]!.end, set: (place) => ends[place]!.id };
}
