// Peers and members of lists as the cloud spells them: addresses, blocks, ranges, cloud ids, and names behind `$name:`.

import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';
import { addressAt, nameAt, type Piece, part, placeOf, trimmed } from './piece.ts';
import { report, type Source } from './source.ts';

/** Begins what stands in the place of an id that the cloud has not given yet. The name follows. */
export const NAME_PREFIX = '$name:';

export function isNameReference(text: string): boolean {
  return text.startsWith(NAME_PREFIX);
}

/** `any` and `any6` only for the spellings that are written for them. Every other spelling is kept. */
export function readPeerAddress(piece: Piece): ast.AddressText | ast.FixedPeer {
  if (piece.text === '0.0.0.0/0') return { kind: 'any', ...placeOf(piece) };
  if (piece.text === '::/0') return { kind: 'any6', ...placeOf(piece) };
  return addressAt(piece);
}

/** What stands in the place of a peer that is missing: every address only where the user asks for that. */
export function missingPeer(source: Source, whole: Range, message: string): ast.Peer[] {
  const at = placeOf(whole);
  if (source.anyPeer) {
    return [
      { kind: 'any', ...at },
      { kind: 'any6', ...at },
    ];
  }
  report(source, 'refused', at, message);
  return [{ kind: 'broken', ...at }];
}

/** An address in a list, where it may also be a range: `10.0.0.1-10.0.0.9`. */
export function readItemAddress(piece: Piece): ast.AddressText {
  const dash = piece.text.indexOf('-');
  if (dash < 0) return addressAt(piece);
  const first = trimmed(part(piece, 0, dash));
  const last = trimmed(part(piece, dash + 1, piece.text.length));
  const ends = [placeOf(first), placeOf(last)] as const;
  return { kind: 'address', text: first.text, to: last.text, ends, ...placeOf(piece) };
}

/** The id, or the name behind `$name:`, whose place is that of the name alone. */
export function readReference(piece: Piece): ast.Name {
  return nameAt(isNameReference(piece.text) ? part(piece, NAME_PREFIX.length, piece.text.length) : piece);
}

/** A peer or a service that is known by its name or id. */
export function namedAt(piece: Piece): ast.NamedPeer & ast.NamedService {
  const name = readReference(piece);
  return { kind: 'name', name, ...placeOf(name) };
}
