// Where reading starts again in a text that breaks the grammar: at lines that begin with certain words. In a text without faults line ends
// mean nothing, and a list may hold an item `group` at the start of a line.

import type { TokenType } from 'chevrotain';
import { endOf } from './lexer.ts';
import { meantAt } from './meant.ts';
import { atEnd, is, type Reader, startsLine, token } from './reader.ts';
import * as t from './tokens.ts';

/** What a place is in. It decides which words can be names there. */
export type Surroundings = 'file' | 'policies' | 'list' | 'properties';

/** Words that begin something new at the start of a line. */
interface Beginning {
  readonly words: readonly TokenType[];
  /** The surroundings in which a line with such a word is more probably an item or a property. */
  readonly elsewhere: readonly Surroundings[];
  /** Whether what follows the word shows that it begins a declaration even there. */
  readonly isSure: (reader: Reader, at: number) => boolean;
}

/** The words that begin declarations. Where a word may be something else, what follows it decides. */
const declarations: readonly Beginning[] = [
  { words: [t.Region, t.Project], elsewhere: ['list'], isSure: fillsItsLine },
  { words: [t.Expect], elsewhere: ['list'], isSure: (reader, at) => is(reader, at + 1, t.Allow, t.Deny) },
  { words: [t.Group, t.Addresses, t.Services, t.Cvm], elsewhere: ['list'], isSure: hasShape },
  { words: [t.Acl, t.Subnet], elsewhere: ['list', 'properties'], isSure: hasShape },
];

const inGroups = [t.Allow, t.Deny, t.Inbound, t.Outbound];

/** Whether a line begins here with a rule, a direction or a declaration. */
export function beginsAnew(reader: Reader, at: number, around: Surroundings): boolean {
  if (!startsLine(reader, at)) return false;
  if (is(reader, at, ...inGroups)) return !is(reader, at + 1, t.Comma);
  return beginsDeclaration(reader, at, around);
}

/** Whether a word at the start of a line begins a declaration. A word before a comma is a name. */
export function beginsDeclaration(reader: Reader, at: number, around: Surroundings): boolean {
  const row = declarations.find(({ words }) => is(reader, at, ...words));
  if (row === undefined) return isMisspelt(reader, at, around);
  return row.elsewhere.includes(around) ? row.isSure(reader, at) : !is(reader, at + 1, t.Comma);
}

/** Whether a misspelt word begins a declaration. Within a block only a brace shows that it does. */
function isMisspelt(reader: Reader, at: number, around: Surroundings): boolean {
  if (around !== 'file' && !hasShape(reader, at)) return false;
  const meant = meantAt(reader, at, reader.grammar.fileStatements);
  return meant !== undefined && (around === 'file' || meant.head !== undefined);
}

/** `region ap-guangzhou` and nothing more. */
function fillsItsLine(reader: Reader, at: number): boolean {
  return is(reader, at + 1, t.Name, t.Int, t.Text) && !startsLine(reader, at + 1) && startsLine(reader, at + 2);
}

/** `group web {`, `group web "Front end" {`, `group {`; the brace may be missing where a body follows. */
function hasShape(reader: Reader, at: number): boolean {
  let next = at + 1;
  if (is(reader, next, t.Open)) return true;
  if (!is(reader, next, t.Reference, t.Junk)) return false;
  next++;
  if (is(reader, next, t.Text, t.BrokenText)) next++;
  return is(reader, next, t.Open) || (is(reader, next, t.Inbound, t.Outbound) && is(reader, next + 1, t.Open));
}

/**
 * The first token behind the rest of a damaged line. A brace that is opened there is skipped to its end, unless something begins anew
 * before it; one that closes more than was opened is left to the block that it closes.
 */
export function skipLine(reader: Reader, from: number, around: Surroundings): number {
  let depth = 0;
  let at = from;
  for (; !atEnd(reader, at); at++) {
    if (at > from && startsLine(reader, at)) {
      if (depth === 0 || (around === 'file' ? beginsDeclaration(reader, at, around) : beginsAnew(reader, at, around)))
        break;
    }
    if (is(reader, at, t.Open)) depth++;
    else if (is(reader, at, t.Close)) {
      if (depth === 0) break;
      depth--;
    }
  }
  reader.seen = Math.max(reader.seen, at);
  return at;
}

/** Where the last token before an index ends, counted in the block. */
export function endBefore(reader: Reader, at: number): number {
  return endOf(token(reader, at - 1)) - reader.base;
}
