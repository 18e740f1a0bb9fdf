// Pieces of a file's text, each with its place, and the nodes of the tree that are no more than that.

import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';

export interface Piece extends Range {
  readonly text: string;
}

/**
 * A part of a piece. Where the file writes the text with escapes, no part of it has a place of its own: then it has the place of the whole.
 */
export function part(piece: Piece, from: number, to: number): Piece {
  const text = piece.text.slice(from, to);
  if (piece.end - piece.start !== piece.text.length) return { text, start: piece.start, end: piece.end };
  return { text, start: piece.start + from, end: piece.start + to };
}

export function trimmed(piece: Piece): Piece {
  const text = piece.text.trim();
  if (text.length === piece.text.length) return piece;
  const from = piece.text.indexOf(text);
  return part(piece, from, from + text.length);
}

/** The parts between commas, without the blanks around them. */
export function commaParts(piece: Piece): Piece[] {
  const parts: Piece[] = [];
  let from = 0;
  for (;;) {
    const comma = piece.text.indexOf(',', from);
    parts.push(trimmed(part(piece, from, comma < 0 ? piece.text.length : comma)));
    if (comma < 0) return parts;
    from = comma + 1;
  }
}

/** The place of anything that has one. */
export function placeOf({ start, end }: Range): Range {
  return { start, end };
}

export function nameAt({ text, start, end }: Piece): ast.Name {
  return { text, start, end };
}

export function textAt({ text, start, end }: Piece): ast.Text {
  return { value: text, start, end };
}

export function addressAt({ text, start, end }: Piece): ast.AddressText {
  return { kind: 'address', text, start, end };
}
