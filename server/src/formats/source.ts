// What every reader of a foreign format works with: pieces of text that know their place, and the findings about them.

import type { Range } from '#text/range.ts';

/**
 * `broken`: the file is not of its format, nothing of it is imported. `refused`: one policy or item is wrong; it can be skipped.
 * `unread`: a value is wrong that decides nothing, and costs only itself. `lost`: it is sound, but what it is read into has no word
 * for it.
 */
export type FindingLevel = 'broken' | 'refused' | 'unread' | 'lost';

export interface Finding extends Range {
  readonly level: FindingLevel;
  readonly message: string;
}

export interface Source {
  readonly text: string;
  /** The offset from which ranges count. */
  readonly base: number;
  /** A snapshot that is part of the model: what cannot be said there must match nothing, instead of nearly the right thing. */
  readonly live: boolean;
  /** Reads a policy without any peer as one for every address. */
  readonly anyPeer: boolean;
  /** Ranges count from `base`. */
  readonly findings: Finding[];
  /** Rules and items about which a finding of level `refused` was made. */
  readonly refused: Set<object>;
  /** Lists that are cut into pages. */
  readonly pages: Page[];
}

/** One answer's part of a list, whose other parts are in further answers. */
export interface Page extends Range {
  readonly list: string;
  readonly count: number;
  readonly total: number;
}

export function importSource(text: string, options: { readonly anyPeer?: boolean } = {}): Source {
  return { text, base: 0, live: false, anyPeer: options.anyPeer ?? false, findings: [], refused: new Set(), pages: [] };
}

/** What is read of one rule or item. Where anything about it is refused, it is one of those that are left out. */
export function judged<T extends object>(source: Source, read: (own: Source) => T): T {
  const own: Source = { ...source, findings: [] };
  const made = read(own);
  source.findings.push(...own.findings);
  if (!isSound(own)) source.refused.add(made);
  return made;
}

/** Whether nothing of what was read so far was refused. */
export function isSound({ findings }: Source): boolean {
  return findings.every(({ level }) => level === 'unread' || level === 'lost');
}

/** Text read from a file, and where it stands. */
export interface Piece extends Range {
  readonly text: string;
}

/** A part of a piece. Where the file spells the text otherwise than it reads (escapes), the place is the whole piece's. */
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

/** The parts between commas, blanks around them left out. */
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

export function report(source: Source, level: FindingLevel, at: Range, message: string): void {
  source.findings.push({ level, start: at.start, end: at.end, message });
}

/** A text for messages: quoted, of bearable length. */
export function quote(text: string): string {
  return `'${text.length > 60 ? `${text.slice(0, 60)}…` : text}'`;
}
