// Cuts a file into blocks and reads each. An edit is followed only as far as it reaches.

import { hasLineBreak, lineStart, nextLine } from '#text/lines.ts';
import * as l10n from '#util/l10n.ts';
import { once } from '#util/once.ts';
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

/** Blocks of an earlier text that may be taken over from an offset on, in order and without gaps. */
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

/** How far the reading of a block looked, counted from its start: what stands behind this it does not depend on. */
export function reachOf(block: ast.Block): number {
  return reaches.get(block) ?? Number.POSITIVE_INFINITY;
}

/** Noted of each block when it is read. */
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

/** Reads blocks to the end of the text, or to where others can be taken over, and says where that is. */
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

/** Reads one declaration, or a run of lines that are none. */
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
  // A token that was reported belongs to the block that reported it.
  const reported = (reader.problems.at(-1)?.end ?? 0) + reader.base;
  let { next } = recovered;
  while (!atEnd(reader, next) && token(reader, next).startOffset < reported) next++;
  return { declaration: recovered.declaration, next };
}

/**
 * Whether a line without its last name (`region`, `expect deny all from any to`) took the keyword of the next line for it. The keyword
 * may be meant as a name, but what follows then breaks the grammar.
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

/** Lines that are no declaration: a problem each, but for what stands in braces that are opened there. */
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
    return l10n.t("A rule belongs in 'inbound { … }' or 'outbound { … }' of a group or acl.");
  const found = clip(token(reader, at).image);
  if (is(reader, at, t.Inbound, t.Outbound)) return l10n.t("'{0}' belongs in a group or acl.", found);
  if (is(reader, at, t.Interface) && is(reader, at + 1, t.Name, t.Open))
    return l10n.t("'{0}' belongs in a cvm.", found);
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

/** A block goes on to the end of its last line, or to the next token, if that stands on the same line. */
function blockEnd(text: string, last: number, next: number): number {
  return hasLineBreak(text, last, next) ? nextLine(text, last) : next;
}

/** Made when the first file is read: it takes some milliseconds that a start should not wait for. */
const theGrammar = once(() => new Grammar());
