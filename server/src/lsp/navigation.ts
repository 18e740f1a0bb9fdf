// Where names lead: definition, references, highlights, rename.

import * as lsp from 'vscode-languageserver';
import * as ide from '#ide/definition.ts';
import { highlights, references } from '#ide/references.ts';
import * as renaming from '#ide/rename.ts';
import { t } from '#util/l10n.ts';
import type { ClientFeatures } from './clientFeatures.ts';
import { type FileContext, fileContext } from './context.ts';
import { editOfDisk } from './disk.ts';
import { failure, outdated, textGuard } from './handlers.ts';
import { isShown, locationOf, toOffset, toRange } from './places.ts';
import type { Edited, Models } from './server.ts';
import { severalFiles, workspaceEdit } from './workspaceEdit.ts';

/** The same for the three requests, but clients may take links for some of them only. */
export const definition =
  (asked: keyof ClientFeatures['links']) =>
  (context: FileContext, { position }: lsp.TextDocumentPositionParams): lsp.Location | lsp.LocationLink[] | null => {
    const found = ide.definition(context.folder, context.uri, toOffset(context, position));
    if (found === undefined || !isShown(context.server, found.name)) return null;
    const name = locationOf(context, found.name);
    if (!context.server.client.links[asked]) return name;
    const target = locationOf(context, found.target);
    return [
      {
        originSelectionRange: toRange(context, found.origin),
        targetUri: target.uri,
        targetRange: target.range,
        targetSelectionRange: name.range,
      },
    ];
  };

export function findReferences(
  context: FileContext,
  { position, context: asked }: lsp.ReferenceParams,
): lsp.Location[] {
  const { includeDeclaration } = asked;
  return references(context.folder, context.uri, toOffset(context, position), { includeDeclaration })
    .filter((place) => isShown(context.server, place))
    .map((place) => locationOf(context, place));
}

export function documentHighlights(
  context: FileContext,
  { position }: lsp.DocumentHighlightParams,
): lsp.DocumentHighlight[] {
  return highlights(context.folder, context.uri, toOffset(context, position)).map((place) => ({
    range: toRange(context, place),
    kind: place.kind === 'declaration' ? lsp.DocumentHighlightKind.Write : lsp.DocumentHighlightKind.Read,
  }));
}

/** Editors show the reason of an error, and nothing where there is none. */
export function prepareRename(
  server: Models,
  { textDocument, position }: lsp.PrepareRenameParams,
): lsp.PrepareRenameResult {
  const context = renamedFile(server, textDocument);
  const found = renaming.prepareRename(context.folder, context.uri, toOffset(context, position));
  if ('refused' in found) throw refusal(found);
  return { range: toRange(context, found.place), placeholder: found.name };
}

export async function rename(server: Edited, params: lsp.RenameParams): Promise<lsp.WorkspaceEdit> {
  const isSameText = textGuard(server, params);
  const renamed = await editOfDisk(server, {
    restsOnAll: true,
    make() {
      if (!isSameText()) throw outdated();
      return renameNow(server, params);
    },
    filesOf: ({ files }) => files,
  });
  if ('refused' in renamed) throw refusal(renamed);
  return renamed.made.edit;
}

function renameNow(
  server: Models,
  { textDocument, position, newName }: lsp.RenameParams,
): { readonly edit: lsp.WorkspaceEdit; readonly files: Iterable<string> } {
  const context = renamedFile(server, textDocument);
  const found = renaming.rename(context.folder, context.uri, toOffset(context, position), newName);
  if ('refused' in found) throw refusal(found);
  const annotation = server.client.renameAnnotations
    ? severalFiles(t('Rename {0}', found.what), found.edits)
    : undefined;
  return { edit: workspaceEdit(context, found.edits, annotation), files: found.edits.keys() };
}

function renamedFile(server: Models, { uri }: lsp.TextDocumentIdentifier): FileContext {
  const context = fileContext(server, uri);
  if (context === undefined) throw refusal({ refused: t("The file is not part of the workspace's rule files.") });
  return context;
}

function refusal({ refused }: renaming.Refused): lsp.ResponseError<void> {
  return failure(lsp.LSPErrorCodes.RequestFailed, refused);
}
