// Cuts a file into blocks and reads each of them. After an edit, only the blocks that it changes are read again.

import { hasLineBreak, lineStart, nextLine } from '#text/lines.ts';
import * as l10n from '#util/l10n.ts';
import { once } from '#util/memo.ts';
import { beginsDeclaration, skipLine } from './anew.ts';
import type * as ast from './ast.ts';
import { Grammar } from './grammar.ts';
import { endOf, type Tokens } from './lexer.ts';
import { meantAt, readAs } from './meant.ts';
import { clip } from './nodes.ts';
import { atEnd, attempt, is, isQuiet, newReader, type Reader, reportAt, startsLine, token } from './reader.ts';
import { goesOn } from './recoverLists.ts';
import { recover } from './recovery.ts';
import { TokenSource } from './tokenSource.ts';
import * as t from './tokens.ts';

/** Gives the blocks of an earlier text that can be reused from an offset on, in order and without gaps. */
export type Reuse = (offset: number) => readonly ast.PlacedBlock[];

/** All blocks of a text. Without gaps: each begins where the one before ends. */
export function readBlocks(text: string, reuse?: Reuse): ast.PlacedBlock[] {
  const blocks: ast.PlacedBlock[] = [];
  let offset = takeOver(blocks, 0, reuse);
  while (offset < text.length) {
    offset = readFrom(blocks, text, offset, reuse);
    offset = takeOver(blocks, offset, reuse);
  }
  return blocks;
}

/** How much of the text, counted from the start of a block, was looked at to read it: what stands behind that does not matter for it. */
export function reachOf(block: ast.Block): number {
  return reaches.get(block) ?? Number.POSITIVE_INFINITY;
}

/** Set for each block when it is read. */
const reaches = new WeakMap<ast.Block, number>();

function takeOver(blocks: ast.PlacedBlock[], from: number, reuse: Reuse | undefined): number {
  let offset = from;
  for (let taken = reuse?.(offset) ?? []; taken.length > 0; taken = reuse?.(offset) ?? []) {
    for (const placed of taken) {
      blocks.push(placed);
      offset = placed.start + placed.block.length;
    }
  }
  return offset;
}

/** Reads blocks up to the end of the text, or to where earlier ones can be reused, and returns that offset. */
function readFrom(blocks: ast.PlacedBlock[], text: string, start: number, reuse: Reuse | undefined): number {
  const grammar = theGrammar();
  const source = new TokenSource(text, start);
  grammar.load(source);
  let base = start;
  let at = 0;
  while (!source.isEnd(at)) {
    const reader = newReader(grammar, { text, source }, base, at);
    const { declaration, next } = readDeclaration(reader, at);
    const isLast = source.isEnd(next);
    const end = blockEnd(text, endOf(token(reader, next - 1)), isLast ? text.length : token(reader, next).startOffset);
    const block = makeBlock(reader, end, declaration, source.takeComments(end));
    const seen = Math.max(reader.seen, next);
    reaches.set(block, source.isEnd(seen) ? Number.POSITIVE_INFINITY : endOf(source.get(seen)) - base);
    blocks.push({ start: base, block });
    at = next;
    base = end;
    if (reuse !== undefined && reuse(base).length > 0) return base;
  }
  if (base < text.length) {
    const reader = newReader(grammar, { text, source }, base, at);
    const block = makeBlock(reader, text.length, undefined, source.takeComments(text.length));
    blocks.push({ start: base, block });
  }
  return text.length;
}

/** Reads one declaration, or lines up to the next one that are not a declaration. */
function readDeclaration(
  reader: Reader,
  at: number,
): { readonly declaration?: ast.Declaration; readonly next: number } {
  const { grammar } = reader;
  if (!is(reader, at, ...grammar.fileKeywords)) {
    const meant = meantAt(reader, at, grammar.fileStatements);
    if (meant === undefined) return { next: readJunk(reader, at) };
    readAs(reader, at, meant, l10n.t('a declaration such as group, addresses, cvm or expect'));
    const line = meant.head === undefined ? attempt(reader, grammar.declaration, at) : undefined;
    return line === undefined ? readInPieces(reader, at) : { declaration: line, next: grammar.index };
  }
  const declaration = grammar.attempt(grammar.declaration, at);
  reader.seen = Math.max(reader.seen, grammar.index + 1);
  if (declaration !== undefined) {
    const next = grammar.index;
    const isDirected = declaration.kind === 'group' || declaration.kind === 'acl';
    const isWhole = isDirected ? goesOn(reader, next - 1) === undefined : !hasTakenKeyword(reader, at, next);
    if (isWhole) return { declaration, next };
  }
  reader.problems.length = 0;
  return readInPieces(reader, at);
}

/** Reads a declaration that breaks the grammar. */
function readInPieces(reader: Reader, at: number): { readonly declaration: ast.Declaration; readonly next: number } {
  const recovered = recover(reader, at);
  // A token with a problem belongs to the block in which the problem is reported.
  const reported = (reader.problems.at(-1)?.end ?? 0) + reader.base;
  let { next } = recovered;
  while (!atEnd(reader, next) && token(reader, next).startOffset < reported) next++;
  return { declaration: recovered.declaration, next };
}

/**
 * Whether a line that lacks its last name (`region`, `expect deny all from any to`) was read with the keyword of the next line as that
 * name. The keyword may be meant as a name; if it is not, what follows it breaks the grammar.
 */
function hasTakenKeyword(reader: Reader, from: number, next: number): boolean {
  const last = next - 1;
  if (last === from || !is(reader, last, ...reader.grammar.fileKeywords) || !startsLine(reader, last)) return false;
  if (!beginsDeclaration(reader, last, 'file')) return false;
  return (
    beginsDeclaration(reader, last, 'list') ||
    !(atEnd(reader, next) || is(reader, next, ...reader.grammar.fileKeywords))
  );
}

/** Skips lines that are not a declaration, with a problem for each; what stands in braces that open there is skipped as a whole. */
function readJunk(reader: Reader, from: number): number {
  let at = from;
  do {
    if (!isQuiet(reader, at)) reportAt(reader, at, junkMessage(reader, at));
    if (!is(reader, at, t.Close)) at = skipLine(reader, at, 'file');
    else if (!startsLine(reader, ++at) && !isDeclaration(reader, at)) at = skipLine(reader, at, 'file');
  } while (!atEnd(reader, at) && !isDeclaration(reader, at));
  return at;
}

/** A declaration begins at the start of a line, or right behind braces that close nothing. */
function isDeclaration(reader: Reader, at: number): boolean {
  return (startsLine(reader, at) || is(reader, at - 1, t.Close)) && beginsDeclaration(reader, at, 'file');
}

function junkMessage(reader: Reader, at: number): string {
  if (is(reader, at, t.Close)) return l10n.t("'}' closes nothing; remove it.");
  if (is(reader, at, t.Allow, t.Deny))
    return l10n.t("A rule belongs in 'inbound { … }' or 'outbound { … }' of a group or ACL.");
  const found = clip(token(reader, at).image);
  if (is(reader, at, t.Inbound, t.Outbound)) return l10n.t("'{0}' belongs in a group or ACL.", found);
  if (is(reader, at, t.Interface) && is(reader, at + 1, t.Name, t.Open))
    return l10n.t("'{0}' belongs in a CVM.", found);
  return l10n.t("Expected {0}, found '{1}'.", l10n.t('a declaration such as group, addresses, cvm or expect'), found);
}

function makeBlock(
  reader: Reader,
  end: number,
  declaration: ast.Declaration | undefined,
  comments: Tokens['comments'],
): ast.Block {
  const { base, text } = reader;
  return {
    length: end - base,
    ...(declaration && { declaration }),
    problems: reader.problems.length > 1 ? reader.problems.sort((a, b) => a.start - b.start) : reader.problems,
    comments: comments.map((comment) => ({
      text: comment.image,
      alone: isAlone(text, base, comment.startOffset),
      start: comment.startOffset - base,
      end: endOf(comment) - base,
    })),
  };
}

/** Whether only blanks stand before a comment on its line. A block that begins within a line begins with a token. */
function isAlone(text: string, base: number, offset: number): boolean {
  return text.slice(Math.max(base, lineStart(text, offset)), offset).trim() === '';
}

/** A block ends behind the line break of its last line, or at the next token if that stands on the same line. */
function blockEnd(text: string, last: number, next: number): number {
  return hasLineBreak(text, last, next) ? nextLine(text, last) : next;
}

/** Made when the first file is read: it takes some milliseconds that a start should not wait for. */
const theGrammar = once(() => new Grammar());
