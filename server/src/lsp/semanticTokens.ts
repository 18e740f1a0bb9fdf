import type * as lsp from 'vscode-languageserver';
import { lexicalTypes } from '#ide/lexicalTokens.ts';
import * as ide from '#ide/semanticTokens.ts';
import type { Steps } from '#util/steps.ts';
import type { ClientFeatures } from './clientFeatures.ts';
import type { FileContext } from './context.ts';
import { toOffsets } from './places.ts';
import { encodedLength, positionOf } from './positions.ts';
import type { Texts } from './server.ts';

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

export function* semanticTokens(context: FileContext<Texts>): Steps<lsp.SemanticTokens> {
  return remember(context, yield* encoded(context));
}

/** The difference to what was answered last, where the client still has that, else everything. */
export function* semanticTokensDelta(
  context: FileContext<Texts>,
  { previousResultId }: lsp.SemanticTokensDeltaParams,
): Steps<lsp.SemanticTokens | lsp.SemanticTokensDelta> {
  const found = yield* encoded(context);
  const before = context.server.tokens.get(context.uri);
  const { resultId, data } = remember(context, found);
  if (before?.resultId !== previousResultId) return { resultId, data };
  return { resultId, edits: difference(before.data, data) };
}

export function* semanticTokensInRange(
  context: FileContext,
  { range }: lsp.SemanticTokensRangeParams,
): Steps<lsp.SemanticTokens> {
  return { data: yield* encoded(context, range) };
}

let count = 0;

function remember({ server, uri }: FileContext<Texts>, data: number[]) {
  const answer = { resultId: `${++count}`, data };
  server.tokens.set(uri, answer);
  return answer;
}

/** Tokens that are encoded in one step. */
const TOKENS_A_STEP = 500;

function* encoded(context: FileContext, range?: lsp.Range): Steps<number[]> {
  const { file, server, folder, uri } = context;
  const data: number[] = [];
  const { types, typeOf } = legendOf(server.client);
  const within = range === undefined ? undefined : toOffsets(context, range);
  let line = 0;
  let character = 0;
  const tokens = yield* ide.semanticTokens(folder, uri, { within, all: !server.client.hasGrammar });
  for (const [i, token] of tokens.entries()) {
    if (i % TOKENS_A_STEP === 0) yield;
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
