// What may stand at a place of a file, as the grammar knows it: for completion.

import type { IToken } from 'chevrotain';
import { hasLineBreak, lineEnd } from '#text/lines.ts';
import type { Range } from '#text/range.ts';
import { type Assistant, type Expected, imagined, isA, theAssistant } from './assistant.ts';
import type * as ast from './ast.ts';
import type { Grammar } from './grammar.ts';
import { endOf, lex } from './lexer.ts';
import { meantAt, readAs } from './meant.ts';
import { is, newReader, type Place } from './reader.ts';
import { recover } from './recovery.ts';
import { TokenSource } from './tokenSource.ts';
import * as t from './tokens.ts';

export interface ExpectedAt {
  readonly expected: ReadonlySet<Expected>;
  /** The word at the place, as far as it is written; empty where there is none. */
  readonly word: Range;
  /** The innermost declaration whose braces, or line, the place is in. */
  readonly declaration?: ast.DeclarationKind;
  /** The direction, in a list of rules. */
  readonly direction?: ast.Direction;
  /** Whether it is in the braces of an interface. */
  readonly inInterface?: boolean;
  /** Whether a dash stands before it, behind which a range of ports or addresses ends. */
  readonly endsRange?: boolean;
}

/** What may stand at an offset of a text, however broken the text is. */
export function expectedAt(text: string, file: ast.File, offset: number): ExpectedAt {
  const nothing = { expected: new Set<Expected>(), word: { start: offset, end: offset } };
  const start = blockStart(file, offset);
  const { tokens, comments } = lex(text.slice(start, lineEnd(text, offset)));
  const inside = (found: IToken) => start + found.startOffset < offset && offset <= start + endOf(found);
  if (comments.some(inside)) return nothing;
  const touched = tokens.find(inside);
  const isText = touched !== undefined && isA(touched, t.Text, t.BrokenText);
  if (isText && (touched.tokenTypeIdx === t.BrokenText.tokenTypeIdx || offset < start + endOf(touched))) return nothing;
  const isWord = touched !== undefined && !isText && !isA(touched, t.Open, t.Close, t.Comma);
  const word = isWord ? { start: start + touched.startOffset, end: start + endOf(touched) } : nothing.word;
  const before = tokens.filter((found) => start + endOf(found) <= word.start);
  return { ...expectedBehind(text.slice(start, word.start), before), word };
}

/** The start of the last block with a declaration that begins before an offset: one that is not closed may go on to there. */
function blockStart(file: ast.File, offset: number): number {
  const begun = file.blocks.findLast(
    ({ start, block }) => block.declaration !== undefined && start + block.declaration.start < offset,
  );
  return begun?.start ?? 0;
}

function expectedBehind(text: string, tokens: readonly IToken[]): Omit<ExpectedAt, 'word'> {
  const assistant = theAssistant();
  const { place, kind } = placeBehind(assistant, text, tokens);
  const statement = tokens.slice(place.from);
  const rule = bodyRule(assistant, place.body);
  const isLong = statement.length > longStatement;
  let expected = isLong ? new Set<Expected>() : assistant.next(rule, kind, statement);
  if (expected.size === 0) expected = assistant.next(rule, kind, repaired(place, statement));
  if (expected.size === 0) expected = assistant.next(rule, kind, lastLine(text, statement));
  const last = statement.at(-1);
  const isNewLine = last !== undefined && hasLineBreak(text, endOf(last), text.length);
  // A statement that lacks something does not have to go on: the line may begin anew.
  if (isNewLine && !isA(last, t.Comma)) for (const each of assistant.next(rule, kind, [])) expected.add(each);
  const direction = place.body === 'list' ? place.direction : undefined;
  const endsRange = last !== undefined && isA(last, t.Dash);
  // There `id` is tried as a name, for which the grammar has to see what follows.
  const isItem = expected.has(place.body === 'addresses' ? 'address-item' : 'service');
  if ((place.body === 'addresses' || place.body === 'services') && isItem && !endsRange) {
    if (last !== undefined && isA(last, t.Id) && !isNewLine) expected = new Set(['id']);
    else expected.add('id-keyword');
  }
  if (direction !== undefined && expected.has('from') && expected.has('to'))
    expected.delete(direction === 'inbound' ? 'to' : 'from');
  return {
    expected,
    ...(kind && { declaration: kind }),
    ...(direction && { direction }),
    ...(place.body === 'interface' && { inInterface: true }),
    ...(endsRange && { endsRange }),
  };
}

/** Of a statement with more tokens, only what decides is tried. */
const longStatement = 200;

/** The statement in which some tokens end, read as a damaged text is. */
function placeBehind(
  grammar: Grammar,
  text: string,
  tokens: readonly IToken[],
): { readonly place: Place; readonly kind: ast.DeclarationKind | undefined } {
  const source = TokenSource.of(tokens);
  grammar.load(source);
  let at = 0;
  let place: Place = { body: 'file', from: 0 };
  let kind: ast.DeclarationKind | undefined;
  while (at < tokens.length) {
    const reader = newReader(grammar, { text, source }, 0, at);
    const meant = meantAt(reader, at, grammar.fileStatements);
    if (meant !== undefined) readAs(reader, at, meant, '');
    if (!is(reader, at, ...grammar.fileKeywords)) {
      at++;
      place = { body: 'file', from: at };
      kind = undefined;
      continue;
    }
    const { declaration, next } = recover(reader, at);
    place = reader.place;
    kind = place.body === 'file' && place.from === next ? undefined : declaration.kind;
    at = Math.max(next, at + 1);
  }
  return { place, kind };
}

function bodyRule(grammar: Assistant, body: Place['body']) {
  switch (body) {
    case 'file':
      return grammar.file;
    case 'policies':
      return grammar.policyBody;
    case 'list':
      return grammar.listBody;
    case 'addresses':
      return grammar.addressesBody;
    case 'services':
      return grammar.servicesBody;
    case 'subnet':
      return grammar.subnetBody;
    case 'cvm':
      return grammar.cvmBody;
    case 'interface':
      return grammar.interfaceBody;
  }
}

/** A rule with something else in the place of what cannot be read before its word, and of all peers but the last. */
function repaired({ body }: Place, statement: readonly IToken[]): IToken[] {
  const isWord = (token: IToken) => isA(token, t.From, t.To);
  const word = body === 'file' ? statement.findLastIndex(isWord) : statement.findIndex(isWord);
  const action = statement[0];
  if (word < 0 || action === undefined || body === 'policies') return [];
  const before = body === 'list' ? [action, imagined(t.All)] : [];
  const last = statement.at(-1) as IToken;
  const after = statement.slice(word, word + 1);
  if (isWord(last) || isA(last, t.Comma)) return [...before, ...after];
  return [...before, ...after, imagined(t.Identifier)];
}

/** The tokens of the last line. */
function lastLine(text: string, statement: readonly IToken[]): IToken[] {
  let from = statement.length;
  let end = text.length;
  for (; from > 0; from--) {
    const token = statement[from - 1] as IToken;
    if (hasLineBreak(text, endOf(token), end)) break;
    end = token.startOffset;
  }
  return statement.slice(from);
}
