// The canonical layout of a file: which tokens stand on one line, and in which columns.

import type { IToken } from 'chevrotain';
import { hasLineBreak } from '#text/lines.ts';
import type { Range } from '#text/range.ts';
import { countBefore } from '#util/sorted.ts';
import type * as ast from './ast.ts';
import { lex } from './lexer.ts';
import { allValuesOf, type PropertyBlock, properties, valuesOf } from './properties.ts';
import * as t from './tokens.ts';

/** A token or a comment, with its place in the file. */
export interface Piece extends Range {
  readonly text: string;
  /** A token's type. */
  readonly type: number | 'comment';
  /** Counted from 0 at the first piece; lines without a piece do not count. */
  readonly line: number;
}

/** Rows whose columns stand under one another. */
export interface Run {
  /** By column, the greatest width of a cell that the column makes room for; wider cells stand out of line. */
  readonly limits: readonly number[];
}

/** The pieces that stand on one line. */
export interface Row {
  readonly first: number;
  readonly last: number;
  readonly indent: number;
  readonly kind: 'opening' | 'closing' | 'plain';
  /** The piece with which each column begins; columns that the row does not have are missing. */
  readonly cells: ReadonlyMap<number, number>;
  readonly run?: Run;
  /** Columns in which line breaks behind commas are kept. */
  readonly breakable: readonly number[];
}

export interface Layout {
  readonly pieces: readonly Piece[];
  /** In order, without overlap. Pieces in none are comments, or are not understood. */
  readonly rows: readonly Row[];
  /** How deep a comment that has its line to itself stands in braces. To be asked in order. */
  readonly depthAt: (piece: Piece) => number;
}

const ruleLimits = [8, 24, 4, 48, 16];
const itemLimits = [48];
const propertyLimits = [12];
const listLimits = [9];
const expectLimits = [6, 5, 24, 4, 32, 2, 32];

/** The layout of blocks that follow one another. */
export function layout(text: string, blocks: readonly ast.PlacedBlock[]): Layout {
  const first = blocks[0];
  const last = blocks.at(-1);
  if (first === undefined || last === undefined) return { pieces: [], rows: [], depthAt: () => 0 };
  const pieces = piecesOf(text, { start: first.start, end: last.start + last.block.length });
  const rows: Row[] = [];
  const bodies: Body[] = [];
  let table: Run = { limits: expectLimits };
  for (const { start, block } of blocks) {
    const { declaration } = block;
    if (declaration === undefined) continue;
    const places = { pieces, base: start, bodies };
    const before = rows.at(-1);
    if (!continuesTable(text, places, before, declaration, table)) table = { limits: expectLimits };
    addDeclaration(places, rows, declaration, table);
  }
  return { pieces, rows, depthAt: depths(bodies) };
}

type Body = Range;

interface Places {
  readonly pieces: readonly Piece[];
  /** Where the declaration's block begins in the file. */
  readonly base: number;
  readonly bodies: Body[];
}

/** Expectations are one table as long as no blank line and no other declaration parts them. */
function continuesTable(
  text: string,
  places: Places,
  before: Row | undefined,
  declaration: ast.Declaration,
  table: Run,
): boolean {
  if (declaration.kind !== 'expect' || before?.run !== table) return false;
  const between = text.slice(places.pieces[before.last]?.end, places.base + declaration.start);
  return !/(\n|\r(?!\n))[^\S\r\n]*(\r|\n)/.test(between);
}

/** Bodies are in order and nested at most twice; comments are asked for in order too. */
function depths(bodies: readonly Body[]): Layout['depthAt'] {
  let next = 0;
  const open: Body[] = [];
  return (piece) => {
    const leave = (offset: number) => {
      while ((open.at(-1)?.end ?? Number.POSITIVE_INFINITY) <= offset) open.pop();
    };
    for (let body = bodies[next]; body !== undefined && body.start <= piece.start; body = bodies[++next]) {
      leave(body.start);
      open.push(body);
    }
    leave(piece.start);
    return open.length;
  };
}

function piecesOf(text: string, range: Range): Piece[] {
  const { tokens, comments } = lex(text, range.start, range.end);
  const pieces: Piece[] = [];
  let line = 0;
  let end = range.start;
  let comment = 0;
  const add = ({ startOffset: start }: IToken, type: Piece['type'], image: string) => {
    if (pieces.length > 0 && hasLineBreak(text, end, start)) line++;
    end = start + image.length;
    pieces.push({ text: image, type, line, start, end });
  };
  const commentsBefore = (offset: number) => {
    for (let next = comments[comment]; next !== undefined && next.startOffset < offset; next = comments[++comment]) {
      add(next, 'comment', next.image.trimEnd());
    }
  };
  for (const token of tokens) {
    commentsBefore(token.startOffset);
    add(token, token.tokenTypeIdx, token.image);
  }
  commentsBefore(Number.POSITIVE_INFINITY);
  return pieces;
}

/** The index of the piece that begins at an offset of the block. */
function pieceAt({ pieces, base }: Places, offset: number): number {
  return Math.max(0, countBefore(pieces.length, (i) => (pieces[i]?.start ?? 0) <= base + offset) - 1);
}

/** The index of the piece that ends at an offset of the block. */
function pieceBefore(places: Places, offset: number): number {
  return pieceAt(places, offset - 1);
}

function isType({ pieces }: Places, index: number, type: { readonly tokenTypeIdx?: number }): boolean {
  return pieces[index]?.type === type.tokenTypeIdx;
}

function addDeclaration(places: Places, rows: Row[], declaration: ast.Declaration, expectations: Run): void {
  switch (declaration.kind) {
    case 'region':
    case 'project':
      rows.push(row(pieceAt(places, declaration.start), pieceBefore(places, declaration.end), 0));
      return;
    case 'expect':
      rows.push(expectationRow(places, declaration, expectations));
      return;
    case 'interface':
      // A declaration by itself in JSON only, which has another layout.
      return;
    default:
      addBlock(places, rows, declaration, 0);
  }
}

type Braced = Exclude<ast.Declaration, ast.Region | ast.Project | ast.Expectation>;

/** A declaration, or an interface within a cvm, one brace deeper. What was written on one line stays there if it is short. */
function addBlock(places: Places, rows: Row[], block: Braced, indent: number): void {
  const first = pieceAt(places, block.start);
  const head = pieceBefore(places, (block.description ?? block.name ?? block.keyword).end);
  const open = isType(places, head + 1, t.Open) ? head + 1 : undefined;
  const close = closingBrace(places, block, open ?? head);
  if (open !== undefined && close !== undefined && statements(block) <= 1 && fitsOneLine(places, first, close)) {
    rows.push(row(first, close, indent));
    return;
  }
  rows.push(row(first, open ?? head, indent, { kind: 'opening' }));
  places.bodies.push(body(places, open ?? head, close, block.end));
  const inside: Row[] = [];
  addStatements(places, inside, block, indent + 1);
  rows.push(...inside.sort((a, b) => a.first - b.first));
  if (close !== undefined) rows.push(row(close, close, indent, { kind: 'closing' }));
}

/** How many statements keep a block from being written on one line; lists and interfaces in it always do. */
function statements(block: Braced): number {
  switch (block.kind) {
    case 'group':
    case 'acl':
      return block.ids.length + block.lists.length * 2;
    case 'addresses':
    case 'services':
      return block.ids.length + block.items.length;
    case 'subnet':
    case 'interface':
      return block.ids.length + allValuesOf(block).length;
    case 'cvm':
      return block.ids.length + allValuesOf(block).length + block.interfaces.length * 2;
  }
}

function addStatements(places: Places, rows: Row[], block: Braced, indent: number): void {
  const run = { limits: propertyLimits };
  for (const id of block.ids) rows.push(propertyRow(places, id, id, indent, run));
  switch (block.kind) {
    case 'group':
    case 'acl':
      addLists(places, rows, block.lists);
      return;
    case 'addresses':
    case 'services': {
      const items = { limits: itemLimits };
      for (const item of block.items) rows.push(itemRow(places, item, items));
      return;
    }
    case 'cvm':
      for (const one of block.interfaces) addBlock(places, rows, one, indent);
      addProperties(places, rows, block, indent, run);
      return;
    case 'subnet':
    case 'interface':
      addProperties(places, rows, block, indent, run);
  }
}

/** Lists on one line that follow one another have their braces under one another. */
function addLists(places: Places, rows: Row[], lists: readonly ast.RuleList[]): void {
  let run: Run = { limits: listLimits };
  for (const list of lists) {
    const inner: Run = { limits: ruleLimits };
    const rules = () => {
      for (const rule of list.rules) rows.push(ruleRow(places, rule, inner));
    };
    // A list whose opening is missing has rules only.
    if (list.keyword.end === list.keyword.start) {
      rules();
      continue;
    }
    const first = pieceAt(places, list.start);
    const open = isType(places, first + 1, t.Open) ? first + 1 : undefined;
    const close = closingBrace(places, list, open ?? first);
    if (open !== undefined && close !== undefined && list.rules.length <= 1 && fitsOneLine(places, first, close)) {
      rows.push(row(first, close, 1, { cells: new Map([[1, open]]), run }));
      continue;
    }
    run = { limits: listLimits };
    rows.push(row(first, open ?? first, 1, { kind: 'opening' }));
    places.bodies.push(body(places, open ?? first, close, list.end));
    rules();
    if (close !== undefined) rows.push(row(close, close, 1, { kind: 'closing' }));
  }
}

function closingBrace(places: Places, range: Range, after: number): number | undefined {
  const close = pieceBefore(places, range.end);
  return close > after && isType(places, close, t.Close) ? close : undefined;
}

/** The inside of braces, in offsets of the file. Where the closing one is missing, comments behind the last token are outside. */
function body(places: Places, open: number, close: number | undefined, end: number): Body {
  return {
    start: places.pieces[open]?.end ?? 0,
    end: (close === undefined ? undefined : places.pieces[close]?.start) ?? places.base + end,
  };
}

/** What was written on one line, without comments, may stay on one. */
function fitsOneLine({ pieces }: Places, first: number, last: number): boolean {
  if (pieces[first]?.line !== pieces[last]?.line) return false;
  for (let i = first; i <= last; i++) if (pieces[i]?.type === 'comment') return false;
  return true;
}

function row(
  first: number,
  last: number,
  indent: number,
  more: {
    readonly kind?: Row['kind'];
    readonly cells?: ReadonlyMap<number, number>;
    readonly run?: Run;
    readonly breakable?: readonly number[];
  } = {},
): Row {
  const cells = new Map([[0, first], ...(more.cells ?? [])]);
  return { kind: 'plain', breakable: [], ...more, first, last, indent, cells };
}

function ruleRow(places: Places, rule: ast.Rule, run: Run): Row {
  const cells = new Map<number, number>();
  if (rule.service !== undefined) cells.set(1, pieceAt(places, rule.service.start));
  if (rule.word !== undefined) cells.set(2, pieceAt(places, rule.word.start));
  const peer = rule.peers[0];
  if (peer !== undefined) cells.set(3, pieceAt(places, peer.start));
  if (rule.until !== undefined) cells.set(4, pieceAt(places, rule.until.start) - 1);
  if (rule.description !== undefined) cells.set(5, pieceAt(places, rule.description.start));
  return row(pieceAt(places, rule.start), pieceBefore(places, rule.whole.end), 2, { cells, run, breakable: [3] });
}

function expectationRow(places: Places, expectation: ast.Expectation, run: Run): Row {
  const { service, from, to, name } = expectation;
  const first = pieceAt(places, expectation.start);
  const cells = new Map([[1, first + 1]]);
  if (service !== undefined) cells.set(2, pieceAt(places, service.start));
  for (const [column, endpoints] of [
    [3, from],
    [5, to],
  ] as const) {
    const endpoint = endpoints[0];
    if (endpoint === undefined) continue;
    const at = pieceAt(places, endpoint.start);
    cells.set(column, at - 1);
    cells.set(column + 1, at);
  }
  if (name !== undefined) cells.set(7, pieceAt(places, name.start));
  return row(first, pieceBefore(places, expectation.end), 0, { cells, run, breakable: [4, 6] });
}

function itemRow(places: Places, item: ast.AddressItem | ast.ServiceItem, run: Run): Row {
  const cells =
    item.description === undefined
      ? new Map<number, number>()
      : new Map([[1, pieceAt(places, item.description.start)]]);
  return row(pieceAt(places, item.start), pieceBefore(places, item.end), 1, { cells, run });
}

function propertyRow(places: Places, value: Range, last: Range, indent: number, run: Run): Row {
  const at = pieceAt(places, value.start);
  return row(at - 1, pieceBefore(places, last.end), indent, { cells: new Map([[1, at]]), run, breakable: [1] });
}

/** The rows of properties: each begins with its keyword; further values stand behind commas. */
function addProperties(places: Places, rows: Row[], block: PropertyBlock, indent: number, run: Run): void {
  for (const property of properties[block.kind]) {
    const values = valuesOf(block, property);
    for (let i = 0; i < values.length; i++) {
      const first = values[i] as Range;
      if (property.value === 'nothing') {
        const at = pieceAt(places, first.start);
        rows.push(row(at, at, indent, { run }));
        continue;
      }
      let last = first;
      for (let next = values[i + 1]; next !== undefined && isBehindComma(places, next); next = values[i + 1]) {
        last = next;
        i++;
      }
      rows.push(propertyRow(places, first, last, indent, run));
    }
  }
}

function isBehindComma(places: Places, { start }: Range): boolean {
  return isType(places, pieceAt(places, start) - 1, t.Comma);
}
