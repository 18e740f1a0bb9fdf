// Guards how near two names are to each other.
import { expect, test } from 'vitest';
import { editDistance } from './strings.ts';

test('the distance of two names counts neighbours that changed places once', () => {
  expect(editDistance('offcie', 'office', 3)).toBe(1);
  expect(editDistance('web', 'web', 3)).toBe(0);
  expect(editDistance('', 'abc', 3)).toBe(3);
  expect(editDistance('kitten', 'sitting', 3)).toBe(3);
  expect(editDistance('abcdef', 'uvwxyz', 2)).toBeGreaterThan(2);
});
