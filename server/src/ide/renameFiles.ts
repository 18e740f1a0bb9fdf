// Files do not name one another; only the settings do, in `files.exclude`.

import type { TextEdit } from '#text/textEdit.ts';
import type { Snapshot } from '#workspace/snapshot.ts';

export interface FileRename {
  readonly oldUri: string;
  readonly newUri: string;
}

/** The edits of `secgroup.json` that keep a file or folder excluded which it names, spelt out, when that is called otherwise. */
export function renameFiles(
  snapshot: Snapshot,
  renames: readonly FileRename[],
): ReadonlyMap<string, readonly TextEdit[]> {
  const config = snapshot.files.get(`${snapshot.root}/secgroup.json`);
  if (config === undefined) return new Map();
  const edits: TextEdit[] = [];
  for (const { oldUri, newUri } of renames) {
    const [before, after] = [pathWithin(snapshot.root, oldUri), pathWithin(snapshot.root, newUri)];
    if (
      before === undefined ||
      after === undefined ||
      !snapshot.settings.files.exclude.some((each) => plainPath(each) === before)
    )
      continue;
    for (const pattern of [before, `/${before}`, `${before}/`, `/${before}/`]) {
      const written = JSON.stringify(pattern);
      const at = config.text.indexOf(written);
      if (at < 0) continue;
      const newText = JSON.stringify(pattern.replace(before, () => after)).slice(1, -1);
      edits.push({ start: at + 1, end: at + written.length - 1, newText });
    }
  }
  return edits.length === 0 ? new Map() : new Map([[config.uri, edits]]);
}

function plainPath(pattern: string): string {
  return pattern.replace(/^\//, '').replace(/\/$/, '');
}

function pathWithin(root: string, uri: string): string | undefined {
  if (!uri.startsWith(`${root}/`)) return undefined;
  try {
    return decodeURIComponent(uri.slice(root.length + 1)).replace(/\/$/, '');
  } catch {
    return undefined;
  }
}
