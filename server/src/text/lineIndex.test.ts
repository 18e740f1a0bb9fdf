// Guards that lines are found in the same places however the text came about.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { editedLineIndex, lineEnd, lineIndex, offsetAt, positionAt } from './lineIndex.ts';
import { applyEdits } from './textEdit.ts';

const pieces = fc
  .array(fc.constantFrom('\n', '\r', '\r\n', 'a', '网', '😀', '\n\n', '\r\r'), { maxLength: 12 })
  .map((all) => all.join(''));

test('after an edit as in a text that was just read', () => {
  fc.assert(
    fc.property(pieces, pieces, fc.nat(30), fc.nat(30), (text, newText, a, b) => {
      const [start, end] = [Math.min(a, b, text.length), Math.min(Math.max(a, b), text.length)];
      const after = applyEdits(text, [{ start, end, newText }]);
      expect(editedLineIndex(lineIndex(text), { start, end, newText }, after)).toEqual(lineIndex(after));
    }),
    { numRuns: 5000 },
  );
});

test('lines end with any of the three', () => {
  expect(lineIndex('a\nb\r\nc\rd').starts).toEqual([0, 2, 5, 7]);
  expect(lineIndex('a\nb\r\nc').starts).toEqual([0, 2, 5]);
});

test('positions and offsets are each other’s reverse, past the end of a line is its end', () => {
  const index = lineIndex('ab\r\n\ncd');
  expect([0, 1, 2, 4, 5, 6, 7].map((offset) => offsetAt(index, positionAt(index, offset)))).toEqual([
    0, 1, 2, 4, 5, 6, 7,
  ]);
  expect(offsetAt(index, { line: 0, character: 99 })).toBe(2);
  expect(offsetAt(index, { line: 99, character: 0 })).toBe(7);
  expect(lineEnd(index, 0)).toBe(2);
});
