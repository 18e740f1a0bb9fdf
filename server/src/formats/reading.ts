// What a file says, whatever its format: declarations in the order of the file.

import type * as ast from '#syntax/ast.ts';
import type { Finding } from './source.ts';

/** Ranges count from the start of the file. */
export interface Item {
  readonly declaration: ast.Declaration;
  /** Absent where the file does not say it. */
  readonly region?: string;
  readonly project?: string;
  /** Whether another object mentions it in passing. What the file says of the thing itself comes first. */
  readonly aside?: true;
}

/** One declaration, from one of several files that are imported together. */
export interface Placed {
  readonly item: Item;
  readonly file: number;
  /** The rules, items and addresses of its file that are refused, and so are left out. */
  readonly refused: ReadonlySet<object>;
  /** What names of its file mean that no declaration has, such as the address of a Terraform resource. */
  readonly references: ReadonlyMap<string, ast.Declaration>;
  /** The parts of the declaration that are from other files: its name, an id, a list of rules. */
  readonly elsewhere?: ReadonlyMap<object, number>;
}

/** The same as a part of it is placed, in whichever file that is. */
export function asPlaced(one: Placed, part: object | undefined): Placed {
  const file = part === undefined ? undefined : one.elsewhere?.get(part);
  return file === undefined ? one : { ...one, file };
}

/** A finding in one of several files that are imported together. */
export interface FileFinding {
  readonly file: number;
  readonly finding: Finding;
}

/** The declarations of a tree, each with the region and project that hold where it stands. */
export function itemsOf(file: ast.File): Item[] {
  const items: Item[] = [];
  let region: string | undefined;
  let project: string | undefined;
  for (const { start, block } of file.blocks) {
    const declaration = block.declaration;
    if (declaration === undefined) continue;
    if (declaration.kind === 'region') region = declaration.name?.text ?? region;
    else if (declaration.kind === 'project') project = declaration.name?.text ?? project;
    else {
      items.push({ declaration: shifted(declaration, start), region, project });
    }
  }
  return items;
}

/** A copy with all its ranges moved. It may call itself: a tree is only as deep as the grammar, whatever the text. */
export function shifted<T>(node: T, by: number): T {
  if (Array.isArray(node)) return node.map((inner: unknown) => shifted(inner, by)) as T;
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).map(([key, value]: [string, unknown]) => [
    key,
    (key === 'start' || key === 'end') && typeof value === 'number' ? value + by : shifted(value, by),
  ]);
  return Object.fromEntries(entries) as T;
}
