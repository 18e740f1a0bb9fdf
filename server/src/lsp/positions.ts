// The one place where offsets become lines and characters, in the encoding that was agreed with the client.

import type { Position, Range } from 'vscode-languageserver';
import { type LineIndex, lineAt, lineEnd } from '#text/lineIndex.ts';
import type * as text from '#text/range.ts';

export type PositionEncoding = 'utf-16' | 'utf-8';

export function positionOf(index: LineIndex, offset: number, encoding: PositionEncoding): Position {
  const clamped = Math.max(0, Math.min(offset, index.text.length));
  const line = lineAt(index, clamped);
  const start = index.starts[line] ?? 0;
  return { line, character: encoding === 'utf-16' ? clamped - start : utf8Length(index.text, start, clamped) };
}

export function rangeOf(index: LineIndex, range: text.Range, encoding: PositionEncoding): Range {
  return { start: positionOf(index, range.start, encoding), end: positionOf(index, range.end, encoding) };
}

/** A place outside of the text counts as the nearest one in it; one within a character as the character's start. */
export function offsetOf(index: LineIndex, position: Position, encoding: PositionEncoding): number {
  if (!(position.line >= 0)) return 0;
  const start = index.starts[position.line];
  if (start === undefined) return index.text.length;
  const end = lineEnd(index, position.line);
  const character = Math.max(Math.floor(position.character), 0);
  if (encoding === 'utf-16') return Math.min(start + character, end);
  let bytes = 0;
  for (let offset = start; offset < end; ) {
    const size = utf8Size(index.text, offset);
    if (bytes + size > character) return offset;
    bytes += size;
    offset += size === 4 ? 2 : 1;
  }
  return end;
}

export function offsetsOf(index: LineIndex, range: Range, encoding: PositionEncoding): text.Range {
  const start = offsetOf(index, range.start, encoding);
  const end = offsetOf(index, range.end, encoding);
  return start <= end ? { start, end } : { start: end, end: start };
}

/** How many characters of the encoding a stretch of text takes. */
export function encodedLength(text: string, range: text.Range, encoding: PositionEncoding): number {
  return encoding === 'utf-16' ? range.end - range.start : utf8Length(text, range.start, range.end);
}

function utf8Length(text: string, start: number, end: number): number {
  let bytes = 0;
  for (let offset = start; offset < end; ) {
    const size = utf8Size(text, offset);
    bytes += size;
    offset += size === 4 ? 2 : 1;
  }
  return bytes;
}

/** The bytes of the character at an offset; a lone surrogate takes three, as the replacement character does. */
function utf8Size(text: string, offset: number): number {
  const unit = text.charCodeAt(offset);
  if (unit < 0x80) return 1;
  if (unit < 0x800) return 2;
  if (unit < 0xd800 || unit > 0xdbff) return 3;
  const next = text.charCodeAt(offset + 1);
  return next >= 0xdc00 && next <= 0xdfff ? 4 : 3;
}
