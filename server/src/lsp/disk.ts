// Reads files that are not open anew from the disk before they are edited: an edit must fit the text that is there now, and not every client
// reports that a file has changed.

import { t } from '#util/l10n.ts';
import { sameItems } from '#util/memo.ts';
import { fileName } from '#util/strings.ts';
import { whyNotEdited } from '#workspace/fileFault.ts';
import { logOnce } from './log.ts';
import type { Edited, Folders, Models } from './server.ts';

/** How often an edit is made anew because its files changed while it was being made. */
const MOST_TRIES = 5;

export interface DiskEdit<E> {
  /** Makes the edit of the model as it is. */
  readonly make: () => E;
  /** The canonical URIs of the files that it changes. */
  readonly filesOf: (made: E) => Iterable<string>;
  /** Whether the answer rests on what all files say: they are looked at before it is made, not only those that it changes. */
  readonly restsOnAll: boolean;
}

/** An edit of what the disk holds now, or why there is none. */
export async function editOfDisk<E>(
  server: Edited,
  { make, filesOf, restsOnAll }: DiskEdit<E>,
): Promise<{ readonly made: E } | { readonly refused: string }> {
  const { workspace, documents } = server;
  if (restsOnAll) await look(server);
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const made = make();
    const closed = [...filesOf(made)].filter((uri) => !documents.has(uri));
    if (closed.length === 0 && !restsOnAll) return { made };
    const before = workspace.folders();
    await look(server, restsOnAll ? undefined : closed);
    const after = workspace.folders();
    if (sameItems(before, after)) return refusalOf(server, closed) ?? { made };
  }
  return { refused: t('The files keep changing on disk. Try again.') };
}

/** Editors write what they read, and they read other encodings than we do: an edit could cost the whole text. */
function refusalOf({ workspace }: Models, uris: readonly string[]): { readonly refused: string } | undefined {
  for (const uri of uris) {
    const readAs = workspace.folderOf(uri)?.files.get(uri)?.readAs;
    if (readAs !== undefined)
      return { refused: t("'{0}' cannot be changed. {1}", fileName(uri), whyNotEdited(readAs)) };
  }
  return undefined;
}

async function look(server: Edited, uris?: readonly string[]): Promise<void> {
  if (await server.workspace.lookAgain(uris)) server.changedOutside();
}

const EVERY_MS = 2000;
/** The share of time that looking may take: a large folder is looked at less often. */
const SHARE = 1 / 20;

/**
 * For clients that do not tell of changes. Looking is chosen over the system's own watching, which on Linux costs a watch for every
 * folder below the root, those of dependencies too, runs into limits there, and says nothing of network disks.
 */
export function lookNowAndThen(server: Folders): void {
  let ended = false;
  const later = (took: number): void => {
    if (!ended) setTimeout(again, Math.max(EVERY_MS, took / SHARE));
  };
  const again = (): void => {
    const began = performance.now();
    look(server)
      .catch((error: unknown) => logOnce(server.connection, 'look', error))
      .finally(() => later(performance.now() - began));
  };
  server.connection.onExit(() => {
    ended = true;
  });
  later(0);
}
