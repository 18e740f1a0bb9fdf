import { hasLineBreak } from '#text/lines.ts';
import { type Range, shift } from '#text/range.ts';
import { applyEdits, difference, type TextEdit } from '#text/textEdit.ts';
import { displayWidth } from '#text/width.ts';
import { countBefore } from '#util/sorted.ts';
import { finish, type Steps } from '#util/steps.ts';
import type * as ast from './ast.ts';
import { type Columns, glue, isKeptBreak, measure } from './columns.ts';
import { type Layout, layout, type Piece, type Row } from './layout.ts';
import { parse } from './parse.ts';

/**
 * The edits that bring a file, or the lines that a range touches, into the canonical layout: two blanks for each brace, rules, items and
 * properties in columns, one blank line at most. Only blanks are ever changed, so that what the file says cannot change. Lines with
 * a problem, and those that no declaration holds, are left as they are.
 */
export function format(text: string, file: ast.File, range?: Range): readonly TextEdit[] {
  return finish(formatting(text, file, range));
}

/** The same in steps. */
export function* formatting(text: string, file: ast.File, range?: Range): Steps<readonly TextEdit[]> {
  const edits = yield* formattingOnce(text, file, range);
  if (edits.length === 0 || !file.blocks.some(({ block }) => block.problems.length > 0)) return edits;
  // How a damaged text is read depends on where its lines begin: edits after which formatting would change more are not made.
  const once = applyEdits(text, edits);
  return range !== undefined || (yield* formattingOnce(once, parse(once))).length === 0 ? edits : [];
}

function* formattingOnce(text: string, file: ast.File, range?: Range): Steps<readonly TextEdit[]> {
  const blocks = range === undefined ? file.blocks : blocksAround(file.blocks, range);
  const edits = yield* formattingBlocks(text, blocks);
  const near = range === undefined ? edits : edits.filter((edit) => isNear(text, edit, range));
  const damaged = blocks.filter(({ block }) => block.problems.length > 0);
  if (damaged.length === 0 || near.length === 0) return near;
  if (meaning(parse(applyEdits(text, near))) === meaning(file)) return near;
  return near.filter(
    (edit) => !damaged.some(({ start, block }) => start <= edit.end && edit.start <= start + block.length),
  );
}

/** The blocks that a range touches, and the expectations beside them, which are one table. */
export function blocksAround(blocks: readonly ast.PlacedBlock[], range: Range): readonly ast.PlacedBlock[] {
  const startOf = (i: number): number => blocks[i]?.start ?? 0;
  let from = countBefore(blocks.length, (i) => startOf(i) + (blocks[i]?.block.length ?? 0) < range.start);
  let to = countBefore(blocks.length, (i) => startOf(i) <= range.end) - 1;
  if (from > to) return [];
  while (isExpectation(blocks[from]) && isExpectation(blocks[from - 1])) from--;
  while (isExpectation(blocks[to]) && isExpectation(blocks[to + 1])) to++;
  return blocks.slice(from, to + 1);
}

function isExpectation(placed: ast.PlacedBlock | undefined): boolean {
  return placed?.block.declaration?.kind === 'expect';
}

/** Whether an edit is on the lines of a range. */
function isNear(text: string, edit: Range, range: Range): boolean {
  if (edit.start <= range.end && range.start <= edit.end) return true;
  return edit.end < range.start
    ? !hasLineBreak(text, edit.end, range.start)
    : !hasLineBreak(text, range.end, edit.start);
}

/** What a tree says, without places, comments and blanks, as a text to compare. */
function meaning(file: ast.File): string {
  const places = new Set(['start', 'end', 'length', 'ends', 'keyword', 'actionRange', 'whole', 'comments']);
  const blocks = file.blocks.filter(({ block }) => block.declaration !== undefined || block.problems.length > 0);
  return JSON.stringify(blocks, (key, value: unknown) => (places.has(key) ? undefined : value));
}

/** A step lays out the blocks that are tied to each other. */
function* formattingBlocks(text: string, blocks: readonly ast.PlacedBlock[]): Steps<readonly TextEdit[]> {
  const edits: (readonly TextEdit[])[] = [];
  let before: Before | undefined;
  for (let from = 0, to = 1; from < blocks.length; from = to++) {
    while (to < blocks.length && areTied(text, blocks[to - 1], blocks[to])) to++;
    const formatted = formatBlocks(text, blocks.slice(from, to), before);
    edits.push(formatted.edits);
    before = formatted.last ?? before;
    yield;
  }
  return edits.flat();
}

/** Whether two blocks are laid out together: they share a table or a line, or one is damaged. */
function areTied(text: string, before: ast.PlacedBlock | undefined, next: ast.PlacedBlock | undefined): boolean {
  const [first, second] = [before?.block.declaration, next?.block.declaration];
  if (before === undefined || next === undefined || first === undefined || second === undefined) return true;
  if (before.block.problems.length > 0 || next.block.problems.length > 0) return true;
  if (first.kind === 'expect' && second.kind === 'expect') return true;
  return !hasLineBreak(text, next.start - 1, next.start);
}

/** The last piece of the blocks before, which ends its line. */
interface Before {
  readonly end: number;
  readonly isFrozen: boolean;
}

function formatBlocks(
  text: string,
  blocks: readonly ast.PlacedBlock[],
  before: Before | undefined,
): { readonly edits: readonly TextEdit[]; readonly last: Before | undefined } {
  const first = blocks[0];
  const last = blocks.at(-1);
  if (first === undefined || last === undefined) return { edits: [], last: undefined };
  const plan = layout(text, blocks);
  const problems = blocks.flatMap(({ start, block }) =>
    block.problems.flatMap((problem) => (problem.isMissingBrace ? [] : [start + problem.start])),
  );
  const frozen = frozenLines(plan, problems);
  const piece = plan.pieces.at(-1);
  return {
    edits: gapEdits(text, { start: first.start, end: last.start + last.block.length }, plan, frozen, before),
    last: piece && { end: piece.end, isFrozen: frozen.has(piece.line) },
  };
}

/** The lines that are left alone: damaged ones, and all that share a row with them. */
function frozenLines({ pieces, rows }: Layout, problems: readonly number[]): ReadonlySet<number> {
  const lines = new Set<number>();
  let at = 0;
  for (const offset of problems.toSorted((a, b) => a - b)) {
    while (at + 1 < pieces.length && (pieces[at + 1]?.start ?? 0) <= offset) at++;
    lines.add(pieces[at]?.line ?? 0);
  }
  let next = 0;
  for (const [index, piece] of pieces.entries()) {
    while ((rows[next]?.last ?? Number.POSITIVE_INFINITY) < index) next++;
    const isInRow = (rows[next]?.first ?? Number.POSITIVE_INFINITY) <= index;
    // A token in no row is not understood; a comment in one would have to move with its line end.
    if (isInRow === (piece.type === 'comment')) lines.add(piece.line);
  }
  const spread = (row: Row) => {
    const from = pieces[row.first]?.line ?? 0;
    const to = pieces[row.last]?.line ?? 0;
    let isDamaged = false;
    for (let line = from; line <= to && !isDamaged; line++) isDamaged = lines.has(line);
    if (isDamaged) for (let line = from; line <= to; line++) lines.add(line);
  };
  for (const row of rows) spread(row);
  for (const row of rows.toReversed()) spread(row);
  return lines;
}

/** How far a row has been written. */
interface Writing {
  /** The display column behind the last piece. */
  column: number;
  /** The column in which the current cell begins. */
  cell: number;
  /** Whether the row has gone over to another line: its further cells follow without alignment. */
  isBroken: boolean;
}

/** One edit for each stretch of blanks that is not as it should be. */
function gapEdits(text: string, range: Range, plan: Layout, frozen: ReadonlySet<number>, behind?: Before): TextEdit[] {
  const { pieces, rows } = plan;
  const usual = firstBreak(text) ?? '\n';
  const columns = measure(plan, (row) => frozen.has(pieces[row.first]?.line ?? 0));
  const writing: Writing = { column: 0, cell: 0, isBroken: false };
  const cells = new Map<number, number>();
  for (const row of rows) for (const [column, at] of row.cells) cells.set(at, column);
  const edits: TextEdit[] = [];
  let next = 0;
  for (const [index, piece] of pieces.entries()) {
    while ((rows[next]?.last ?? Number.POSITIVE_INFINITY) < index) next++;
    const row = rows[next];
    const before = rows[next - 1];
    const start = pieces[index - 1]?.end ?? behind?.end ?? range.start;
    const gap = text.slice(start, piece.start);
    // A line break that is there stays the one it is, in files that have several kinds too.
    const lineEnd = firstBreak(gap) ?? usual;
    const depth = piece.type === 'comment' ? plan.depthAt(piece) : 0;
    let wanted = gap;
    if (row !== undefined && row.first < index && index <= row.last) {
      if (!frozen.has(piece.line)) wanted = gapWithin(pieces, row, index, cells.get(index), columns, writing, lineEnd);
    } else {
      writing.isBroken = false;
      if (frozen.has(piece.line)) wanted = gap;
      else if (index === 0 && behind === undefined)
        wanted = gapBefore(text, range.start, gap, lineEnd) + ' '.repeat((row?.first === 0 ? row.indent : depth) * 2);
      else if (piece.type === 'comment' && piece.line === pieces[index - 1]?.line) {
        const aligned =
          before?.run && before.last === index - 1 && !writing.isBroken ? columns.comments.get(before.run) : undefined;
        wanted = ' '.repeat(Math.max(1, (aligned ?? 0) - writing.column));
      } else {
        const isBehindFrozen = index === 0 ? behind?.isFrozen : frozen.has(pieces[index - 1]?.line ?? -1);
        const kept = isBehindFrozen ? (/^[^\r\n]*/.exec(gap)?.[0] ?? '') : '';
        const isInside = isOpening(pieces, before, index) || (row?.first === index && row.kind === 'closing');
        const blank = !isInside && lineBreaks(gap) > 1 ? lineEnd : '';
        wanted = kept + lineEnd + blank + ' '.repeat((row?.first === index ? row.indent : depth) * 2);
      }
    }
    const breakAt = Math.max(wanted.lastIndexOf('\n'), wanted.lastIndexOf('\r'));
    writing.column = breakAt >= 0 || index === 0 ? wanted.length - breakAt - 1 : writing.column + wanted.length;
    if (cells.has(index)) writing.cell = writing.column;
    writing.column += displayWidth(piece.text);
    if (wanted !== gap) edits.push(rewritten(start, gap, wanted));
  }
  return edits.concat(endEdit(text, range, pieces, frozen, usual));
}

function gapWithin(
  pieces: readonly Piece[],
  row: Row,
  index: number,
  cell: number | undefined,
  columns: Columns,
  writing: Writing,
  lineEnd: string,
): string {
  if (isKeptBreak(pieces, row, index)) {
    writing.isBroken = true;
    return lineEnd + ' '.repeat(writing.cell);
  }
  if (cell === undefined) return glue(pieces[index - 1], pieces[index]);
  const start = row.run && !writing.isBroken ? columns.starts.get(row.run)?.[cell] : undefined;
  return ' '.repeat(Math.max(1, (start ?? 0) - writing.column));
}

/** The blanks before the first piece, without its indentation. A byte order mark at the start of a file stays. */
function gapBefore(text: string, start: number, gap: string, lineEnd: string): string {
  if (start === 0) return gap.startsWith('\ufeff') ? '\ufeff' : '';
  if (!hasLineBreak(text, start - 1, start)) return lineEnd;
  return lineBreaks(gap) > 0 ? lineEnd : '';
}

/** A file ends with one line end. */
function endEdit(
  text: string,
  range: Range,
  pieces: readonly Piece[],
  frozen: ReadonlySet<number>,
  usual: string,
): TextEdit[] {
  const last = pieces.at(-1);
  if (range.end !== text.length || last === undefined || frozen.has(last.line)) return [];
  const rest = text.slice(last.end);
  const lineEnd = firstBreak(rest) ?? usual;
  return rest === lineEnd ? [] : [rewritten(last.end, rest, lineEnd)];
}

/** Whether a piece is the first inside of a brace. */
function isOpening(pieces: readonly Piece[], before: Row | undefined, index: number): boolean {
  if (before?.kind !== 'opening') return false;
  if (before.last === index - 1) return true;
  return (
    before.last === index - 2 &&
    pieces[index - 1]?.type === 'comment' &&
    pieces[index - 1]?.line === pieces[index - 2]?.line
  );
}

function firstBreak(text: string): string | undefined {
  return /\r\n|\r|\n/.exec(text)?.[0];
}

function lineBreaks(gap: string): number {
  return gap.match(/\r\n|\r|\n/g)?.length ?? 0;
}

/** As small as can be, so that a cursor in it stays where it is. */
function rewritten(start: number, old: string, wanted: string): TextEdit {
  const edit = difference(old, wanted);
  return { ...edit, ...shift(edit, start) };
}
