// Reads what stands in the braces of a damaged block, statement by statement. The callers say what each kind of body holds.

import * as l10n from '#util/l10n.ts';
import { beginsDeclaration, type Surroundings, skipLine } from './anew.ts';
import type { Statement } from './grammar.ts';
import { meantAt, readAs } from './meant.ts';
import * as node from './nodes.ts';
import {
  atEnd,
  attemptUpTo,
  expected,
  is,
  missingBrace,
  type Place,
  type Reader,
  startsLine,
  unexpected,
} from './reader.ts';
import * as t from './tokens.ts';

export interface Body {
  /** The kind of body, as completion knows it. */
  readonly place: () => Omit<Place, 'from'>;
  readonly around: Surroundings;
  /** The statements that a misspelt word may begin. */
  readonly statements: readonly Statement[];
  /** What may stand at an index, for a message. */
  readonly what: (at: number) => string;
  /** Whether it ends at an index without a brace. It always ends at a line with a declaration. */
  readonly ends: (at: number) => boolean;
  /** Reads the statement at an index and returns the index behind it; undefined where no statement of this body begins there. */
  readonly read: (at: number) => number | undefined;
}

/** Reads a body up to its closing brace, or to where it ends without one. */
export function readBody(reader: Reader, body: Body, from: number): number {
  let at = from;
  for (;;) {
    if (at === from || !atEnd(reader, at)) reader.place = { ...body.place(), from: at };
    if (is(reader, at, t.Close)) return at;
    const meant = meantAt(reader, at, body.statements);
    if (meant !== undefined) readAs(reader, at, meant, body.what(at));
    if (atEnd(reader, at) || body.ends(at) || isDeclaration(reader, at, body.around)) return at;
    const next = body.read(at);
    if (next !== undefined) at = next;
    else {
      unexpected(reader, at, body.what(at));
      at = skipLine(reader, at, body.around);
    }
  }
}

function isDeclaration(reader: Reader, at: number, around: Surroundings): boolean {
  return startsLine(reader, at) && beginsDeclaration(reader, at, around);
}

/** Returns the index behind the closing brace of a body, or reports that the brace is missing. */
export function leaveBody(reader: Reader, at: number, what: string, around: Place['body']): number {
  if (is(reader, at, t.Close)) {
    reader.place = { body: around, from: at + 1 };
    return at + 1;
  }
  if (startsLine(reader, at)) missingBrace(reader, at, what);
  else unexpected(reader, at, what);
  return at;
}

export function closingBrace({ kind, name }: node.Draft): string {
  return name === undefined ? "'}'" : l10n.t('{0} to close {1}', "'}'", `${kind} '${node.clip(name.text)}'`);
}

/**
 * Reads the property whose keyword stands at an index, with the grammar's rule for it. The grammar sees only what stands before the next
 * line that begins something, so that the word of that line is not taken for a missing value.
 */
export function readProperty(
  reader: Reader,
  { keyword, rule, property }: Statement,
  at: number,
  { draft, around, begins }: { draft: node.Draft; around: Surroundings; begins: (at: number) => boolean },
): number {
  // A word alone on its line behind a comma is a value.
  const isNext = (next: number) =>
    startsLine(reader, next) &&
    (begins(next) || beginsDeclaration(reader, next, around)) &&
    !(is(reader, next - 1, t.Comma) && (startsLine(reader, next + 1) || is(reader, next + 1, t.Close)));
  let end = at + 1;
  while (!atEnd(reader, end) && !isNext(end)) end++;
  const isRead = attemptUpTo(reader, rule, { at, end }, draft) !== undefined;
  const next = reader.grammar.index;
  if (isRead) return next;
  expected(
    reader,
    next,
    keyword === t.Id ? node.expectedId(draft.kind) : l10n.t(property?.missing ?? l10n.message('a value')),
  );
  return startsLine(reader, next) ? next : skipLine(reader, next, around);
}
