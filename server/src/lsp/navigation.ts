// Where names lead: definition, references, highlights, rename.

import * as lsp from 'vscode-languageserver';
import * as ide from '#ide/definition.ts';
import { highlights, references } from '#ide/references.ts';
import * as renaming from '#ide/rename.ts';
import { t } from '#util/l10n.ts';
import { editOfDisk } from './disk.ts';
import { failure, outdated } from './handlers.ts';
import { isShown, locationOf, toOffset, toRange } from './places.ts';
import { type Edited, fileContext, type Models } from './server.ts';
import { spelt } from './uris.ts';
import { severalFiles, workspaceEdit } from './workspaceEdit.ts';

export function definition(
  server: Models,
  params: lsp.TextDocumentPositionParams,
): lsp.Location | lsp.LocationLink[] | null {
  const context = fileContext(server, params.textDocument.uri);
  if (context === undefined) return null;
  const found = ide.definition(context.folder, context.uri, toOffset(context, params.position));
  if (found === undefined || !isShown(server, found.name)) return null;
  const name = locationOf(context, found.name);
  if (!server.client.definitionLinks) return name;
  const target = locationOf(context, found.target);
  return [
    {
      originSelectionRange: toRange(context, found.origin),
      targetUri: target.uri,
      targetRange: target.range,
      targetSelectionRange: name.range,
    },
  ];
}

export function findReferences(
  server: Models,
  { textDocument, position, context: asked }: lsp.ReferenceParams,
): lsp.Location[] {
  const context = fileContext(server, textDocument.uri);
  if (context === undefined) return [];
  const { includeDeclaration } = asked;
  return references(context.folder, context.uri, toOffset(context, position), { includeDeclaration })
    .filter((place) => isShown(server, place))
    .map((place) => locationOf(context, place));
}

export function documentHighlights(server: Models, params: lsp.DocumentHighlightParams): lsp.DocumentHighlight[] {
  const context = fileContext(server, params.textDocument.uri);
  if (context === undefined) return [];
  return highlights(context.folder, context.uri, toOffset(context, params.position)).map((place) => ({
    range: toRange(context, place),
    kind: place.kind === 'declaration' ? lsp.DocumentHighlightKind.Write : lsp.DocumentHighlightKind.Read,
  }));
}

/** Editors show the reason of an error, and nothing where there is none. */
export function prepareRename(server: Models, params: lsp.PrepareRenameParams): lsp.PrepareRenameResult {
  const context = fileContext(server, params.textDocument.uri);
  if (context === undefined)
    throw failure(lsp.LSPErrorCodes.RequestFailed, t("The file is not part of the workspace's rule files."));
  const found = renaming.prepareRename(context.folder, context.uri, toOffset(context, params.position));
  if ('refused' in found) throw failure(lsp.LSPErrorCodes.RequestFailed, found.refused);
  return { range: toRange(context, found.place), placeholder: found.name };
}

export async function rename(server: Edited, params: lsp.RenameParams): Promise<lsp.WorkspaceEdit> {
  const document = server.opened.get(spelt(params.textDocument.uri));
  const renamed = await editOfDisk(server, {
    restsOnAll: true,
    make() {
      if (server.opened.get(spelt(params.textDocument.uri)) !== document) throw outdated();
      return renameNow(server, params);
    },
    filesOf: ({ files }) => files,
  });
  if ('refused' in renamed) throw failure(lsp.LSPErrorCodes.RequestFailed, renamed.refused);
  return renamed.made.edit;
}

function renameNow(
  server: Models,
  { textDocument, position, newName }: lsp.RenameParams,
): { readonly edit: lsp.WorkspaceEdit; readonly files: Iterable<string> } {
  const context = fileContext(server, textDocument.uri);
  if (context === undefined)
    throw failure(lsp.LSPErrorCodes.RequestFailed, t("The file is not part of the workspace's rule files."));
  const found = renaming.rename(context.folder, context.uri, toOffset(context, position), newName);
  if ('refused' in found) throw failure(lsp.LSPErrorCodes.RequestFailed, found.refused);
  const annotation = server.client.renameAnnotations
    ? severalFiles(t('Rename {0}', found.what), found.edits)
    : undefined;
  return { edit: workspaceEdit(context, found.edits, annotation), files: found.edits.keys() };
}
