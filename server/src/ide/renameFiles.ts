// Files do not name one another; only the settings do, in `files.exclude` and `live`.

import type { TextEdit } from '#text/textEdit.ts';
import type { Folder } from '#workspace/folder.ts';

export interface FileRename {
  readonly oldUri: string;
  readonly newUri: string;
}

/** The edits of `secgroup.json` that keep what it names, spelt out, when that or a folder of it is called otherwise. */
export function renameFiles(folder: Folder, renames: readonly FileRename[]): ReadonlyMap<string, readonly TextEdit[]> {
  const config = folder.files.get(`${folder.root}/secgroup.json`);
  if (config === undefined) return new Map();
  const paths = renames.flatMap(({ oldUri, newUri }) => {
    const [before, after] = [pathWithin(folder.root, oldUri), pathWithin(folder.root, newUri)];
    return before === undefined || after === undefined ? [] : [{ before, after }];
  });
  const edits: TextEdit[] = [];
  for (const pattern of new Set([...folder.settings.files.exclude, ...folder.settings.live])) {
    const renamed = paths.reduce((path, { before, after }) => renamedIn(path, before, after) ?? path, pattern);
    const written = JSON.stringify(pattern);
    const at = renamed === pattern ? -1 : config.text.indexOf(written);
    if (at < 0) continue;
    edits.push({ start: at + 1, end: at + written.length - 1, newText: JSON.stringify(renamed).slice(1, -1) });
  }
  return edits.length === 0 ? new Map() : new Map([[config.uri, edits]]);
}

/** A pattern that is a path, or begins with it, with another in its place. */
function renamedIn(pattern: string, before: string, after: string): string | undefined {
  const start = pattern.startsWith('/') ? 1 : 0;
  const rest = pattern.slice(start + before.length);
  const isMeant = pattern.startsWith(before, start) && (rest === '' || rest.startsWith('/'));
  return isMeant ? `${pattern.slice(0, start)}${after}${rest}` : undefined;
}

function pathWithin(root: string, uri: string): string | undefined {
  if (!uri.startsWith(`${root}/`)) return undefined;
  try {
    return decodeURIComponent(uri.slice(root.length + 1)).replace(/\/$/, '');
  } catch {
    return undefined;
  }
}
