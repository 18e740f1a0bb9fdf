// The rows of a table, with the places of their cells. csv-parse says where each cell ends, in bytes; where it begins is found in the text.

import { CsvError, parse } from 'csv-parse/browser/esm/sync';
import type { Range } from '#text/range.ts';
import { message, t } from '#util/l10n.ts';
import type { Piece } from '../piece.ts';
import { report, type Source } from '../source.ts';

export interface Row extends Range {
  readonly cells: readonly Piece[];
}

interface Cell {
  readonly text: string;
  /** Bytes of the text in UTF-8 up to the end of the cell. */
  readonly end: number;
}

/** The rows from an offset on. A text that is not a table is reported, and has no rows. */
export function readRows(source: Source, delimiter: string, from: number): Row[] {
  const { text } = source;
  const offsetOf = offsets(text, from);
  let records: Cell[][];
  try {
    records = parse(text.slice(from), {
      delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      cast: (value, { bytes }) => ({ text: value, end: bytes }),
    }) as unknown as Cell[][];
  } catch (error) {
    // The library has no other way to say what is wrong with a table.
    if (!(error instanceof CsvError)) throw error;
    const end = offsetOf(Number(error['bytes'] ?? 0));
    const start = error['index'] === 0 ? end : behind(text, end);
    report(source, 'broken', { start, end: start }, t(FAULTS[error.code] ?? message('The table cannot be read.')));
    return [];
  }
  const rows: Row[] = [];
  let start = from;
  for (const record of records) {
    const first = start;
    let end = start;
    const cells = record.map((cell): Piece => {
      end = offsetOf(cell.end);
      const piece = pieceOf(text, cell.text, start, end);
      start = behind(text, end);
      return piece;
    });
    if (cells.length > 1 || cells[0]?.text !== '') rows.push({ cells, start: first, end });
  }
  return rows;
}

const FAULTS: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: message('The table cannot be read: a quote that opens in this cell is not closed.'),
  CSV_INVALID_CLOSING_QUOTE: message(
    'The table cannot be read: this cell goes on behind its closing quote. Write a quote within a cell twice.',
  ),
  INVALID_OPENING_QUOTE: message(
    'The table cannot be read: a quote stands in this cell, which does not begin with one. Put the cell in quotes and write the quote twice.',
  ),
};

/** The start of the next cell, behind the separator or line end at an offset. */
function behind(text: string, end: number): number {
  return text.startsWith('\r\n', end) ? end + 2 : Math.min(end + 1, text.length);
}

/** The place of a cell's text. In a cell with quotes in it, which are written twice, that is the whole cell. */
function pieceOf(text: string, value: string, start: number, end: number): Piece {
  const shown = unquoted(value);
  const hidden = value.length - shown.length;
  for (const from of [start, start + 1]) {
    if (text.startsWith(value, from) && from + value.length <= end)
      return { text: shown, start: from + hidden, end: from + value.length };
  }
  return { text: shown, start, end };
}

/** From numbers of bytes to offsets. The numbers must ascend. */
function offsets(text: string, from: number): (bytes: number) => number {
  let offset = from;
  let count = 0;
  return (bytes) => {
    while (count < bytes) {
      const code = text.codePointAt(offset) ?? 0;
      count += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4;
      offset += code < 0x1_0000 ? 1 : 2;
    }
    return offset;
  };
}

/**
 * A spreadsheet takes a cell that begins so for a formula, some of them also after blanks. With an apostrophe before it, which they hide,
 * the cell is a text.
 */
const FORMULA = /^'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n])/;

export function formulaSafe(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

function unquoted(text: string): string {
  return text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text;
}
