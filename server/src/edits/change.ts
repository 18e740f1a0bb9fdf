import type { Model, Source } from '#model/model.ts';
import { startOf } from '#model/places.ts';
import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';
import { shift } from '#text/range.ts';
import type { TextEdit } from '#text/textEdit.ts';
import { commas, t } from '#util/l10n.ts';

/** The files as they are now, from which every change is made. */
export interface Context {
  readonly model: Model;
  readonly files: ReadonlyMap<string, EditedFile>;
}

export interface EditedFile {
  readonly uri: string;
  readonly text: string;
  readonly tree: ast.File;
}

/** Edits that are made and undone together: by file, in offsets of the texts as they are now. */
export interface Change {
  readonly label: string;
  readonly edits: ReadonlyMap<string, readonly TextEdit[]>;
  /** Where to look afterwards: an offset in the text before the edits. */
  readonly reveal?: { readonly uri: string; readonly offset: number };
  /** What could not be taken along, each in a sentence. */
  readonly notes: readonly string[];
  /** Lists that are not known where their rules are copied to, by name, and the ways in which they can be taken along. */
  readonly stranded?: { readonly lists: readonly string[]; readonly ways: readonly ('carry' | 'expand')[] };
  /** What else is removed or changed, each in a sentence. */
  readonly takesOut?: readonly User[];
}

export interface Refusal {
  readonly refused: string;
  /** The places that use what is to be deleted. */
  readonly users: readonly User[];
  /** Whether these places can be removed or changed with it. */
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

export function brokenJson(name: string): Refusal {
  return refuse(t("The JSON of '{0}' is broken: correct it first.", name));
}

const MOST_NAMED = 5;

/** The first names of many, and how many more there are. */
export function someOf(names: readonly string[]): string {
  const shown = commas(names.slice(0, MOST_NAMED).map((name) => `'${name}'`));
  return names.length > MOST_NAMED ? t('{0} and {1} more', shown, names.length - MOST_NAMED) : shown;
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

/** A block in its file. */
export interface Placed {
  readonly file: EditedFile;
  /** The block's start in the file. */
  readonly start: number;
}

/** Undefined where the thing is in no file that can be edited. */
export function placeOf({ files }: Context, { uri, block }: Source): Placed | undefined {
  const file = files.get(uri);
  const start = startOf(file?.tree, block);
  return file === undefined || start === undefined ? undefined : { file, start };
}

export function insertion(offset: number, newText: string): TextEdit {
  return { start: offset, end: offset, newText };
}

export function replacement(placed: Placed, range: Range, newText: string): TextEdit {
  return { ...shift(range, placed.start), newText };
}
