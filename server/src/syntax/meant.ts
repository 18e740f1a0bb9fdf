// Reads a misspelt keyword as the one that is most probably meant, so that a block is read although its first word is misspelt.

import type { TokenType } from 'chevrotain';
import { editDistance } from '#util/strings.ts';
import type { Statement } from './grammar.ts';
import { retype } from './lexer.ts';
import { draft } from './nodes.ts';
import { attempt, is, type Reader, startsLine, token, unexpected } from './reader.ts';
import * as t from './tokens.ts';

/**
 * The statement that a word begins if it is a misspelt keyword: the one whose keyword is nearest, if what follows fits it: the rest of the
 * line, or the first line of a block. Undefined where two are equally near.
 */
export function meantAt(reader: Reader, at: number, statements: readonly Statement[]): Statement | undefined {
  if (!is(reader, at, t.Name, t.Junk)) return undefined;
  const word = token(reader, at).image;
  if (is(reader, at, ...statements.map(({ keyword }) => keyword))) return undefined;
  let found: Statement[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (const statement of statements) {
    const distance = slip(word, t.wordOf(statement.keyword));
    if (distance === undefined || distance > least) continue;
    if (distance < least) found = [];
    least = distance;
    found.push(statement);
  }
  const fitting = found.filter((statement) => fits(reader, at, statement));
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** Makes a word the keyword of a statement, and reports that it is misspelt. */
export function readAs(reader: Reader, at: number, { keyword }: Statement, what: string): void {
  unexpected(reader, at, what, { meant: t.wordOf(keyword), isReadAsMeant: true });
  retype(token(reader, at), keyword);
}

/** The one of some words that may stand at an index which is misspelt there. What follows is not looked at. */
export function misspelt(reader: Reader, at: number, ...types: readonly TokenType[]): string | undefined {
  if (!is(reader, at, t.Name, t.Junk)) return undefined;
  return types.map(t.wordOf).find((word) => slip(token(reader, at).image, word) !== undefined);
}

/** What the cloud and other firewalls call the two actions. */
const OTHER_WORDS: Readonly<Record<string, readonly string[]>> = {
  allow: ['accept', 'permit', 'pass'],
  deny: ['drop', 'reject', 'refuse', 'block'],
};

/** How many slips a word is from a keyword; undefined where it is more than a third of the letters. */
function slip(word: string, keyword: string): number | undefined {
  if (OTHER_WORDS[keyword]?.includes(word.toLowerCase())) return 1;
  const most = Math.max(1, Math.floor(keyword.length / 3));
  if (Math.abs(word.length - keyword.length) > most) return undefined;
  const distance = editDistance(word.toLowerCase(), keyword, most);
  return distance > most ? undefined : distance;
}

function fits(reader: Reader, at: number, statement: Statement): boolean {
  const word = token(reader, at);
  const written = word.tokenType;
  const problems = reader.problems.length;
  retype(word, statement.keyword);
  const read =
    statement.head === undefined
      ? attempt(reader, statement.rule, at, draft('cvm', word, reader.base))
      : attempt(reader, statement.head, at);
  const next = reader.grammar.index;
  retype(word, written);
  reader.problems.length = problems;
  if (read === undefined) return false;
  return statement.head !== undefined || is(reader, next, t.Close) || startsLine(reader, next);
}
