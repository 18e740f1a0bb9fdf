// Cuts a file into blocks and reads each. The text is lexed in windows, so that the tokens of a long file are not all there at once, and
// an edit is followed only as far as it reaches.

import type { Range } from '#text/range.ts';
import { beginsDeclaration, skipLine } from './anew.ts';
import type * as ast from './ast.ts';
import { Grammar } from './grammar.ts';
import { endOf, lex, type Tokens } from './lexer.ts';
import { clip } from './nodes.ts';
import { is, isQuiet, newReader, type Reader, reportAt, startsLine, token } from './reader.ts';
import { goesOn, recover } from './recovery.ts';
import * as t from './tokens.ts';

/** Blocks of an earlier text that may be taken over from an offset on, in order and without gaps. */
export type Reuse = (offset: number) => readonly ast.PlacedBlock[];

/** How much is lexed at once: large enough that a block cut in two at its end and lexed again costs little. */
const windowSize = 1 << 18;

/** All blocks of a text. Without gaps: each begins where the one before ends. */
export function readBlocks(
  text: string,
  reuse?: Reuse,
  sizeAt: (offset: number) => number = () => windowSize,
): ast.PlacedBlock[] {
  const blocks: ast.PlacedBlock[] = [];
  let offset = 0;
  let scale = 1;
  while (offset < text.length) {
    const before = offset;
    offset = takeOver(blocks, offset, reuse);
    if (offset >= text.length) break;
    const end = lineStartFrom(text, offset + sizeAt(offset) * scale);
    offset = readWindow(blocks, text, { start: offset, end }, reuse);
    // A block that is longer than the window is tried again with a larger one.
    scale = offset === before ? scale * 4 : 1;
  }
  return blocks;
}

/** How far the reading of a block looked, counted from its start: what stands behind this it does not depend on. */
export function reachOf(block: ast.Block): number {
  return reaches.get(block) ?? Number.POSITIVE_INFINITY;
}

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

/** Reads the blocks that end within a window, and says where they end. */
function readWindow(blocks: ast.PlacedBlock[], text: string, window: Range, reuse: Reuse | undefined): number {
  const stretch = copy(text.slice(window.start, window.end));
  const isLast = window.end === text.length;
  const { tokens, comments } = lex(stretch);
  const count = tokens.length;
  const grammar = theGrammar();
  grammar.load(tokens);
  let base = 0;
  let comment = 0;
  let at = 0;
  while (at < count) {
    const reader = newReader(grammar, { text: stretch, tokens, count }, base, at);
    const { declaration, next } = readDeclaration(reader, at);
    reader.seen = Math.max(reader.seen, next);
    if (reader.seen >= count && !isLast) break;
    const end = blockEnd(
      stretch,
      endOf(token(reader, next - 1)),
      next < count ? token(reader, next).startOffset : stretch.length,
    );
    const first = comment;
    while (comment < comments.length && (comments[comment]?.startOffset ?? 0) < end) comment++;
    const block = makeBlock(reader, end, declaration, comments.slice(first, comment));
    reaches.set(block, reader.seen < count ? endOf(token(reader, reader.seen)) - base : Number.POSITIVE_INFINITY);
    blocks.push({ start: window.start + base, block });
    at = next;
    base = end;
    if (reuse !== undefined && reuse(window.start + base).length > 0) break;
  }
  grammar.load([]);
  if (at === count && isLast && base < stretch.length) {
    const reader = newReader(grammar, { text: stretch, tokens, count }, base, count);
    blocks.push({
      start: window.start + base,
      block: makeBlock(reader, stretch.length, undefined, comments.slice(comment)),
    });
    return text.length;
  }
  return window.start + base;
}

/** Reads one declaration, or a run of lines that are none. */
function readDeclaration(
  reader: Reader,
  at: number,
): { readonly declaration?: ast.Declaration; readonly next: number } {
  if (!is(reader, at, ...declarationWords)) return { next: readJunk(reader, at) };
  const { grammar } = reader;
  const declaration = grammar.attempt(grammar.declaration, at);
  reader.seen = Math.max(reader.seen, grammar.index + 1);
  if (declaration !== undefined) {
    const isDirected = declaration.kind === 'group' || declaration.kind === 'acl';
    if (!isDirected || goesOn(reader, grammar.index) === undefined) return { declaration, next: grammar.index };
  }
  reader.problems.length = 0;
  const recovered = recover(reader, at);
  // A token that was reported belongs to the block that reported it.
  const reported = (reader.problems.at(-1)?.end ?? 0) + reader.base;
  let { next } = recovered;
  while (next < reader.count && token(reader, next).startOffset < reported) next++;
  return { declaration: recovered.declaration, next };
}

/** Lines that are no declaration: a problem each, but for what stands in braces that are opened there. */
function readJunk(reader: Reader, from: number): number {
  let at = from;
  do {
    if (!isQuiet(reader, at)) reportAt(reader, at, junkMessage(reader, at));
    if (!is(reader, at, t.Close)) at = skipLine(reader, at, 'file');
    else if (!startsLine(reader, ++at) && !isDeclaration(reader, at)) at = skipLine(reader, at, 'file');
  } while (at < reader.count && !isDeclaration(reader, at));
  return at;
}

/** A declaration begins at the start of a line, or right behind braces that close nothing. */
function isDeclaration(reader: Reader, at: number): boolean {
  return (startsLine(reader, at) || is(reader, at - 1, t.Close)) && beginsDeclaration(reader, at, 'file');
}

function junkMessage(reader: Reader, at: number): string {
  if (is(reader, at, t.Close)) return "'}' closes nothing; remove it.";
  if (is(reader, at, t.Allow, t.Deny))
    return `A rule belongs in 'inbound { … }' or 'outbound { … }' of a group or acl.`;
  if (is(reader, at, t.Inbound, t.Outbound)) return `'${token(reader, at).image}' belongs in a group or acl.`;
  return `Expected a declaration such as group, addresses, cvm or expect, found '${clip(token(reader, at).image)}'.`;
}

const declarationWords = [t.Region, t.Project, t.Group, t.Acl, t.Addresses, t.Services, t.Subnet, t.Cvm, t.Expect];

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
  for (let i = offset - 1; i >= base; i--) {
    const unit = text.charCodeAt(i);
    if (unit === 0x0a || unit === 0x0d) return true;
    if (unit !== 0x20 && unit !== 0x09 && !/\s/.test(text.charAt(i))) return false;
  }
  return true;
}

/** A block goes on to the end of its last line, or to the next token, if that stands on the same line. */
function blockEnd(text: string, last: number, next: number): number {
  for (let i = last; i < next; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 0x0a) return i + 1;
    if (unit === 0x0d) return text.charCodeAt(i + 1) === 0x0a ? i + 2 : i + 1;
  }
  return next;
}

/** The start of the first line that begins at an offset or behind it. */
function lineStartFrom(text: string, offset: number): number {
  return offset >= text.length ? text.length : blockEnd(text, offset, text.length);
}

/** The same text in memory of its own: the short texts in the tree would otherwise keep the whole file alive, and each its own version. */
function copy(stretch: string): string {
  return ` ${stretch}`.slice(1);
}

let grammar: Grammar | undefined;

/** Made when the first file is read: it takes some milliseconds that a start should not wait for. */
function theGrammar(): Grammar {
  grammar ??= new Grammar();
  return grammar;
}
