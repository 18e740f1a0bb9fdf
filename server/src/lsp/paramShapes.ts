// The shapes of parameters of the protocol's own messages, as far as handlers rely on them. A wrong kind in any other member is caught like
// every other exception.

import { position } from '#protocol/requests.ts';
import { list, object, optional, type Shape, text } from '#protocol/shape.ts';

const someObject = object({});
const token: Shape<unknown> = (value, path) =>
  typeof value === 'string' || typeof value === 'number' ? undefined : `'${path}' is to be a string or a number.`;
const range = object({ start: position, end: position });
/** Many clients write what they leave out as null. */
const left = (shape: Shape<unknown>) =>
  optional<unknown>((value, path) => (value === null ? undefined : shape(value, path)));

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
  ['textDocument/codeAction', object({ ...document, range, context: object({ only: left(list(text)) }) })],
  ['textDocument/inlayHint', object({ ...document, range })],
  ['textDocument/rangeFormatting', object({ ...document, range })],
  ['textDocument/selectionRange', object({ ...document, positions: list(position) })],
  ['textDocument/semanticTokens/range', object({ ...document, range })],
  ['textDocument/semanticTokens/full/delta', object({ ...document, previousResultId: text })],
  ['workspace/symbol', object({ query: text })],
  [
    'workspace/diagnostic',
    object({
      previousResultIds: left(list(object({ uri: text, value: text }))),
      workDoneToken: left(token),
      partialResultToken: left(token),
    }),
  ],
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
