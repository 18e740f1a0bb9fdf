import type * as lsp from 'vscode-languageserver';
import type * as protocol from '#protocol/edits.ts';
import type { TextEdit } from '#text/textEdit.ts';
import { t } from '#util/l10n.ts';
import { type PlaceContext, toTextEdits } from './places.ts';
import { clientUri } from './uris.ts';

/** Why an edit is to be looked at before it is applied. */
export interface Annotation {
  readonly label: string;
  readonly description?: string;
}

/** What reaches into several files is looked at first. */
export function severalFiles(label: string, files: ReadonlyMap<string, unknown>): Annotation | undefined {
  return files.size > 1 ? { label, description: t('{0} files are changed.', files.size) } : undefined;
}

/** Edits of files, by canonical URI, in the best form that the client takes: with versions, and with the question whether to go on. */
export function workspaceEdit(
  context: PlaceContext,
  files: ReadonlyMap<string, readonly TextEdit[]>,
  annotation?: Annotation,
): lsp.WorkspaceEdit {
  const { client, documents } = context.server;
  if (!client.documentChanges) {
    const changes = [...files].map(([uri, edits]) => [
      clientUri(context.server, uri),
      toTextEdits(context, uri, edits),
    ]);
    return { changes: Object.fromEntries(changes) };
  }
  const asked = annotation !== undefined && client.changeAnnotations;
  const documentChanges = [...files].map(([uri, edits]): lsp.TextDocumentEdit => {
    const made = toTextEdits(context, uri, edits);
    return {
      textDocument: { uri: clientUri(context.server, uri), version: documents.get(uri)?.version ?? null },
      edits: asked ? made.map((edit) => ({ ...edit, annotationId: ANNOTATION })) : made,
    };
  });
  if (!asked) return { documentChanges };
  return { documentChanges, changeAnnotations: { [ANNOTATION]: { ...annotation, needsConfirmation: true } } };
}

/** The same as our own requests answer it: a file that is not there is made. */
export function documentEdits(
  context: PlaceContext,
  files: ReadonlyMap<string, readonly TextEdit[]>,
): readonly protocol.TextDocumentEdit[] {
  const { server, folder } = context;
  return [...files]
    .filter(([, edits]) => edits.length > 0)
    .map(([uri, edits]) => ({
      uri: clientUri(server, uri),
      version: server.documents.get(uri)?.version ?? null,
      edits: toTextEdits(context, uri, edits),
      ...(folder.files.has(uri) ? {} : { create: true }),
    }));
}

const ANNOTATION = 'secgroup';
