// Guards in which order edits of one text are applied.

import { expect, test } from 'vitest';
import { applyEdits } from './textEdit.ts';

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
