// Guards the search in sorted items: before all, between and behind all of them, and in none.
import { expect, test } from 'vitest';
import { countBefore } from './search.ts';

test('it counts what lies before', () => {
  const items = [2, 3, 3, 7];
  const before = (value: number) => countBefore(items.length, (i) => (items[i] as number) < value);
  expect([1, 2, 3, 4, 7, 8].map(before)).toEqual([0, 0, 1, 3, 3, 4]);
  expect(countBefore(0, () => true)).toBe(0);
});
