// Guards that an offset and its position are each other's reverse in both encodings, whatever the text.

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineIndex } from '#text/lineIndex.ts';
import { encodedLength, offsetOf, positionOf } from './positions.ts';

const texts = fc
  .array(fc.constantFrom('a', 'é', '网', '😀', '\n', '\r\n', '\ud800', '\udc00', ' '), { maxLength: 30 })
  .map((parts) => parts.join(''));

/** Not within a pair of surrogates or of a line break: there is no position for that. */
function isWhole(text: string, offset: number): boolean {
  const [before, after] = [text.charCodeAt(offset - 1), text.charCodeAt(offset)];
  const isPair = before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff;
  return !isPair && !(before === 13 && after === 10);
}

test.each(['utf-8', 'utf-16'] as const)('there and back in %s', (encoding) => {
  fc.assert(
    fc.property(texts, fc.nat(40), (text, at) => {
      const offset = Math.min(at, text.length);
      fc.pre(isWhole(text, offset));
      const index = lineIndex(text);
      expect(offsetOf(index, positionOf(index, offset, encoding), encoding)).toBe(offset);
    }),
    { numRuns: 3000 },
  );
});

test('UTF-8 counts bytes', () => {
  const text = 'aé网😀b';
  const index = lineIndex(text);
  expect([0, 1, 2, 3, 5].map((offset) => positionOf(index, offset, 'utf-8').character)).toEqual([0, 1, 3, 6, 10]);
  expect(encodedLength(text, { start: 0, end: text.length }, 'utf-8')).toBe(Buffer.byteLength(text));
  // Within a character counts as its start, past the line as its end.
  expect(offsetOf(index, { line: 0, character: 5 }, 'utf-8')).toBe(2);
  expect(offsetOf(index, { line: 0, character: 99 }, 'utf-8')).toBe(text.length);
});

test('places outside of the text are the nearest ones in it', () => {
  const index = lineIndex('ab\ncd');
  expect(offsetOf(index, { line: -1, character: 0 }, 'utf-16')).toBe(0);
  expect(offsetOf(index, { line: 9, character: 0 }, 'utf-16')).toBe(5);
  expect(offsetOf(index, { line: 0, character: -4 }, 'utf-8')).toBe(0);
  expect(positionOf(index, 99, 'utf-16')).toEqual({ line: 1, character: 2 });
});
