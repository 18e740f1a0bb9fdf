// Guards the line of source shown with a finding, with carets under its range: tabs, wide characters, long lines.

import { expect, test } from 'vitest';
import { lineIndex } from './lineIndex.ts';
import { snippet } from './snippet.ts';
import { displayWidth } from './width.ts';

// Guards that carets stand under their text, with tabs, Chinese and emoji before it.

function checkSnippet(text: string, marked: string, wanted: string): void {
  const start = text.indexOf(marked);
  expect(snippet(text, lineIndex(text), { start, end: start + marked.length })).toBe(wanted);
}

test('carets stand under the range', () => {
  checkSnippet('one\nallow ssh from web', 'ssh', '  2 | allow ssh from web\n    |       ^^^');
});

test('tabs are widened and wide characters count two', () => {
  checkSnippet(
    '\tallow 数据库 from 😀web',
    'web',
    '  1 |     allow 数据库 from 😀web\n    |                         ^^^',
  );
  checkSnippet('数据库 x', '据', '  1 | 数据库 x\n    |   ^^');
});

test('a long line is cut around its place', () => {
  const text = `${'a'.repeat(500)}HERE${'b'.repeat(500)}`;
  const [line, carets] = snippet(text, lineIndex(text), { start: 500, end: 504 }).split('\n');
  expect(line?.length).toBeLessThan(180);
  expect(line?.indexOf('HERE')).toBe(carets?.indexOf('^^^^'));
});

test('marks join the character before them and take no column', () => {
  expect(displayWidth('é́')).toBe(1);
  expect(displayWidth('👩‍💻')).toBeGreaterThanOrEqual(2);
  expect(displayWidth('数据 db')).toBe(7);
});
