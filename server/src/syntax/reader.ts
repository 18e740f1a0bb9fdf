import type { IToken, ParserMethod, TokenType } from 'chevrotain';
import { hasLineBreak, lineEnd } from '#text/lines.ts';
import type { Range } from '#text/range.ts';
import * as l10n from '#util/l10n.ts';
import type * as ast from './ast.ts';
import type { Grammar } from './grammar.ts';
import { endOf } from './lexer.ts';
import { clip } from './nodes.ts';
import { readString } from './strings.ts';
import type { TokenSource } from './tokenSource.ts';
import * as t from './tokens.ts';

/** The state while a block is read: its tokens, how many of them were looked at, and what is wrong with them. */
export interface Reader {
  readonly grammar: Grammar;
  /** The text that the tokens' offsets count in. */
  readonly text: string;
  readonly source: TokenSource;
  /** The offset from which the block's ranges count. */
  readonly base: number;
  readonly problems: ast.Problem[];
  /** The index of the last token that was looked at. What stands behind it does not change how the block is read. */
  seen: number;
  /** The end of the line of the last problem: up to here nothing else is reported. */
  quietUntil: number;
  /** The statement that was read last. */
  place: Place;
}

/** A statement: the body it stands in, and the index of its first token. */
export interface Place {
  readonly body: 'file' | 'policies' | 'list' | 'addresses' | 'services' | 'subnet' | 'cvm' | 'interface';
  readonly from: number;
  /** The list's direction, in a list of rules. */
  readonly direction?: ast.Direction;
}

/** A reader for a block that begins at a token. The grammar's rules add their problems to the same list. */
export function newReader(
  grammar: Grammar,
  { text, source }: Pick<Reader, 'text' | 'source'>,
  base: number,
  at: number,
): Reader {
  const problems: ast.Problem[] = [];
  grammar.base = base;
  grammar.problems = problems;
  return { grammar, text, source, base, problems, seen: at, quietUntil: 0, place: { body: 'file', from: at } };
}

/** Whether a token is of one of some types. */
export function is(reader: Reader, at: number, ...types: readonly TokenType[]): boolean {
  if (at > reader.seen) reader.seen = at;
  const type = token(reader, at).tokenTypeIdx;
  for (const wanted of types) {
    if (type === wanted.tokenTypeIdx || wanted.categoryMatchesMap?.[type] === true) return true;
  }
  return false;
}

export function token(reader: Reader, at: number): IToken {
  return reader.source.get(at);
}

export function atEnd(reader: Reader, at: number): boolean {
  if (at > reader.seen) reader.seen = at;
  return reader.source.isEnd(at);
}

/** Whether a token is the first of its line. Not asked of a block's first token, which may stand behind another block. */
export function startsLine(reader: Reader, at: number): boolean {
  if (atEnd(reader, at)) return true;
  return hasLineBreak(reader.text, endOf(token(reader, at - 1)), token(reader, at).startOffset);
}

/** Reads a piece with a rule of the grammar; undefined where it does not fit. */
export function attempt<A extends unknown[], T>(
  reader: Reader,
  piece: ParserMethod<A, T>,
  at: number,
  ...args: A
): T | undefined {
  const read = reader.grammar.attempt(piece, at, ...args);
  reader.seen = Math.max(reader.seen, reader.grammar.index + 1);
  return read;
}

/** The same for a piece that ends before an index: the grammar does not see what stands behind it. */
export function attemptUpTo<A extends unknown[], T>(
  reader: Reader,
  piece: ParserMethod<A, T>,
  { at, end }: { readonly at: number; readonly end: number },
  ...args: A
): T | undefined {
  reader.grammar.load(reader.source.between(at, end));
  const read = reader.grammar.attempt(piece, at, ...args);
  reader.grammar.load(reader.source);
  return read;
}

/** Reports that something is missing: at the end of the line, or at the token that stands in its place. */
export function expected(reader: Reader, at: number, what: string, meant?: string): void {
  if (!startsLine(reader, at)) {
    unexpected(reader, at, what, { meant });
    return;
  }
  report(reader, behind(reader, at - 1), l10n.t('Expected {0}.', what));
}

/** Reports at the end of the line before that a closing brace should have followed it. */
export function missingBrace(reader: Reader, at: number, what: string): void {
  report(reader, behind(reader, at - 1), l10n.t('Expected {0}.', what), { isMissingBrace: true });
}

function behind(reader: Reader, at: number): Range {
  const end = endOf(token(reader, at)) - reader.base;
  return { start: end, end };
}

/** Reports a token that does not fit, and the word that may be meant. */
export function unexpected(
  reader: Reader,
  at: number,
  what: string,
  { meant, ...more }: Partial<ast.Problem> = {},
): void {
  const found = token(reader, at);
  if (found.tokenTypeIdx === t.BrokenText.tokenTypeIdx) reportBrokenText(reader, found);
  else {
    const hint = meant === undefined ? '' : l10n.t(' Did you mean {0}?', `'${meant}'`);
    report(reader, place(reader, found), l10n.t("Expected {0}, found '{1}'.", what, clip(found.image)) + hint, {
      ...more,
      ...(meant && { meant }),
    });
  }
}

export function reportAt(reader: Reader, at: number, message: string): void {
  report(reader, place(reader, token(reader, at)), message);
}

/** Whether a problem was reported on the line of a token. */
export function isQuiet(reader: Reader, at: number): boolean {
  return token(reader, at).startOffset - reader.base < reader.quietUntil;
}

/** Adds a problem; only the first one of a line, since the others mostly follow from it. */
function report(reader: Reader, { start, end }: Range, message: string, more: Partial<ast.Problem> = {}): void {
  if (start < reader.quietUntil) return;
  reader.problems.push({ message, start, end, ...more });
  reader.quietUntil = lineEnd(reader.text, end + reader.base) - reader.base;
}

const ESCAPES = ['\\"', '\\\\', '\\n', '\\t', '\\u{…}'];

function reportBrokenText(reader: Reader, found: IToken): void {
  const reading = readString(found.image);
  if ('value' in reading) return;
  const start = found.startOffset - reader.base;
  const range = { start: start + reading.range.start, end: start + reading.range.end };
  const written = found.image.slice(reading.range.start, reading.range.end);
  report(
    reader,
    range,
    reading.broken === 'unclosed'
      ? l10n.t("This string is not closed; add '\"' at its end.")
      : l10n.t('{0} is not an escape; write {1} with a code point.', `'${clip(written)}'`, l10n.oneOf(ESCAPES)),
  );
}

function place(reader: Reader, found: IToken): Range {
  return { start: found.startOffset - reader.base, end: endOf(found) - reader.base };
}
