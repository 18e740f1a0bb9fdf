// What every reader works with: the text of a file, and what is found in it.

import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';

/**
 * `broken`: the file is not of its format, so nothing of it is imported. `refused`: a rule or an item of a list is wrong, and can be
 * skipped. `unread`: a value is wrong that decides nothing, so it alone is left out. `lost`: the value is right, but the rule language
 * cannot express it.
 */
export type FindingLevel = 'broken' | 'refused' | 'unread' | 'lost';

export interface Finding extends Range {
  readonly level: FindingLevel;
  readonly message: string;
  /** Where the declarations begin that the unread text refers to, where that is known although it could not be read. */
  readonly refersTo?: readonly Range[];
  /** What it is that is not known to be there, as `ast.Problem` has it. */
  readonly unmade?: ast.Problem['unmade'];
  readonly rulesOf?: readonly Range[];
}

export interface Source {
  readonly text: string;
  /** The offset from which ranges count. */
  readonly base: number;
  /**
   * Whether it is a snapshot in the folder of the user, which is judged as it is and written back. A rule there that cannot be read matches
   * nothing, which is safer than nearly the right thing.
   */
  readonly live: boolean;
  /** Reads a policy without any peer as one for every address. */
  readonly anyPeer: boolean;
  /** Ranges count from `base`. */
  readonly findings: Finding[];
  /** The rules and items that are refused. */
  readonly refused: Set<object>;
  readonly pages: Page[];
}

/** A part of a list whose other parts are in further answers. */
export interface Page extends Range {
  readonly list: string;
  readonly count: number;
  readonly total: number;
}

export function importSource(text: string, options: { readonly anyPeer?: boolean } = {}): Source {
  return { text, base: 0, live: false, anyPeer: options.anyPeer ?? false, findings: [], refused: new Set(), pages: [] };
}

/** The source of a text that is, or is to be, in a snapshot in the folder of the user. */
export function snapshotSource(text: string, base: number): Source {
  return { text, base, live: true, anyPeer: false, findings: [], refused: new Set(), pages: [] };
}

/** What is read of one rule or item. If anything about it is refused, it is noted as such. */
export function judged<T extends object>(source: Source, read: (own: Source) => T): T {
  const own: Source = { ...source, findings: [] };
  const made = read(own);
  source.findings.push(...own.findings);
  if (!isSound(own)) source.refused.add(made);
  return made;
}

/** Whether nothing that was read so far is broken or refused. */
export function isSound({ findings }: Source): boolean {
  return findings.every(({ level }) => level === 'unread' || level === 'lost');
}

export function report(source: Source, level: FindingLevel, at: Range, message: string): void {
  source.findings.push({ level, start: at.start, end: at.end, message });
}

/** A text in a message: in quotes, and cut off where it is long. */
export function quote(text: string): string {
  return `'${text.length > 60 ? `${text.slice(0, 60)}…` : text}'`;
}
