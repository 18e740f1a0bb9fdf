import { countBefore } from '#util/sorted.ts';
import type { TextEdit } from './textEdit.ts';

/** Where the lines of a text begin. Lines end with `\n`, `\r\n` or a lone `\r`, as in the language server protocol. */
export interface LineIndex {
  readonly text: string;
  /** The offset of the first character of each line, in order; the first is 0. */
  readonly starts: readonly number[];
}

/** A place in UTF-16 code units, zero-based. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export function lineIndex(text: string): LineIndex {
  const starts = [0];
  // A lone `\r` is rare: without one, the line feeds are found several times faster.
  if (!text.includes('\r') || !/\r(?!\n)/.test(text)) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    return { text, starts };
  }
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 10 || (unit === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
  }
  return { text, starts };
}

/** The same as `lineIndex(text)`, where `edit` has led from the text of `before` to this one: only what it touched is read. */
export function editedLineIndex(before: LineIndex, edit: TextEdit, text: string): LineIndex {
  const growth = edit.newText.length - (edit.end - edit.start);
  // One line more at the front: a `\r` at its end may have got its `\n`, or lost it.
  const first = Math.max(0, lineAt(before, edit.start) - 1);
  const starts = before.starts.slice(0, first + 1);
  const end = edit.start + edit.newText.length;
  for (let i = starts[first] ?? 0; i < end; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 10 || (unit === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
  }
  const behind = lineAt(before, edit.end) + 1;
  for (let line = behind; line < before.starts.length; line++) starts.push((before.starts[line] ?? 0) + growth);
  return { text, starts };
}

/** The line that holds an offset; offsets outside of the text count as its nearest end. */
export function lineAt({ starts }: LineIndex, offset: number): number {
  return Math.max(0, countBefore(starts.length, (line) => (starts[line] ?? 0) <= offset) - 1);
}

export function positionAt(index: LineIndex, offset: number): Position {
  const clamped = Math.max(0, Math.min(offset, index.text.length));
  const line = lineAt(index, clamped);
  return { line, character: clamped - (index.starts[line] ?? 0) };
}

/** The offset of a position; a character past the end of its line is the end of the line, before its line break. */
export function offsetAt(index: LineIndex, position: Position): number {
  if (position.line < 0) return 0;
  const start = index.starts[position.line];
  if (start === undefined) return index.text.length;
  return Math.min(start + Math.max(0, position.character), lineEnd(index, position.line));
}

/** The offset at which a line's text ends, its line break not included. */
export function lineEnd(index: LineIndex, line: number): number {
  let end = index.starts[line + 1];
  if (end === undefined) return index.text.length;
  if (index.text.charCodeAt(end - 1) === 10) end--;
  if (index.text.charCodeAt(end - 1) === 13) end--;
  return Math.max(end, index.starts[line] ?? 0);
}
