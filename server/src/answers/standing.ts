// Where a part of the model is on the disk. In the model, all files of other formats are one text, which people never see: they are shown the
// file and its own lines.

import { BUILTIN_TEXT } from '#model/builtins.ts';
import { type LineIndex, lineIndex } from '#text/lineIndex.ts';
import { type Range, shift } from '#text/range.ts';
import { memoOf } from '#util/memo.ts';
import type { FilePart, Folder, SourceFile } from '#workspace/folder.ts';

export type StandingFile = Pick<SourceFile, 'uri' | 'text' | 'lineIndex'>;

export interface Standing<T extends Range = Range> {
  readonly file: StandingFile;
  readonly range: T;
}

export function standing<T extends Range>(file: SourceFile, range: T): Standing<T> {
  const { parts } = file;
  const part = parts?.findLast(({ start }) => start <= range.start) ?? parts?.[0];
  if (part === undefined) return { file, range };
  const { uri, text, start } = part;
  const moved = shift(range, -start);
  const end = Math.min(moved.end, text.length);
  return { file: { uri, text, lineIndex: linesOf(part) }, range: { ...range, start: moved.start, end } };
}

/** The same for a place that has its file's URI. */
export function standingOf<T extends Range & { readonly uri: string }>(folder: Folder, place: T): T {
  const file = folder.files.get(place.uri);
  if (file?.parts === undefined) return place;
  const at = standing(file, place);
  return { ...at.range, uri: at.file.uri };
}

const linesOf = memoOf((part: FilePart): LineIndex => lineIndex(part.text));

/** The lines of a file of the folder, of its live side, or of the built-in document. */
export function indexOf(folder: Folder, uri: string): LineIndex {
  const side = folder.live.find(({ root }) => root === uri) ?? folder;
  for (const { parts } of side.files.values()) {
    const part = parts?.find((each) => each.uri === uri);
    if (part !== undefined) return linesOf(part);
  }
  return side.files.get(uri)?.lineIndex ?? lineIndex(BUILTIN_TEXT);
}
