// Guards where the editor looks after an edit: at the first word of what was put in, with what the other edits moved counted in.
import { expect, test } from 'vitest';
import type { ModelEdit } from '#protocol/edits.ts';
import { placeAfter } from './placeAfter.ts';

type Spot = readonly [line: number, character: number];

function edit(edits: readonly (readonly [Spot, Spot, string])[], reveal?: Spot): ModelEdit {
  const position = ([line, character]: Spot) => ({ line, character });
  const range = (start: Spot, end: Spot) => ({ start: position(start), end: position(end) });
  const uri = 'file:///a.sg';
  return {
    label: '',
    notes: [],
    documents: [
      { uri, version: 1, edits: edits.map(([start, end, newText]) => ({ range: range(start, end), newText })) },
    ],
    ...(reveal ? { reveal: { uri, range: range(reveal, reveal) } } : {}),
  };
}

const start = (found: ReturnType<typeof placeAfter>): unknown => found?.range.start;

test('a block that is put behind another begins after its line breaks', () => {
  expect(start(placeAfter(edit([[[60, 1], [60, 1], '\n\ngroup a {\n}']], [60, 1])))).toEqual({
    line: 62,
    character: 0,
  });
});

test('a line that is moved up is shown where it arrives', () => {
  const moved = edit([
    [[12, 0], [13, 0], ''],
    [[11, 0], [11, 0], '    allow ssh from office\n'],
  ]);
  expect(start(placeAfter(moved))).toEqual({ line: 11, character: 4 });
});

test('a line that is moved down is shown one line higher than it was put', () => {
  const moved = edit([
    [[11, 0], [12, 0], ''],
    [[13, 0], [13, 0], '    allow ssh from office\n'],
  ]);
  expect(start(placeAfter(moved))).toEqual({ line: 12, character: 4 });
});

test('where text only goes, its place is shown', () => {
  expect(start(placeAfter(edit([[[5, 2], [5, 9], '']])))).toEqual({ line: 5, character: 2 });
});
