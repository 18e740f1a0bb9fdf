import * as lsp from 'vscode-languageserver';
import { renameFiles } from '#ide/renameFiles.ts';
import { editOfDisk } from './disk.ts';
import { failure } from './handlers.ts';
import type { Edited } from './server.ts';
import { canonicalUri } from './uris.ts';
import { workspaceEdit } from './workspaceEdit.ts';

/** What has to be edited when files or folders are called otherwise. */
export async function willRenameFiles(
  server: Edited,
  { files }: lsp.RenameFilesParams,
): Promise<lsp.WorkspaceEdit | null> {
  const renames = files.map(({ oldUri, newUri }) => ({
    oldUri: canonicalUri(server, oldUri),
    newUri: canonicalUri(server, newUri),
  }));
  const edited = await editOfDisk(server, {
    restsOnAll: true,
    make: () =>
      server.workspace.folders().flatMap((folder) => {
        const found = renameFiles(folder, renames);
        return found.size > 0 ? [{ edit: workspaceEdit({ server, folder }, found), files: [...found.keys()] }] : [];
      }),
    filesOf: (edits) => edits.flatMap((each) => each.files),
  });
  if ('refused' in edited) throw failure(lsp.LSPErrorCodes.RequestFailed, edited.refused);
  const { made } = edited;
  return made.length > 0 ? made.map(({ edit }) => edit).reduce(together) : null;
}

/** Edits of different files, in the one form that the client takes. */
function together(a: lsp.WorkspaceEdit, b: lsp.WorkspaceEdit): lsp.WorkspaceEdit {
  return a.documentChanges && b.documentChanges
    ? { documentChanges: [...a.documentChanges, ...b.documentChanges] }
    : { changes: { ...a.changes, ...b.changes } };
}
