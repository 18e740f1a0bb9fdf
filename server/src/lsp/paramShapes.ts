// The shapes of parameters of the protocol's own messages, as far as handlers rely on them. A wrong kind in any other member is caught like
// every other exception.

import { position } from '#protocol/requests.ts';
import { list, object, optional, type Shape, text } from '#protocol/shape.ts';

const anything: Shape<unknown> = () => undefined;
const someList = list(anything);
const someObject = object({});
const range = object({ start: position, end: position });
const listOrNull: Shape<unknown> = (value, path) => (value === null ? undefined : optional(someList)(value, path));

const document = { textDocument: object({ uri: text }) };
const place = { ...document, position };
const uris = list(object({ uri: text }));
const renames = object({ files: list(object({ oldUri: text, newUri: text })) });

const shapes: ReadonlyMap<string, Shape<unknown>> = new Map<string, Shape<unknown>>([
  ['textDocument/hover', object(place)],
  ['textDocument/completion', object(place)],
  ['textDocument/definition', object(place)],
  ['textDocument/declaration', object(place)],
  ['textDocument/typeDefinition', object(place)],
  ['textDocument/references', object({ ...place, context: someObject })],
  ['textDocument/documentHighlight', object(place)],
  ['textDocument/prepareRename', object(place)],
  ['textDocument/rename', object({ ...place, newName: text })],
  ['textDocument/onTypeFormatting', object({ ...place, ch: text })],
  ['textDocument/prepareCallHierarchy', object(place)],
  ['textDocument/codeAction', object({ ...document, range, context: someObject })],
  ['textDocument/inlayHint', object({ ...document, range })],
  ['textDocument/rangeFormatting', object({ ...document, range })],
  ['textDocument/selectionRange', object({ ...document, positions: list(position) })],
  ['textDocument/semanticTokens/range', object({ ...document, range })],
  ['textDocument/semanticTokens/full/delta', object({ ...document, previousResultId: text })],
  ['workspace/symbol', object({ query: text })],
  ['workspace/diagnostic', object({ previousResultIds: listOrNull })],
  ['workspace/willRenameFiles', renames],
  ['callHierarchy/incomingCalls', object({ item: someObject })],
  ['callHierarchy/outgoingCalls', object({ item: someObject })],
  ['textDocument/didOpen', object({ textDocument: object({ uri: text, text }) })],
  ['textDocument/didChange', object({ ...document, contentChanges: list(object({ range: optional(range), text })) })],
  ['workspace/didChangeWatchedFiles', object({ changes: uris })],
  ['workspace/didChangeWorkspaceFolders', object({ event: object({ added: uris, removed: uris }) })],
  ['workspace/didRenameFiles', renames],
  ['workspace/didDeleteFiles', object({ files: uris })],
]);

/** The shape of a message's parameters: of those that are not listed, a document, or just an object. */
export function shapeOfParams(method: string): Shape<unknown> {
  return shapes.get(method) ?? object(method.startsWith('textDocument/') ? document : {});
}
