import { BUILTIN_TEXT, BUILTIN_URI, builtinTree } from '#model/builtins.ts';
import type { Entity, Source } from '#model/model.ts';
import { startOf } from '#model/places.ts';
import { type LineIndex, lineIndex } from '#text/lineIndex.ts';
import type { Range } from '#text/range.ts';
import { shift } from '#text/range.ts';
import type { Folder } from '#workspace/folder.ts';

/** A range of a file, in offsets from the file's start. */
export interface Place extends Range {
  readonly uri: string;
}

/** A range that counts from a block, as a place of the block's file. Undefined where the block is of no file of the folder. */
export function placeIn(folder: Folder, { uri, block }: Source, range: Range): Place | undefined {
  const tree = uri === BUILTIN_URI ? builtinTree() : folder.files.get(uri)?.tree;
  const start = startOf(tree, block);
  return start === undefined ? undefined : { uri, ...shift(range, start) };
}

/** Where an entity is named; of one without a name, its keyword. */
export function placeOfName(folder: Folder, entity: Entity): Place | undefined {
  return placeIn(folder, entity.source, entity.node.name ?? entity.node.ids[0] ?? entity.node.keyword);
}

/** The text of a file of the folder, or of the built-in document. */
export function textOf(folder: Folder, uri: string): LineIndex | undefined {
  if (uri !== BUILTIN_URI) return folder.files.get(uri)?.lineIndex;
  builtinIndex ??= lineIndex(BUILTIN_TEXT);
  return builtinIndex;
}

let builtinIndex: LineIndex | undefined;

export const builtinUri = BUILTIN_URI;

export function isBuiltin(uri: string): boolean {
  return uri === BUILTIN_URI;
}

/** The read-only document in which built-in names are declared. */
export function builtinDocument(): string {
  return BUILTIN_TEXT;
}
