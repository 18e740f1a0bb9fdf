// Guards that any change of any snapshot means, read back, what the same change of plain lists means, and keeps the text's layout.
import { describe, expect, test } from 'vitest';
import { applyEdits, type TextEdit } from '#text/textEdit.ts';
import type { Folder } from '#workspace/folder.ts';
import { loadTexts } from '../../test/support/changed.ts';
import { SNAPSHOT } from '../../test/support/changedSnapshot.ts';
import { randomFrom } from '../../test/support/random.ts';
import { layouts, randomSnapshot, wild } from '../../test/support/randomSnapshot.ts';
import { rounds } from '../../test/support/rounds.ts';
import {
  bare,
  directions,
  type Plain,
  plainOf,
  randomEdit,
  withoutPlaces,
} from '../../test/support/snapshotChanges.ts';

const load = (text: string): Folder => loadTexts({ [SNAPSHOT]: text });
const blocksOf = (folder: Folder) => folder.files.get(SNAPSHOT)?.tree.blocks ?? [];

describe.each([...layouts, ['wild blanks', wild] as const])('%s', (_, write) => {
  test('a change of the text is the change of the lists, in the layout of the text', () => {
    let done = 0;
    for (let seed = 1; done < rounds(300, 20_000); seed++) {
      const next = randomFrom(seed);
      const text = write(randomSnapshot(next));
      const edit = randomEdit(next, plainOf(text));
      if (edit === undefined) continue;
      done++;
      const folder = load(text);
      const outcome = edit.make(folder, keysOfIds(folder));
      const about = `${seed}: ${edit.what}\n${text}`;
      if ('refused' in outcome) throw new Error(`${outcome.refused}\n${about}`);
      const edits = outcome.edits.get(SNAPSHOT) ?? [];
      checkApart(edits, about);
      const result = applyEdits(text, edits);
      if (write !== wild) expect(result, about).toBe(write(JSON.parse(result)));
      checkUntouched(folder, text, result, edit.what);
      const wanted = plainOf(text);
      edit.plain(wanted);
      const compared = (plain: Plain) =>
        withoutPlaces(edit.what.includes('"copyOf"') ? withBarePolicies(plain) : plain);
      const got = plainOf(result);
      expect(compared(got), about).toEqual(compared(wanted));
      checkPlaces(got, about);
      checkReads(load(result), about);
    }
  });
});

function keysOfIds({ model }: Folder) {
  return (id: string): string => {
    const entity = [...model.entities.values()].find((each) => each.id === id);
    if (entity === undefined) throw new Error(`no ${id}`);
    return entity.key;
  };
}

/** No edit reaches into the next one. */
function checkApart(edits: readonly TextEdit[], about: string): void {
  const inOrder = edits.toSorted((a, b) => a.start - b.start);
  for (const [i, { start }] of inOrder.entries()) expect(start >= (inOrder[i - 1]?.end ?? 0), about).toBe(true);
}

/** What the change does not name keeps its text. */
function checkUntouched(folder: Folder, text: string, result: string, what: string): void {
  for (const { start, block } of blocksOf(folder)) {
    const node = block.declaration;
    const named = node === undefined || !('ids' in node) || node.ids.some((id) => what.includes(id.text));
    if (!named && node.kind !== 'cvm') expect(result, what).toContain(text.slice(start, start + node.end));
  }
}

function withBarePolicies(plain: Plain): Plain {
  const groups = [...plain.groups].map(
    ([id, { inbound, outbound }]) => [id, { inbound: inbound.map(bare), outbound: outbound.map(bare) }] as const,
  );
  return { ...plain, groups: new Map(groups) };
}

/** Policies that tell their places tell the right ones. */
function checkPlaces({ groups }: Plain, about: string): void {
  for (const group of groups.values())
    for (const each of directions) {
      const places = group[each].flatMap(({ PolicyIndex: place }) => (place === undefined ? [] : [place]));
      expect(places.length === 0 || places.length === group[each].length, about).toBe(true);
      expect(places, about).toEqual(places.map((_, i) => i));
    }
}

function checkReads(folder: Folder, about: string): void {
  const problems = blocksOf(folder).flatMap(({ block }) => block.problems);
  expect(problems, about).toEqual([]);
  const lists = folder.model.groups
    .filter(({ builtin }) => !builtin)
    .flatMap((group) => directions.map((each) => group[each]));
  expect(
    lists.every(({ policies }) => policies.every(({ complete }) => complete)),
    about,
  ).toBe(true);
}
