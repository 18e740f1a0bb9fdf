// Guards in which order edits of one text are applied.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rounds } from '../../test/support/rounds.ts';
import { applyEdits, composeEdits, type TextEdit } from './textEdit.ts';

// Guards that edits count from the text before any of them, in whatever order they are listed.

test('edits are applied by place, insertions at one place in their order', () => {
  const edits = [
    { start: 4, end: 5, newText: 'E' },
    { start: 1, end: 1, newText: 'x' },
    { start: 1, end: 1, newText: 'y' },
    { start: 1, end: 2, newText: 'B' },
  ];
  expect(applyEdits('abcdef', edits)).toBe('axyBcdEf');
  expect(applyEdits('abcdef', [])).toBe('abcdef');
});

test('two lists of edits one after the other are one list', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 12 });
  const cut = fc.tuple(fc.nat(12), fc.nat(3), fc.string({ unit: fc.constantFrom('x', 'y'), maxLength: 3 }));
  const editsOf = (length: number, cuts: readonly (readonly [number, number, string])[]): TextEdit[] => {
    let free = 0;
    return cuts
      .toSorted((a, b) => a[0] - b[0])
      .flatMap(([at, span, newText]) => {
        const start = Math.max(free, at);
        if (start > length) return [];
        const end = Math.min(length, start + span);
        free = end + 1;
        return [{ start, end, newText }];
      });
  };
  fc.assert(
    fc.property(text, fc.array(cut, { maxLength: 4 }), fc.array(cut, { maxLength: 4 }), (old, one, two) => {
      const first = editsOf(old.length, one);
      const between = applyEdits(old, first);
      const second = editsOf(between.length, two);
      expect(applyEdits(old, composeEdits(old, first, second))).toBe(applyEdits(between, second));
    }),
    { numRuns: rounds(500, 100_000) },
  );
});
