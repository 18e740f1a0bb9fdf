// Packets, not lines: what a file lets through now that another text in its place would not, and the reverse.

import type { SplitBy } from '#engine/compareLists.ts';
import { diff, type PacketChange } from '#engine/diff.ts';
import { bind } from '#model/bind.ts';
import type { Snapshot } from '#workspace/snapshot.ts';
import { languageOf, sourceFile } from '#workspace/sourceFile.ts';
import { editorLimits } from '#workspace/workspace.ts';

export interface Compared {
  readonly changes: readonly PacketChange[];
  readonly complete: boolean;
  /** The files with the old text among them: where rules of the older model are written. */
  readonly old: Snapshot;
}

/** The changes from the model in which the file has the old text to the model as it is. The file need not be there yet. */
export function compareWith(snapshot: Snapshot, uri: string, oldText: string, by: SplitBy = 'now'): Compared {
  const old = withText(snapshot, uri, oldText);
  return { ...diff(old.model, snapshot.model, by), old };
}

function withText(snapshot: Snapshot, uri: string, text: string): Snapshot {
  const language = snapshot.files.get(uri)?.language ?? languageOf(uri) ?? 'sg';
  if (language === 'config') return snapshot;
  const file = sourceFile({ uri, text, language, sizeLimit: editorLimits.fileSize });
  const { files } = snapshot.model;
  const changed = { uri, tree: file.tree };
  const isKnown = files.some((each) => each.uri === uri);
  return {
    ...snapshot,
    files: new Map([...snapshot.files, [uri, file]]),
    model: bind(
      isKnown ? files.map((each) => (each.uri === uri ? changed : each)) : [...files, changed],
      snapshot.model,
    ),
  };
}
