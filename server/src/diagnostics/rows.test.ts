// Guards that the table looks for every code there is, and that each has a fix.
import { expect, test } from 'vitest';
import { findingActions } from '#ide/findingActions.ts';
import { codes } from './codes.ts';
import { rows } from './rows.ts';

/** What does not follow from a block: comments that ignore nothing, settings, whole files. */
const ELSEWHERE: readonly string[] = ['unused-ignore', 'config-error'];

test('every code is looked for by a row of the table', () => {
  const found = new Set<string>(rows.flatMap((row) => row.codes));
  const missing = codes.map(({ code }) => code).filter((code) => !found.has(code) && !ELSEWHERE.includes(code));
  expect(missing).toEqual([]);
});

test('every code has a fix in its row, or offers what is more than an edit of its file', () => {
  const fixed = new Set<string>([
    ...rows.flatMap(({ codes, fix }) => (fix === undefined ? [] : codes)),
    ...findingActions.keys(),
  ]);
  const missing = codes.map(({ code }) => code).filter((code) => !fixed.has(code) && !ELSEWHERE.includes(code));
  expect(missing).toEqual([]);
});
