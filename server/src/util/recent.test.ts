// Guards that what was set or found lately is kept, and that no more than twice as much is.

import { expect, test } from 'vitest';
import { recent } from './recent.ts';

test('the last keys that were set or found are there, the oldest are not', () => {
  const kept = recent<number, string>(3);
  for (let key = 0; key < 6; key++) {
    kept.set(key, `${key}`);
    expect(kept.get(0)).toBe('0');
  }
  for (const key of [4, 5]) expect(kept.get(key)).toBe(`${key}`);
  expect(Array.from({ length: 6 }, (_, key) => kept.get(key)).filter((each) => each === undefined)).not.toEqual([]);
});
