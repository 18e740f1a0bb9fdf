// Guards that a difference of tokens, made of what was sent before, gives what is there now, and holds little more than what changed.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { difference, numbersOf, type Part } from './tokenParts.ts';

const blocks = [[5, 0, 1], [3, 2, 0, 1, 0, 4, 2, 0], [7, 1, 0], []];

const part: fc.Arbitrary<Part> = fc.record({
  place: fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 1 })),
  others: fc.constantFrom(...blocks),
});
const parts = fc.array(part, { maxLength: 6 });

test('what was sent with its difference is what is there now', () => {
  fc.assert(
    fc.property(parts, parts, (before, after) => {
      const numbers = numbersOf(before);
      for (const { start, deleteCount, data = [] } of difference(before, after))
        numbers.splice(start, deleteCount, ...data);
      expect(numbers).toEqual(numbersOf(after));
    }),
  );
});

test('an edit holds what changed within a block', () => {
  const unchanged: Part = { place: [1, 2], others: [5, 0, 1] };
  const before: Part[] = [unchanged, { place: [1, 2], others: [3, 2, 0, 1, 0, 4, 2, 0] }, unchanged];
  const after = before.with(1, { place: [1, 2], others: [3, 2, 0, 2, 0, 4, 2, 0] });
  expect(difference(before, after)).toEqual([{ start: 10, deleteCount: 1, data: [2] }]);
  expect(difference(before, [...before])).toEqual([]);
});
