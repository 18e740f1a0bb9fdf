import { createTokenInstance, type IToken, Lexer, type TokenType } from 'chevrotain';
import { cloudIdKind, isName } from './names.ts';
import { readString } from './strings.ts';
import * as t from './tokens.ts';

/** Tokens and comments, in the order of the text. */
export interface Tokens {
  readonly tokens: readonly IToken[];
  readonly comments: readonly IToken[];
}

const lexer = new Lexer(t.lexerTokens, {
  positionTracking: 'onlyOffset',
  ensureOptimizations: true,
  skipValidations: true,
});

/**
 * The tokens of a text, or of a stretch of it that begins and ends at a line start or a token start. Offsets count from the start of the
 * text.
 * It never fails: a word that the language does not know is `Junk`.
 */
export function lex(text: string, start = 0, end = text.length): Tokens {
  const { tokens, groups } = lexer.tokenize(copy(text.slice(start, end)));
  const comments = groups['comments'] ?? [];
  for (const comment of comments) comment.startOffset += start;
  let split = false;
  for (const token of tokens) {
    token.startOffset += start;
    if (token.tokenTypeIdx === t.Word.tokenTypeIdx) {
      if (needsSplit(token.image)) split = true;
      else retype(token, classify(token.image));
    } else if (token.tokenTypeIdx === t.Text.tokenTypeIdx && 'broken' in readString(token.image)) {
      retype(token, t.BrokenText);
    }
  }
  return { tokens: split ? tokens.flatMap(splitDashes) : tokens, comments };
}

/** A copy in memory of its own. Otherwise the short texts in a tree would keep the whole file alive, and each version of it. */
function copy(stretch: string): string {
  return ` ${stretch}`.slice(1);
}

export function endOf(token: IToken): number {
  return token.startOffset + token.image.length;
}

/** Gives a token another type; its text stays as written. */
export function retype(token: IToken, type: TokenType): void {
  token.tokenType = type;
  token.tokenTypeIdx = type.tokenTypeIdx as number;
}

/** What a word is. A word that begins with a digit or has a colon in it is meant as a number, date or address. */
function classify(word: string): TokenType {
  const first = word.charCodeAt(0);
  if (isDigit(first)) return classifyNumber(word);
  if (word.includes(':')) return isRange(word) ? t.AddressRange : t.Address;
  if (isName(word)) return t.keywordOf(word) ?? t.Identifier;
  if (cloudIdKind(word) !== undefined) return t.CloudId;
  return word === '-' ? t.Dash : t.Junk;
}

function classifyNumber(word: string): TokenType {
  let dashes = 0;
  for (let i = 0; i < word.length; i++) {
    const unit = word.charCodeAt(i);
    if (unit === 0x2d) dashes++;
    else if (!isDigit(unit)) return dashes > 0 || isRange(word) ? t.AddressRange : t.Address;
  }
  if (dashes === 0) return t.Int;
  return dashes === 1 ? t.IntRange : t.DateWord;
}

function isRange(word: string): boolean {
  const dash = word.indexOf('-');
  return dash > 0 && dash < word.length - 1;
}

/** A range may have its blanks on one side only: `80- 90`, `10.0.0.1 -10.0.0.9`. Then its `-` is still in a word. */
function needsSplit(word: string): boolean {
  if (word.length < 2) return false;
  if (word.charCodeAt(0) === 0x2d) return isNumeric(word.slice(1));
  return word.charCodeAt(word.length - 1) === 0x2d && isNumeric(word);
}

function splitDashes(token: IToken): IToken[] {
  if (token.tokenTypeIdx !== t.Word.tokenTypeIdx) return [token];
  const word = token.image;
  const start = word.charCodeAt(0) === 0x2d ? 1 : 0;
  const end = word.charCodeAt(word.length - 1) === 0x2d ? word.length - 1 : word.length;
  const parts: IToken[] = [];
  if (start === 1) parts.push(part(t.Dash, word, token.startOffset, 0, 1));
  if (start < end) parts.push(part(classify(word.slice(start, end)), word, token.startOffset, start, end));
  if (end < word.length) parts.push(part(t.Dash, word, token.startOffset, end, word.length));
  return parts;
}

function part(type: TokenType, word: string, offset: number, start: number, end: number): IToken {
  const image = word.slice(start, end);
  return createTokenInstance(type, image, offset + start, offset + end - 1, 0, 0, 0, 0);
}

function isNumeric(word: string): boolean {
  return isDigit(word.charCodeAt(0)) || word.includes(':');
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}
