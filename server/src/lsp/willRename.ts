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
  const edits = server.workspace.snapshots().flatMap((snapshot) => {
    const found = renameFiles(snapshot, renames);
    return found.size > 0 ? [workspaceEdit({ server, snapshot }, found)] : [];
  });
  return edits.length > 0 ? edits.reduce(together) : null;
}

/** Edits of different files, in the one form that the client takes. */
function together(a: lsp.WorkspaceEdit, b: lsp.WorkspaceEdit): lsp.WorkspaceEdit {
  return a.documentChanges && b.documentChanges
    ? { documentChanges: [...a.documentChanges, ...b.documentChanges] }
    : { changes: { ...a.changes, ...b.changes } };
}
