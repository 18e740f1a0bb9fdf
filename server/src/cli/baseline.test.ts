// Guards that a finding of a baseline is known again by what it is about, one for one, and that what is gone is told.

import { expect, test } from 'vitest';
import { type Entry, openBaseline, readBaseline, writeBaseline } from './baseline.ts';

const shadowed: Entry = { code: 'shadowed-rule', owner: 'group web inbound', text: 'deny tcp 443 from any' };
const unused: Entry = { code: 'unused-group', owner: 'group "a b"', text: '"a b"' };

test('what is written is read', () => {
  const read = readBaseline(writeBaseline([unused, shadowed, shadowed]));
  expect(read).toEqual([shadowed, shadowed, unused]);
  expect(readBaseline(writeBaseline([]))).toEqual([]);
});

test('an entry takes one finding', () => {
  const found = [shadowed, shadowed, unused].map((each) => ({ entry: () => each }));
  const baseline = openBaseline([shadowed]);
  expect(baseline.without(found)).toEqual(found.slice(1));
  expect(baseline.left()).toEqual([]);
});

test('another owner is another finding, and what is gone is told', () => {
  const other = { entry: () => ({ ...shadowed, owner: 'group db inbound' }) };
  const baseline = openBaseline([shadowed]);
  expect(baseline.without([other])).toEqual([other]);
  expect(baseline.left()).toEqual([shadowed]);
});

test.each([
  '',
  '[]',
  'null',
  '{"version":2,"findings":[]}',
  '{"version":1,"findings":[{"code":"no-such","owner":"","text":""}]}',
  '{"version":1,"findings":[1]}',
])('%j is no baseline', (text) => expect(readBaseline(text)).toBeUndefined());
