// The columns of rows that stand under one another.

import { displayWidth } from '#text/width.ts';
import { keep } from '#util/memo.ts';
import type { Layout, Piece, Row, Run } from './layout.ts';
import * as t from './tokens.ts';

export interface Columns {
  /** Where each column of a run begins, counted from the start of the line. */
  readonly starts: ReadonlyMap<Run, readonly number[]>;
  /** Where the comments behind a run's rows begin. */
  readonly comments: ReadonlyMap<Run, number>;
}

/** Comments behind longer rows do not move the others. */
const commentLimit = 100;

export function measure({ pieces, rows }: Layout, isFrozen: (row: Row) => boolean): Columns {
  const widths = new Map<Run, { readonly indent: number; readonly widest: number[] }>();
  const live = rows.filter((row) => row.run !== undefined && !isFrozen(row));
  for (const row of live) {
    const run = row.run as Run;
    const known = keep(widths, run, () => ({ indent: row.indent, widest: [] }));
    for (const [column, width] of cellWidths(pieces, row)) {
      const limit = run.limits[column] ?? Number.POSITIVE_INFINITY;
      known.widest[column] = Math.max(known.widest[column] ?? 0, width <= limit ? width : 0);
    }
  }
  const starts = new Map<Run, readonly number[]>();
  for (const [run, { indent, widest }] of widths) {
    const begins = [indent * 2];
    for (let column = 0; column < widest.length; column++) {
      const width = widest[column] ?? 0;
      begins.push((begins[column] ?? 0) + (width === 0 ? 0 : width + 1));
    }
    starts.set(run, begins);
  }
  const comments = new Map<Run, number>();
  for (const row of live) {
    const next = pieces[row.last + 1];
    if (next?.type !== 'comment' || next.line !== pieces[row.last]?.line) continue;
    const run = row.run as Run;
    const end = endOf(pieces, row, starts.get(run) ?? []);
    if (end <= commentLimit) comments.set(run, Math.max(comments.get(run) ?? 0, end + 1));
  }
  return { starts, comments };
}

/** Whether a line break of the author's is kept before a piece. */
export function isKeptBreak(pieces: readonly Piece[], row: Row, index: number): boolean {
  const before = pieces[index - 1];
  if (before?.type !== t.Comma.tokenTypeIdx || before?.line === pieces[index]?.line) return false;
  return row.breakable.some((column) => {
    const start = row.cells.get(column);
    return start !== undefined && start < index && !isBehind(row, start, index);
  });
}

/** Whether another cell begins between a cell's start and a piece. */
function isBehind(row: Row, start: number, index: number): boolean {
  for (const at of row.cells.values()) if (at > start && at <= index) return true;
  return false;
}

/** What stands between two pieces of one cell. */
export function glue(left: Piece | undefined, right: Piece | undefined): '' | ' ' {
  if (right?.type === t.Comma.tokenTypeIdx) return '';
  if (left?.type === t.Comma.tokenTypeIdx) return isPort(right) ? '' : ' ';
  if (left?.type === t.Open.tokenTypeIdx && right?.type === t.Close.tokenTypeIdx) return '';
  const isRange =
    right?.type === t.Dash.tokenTypeIdx ? isEnd(left) : left?.type === t.Dash.tokenTypeIdx && isEnd(right);
  return isRange ? '' : ' ';
}

function isPort(piece: Piece | undefined): boolean {
  return piece?.type === t.Int.tokenTypeIdx || piece?.type === t.IntRange.tokenTypeIdx;
}

/** A word that a dash can be written to without making another word of both. */
function isEnd(piece: Piece | undefined): boolean {
  return piece?.type === t.Int.tokenTypeIdx || piece?.type === t.Address.tokenTypeIdx;
}

/** The width of each cell; 0 for one that goes over several lines. */
function cellWidths(pieces: readonly Piece[], row: Row): [column: number, width: number][] {
  const cells = [...row.cells].sort((a, b) => a[1] - b[1]);
  return cells.map(([column, start], index) => {
    const end = cells[index + 1]?.[1] ?? row.last + 1;
    let width = 0;
    for (let at = start; at < end; at++) {
      if (at > start && isKeptBreak(pieces, row, at)) return [column, 0];
      width += (at > start ? glue(pieces[at - 1], pieces[at]).length : 0) + displayWidth(pieces[at]?.text ?? '');
    }
    return [column, width];
  });
}

/** Where a row ends, if it is on one line. */
function endOf(pieces: readonly Piece[], row: Row, starts: readonly number[]): number {
  let end = -1;
  for (const [column, width] of cellWidths(pieces, row)) end = Math.max(end + 1, starts[column] ?? 0) + width;
  return end;
}
