import type { Model, Source } from '#model/model.ts';
import { startOf } from '#model/places.ts';
import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';
import { shift } from '#text/range.ts';
import type { TextEdit } from '#text/textEdit.ts';

/** The files as they are now. Every change is worked out on them alone. */
export interface Context {
  readonly model: Model;
  readonly files: ReadonlyMap<string, EditedFile>;
}

export interface EditedFile {
  readonly uri: string;
  readonly text: string;
  readonly tree: ast.File;
}

/** One step that can be undone as one: edits by file, in offsets of the texts that they were made for. */
export interface Change {
  readonly label: string;
  readonly edits: ReadonlyMap<string, readonly TextEdit[]>;
  /** Where to look afterwards: an offset in the text before the edits. */
  readonly reveal?: { readonly uri: string; readonly offset: number };
  /** What did not come along, each in a sentence. */
  readonly notes: readonly string[];
  /** Lists that mean nothing where their rules go, by name, and the ways in which they can come along all the same. */
  readonly stranded?: { readonly lists: readonly string[]; readonly ways: readonly ('carry' | 'expand')[] };
  /** What else it takes out or changes, each in a sentence. */
  readonly takesOut?: readonly User[];
}

export interface Refusal {
  readonly refused: string;
  /** Where that which stands in the way is written. */
  readonly users: readonly User[];
  /** Whether it could be taken out of what uses it. */
  readonly detachable: boolean;
}

/** A place in a file, in offsets from its start. */
export interface User extends Range {
  readonly label: string;
  readonly uri: string;
}

export type Outcome = Change | Refusal;

export function refuse(refused: string): Refusal {
  return { refused, users: [], detachable: false };
}

/** Collects edits by file. */
export class Edits {
  readonly byFile = new Map<string, TextEdit[]>();

  add(uri: string, ...edits: readonly TextEdit[]): this {
    const known = this.byFile.get(uri);
    if (known === undefined) this.byFile.set(uri, [...edits]);
    else known.push(...edits);
    return this;
  }
}

export interface Placed {
  readonly file: EditedFile;
  /** The block's start in the file. */
  readonly start: number;
}

/** Where a thing is written, if it is in a file that can be edited. */
export function placeOf({ files }: Context, { uri, block }: Source): Placed | undefined {
  const file = files.get(uri);
  const start = file === undefined ? undefined : startOf(file.tree, block);
  return file === undefined || start === undefined ? undefined : { file, start };
}

export function insertion(offset: number, newText: string): TextEdit {
  return { start: offset, end: offset, newText };
}

export function replacement(placed: Placed, range: Range, newText: string): TextEdit {
  return { ...shift(range, placed.start), newText };
}
