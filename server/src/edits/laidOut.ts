// Lays out declarations again after an edit, if they were in the canonical layout before: where a new rule widens a column, the other rules
// follow. A declaration with another layout keeps it.

import type * as ast from '#syntax/ast.ts';
import { blocksAround, format } from '#syntax/format.ts';
import { reparse } from '#syntax/reparse.ts';
import { type Range, shift, span } from '#text/range.ts';
import { applyEdits, composeEdits, type TextEdit } from '#text/textEdit.ts';
import { keep, memoOf } from '#util/memo.ts';
import type { Change, EditedFile, Outcome } from './change.ts';

export function laidOut(files: ReadonlyMap<string, EditedFile>, outcome: Outcome): Outcome {
  return 'refused' in outcome ? outcome : { ...outcome, edits: editsLaidOut(files, outcome.edits) };
}

export function editsLaidOut(files: ReadonlyMap<string, EditedFile>, edits: Change['edits']): Change['edits'] {
  return new Map(
    [...edits].map(([uri, own]) => {
      const file = files.get(uri);
      return [uri, file?.tree.language === 'sg' && own.length > 0 ? inLayout(file, own) : own];
    }),
  );
}

function inLayout({ text, tree }: EditedFile, edits: readonly TextEdit[]): readonly TextEdit[] {
  const ordered = edits.toSorted((a, b) => a.start - b.start);
  const places = placesOf(tree, ordered).filter((place) => isLaidOut(text, tree, place));
  if (places.length === 0) return edits;
  const after = applyEdits(text, edits);
  const hull = { start: ordered[0]?.start ?? 0, end: Math.max(...edits.map(({ end }) => end)) };
  const newText = after.slice(hull.start, hull.end + after.length - text.length);
  const treeAfter = reparse(tree, { ...hull, newText }, after);
  const blanks = places.flatMap((place) => blanksIn(after, treeAfter, placeAfter(place, ordered)));
  return composeEdits(text, edits, blanks);
}

/** Code actions are computed for one text by the dozen, and touch the same declarations. */
const known = memoOf((_: ast.File) => new Map<string, boolean>());

function isLaidOut(text: string, tree: ast.File, place: Range): boolean {
  return keep(known(tree), `${place.start} ${place.end}`, () => blanksIn(text, tree, place).length === 0);
}

/** What the formatter would change within a place. Blanks between declarations do not count. */
function blanksIn(text: string, tree: ast.File, { start, end }: Range): readonly TextEdit[] {
  return format(text, tree, { start, end }).filter((edit) => edit.start >= start && edit.end <= end);
}

/** The declarations that edits touch, in their order. Those that the formatter aligns with each other are one place. */
function placesOf(tree: ast.File, edits: readonly TextEdit[]): readonly Range[] {
  const places: Range[] = [];
  for (const edit of edits) {
    const declared = blocksAround(tree.blocks, edit).flatMap(({ start, block: { declaration } }) =>
      declaration === undefined ? [] : [shift(declaration, start)],
    );
    const [first] = declared;
    const last = declared.at(-1);
    if (first === undefined || last === undefined) continue;
    const before = places.at(-1);
    if (before === undefined || first.start > before.end) places.push(span(first, last));
    else places[places.length - 1] = { start: before.start, end: Math.max(before.end, last.end) };
  }
  return places;
}

/** The range of a place after the edits, with what they insert at its ends. */
function placeAfter({ start, end }: Range, edits: readonly TextEdit[]): Range {
  const growth = (part: readonly TextEdit[]): number =>
    part.reduce((sum, edit) => sum + edit.newText.length - (edit.end - edit.start), 0);
  return {
    start: start + growth(edits.filter((edit) => edit.end < start)),
    end: end + growth(edits.filter((edit) => edit.start <= end)),
  };
}
