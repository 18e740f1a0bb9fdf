// The workspace folders and their files, and changes that are made to them outside of the editor.

import * as lsp from 'vscode-languageserver';
import { t } from '#util/l10n.ts';
import type { FileChange } from '#workspace/workspace.ts';
import { lookNowAndThen } from './disk.ts';
import { logOnce } from './log.ts';
import { beginProgress } from './progress.ts';
import type { Folders } from './server.ts';
import { canonicalUri } from './uris.ts';

/** The folders that the client has open, in any of the three ways in which it may say so, as it writes them. */
export function foldersOf({ workspaceFolders, rootUri, rootPath }: lsp.InitializeParams): readonly string[] {
  if (workspaceFolders !== undefined && workspaceFolders !== null) return workspaceFolders.map(({ uri }) => uri);
  if (rootUri !== undefined && rootUri !== null) return [rootUri];
  return rootPath ? [`file://${rootPath.startsWith('/') ? '' : '/'}${encodeURI(rootPath.replaceAll('\\', '/'))}`] : [];
}

/** Reads folders, with progress where the client shows it. A folder that cannot be read is an empty one. */
export async function addFolders(server: Folders, written: readonly string[]): Promise<void> {
  if (written.length === 0) return;
  const { connection, workspace } = server;
  const folders = written.map((uri) => ({ uri: canonicalUri(server, uri), written: uri.replace(/\/$/, '') }));
  server.openFolders.push(...folders);
  const progress = await beginProgress(server, t('Reading rule files'));
  for (const { uri } of folders) {
    try {
      await workspace.addFolder(uri, (read, all) =>
        progress?.report((100 * read) / Math.max(all, 1), t('{0} of {1}', read, all)),
      );
    } catch (error) {
      logOnce(connection, uri, error);
    }
  }
  progress?.done();
  server.changed();
}

export function changeFolders(server: Folders, { event }: lsp.DidChangeWorkspaceFoldersParams): Promise<void> {
  return server.inTurn(async () => {
    for (const { uri } of event.removed) await removeFolder(server, uri.replace(/\/$/, ''));
    await addFolders(
      server,
      event.added.map(({ uri }) => uri),
    );
    server.changed();
  });
}

/** Found by the URI that the client wrote: the folder may be open by another path too, and a link may be gone. */
async function removeFolder(server: Folders, written: string): Promise<void> {
  const { openFolders } = server;
  const [gone] = openFolders.splice(openFolders.findIndex((folder) => folder.written === written) >>> 0, 1);
  if (gone !== undefined && openFolders.every(({ uri }) => uri !== gone.uri)) await takeOut(server, gone.uri);
}

/** The folder around it may be one that cannot be read. */
async function takeOut({ connection, workspace }: Folders, uri: string): Promise<void> {
  try {
    await workspace.removeFolder(uri);
  } catch (error) {
    logOnce(connection, uri, error);
  }
}

/** A client that cannot be asked to watch, or refuses, may watch by itself, and else the files are looked at now and then. */
export function watchFiles(server: Folders): void {
  const { connection, client } = server;
  if (!client.dynamicWatchedFiles) return void lookNowAndThen(server);
  const files = ['**/*.sg', '**/*.sg.json', '**/secgroup.json', '**/.gitignore'].map((globPattern) => ({
    globPattern,
  }));
  // Of a folder that is gone, editors tell nothing but that: its files are not told one by one.
  const watchers = [...files, { globPattern: '**/*', kind: lsp.WatchKind.Delete }];
  void connection.client
    .register(lsp.DidChangeWatchedFilesNotification.type, { watchers })
    .catch(() => lookNowAndThen(server));
}

export async function filesChanged(server: Folders, { changes }: lsp.DidChangeWatchedFilesParams): Promise<void> {
  const known = changes
    .map(({ uri, type }): FileChange => ({ uri: canonicalUri(server, uri), kind: kinds[type] }))
    .filter((change) => isOurs(server, change));
  if (known.length === 0) return;
  if (known.some(({ uri }) => uri.endsWith('/.gitignore'))) return readAgain(server);
  await server.workspace.filesChanged(known);
  server.changedOutside();
}

/** Anything that is made may be a folder of ours, when a client tells of it; what is gone is one if anything in it was read. */
function isOurs({ workspace }: Folders, { uri, kind }: FileChange): boolean {
  if (kind !== 'deleted' || /\.sg(\.json)?$|\/secgroup\.json$|\/\.gitignore$/.test(uri)) return true;
  return workspace.isFolderOfOurs(uri);
}

const kinds: Readonly<Record<lsp.FileChangeType, FileChange['kind']>> = {
  [lsp.FileChangeType.Created]: 'created',
  [lsp.FileChangeType.Changed]: 'changed',
  [lsp.FileChangeType.Deleted]: 'deleted',
};

/** Files and folders that the editor moved or deleted: of a folder, watchers may say nothing at all. */
export async function filesMoved(
  server: Folders,
  { files }: lsp.RenameFilesParams | lsp.DeleteFilesParams,
): Promise<void> {
  const changes = files.flatMap((file): FileChange[] => {
    if ('uri' in file) return [{ uri: canonicalUri(server, file.uri), kind: 'deleted' }];
    return [
      { uri: canonicalUri(server, file.oldUri), kind: 'deleted' },
      { uri: canonicalUri(server, file.newUri), kind: 'created' },
    ];
  });
  await server.workspace.filesChanged(changes);
  server.changedOutside();
}

/** What `.gitignore` leaves out may be anywhere: the folders are read anew, open documents as they are. */
function readAgain(server: Folders): Promise<void> {
  return server.inTurn(async () => {
    const folders = server.openFolders.splice(0);
    for (const { uri } of folders) await takeOut(server, uri);
    await addFolders(
      server,
      folders.map(({ written }) => written),
    );
    server.changedOutside();
  });
}
