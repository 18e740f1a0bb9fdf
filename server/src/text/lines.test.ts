// Guards where lines begin and end, with each kind of line break and at both ends of the text.
import { expect, test } from 'vitest';
import { beginsLine, hasLineBreak, indentation, lineEnd, lineStart, nextLine } from './lines.ts';

const text = 'a\r\n  b\rc\n';

test.each([
  { at: 0, line: [0, 1, 3] },
  { at: 1, line: [0, 1, 3] },
  { at: 5, line: [3, 6, 7] },
  { at: 7, line: [7, 8, 9] },
  { at: 9, line: [9, 9, 9] },
])('the line around $at', ({ at, line }) => {
  expect([lineStart(text, at), lineEnd(text, at), nextLine(text, at)]).toEqual(line);
});

test('what lies between two places, and what a line begins with', () => {
  expect([hasLineBreak(text, 3, 6), hasLineBreak(text, 3, 7)]).toEqual([false, true]);
  expect([indentation(text, 6), beginsLine(text, 5), beginsLine(text, 6)]).toEqual(['  ', true, false]);
});
