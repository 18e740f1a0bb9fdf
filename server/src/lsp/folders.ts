// Workspace folders and the files in them, as they come, change and go outside of the editor.

import * as lsp from 'vscode-languageserver';
import { t } from '#util/l10n.ts';
import type { FileChange } from '#workspace/workspace.ts';
import { logOnce } from './handlers.ts';
import { beginProgress } from './progress.ts';
import type { Server } from './server.ts';
import { canonicalFolder } from './uris.ts';

/** The folders that the client has open, in any of the three ways in which it may say so. */
export function foldersOf({ workspaceFolders, rootUri, rootPath }: lsp.InitializeParams): readonly string[] {
  if (workspaceFolders !== undefined && workspaceFolders !== null)
    return workspaceFolders.map(({ uri }) => canonicalFolder(uri));
  if (rootUri !== undefined && rootUri !== null) return [canonicalFolder(rootUri)];
  return rootPath
    ? [canonicalFolder(`file://${rootPath.startsWith('/') ? '' : '/'}${encodeURI(rootPath.replaceAll('\\', '/'))}`)]
    : [];
}

/** Reads folders, with progress where the client shows it. A folder that cannot be read is an empty one. */
export async function addFolders(server: Server, folders: readonly string[]): Promise<void> {
  if (folders.length === 0) return;
  const { connection, workspace } = server;
  const progress = await beginProgress(server, t('Reading rule files'));
  for (const folder of folders) {
    try {
      await workspace.addFolder(folder, (read, all) =>
        progress?.report((100 * read) / Math.max(all, 1), t('{0} of {1}', read, all)),
      );
    } catch (error) {
      logOnce(connection, folder, error);
    }
  }
  progress?.done();
  server.folders.push(...folders);
  server.changed();
}

export async function changeFolders(server: Server, { event }: lsp.DidChangeWorkspaceFoldersParams): Promise<void> {
  for (const { uri } of event.removed) {
    const folder = canonicalFolder(uri);
    server.workspace.removeFolder(folder);
    server.folders.splice(server.folders.indexOf(folder) >>> 0, 1);
  }
  await addFolders(
    server,
    event.added.map(({ uri }) => canonicalFolder(uri)),
  );
  server.changed();
}

/** A client that cannot be asked to watch may watch by itself, and else the open documents are all that changes. */
export function watchFiles({ connection, client }: Server): void {
  if (!client.dynamicWatchedFiles) return;
  const files = ['**/*.sg', '**/*.sg.json', '**/secgroup.json', '**/.gitignore'].map((globPattern) => ({
    globPattern,
  }));
  // Of a folder that is gone, editors tell nothing but that: its files are not told one by one.
  const watchers = [...files, { globPattern: '**/*', kind: lsp.WatchKind.Delete }];
  void connection.client.register(lsp.DidChangeWatchedFilesNotification.type, { watchers }).catch(() => undefined);
}

export async function filesChanged(server: Server, { changes }: lsp.DidChangeWatchedFilesParams): Promise<void> {
  const known = changes
    .map(({ uri, type }): FileChange => ({ uri: canonicalFolder(uri), kind: kinds[type] }))
    .filter((change) => isOurs(server, change));
  if (known.length === 0) return;
  if (known.some(({ uri }) => uri.endsWith('/.gitignore'))) return readAgain(server);
  await server.workspace.filesChanged(known);
  server.changedOutside();
}

/** Anything that is made may be a folder of ours, when a client tells of it; what is gone is one if anything in it is known. */
function isOurs({ workspace }: Server, { uri, kind }: FileChange): boolean {
  if (kind !== 'deleted' || /\.sg(\.json)?$|\/secgroup\.json$|\/\.gitignore$/.test(uri)) return true;
  return workspace.snapshots().some(({ files }) => [...files.keys()].some((known) => known.startsWith(`${uri}/`)));
}

const kinds: Readonly<Record<lsp.FileChangeType, FileChange['kind']>> = {
  [lsp.FileChangeType.Created]: 'created',
  [lsp.FileChangeType.Changed]: 'changed',
  [lsp.FileChangeType.Deleted]: 'deleted',
};

/** Files and folders that the editor moved or deleted: of a folder, watchers may say nothing at all. */
export async function filesMoved(
  server: Server,
  { files }: lsp.RenameFilesParams | lsp.DeleteFilesParams,
): Promise<void> {
  const changes = files.flatMap((file): FileChange[] => {
    if ('uri' in file) return [{ uri: canonicalFolder(file.uri), kind: 'deleted' }];
    return [
      { uri: canonicalFolder(file.oldUri), kind: 'deleted' },
      { uri: canonicalFolder(file.newUri), kind: 'created' },
    ];
  });
  await server.workspace.filesChanged(changes);
  server.changedOutside();
}

/** What `.gitignore` leaves out may be anywhere: the folders are read anew, open documents as they are. */
async function readAgain(server: Server): Promise<void> {
  const folders = server.folders.splice(0);
  for (const folder of folders) server.workspace.removeFolder(folder);
  await addFolders(server, folders);
  server.changedOutside();
}
