// Guards the way between offsets and lines with columns, also outside of the text.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineEnd, lineIndex, offsetAt, positionAt } from './lineIndex.ts';

// Guards that offsets and positions are the same places, whatever ends the lines.

const text = fc
  .array(fc.constantFrom('a', '\n', '\r', '\r\n', '数', '😀', '\t'), { maxLength: 40 })
  .map((parts) => parts.join(''));

test('an offset becomes a position and the same offset again', () => {
  fc.assert(
    fc.property(text, (made) => {
      const index = lineIndex(made);
      for (let offset = 0; offset <= made.length; offset++) {
        // Between \r and \n there is no place: it counts as the end of the line.
        const isInBreak = made[offset - 1] === '\r' && made[offset] === '\n';
        expect(offsetAt(index, positionAt(index, offset))).toBe(isInBreak ? offset - 1 : offset);
      }
    }),
  );
});

test('lines are what is left between line breaks', () => {
  fc.assert(
    fc.property(text, (made) => {
      const index = lineIndex(made);
      const lines = index.starts.map((start, line) => made.slice(start, lineEnd(index, line)));
      expect(lines).toEqual(made.split(/\r\n|\r|\n/));
    }),
  );
});

test('places outside of a text are its nearest ends', () => {
  const index = lineIndex('ab\ncd');
  expect(positionAt(index, -1)).toEqual({ line: 0, character: 0 });
  expect(positionAt(index, 99)).toEqual({ line: 1, character: 2 });
  expect(offsetAt(index, { line: 0, character: 99 })).toBe(2);
  expect(offsetAt(index, { line: 9, character: 0 })).toBe(5);
});
