import type * as vscode from 'vscode';

export function allOf(items: vscode.TestItemCollection): readonly vscode.TestItem[] {
  return [...items].map(([, item]) => item);
}

/** The expectations themselves, without the files that they stand under. */
export function leaves(items: vscode.TestItemCollection): readonly vscode.TestItem[] {
  return allOf(items).flatMap((item) => (item.children.size > 0 ? leaves(item.children) : [item]));
}

export function byUri<T extends { readonly uri: string }>(all: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const files = new Map<string, T[]>();
  for (const each of all) {
    const known = files.get(each.uri);
    if (known) known.push(each);
    else files.set(each.uri, [each]);
  }
  return files;
}
