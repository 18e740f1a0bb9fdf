import type * as lsp from 'vscode-languageserver';
import { renameFiles } from '#ide/renameFiles.ts';
import type { Server } from './server.ts';
import { canonicalFolder } from './uris.ts';
import { workspaceEdit } from './workspaceEdit.ts';

/** What has to be edited when files or folders are called otherwise. */
export function willRenameFiles(server: Server, { files }: lsp.RenameFilesParams): lsp.WorkspaceEdit | null {
  const renames = files.map(({ oldUri, newUri }) => ({
    oldUri: canonicalFolder(oldUri),
    newUri: canonicalFolder(newUri),
  }));
  for (const snapshot of server.workspace.snapshots()) {
    const edits = renameFiles(snapshot, renames);
    if (edits.size > 0) return workspaceEdit({ server, snapshot }, edits);
  }
  return null;
}
