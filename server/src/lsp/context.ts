// What a request is about: a file, or the models of one folder or of all.

import type { ModelChoice } from '#protocol/requests.ts';
import { isLiveAlone } from '#questions/liveSide.ts';
import { t } from '#util/l10n.ts';
import type { Folder } from '#workspace/folder.ts';
import type { PlacedFile } from './places.ts';
import type { Models } from './server.ts';
import { canonicalUri, spelt } from './uris.ts';

/** A file that a request is about. */
export interface FileContext<S extends Models = Models> extends PlacedFile {
  readonly server: S;
}

/** Nothing for a document that belongs to no model: of another language, or not open and in no folder. */
export function fileContext<S extends Models>(server: S, uri: string): FileContext<S> | undefined {
  const canonical = canonicalUri(server, uri);
  const folder = server.workspace.folderOf(canonical);
  const file = folder?.files.get(canonical);
  if (folder === undefined || file === undefined) return undefined;
  const asked = server.opened.get(spelt(uri));
  // Two documents of one file that differ: the places of one mean nothing in the other.
  if (asked !== undefined && asked !== server.documents.get(canonical) && asked.text !== file.text) return undefined;
  return { server, folder, file, uri: canonical };
}

/** The model that a question names, or all that say what is wanted where it names none. */
export function chosenFolders(server: Models, { uri }: ModelChoice): readonly Folder[] {
  const all = server.workspace.folders();
  if (uri === undefined) return all.filter(({ isLive }) => !isLive);
  const canonical = canonicalUri(server, uri);
  const chosen = all.find(({ root }) => root === canonical) ?? server.workspace.folderOf(canonical);
  return chosen === undefined ? [] : [chosen];
}

/** The models that a question of packets is for: where nothing but what is live is written, that. */
export function askedFolders(server: Models, choice: ModelChoice): readonly Folder[] {
  return chosenFolders(server, choice).flatMap((folder) => (isLiveAlone(folder) ? folder.live : folder));
}

/**
 * The model that says what is wanted. For a file that says what is live it is the folder beside it; without a choice it is the first
 * folder with a live side.
 */
export function wantedFolder(server: Models, choice: ModelChoice): Folder | undefined {
  const all = wantedFolders(server, choice);
  return all.find(({ live }) => live.length > 0) ?? all[0];
}

export function wantedFolders(server: Models, choice: ModelChoice): readonly Folder[] {
  return chosenFolders(server, choice).flatMap((folder) =>
    folder.isLive ? (server.workspace.ruleFolderOf(folder.root) ?? []) : folder,
  );
}

export const noRuleFiles = () => t('No rule file is open, and no folder with one.');
