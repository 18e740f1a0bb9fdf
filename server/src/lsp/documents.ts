import * as lsp from 'vscode-languageserver';
import { type LineIndex, lineIndex } from '#text/lineIndex.ts';
import { applyEdits, type TextEdit } from '#text/textEdit.ts';
import { offsetsOf, type PositionEncoding } from './positions.ts';
import type { Server } from './server.ts';
import { canonicalUri } from './uris.ts';

export interface OpenDocument {
  readonly version: number;
  readonly text: string;
}

export function didOpen(server: Server, { textDocument }: lsp.DidOpenTextDocumentParams): void {
  const { uri, version, text } = textDocument;
  const canonical = canonicalUri(uri);
  if (!isOurs(canonical, textDocument.languageId)) return;
  server.spellings.set(canonical, uri);
  server.documents.set(canonical, { version, text });
  server.workspace.open(canonical, text, textDocument.languageId === 'json' ? 'json' : 'sg');
  server.changed();
}

export function didChange(server: Server, { textDocument, contentChanges }: lsp.DidChangeTextDocumentParams): void {
  const canonical = canonicalUri(textDocument.uri);
  const document = server.documents.get(canonical);
  // A change of a document that is not open means nothing: there is no text that it could change.
  if (document === undefined) return;
  const { workspace, client } = server;
  let { text } = document;
  const file = workspace.snapshotOf(canonical)?.files.get(canonical);
  let index: LineIndex | undefined = file?.text === text ? file.lineIndex : undefined;
  for (let i = 0; i < contentChanges.length; ) {
    const change = contentChanges[i] as lsp.TextDocumentContentChangeEvent;
    if (!lsp.TextDocumentContentChangeEvent.isIncremental(change)) {
      if (typeof change.text === 'string') text = change.text;
      workspace.changeText(canonical, text);
      i++;
    } else {
      index ??= lineIndex(text);
      const edits = editsFrom(contentChanges, i, index, client.encoding);
      text = applyEdits(text, edits);
      workspace.changeText(canonical, text, edits);
      i += edits.length;
    }
    index = undefined;
  }
  server.documents.set(canonical, { version: textDocument.version, text });
  server.changed();
}

export async function didClose(server: Server, { textDocument }: lsp.DidCloseTextDocumentParams): Promise<void> {
  const canonical = canonicalUri(textDocument.uri);
  if (!server.documents.delete(canonical)) return;
  server.tokens.delete(canonical);
  await server.workspace.close(canonical);
  server.changed();
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

/** Built-in names have a document of their own, which is only for reading and no part of a model. */
function isOurs(uri: string, languageId: string): boolean {
  if (uri.startsWith('secgroup-builtin:')) return false;
  return uri.endsWith('.sg') || uri.endsWith('.sg.json') || uri.endsWith('/secgroup.json') || languageId === 'secgroup';
}
