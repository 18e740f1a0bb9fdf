import type * as lsp from 'vscode-languageserver';
import { lexicalTypes } from '#ide/lexicalTokens.ts';
import * as ide from '#ide/semanticTokens.ts';
import { memo } from '#util/memo.ts';
import type { Steps } from '#util/steps.ts';
import type { ClientFeatures } from './clientFeatures.ts';
import type { FileContext } from './context.ts';
import { toOffsets } from './places.ts';
import { encodedLength, type PositionEncoding, positionOf } from './positions.ts';
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

/** Blocks that are encoded in one step. */
const BLOCKS_A_STEP = 20;

/** The numbers of a block's tokens, by the tokens. The place of the first one follows from the block before, and is none of these. */
const ofBlock = memo<readonly ide.SemanticToken[], readonly number[]>();

function* encoded(context: FileContext, range?: lsp.Range): Steps<number[]> {
  const { file, server, folder, uri } = context;
  const { encoding, hasGrammar } = server.client;
  const data: number[] = [];
  const legend = legendOf(server.client);
  const within = range === undefined ? undefined : toOffsets(context, range);
  let last: lsp.Position = { line: 0, character: 0 };
  const blocks = yield* ide.semanticTokens(folder, uri, { within, all: !hasGrammar });
  for (const [i, { start, tokens }] of blocks.entries()) {
    if (i % BLOCKS_A_STEP === 0) yield;
    const placeOf = (token: ide.SemanticToken) => positionOf(file.lineIndex, start + token.start, encoding);
    const [first] = tokens;
    if (first === undefined) continue;
    data.push(...distance(last, placeOf(first)));
    const own = ofBlock(tokens, [encoding, hasGrammar], () =>
      encodedBlock(file.text.slice(start), tokens, placeOf, encoding, legend),
    );
    for (const number of own) data.push(number);
    last = placeOf(tokens.at(-1) ?? first);
  }
  return data;
}

function encodedBlock(
  text: string,
  tokens: readonly ide.SemanticToken[],
  placeOf: (token: ide.SemanticToken) => lsp.Position,
  encoding: PositionEncoding,
  { types, typeOf }: Legend,
): readonly number[] {
  return tokens.flatMap((token, i) => {
    const before = tokens[i - 1];
    return [
      ...(before === undefined ? [] : distance(placeOf(before), placeOf(token))),
      encodedLength(text, token, encoding),
      types.indexOf(typeOf(token.type)),
      token.modifiers.reduce((bits, modifier) => bits | (1 << ide.tokenModifiers.indexOf(modifier)), 0),
    ];
  });
}

/** The lines between two places, and the characters if they are in one line. */
function distance(from: lsp.Position, to: lsp.Position): [lines: number, characters: number] {
  return [to.line - from.line, to.line === from.line ? to.character - from.character : to.character];
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
