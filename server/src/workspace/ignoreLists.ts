// The `.gitignore` files of a folder and of the folders in it, as one answer for a path.

import { decide, type Pattern } from './glob.ts';

/** The patterns of one `.gitignore`, and the folder that it lies in: relative to the root, empty for the root itself. */
export interface IgnoreList {
  readonly folder: string;
  readonly patterns: readonly Pattern[];
}

/** Whether a path is ignored by itself; `lists` from the root inwards. That no folder around it is ignored is for the caller to know. */
export function isIgnored(lists: readonly IgnoreList[], path: string, isFolder: boolean): boolean {
  for (let i = lists.length - 1; i >= 0; i--) {
    const { folder, patterns } = lists[i] as IgnoreList;
    if (folder !== '' && !path.startsWith(`${folder}/`)) continue;
    const verdict = decide(patterns, folder === '' ? path : path.slice(folder.length + 1), isFolder);
    if (verdict !== undefined) return verdict === 'ignored';
  }
  return false;
}

/** Whether a file is ignored, by itself or by a folder around it. `lists` from the root inwards, none from within an ignored folder. */
export function isFileIgnored(lists: readonly IgnoreList[], path: string): boolean {
  for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
    if (isIgnored(lists, path.slice(0, slash), true)) return true;
  }
  return isIgnored(lists, path, false);
}
