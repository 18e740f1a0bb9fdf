// What a file says, whatever its format: declarations in the order of the file.

import type * as ast from '#syntax/ast.ts';

/** Ranges count from the start of the file. */
export interface Item {
  readonly declaration: ast.Declaration;
  /** Absent where the file does not say it. */
  readonly region?: string;
  readonly project?: string;
  /** Told in passing, where something else is: what says it for itself counts before. */
  readonly aside?: true;
}

/** One declaration, from one of several files that are imported together. */
export interface Placed {
  readonly item: Item;
  readonly file: number;
  /** What of it cannot be taken over. */
  readonly left: ReadonlySet<object>;
  /** What names of its file mean that are none of a declaration. */
  readonly references: ReadonlyMap<string, ast.Declaration>;
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
      items.push({
        declaration: shifted(declaration, start),
        region,
        project,
      });
    }
  }
  return items;
}

/** A copy with all its ranges moved. Trees are as deep as the grammar is, whatever the text. */
export function shifted<T>(node: T, by: number): T {
  if (Array.isArray(node)) return node.map((inner: unknown) => shifted(inner, by)) as T;
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).map(([key, value]: [string, unknown]) => [
    key,
    (key === 'start' || key === 'end') && typeof value === 'number' ? value + by : shifted(value, by),
  ]);
  return Object.fromEntries(entries) as T;
}
