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
import { difference, numbersOf, type Part, type SentTokens } from './tokenParts.ts';

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
  const { resultId, parts } = remember(context, yield* encoded(context));
  return { resultId, data: numbersOf(parts) };
}

/** The difference to what was answered last, where the client still has that, else everything. */
export function* semanticTokensDelta(
  context: FileContext<Texts>,
  { previousResultId }: lsp.SemanticTokensDeltaParams,
): Steps<lsp.SemanticTokens | lsp.SemanticTokensDelta> {
  const found = yield* encoded(context);
  const before = context.server.tokens.get(context.uri);
  const { resultId, parts } = remember(context, found);
  if (before?.resultId !== previousResultId) return { resultId, data: numbersOf(parts) };
  return { resultId, edits: difference(before.parts, parts) };
}

export function* semanticTokensInRange(
  context: FileContext,
  { range }: lsp.SemanticTokensRangeParams,
): Steps<lsp.SemanticTokens> {
  return { data: numbersOf(yield* encoded(context, range)) };
}

let count = 0;

function remember({ server, uri }: FileContext<Texts>, parts: readonly Part[]): SentTokens {
  const sent = { resultId: `${++count}`, parts };
  server.tokens.set(uri, sent);
  return sent;
}

/** Blocks that are encoded in one step. */
const BLOCKS_A_STEP = 20;

const othersOf = memo<readonly ide.SemanticToken[], readonly number[]>();

function* encoded(context: FileContext, range?: lsp.Range): Steps<readonly Part[]> {
  const { file, server, folder, uri } = context;
  const { encoding, hasGrammar } = server.client;
  const legend = legendOf(server.client);
  const within = range === undefined ? undefined : toOffsets(context, range);
  const parts: Part[] = [];
  let last: lsp.Position = { line: 0, character: 0 };
  const blocks = yield* ide.semanticTokens(folder, uri, { within, all: !hasGrammar });
  for (const [i, { start, tokens }] of blocks.entries()) {
    if (i % BLOCKS_A_STEP === 0) yield;
    const placeOf = (token: ide.SemanticToken) => positionOf(file.lineIndex, start + token.start, encoding);
    const [first] = tokens;
    if (first === undefined) continue;
    const others = othersOf(tokens, [encoding, hasGrammar], () =>
      encodedBlock(file.text.slice(start), tokens, placeOf, encoding, legend),
    );
    parts.push({ place: distance(last, placeOf(first)), others });
    last = placeOf(tokens.at(-1) ?? first);
  }
  return parts;
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
