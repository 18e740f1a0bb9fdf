// Places and edits of the core as the protocol writes them.

import type * as lsp from 'vscode-languageserver';
import { isBuiltin, type Place, textOf } from '#ide/place.ts';
import type { Incomplete } from '#protocol/packets.ts';
import type { Gap } from '#questions/gaps.ts';
import { lineIndex } from '#text/lineIndex.ts';
import type { Range } from '#text/range.ts';
import type { TextEdit } from '#text/textEdit.ts';
import type { Folder, SourceFile } from '#workspace/folder.ts';
import type { ClientFeatures } from './clientFeatures.ts';
import { offsetOf, offsetsOf, rangeOf } from './positions.ts';
import { clientUri, type Names } from './uris.ts';

/** What is known of how the client takes places and edits. */
export interface Reader extends Names {
  readonly client: ClientFeatures;
  /** The documents that are open, by the canonical URI of their file. */
  readonly documents: ReadonlyMap<string, { readonly version: number }>;
}

/** What a place is looked up in. */
export interface PlaceContext {
  readonly server: Reader;
  readonly folder: Folder;
}

/** The file that a request or a report is about. */
export interface PlacedFile extends PlaceContext {
  readonly file: SourceFile;
  /** Canonical. */
  readonly uri: string;
}

const NOWHERE: lsp.Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** Whether the client can be sent there: not every one has the document of the built-in names. */
export function isShown({ builtinUri }: Pick<Names, 'builtinUri'>, { uri }: Pick<Place, 'uri'>): boolean {
  return builtinUri !== undefined || !isBuiltin(uri);
}

export function locationOf({ server, folder }: PlaceContext, place: Place): lsp.Location {
  const index = textOf(folder, place.uri);
  return {
    uri: clientUri(server, place.uri),
    range: index === undefined ? NOWHERE : rangeOf(index, place, server.client.encoding),
  };
}

/** Places that were not read and could change an answer. */
export function sentIncomplete(context: PlaceContext, gaps: readonly Gap[]): readonly Incomplete[] {
  return gaps.map((gap) => ({ ...locationOf(context, gap), message: gap.message }));
}

/** A range of the request's own file. */
export function toRange({ file, server }: PlacedFile, range: Range): lsp.Range {
  return rangeOf(file.lineIndex, range, server.client.encoding);
}

export function toOffset({ file, server }: PlacedFile, position: lsp.Position): number {
  return offsetOf(file.lineIndex, position, server.client.encoding);
}

export function toOffsets({ file, server }: PlacedFile, range: lsp.Range): Range {
  return offsetsOf(file.lineIndex, range, server.client.encoding);
}

/** A file that is not there yet has an empty text. */
export function toTextEdits({ server, folder }: PlaceContext, uri: string, edits: readonly TextEdit[]): lsp.TextEdit[] {
  const index = textOf(folder, uri) ?? lineIndex('');
  return edits.map((edit) => ({ range: rangeOf(index, edit, server.client.encoding), newText: edit.newText }));
}
