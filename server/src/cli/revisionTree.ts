// A git revision in the place of the disk: for files of other formats, of which nobody knows beforehand which others they need.

import path from 'node:path';
import { entriesOf, fromHere, textOf } from './git.ts';
import type { System } from './system.ts';

export interface RevisionTree {
  /** Reads the revision where another one reads the disk. */
  readonly system: System;
  /** What is meant of it, from the working folder. */
  readonly path: string;
}

/** The revision that a text names, `HEAD` or `HEAD:infra/`. */
export async function revisionTree(
  system: System,
  text: string,
  within: string | undefined,
): Promise<RevisionTree | { readonly error: string }> {
  const { git, cwd } = system;
  const [commit = '', ...named] = text.split(':');
  if (commit === '') return { error: `'${text}' is of the index, of which only rule files are read: name a commit.` };
  const prefix = await git(['rev-parse', '--show-prefix']);
  const listed = await git(['ls-tree', '-r', '-z', '--full-tree', '--end-of-options', commit]);
  if ('error' in prefix) return prefix;
  if ('error' in listed) return listed;
  const root = path.resolve(cwd, path.posix.relative(`/${textOf(prefix).trim()}`, '/'));
  // What is no plain file is not followed: a link, or a submodule.
  const files = new Map(
    entriesOf(listed)
      .filter(({ mode, kind }) => kind === 'blob' && mode !== '120000')
      .map(({ name, object }) => [path.join(root, name), object]),
  );
  const below = (folder: string): readonly string[] => {
    const start = `${path.resolve(cwd, folder)}${path.sep}`.replace(/[/\\]+$/, path.sep);
    return [...files.keys()].filter((file) => file.startsWith(start)).map((file) => file.slice(start.length));
  };
  return {
    path: named.length === 0 ? (within ?? '.') : (await fromHere(git, named.join(':'))) || '.',
    system: {
      ...system,
      kindOf: async (file) =>
        files.has(path.resolve(cwd, file)) ? 'file' : below(file).length > 0 ? 'folder' : undefined,
      filesIn: async (folder) => {
        const names = below(folder);
        return names.length === 0 ? undefined : names.filter((name) => !name.includes(path.sep));
      },
      readBytes: async (file) => {
        const object = files.get(path.resolve(cwd, file));
        return object === undefined ? { error: 'It does not exist.' } : git(['cat-file', 'blob', object]);
      },
    },
  };
}
