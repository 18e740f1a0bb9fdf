import type * as lsp from 'vscode-languageserver';
import { lexicalTypes } from '#ide/lexicalTokens.ts';
import * as ide from '#ide/semanticTokens.ts';
import type { ClientFeatures } from './clientFeatures.ts';
import { toOffsets } from './places.ts';
import { encodedLength, positionOf } from './positions.ts';
import { type FileContext, fileContext, type Texts } from './server.ts';

interface Legend {
  readonly types: readonly string[];
  readonly typeOf: (type: ide.SemanticToken['type']) => string;
  readonly modifiers: readonly string[];
}

/** Our own kinds of names, which our client gives colours, or the protocol's, which every client knows. */
function legendOf({ hasGrammar }: ClientFeatures): Legend {
  return hasGrammar
    ? { types: ide.tokenTypes, typeOf: (type) => type, modifiers: ide.tokenModifiers }
    : {
        types: [...new Set(standard.values())],
        typeOf: (type) => standard.get(type) ?? type,
        modifiers: ['declaration', 'defaultLibrary'],
      };
}

const standard: ReadonlyMap<ide.SemanticToken['type'], string> = new Map([
  ['group', 'class'],
  ['cvm', 'struct'],
  ['addresses', 'enum'],
  ['services', 'function'],
  ['subnet', 'namespace'],
  ['acl', 'interface'],
  ['region', 'namespace'],
  ['project', 'namespace'],
  ['vpc', 'namespace'],
  ['cloudId', 'enumMember'],
  ...lexicalTypes.map((type) => [type, type] as const),
]);

export function semanticTokensLegend(client: ClientFeatures): lsp.SemanticTokensLegend {
  const { types, modifiers } = legendOf(client);
  return { tokenTypes: [...types], tokenModifiers: [...modifiers] };
}

export function semanticTokens(server: Texts, { textDocument }: lsp.SemanticTokensParams): lsp.SemanticTokens {
  const context = fileContext(server, textDocument.uri);
  if (context === undefined) return { data: [] };
  return remember(server, context.uri, encoded(context));
}

/** The difference to what was answered last, where the client still has that, else everything. */
export function semanticTokensDelta(
  server: Texts,
  { textDocument, previousResultId }: lsp.SemanticTokensDeltaParams,
): lsp.SemanticTokens | lsp.SemanticTokensDelta {
  const context = fileContext(server, textDocument.uri);
  if (context === undefined) return { data: [] };
  const before = server.tokens.get(context.uri);
  const { resultId, data } = remember(server, context.uri, encoded(context));
  if (before?.resultId !== previousResultId) return { resultId, data };
  return { resultId, edits: difference(before.data, data) };
}

export function semanticTokensInRange(
  server: Texts,
  { textDocument, range }: lsp.SemanticTokensRangeParams,
): lsp.SemanticTokens {
  const context = fileContext(server, textDocument.uri);
  return { data: context === undefined ? [] : encoded(context, range) };
}

let count = 0;

function remember(server: Texts, uri: string, data: number[]): { readonly resultId: string; readonly data: number[] } {
  const answer = { resultId: `${++count}`, data };
  server.tokens.set(uri, answer);
  return answer;
}

function encoded(context: FileContext, range?: lsp.Range): number[] {
  const { file, server, snapshot, uri } = context;
  const data: number[] = [];
  const { types, typeOf } = legendOf(server.client);
  const within = range === undefined ? undefined : toOffsets(context, range);
  let line = 0;
  let character = 0;
  for (const token of ide.semanticTokens(snapshot, uri, { within, all: !server.client.hasGrammar })) {
    const position = positionOf(file.lineIndex, token.start, server.client.encoding);
    const modifiers = token.modifiers.reduce((bits, modifier) => bits | (1 << ide.tokenModifiers.indexOf(modifier)), 0);
    data.push(
      position.line - line,
      position.line === line ? position.character - character : position.character,
      encodedLength(file.text, token, server.client.encoding),
      types.indexOf(typeOf(token.type)),
      modifiers,
    );
    ({ line, character } = position);
  }
  return data;
}

/** One edit for all between the common beginning and the common end. */
function difference(before: readonly number[], after: readonly number[]): lsp.SemanticTokensEdit[] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  const deleteCount = before.length - end - start;
  const data = after.slice(start, after.length - end);
  return deleteCount === 0 && data.length === 0 ? [] : [{ start, deleteCount, data }];
}
