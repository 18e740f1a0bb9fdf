// Rules that do not say of which group they are: the answer to the question for a group's policies, or a table of them.

import type { Item } from './reading.ts';

/** The items, with an id for a group that has neither id nor name: the one that was asked for, or the one in the file's name. */
export function withFileId(items: readonly Item[], fileName: string, asked: string | undefined): readonly Item[] {
  const text = asked ?? idInName(fileName);
  if (text === undefined) return items;
  return items.map((item): Item => {
    const { declaration } = item;
    if (declaration.kind !== 'group' || declaration.ids.length > 0 || declaration.name !== undefined) return item;
    const { start } = declaration;
    return { ...item, declaration: { ...declaration, ids: [{ text, start, end: start }] } };
  });
}

/** `sg-0a1b2c3d.json`, `answers/sg-0a1b2c3d-inbound.csv`. */
function idInName(fileName: string): string | undefined {
  const name = fileName.slice(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
  return /^sg-[0-9a-z]{8}(?![0-9A-Za-z])/.exec(name)?.[0];
}
