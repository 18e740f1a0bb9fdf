// Guards the algebra of sets of intervals, number by number, in the one form that each set has.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Cuts } from './cuts.ts';
import * as cuts from './cuts.ts';

const WORLD = Array.from({ length: 24 }, (_, i) => i);

const intervals = fc.array(fc.tuple(fc.integer({ min: 0, max: 24 }), fc.integer({ min: 0, max: 24 })), {
  maxLength: 6,
});
const sets = intervals.map((list) => cuts.fromIntervals(list));

test('sets hold exactly the numbers of their intervals, however these overlap, touch or run backwards', () => {
  fc.assert(
    fc.property(intervals, (list) => {
      const set = cuts.fromIntervals(list);
      expectCanonical(set);
      for (const n of WORLD) {
        expect(cuts.contains(set, n)).toBe(list.some(([start, end]) => start <= n && n < end));
      }
    }),
  );
});

test('the algebra agrees with membership, number by number, and every result is canonical', () => {
  fc.assert(
    fc.property(sets, sets, (a, b) => {
      const either = cuts.union(a, b);
      const both = cuts.intersect(a, b);
      const only = cuts.subtract(a, b);
      for (const result of [either, both, only]) expectCanonical(result);
      for (const n of WORLD) {
        const [inA, inB] = [cuts.contains(a, n), cuts.contains(b, n)];
        expect(cuts.contains(either, n)).toBe(inA || inB);
        expect(cuts.contains(both, n)).toBe(inA && inB);
        expect(cuts.contains(only, n)).toBe(inA && !inB);
      }
      expect(cuts.isSubsetOf(a, b)).toBe(cuts.isEmpty(only));
      expect(cuts.overlap(a, b)).toBe(!cuts.isEmpty(both));
      expect(cuts.equals(a, b)).toBe(cuts.isSubsetOf(a, b) && cuts.isSubsetOf(b, a));
      expect(cuts.unionAll([a, b, both])).toEqual(either);
    }),
  );
});

test('bigint sets work like number sets', () => {
  fc.assert(
    fc.property(sets, sets, (a, b) => {
      const big = (set: Cuts<number>) => set.map(BigInt);
      expect(cuts.union(big(a), big(b))).toEqual(big(cuts.union(a, b)));
      expect(cuts.intersect(big(a), big(b))).toEqual(big(cuts.intersect(a, b)));
      expect(cuts.subtract(big(a), big(b))).toEqual(big(cuts.subtract(a, b)));
    }),
  );
});

test('an empty interval never gets in', () => {
  expect(cuts.fromIntervals([[5, 5]])).toEqual([]);
  expect(cuts.fromIntervals([[7, 3]])).toEqual([]);
  expect(cuts.intersect([0, 5], [5, 9])).toEqual([]);
  expect(cuts.union([0, 5], [5, 9])).toEqual([0, 9]);
});

function expectCanonical(set: Cuts<number>): void {
  expect(set.length % 2).toBe(0);
  for (let i = 1; i < set.length; i++) expect(set[i]).toBeGreaterThan(set[i - 1] as number);
}
