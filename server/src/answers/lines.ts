import { BUILTIN_TEXT } from '#model/builtins.ts';
import { type LineIndex, lineIndex } from '#text/lineIndex.ts';
import type { Folder } from '#workspace/folder.ts';
import { linesOf } from './standing.ts';

/** The lines of a file of the folder, of its live side, or of the built-in document. */
export function indexOf(folder: Folder, uri: string): LineIndex {
  const side = folder.live.find(({ root }) => root === uri) ?? folder;
  for (const { parts } of side.files.values()) {
    const part = parts?.find((each) => each.uri === uri);
    if (part !== undefined) return linesOf(part);
  }
  return side.files.get(uri)?.lineIndex ?? lineIndex(BUILTIN_TEXT);
}
