// Where reading begins anew after damage. Only a text that breaks the grammar is looked at in this way: in one that keeps it, line
// ends mean nothing, and a list may hold an item `group` at the start of a line.

import { endOf } from './lexer.ts';
import { meantAt } from './meant.ts';
import { atEnd, is, type Reader, startsLine, token } from './reader.ts';
import * as t from './tokens.ts';

/** What surrounds a place decides which words can be meant as names there. */
export type Surroundings = 'file' | 'policies' | 'list' | 'properties';

const braced = [t.Group, t.Acl, t.Addresses, t.Services, t.Subnet, t.Cvm];

/** A line that begins with a rule, a direction or a declaration. */
export function beginsAnew(reader: Reader, at: number, around: Surroundings): boolean {
  if (!startsLine(reader, at)) return false;
  if (is(reader, at, t.Allow, t.Deny, t.Inbound, t.Outbound)) return !is(reader, at + 1, t.Comma);
  return beginsDeclaration(reader, at, around);
}

/** Whether a keyword of the file level, at the start of a line, begins a declaration. */
export function beginsDeclaration(reader: Reader, at: number, around: Surroundings): boolean {
  if (is(reader, at, t.Region, t.Project)) {
    if (is(reader, at + 1, t.Comma)) return false;
    if (around !== 'list') return true;
    return is(reader, at + 1, t.Name, t.Int, t.Text) && !startsLine(reader, at + 1) && startsLine(reader, at + 2);
  }
  if (is(reader, at, t.Expect))
    return around === 'list' ? is(reader, at + 1, t.Allow, t.Deny) : !is(reader, at + 1, t.Comma);
  if (hasShape(reader, at)) return true;
  if (!is(reader, at, ...braced)) return isMisspelt(reader, at, around);
  if (around === 'list' || is(reader, at + 1, t.Comma)) return false;
  return around !== 'properties' || !is(reader, at, t.Acl, t.Subnet);
}

/** Whether a misspelt word begins a declaration. Within a block only a brace shows that it does. */
function isMisspelt(reader: Reader, at: number, around: Surroundings): boolean {
  const meant = meantAt(reader, at, reader.grammar.fileStatements);
  return meant !== undefined && (around === 'file' || meant.head !== undefined);
}

/** `group web {`, `group web "Front end" {`, `group {`; the brace may be missing where a body follows. */
export function hasShape(reader: Reader, at: number): boolean {
  if (!is(reader, at, ...braced)) return false;
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
