import * as lsp from 'vscode-languageserver';
import { builtinDocument, isBuiltin } from '#ide/place.ts';
import { type LineIndex, lineIndex } from '#text/lineIndex.ts';
import { applyEdits, type TextEdit } from '#text/textEdit.ts';
import { languageOf } from '#workspace/sourceFile.ts';
import { offsetsOf, type PositionEncoding } from './positions.ts';
import type { OpenDocument, Texts } from './server.ts';
import { canonicalUri, spelt } from './uris.ts';

export function didOpen(server: Texts, { textDocument }: lsp.DidOpenTextDocumentParams): void {
  const { uri, version, text, languageId } = textDocument;
  const file = canonicalUri(server, uri);
  // Built-in names have a document of their own, which is only for reading and no part of a model.
  if (isBuiltin(file) || text === builtinDocument() || !isOurs(file, languageId)) return;
  keep(server, { uri, file, version, text });
  server.workspace.open(file, text, languageId === 'json' ? 'json' : 'sg');
  server.changed(file);
}

export function didChange(server: Texts, { textDocument, contentChanges }: lsp.DidChangeTextDocumentParams): void {
  const document = server.opened.get(spelt(textDocument.uri));
  // A change of a document that is not open means nothing: there is no text that it could change.
  if (document === undefined) return;
  const { workspace, client, documents } = server;
  const { uri, file } = document;
  let { text } = document;
  if (documents.get(file) !== document) workspace.changeText(file, text);
  const known = workspace.folderOf(file)?.files.get(file);
  let index: LineIndex | undefined = known?.text === text ? known.lineIndex : undefined;
  for (let i = 0; i < contentChanges.length; ) {
    const change = contentChanges[i] as lsp.TextDocumentContentChangeEvent;
    if (!lsp.TextDocumentContentChangeEvent.isIncremental(change)) {
      text = change.text;
      workspace.changeText(file, text);
      i++;
    } else {
      index ??= lineIndex(text);
      const edits = editsFrom(contentChanges, i, index, client.encoding);
      text = applyEdits(text, edits);
      workspace.changeText(file, text, edits);
      i += edits.length;
    }
    index = undefined;
  }
  keep(server, { uri, file, version: textDocument.version, text });
  server.changed(file);
}

/** Of a file that is still open by another path, the text is that document's from now on. */
export async function didClose(server: Texts, { textDocument }: lsp.DidCloseTextDocumentParams): Promise<void> {
  const written = spelt(textDocument.uri);
  const document = server.opened.get(written);
  if (document === undefined) return;
  const { file } = document;
  server.opened.delete(written);
  // A closed file is named by its own path again.
  if (written !== file) server.spellings.delete(file);
  if (server.documents.get(file) !== document) return;
  server.documents.delete(file);
  server.tokens.delete(file);
  const other = [...server.opened.values()].find((each) => each.file === file);
  if (other === undefined) {
    await server.workspace.close(file);
  } else {
    keep(server, other);
    server.workspace.changeText(file, other.text);
  }
  server.changed(file);
}

function keep({ opened, documents, spellings }: Texts, document: OpenDocument): void {
  opened.set(spelt(document.uri), document);
  documents.set(document.file, document);
  spellings.set(document.file, document.uri);
}

/**
 * The change at `first` and those behind it that stand further up in the text, as editors send the edits of many cursors: they count
 * from the same text, and so cost one step. In the order in which they take effect at one place.
 */
function editsFrom(
  changes: readonly lsp.TextDocumentContentChangeEvent[],
  first: number,
  index: LineIndex,
  encoding: PositionEncoding,
): TextEdit[] {
  const edits: TextEdit[] = [];
  let before: lsp.Position | undefined;
  for (let i = first; i < changes.length; i++) {
    const change = changes[i] as lsp.TextDocumentContentChangeEvent;
    if (!lsp.TextDocumentContentChangeEvent.isIncremental(change)) break;
    const { start, end } = change.range;
    if (
      before !== undefined &&
      (end.line > before.line || (end.line === before.line && end.character > before.character))
    )
      break;
    edits.push({ ...offsetsOf(index, change.range, encoding), newText: change.text });
    before = start;
  }
  return edits.reverse();
}

function isOurs(uri: string, languageId: string): boolean {
  return languageOf(uri) !== undefined || languageId === 'secgroup';
}
