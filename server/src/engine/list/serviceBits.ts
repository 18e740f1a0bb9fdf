// The axis of services cut at the ends of all sets that matter, and sets as bits, one for each piece between two cuts.
//
//   sets     tcp 80-90, tcp 85, icmp
//   pieces   tcp 1-79 | tcp 80-84 | tcp 85 | tcp 86-90 | the rest to icmp | icmp | the rest

import { ALL, NONE, type ServiceSet } from '#net/services.ts';
import { countBefore } from '#util/sorted.ts';

export interface ServiceBits {
  /** 32-bit words that a set takes. */
  readonly words: number;
  /** The bits of a set whose ends are all among the cuts, else of the smallest set of pieces that holds it: in `into`, which is empty. */
  readonly bitsOf: (set: ServiceSet, into?: Int32Array) => Int32Array;
  readonly toServices: (bits: Int32Array) => ServiceSet;
}

export function serviceBits(sets: Iterable<ServiceSet>): ServiceBits {
  const starts = startsOf(sets);
  const words = Math.ceil(starts.length / 32);
  return {
    words,
    bitsOf: (set, bits = new Int32Array(words)) => {
      for (let i = 0; i < set.length; i += 2) {
        const end = set[i + 1]!;
        for (let piece = pieceAt(starts, set[i]!); piece < starts.length && starts[piece]! < end; piece++) {
          bits[piece >>> 5]! |= 1 << (piece & 31);
        }
      }
      return bits;
    },
    toServices: (bits) => {
      const set: number[] = [];
      let inside = false;
      for (let piece = 0; piece < starts.length; piece++) {
        const now = ((bits[piece >>> 5]! >>> (piece & 31)) & 1) === 1;
        if (now !== inside) set.push(starts[piece]!);
        inside = now;
      }
      if (inside) set.push(ALL[1]!);
      return set.length === 0 ? NONE : set;
    },
  };
}

/** Where the pieces begin, ascending; the last one goes to the end of the axis. */
function startsOf(sets: Iterable<ServiceSet>): Float64Array {
  const ends = new Set<number>([ALL[0]!]);
  for (const set of sets) for (const end of set) ends.add(end);
  ends.delete(ALL[1]!);
  return Float64Array.from(ends).sort();
}

function pieceAt(starts: Float64Array, point: number): number {
  return Math.max(0, countBefore(starts.length, (i) => starts[i]! <= point) - 1);
}
