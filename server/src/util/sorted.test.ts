// Guards the search in sorted items: before all, between and behind all of them, and in none; and their merge: the same as one stable sort of all items, whatever the arrays are, and never much in one step.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countBefore, merging } from './sorted.ts';
import { finish } from './steps.ts';

const byKey = (a: readonly [number, number], b: readonly [number, number]): number => a[0] - b[0];

test('sorted arrays come out as one stable sort of all items has them', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.integer({ min: 0, max: 9 }))), (keys) => {
      const arrays = keys.map((own, i) => own.map((key) => [key, i] as const).sort(byKey));
      expect(finish(merging(arrays, byKey))).toEqual(arrays.flat().sort(byKey));
    }),
  );
});

test('long arrays are merged in many steps', () => {
  const arrays = Array.from({ length: 8 }, (_, i) => Array.from({ length: 5000 }, (_, j) => 8 * j + i));
  const steps = merging(arrays, (a, b) => a - b);
  let count = 1;
  while (!steps.next().done) count++;
  expect(count).toBeGreaterThan(20);
});

test('it counts what lies before', () => {
  const items = [2, 3, 3, 7];
  const before = (value: number) => countBefore(items.length, (i) => (items[i] as number) < value);
  expect([1, 2, 3, 4, 7, 8].map(before)).toEqual([0, 0, 1, 3, 3, 4]);
  expect(countBefore(0, () => true)).toBe(0);
});
