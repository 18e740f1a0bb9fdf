// Addresses, blocks, ranges, cloud ids and `$name:` references as peers and list items.

import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';
import { type Piece, part, report, type Source, trimmed } from './source.ts';

/** What stands in the place of an id that the cloud has not given yet: the name is behind it. */
export const NAME_PREFIX = '$name:';

/** `any` and `any6` only for the very texts that are written for them; every other spelling is kept. */
export function readPeerAddress(piece: Piece): ast.AddressText | ast.FixedPeer {
  const { start, end } = piece;
  if (piece.text === '0.0.0.0/0') return { kind: 'any', start, end };
  if (piece.text === '::/0') return { kind: 'any6', start, end };
  return { kind: 'address', text: piece.text, start, end };
}

/** What stands in the place of a peer that is not there: every address only where that is asked for. */
export function missingPeer(source: Source, whole: Range, message: string): ast.Peer[] {
  const at = { start: whole.start, end: whole.end };
  if (source.anyPeer) {
    return [
      { kind: 'any', ...at },
      { kind: 'any6', ...at },
    ];
  }
  report(source, 'refused', at, message);
  return [{ kind: 'broken', ...at }];
}

/** An item of a list: there, `10.0.0.1-10.0.0.9` is a range. */
export function readItemAddress(piece: Piece): ast.AddressText {
  const { start, end } = piece;
  const dash = piece.text.indexOf('-');
  if (dash < 0) return { kind: 'address', text: piece.text, start, end };
  const first = trimmed(part(piece, 0, dash));
  const last = trimmed(part(piece, dash + 1, piece.text.length));
  return {
    kind: 'address',
    text: first.text,
    to: last.text,
    ends: [
      { start: first.start, end: first.end },
      { start: last.start, end: last.end },
    ],
    start,
    end,
  };
}

export function isNameReference(text: string): boolean {
  return text.startsWith(NAME_PREFIX);
}

/** The name that a reference is about: an id, or what is behind `$name:`, of which only the name is the place. */
export function readReference(piece: Piece): ast.Name {
  const { text, start, end } = isNameReference(piece.text) ? part(piece, NAME_PREFIX.length, piece.text.length) : piece;
  return { text, start, end };
}
