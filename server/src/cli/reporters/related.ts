import { BUILTIN_TEXT } from '#model/builtins.ts';
import { type LineIndex, lineIndex } from '#text/lineIndex.ts';
import type { Snapshot } from '#workspace/snapshot.ts';

/** The lines of a file of the snapshot, of its live side, or of the built-in document. */
export function indexOf(snapshot: Snapshot, uri: string): LineIndex {
  const side = snapshot.live.find(({ root }) => root === uri) ?? snapshot;
  return side.files.get(uri)?.lineIndex ?? lineIndex(BUILTIN_TEXT);
}
