import type { Snapshot } from '#workspace/snapshot.ts';
import type { Server } from './server.ts';
import { canonicalUri } from './uris.ts';

/** The model that a question is for: the one of a file or folder, else the first in which anything is. */
export function chosenSnapshot({ workspace }: Server, uri: string | undefined): Snapshot | undefined {
  const canonical = uri === undefined ? undefined : canonicalUri(uri);
  const named = canonical === undefined ? undefined : workspace.snapshotOf(canonical);
  const snapshots = workspace.snapshots();
  return (
    named ??
    snapshots.find(({ root }) => root === canonical) ??
    snapshots.find(({ files }) => files.size > 0) ??
    snapshots[0]
  );
}
