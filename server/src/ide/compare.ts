// Packets, not lines: what a file lets through now that another text in its place would not, and the reverse.

import { diff, type PacketChange } from '#engine/diff.ts';
import { bind } from '#model/bind.ts';
import type { Model } from '#model/model.ts';
import type { Snapshot } from '#workspace/snapshot.ts';
import { sourceFile } from '#workspace/sourceFile.ts';
import { editorLimits } from '#workspace/workspace.ts';

/** The changes from the model in which the file has the old text to the model as it is. */
export function compareWith(
  snapshot: Snapshot,
  uri: string,
  oldText: string,
): { readonly changes: readonly PacketChange[]; readonly complete: boolean } {
  return diff(modelWith(snapshot, uri, oldText), snapshot.model);
}

function modelWith(snapshot: Snapshot, uri: string, text: string): Model {
  const file = snapshot.files.get(uri);
  if (file === undefined || file.language === 'config') return snapshot.model;
  const { tree } = sourceFile({ uri, text, language: file.language, sizeLimit: editorLimits.fileSize });
  return bind(
    snapshot.model.files.map((each) => (each.uri === uri ? { uri, tree } : each)),
    snapshot.model,
  );
}
