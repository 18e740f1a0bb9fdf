// The numbers that semantic tokens are on the wire, block by block: blocks that nothing changed in are not compared number by number.

import type { SemanticTokensEdit } from 'vscode-languageserver';

/** The numbers of one block on the wire. */
export interface Part {
  /** The place of its first token, from that of the last one before it. */
  readonly place: readonly [lines: number, characters: number];
  /** All other numbers: the same array as long as nothing of the block changed, wherever it moves to. */
  readonly others: readonly number[];
}

/** What was answered last about a document, which the next answer may be a difference to. */
export interface SentTokens {
  readonly resultId: string;
  readonly parts: readonly Part[];
}

export function numbersOf(parts: readonly Part[]): number[] {
  return parts.flatMap(({ place, others }) => [...place, ...others]);
}

/** One edit for all between the common beginning and the common end. */
export function difference(before: readonly Part[], after: readonly Part[]): SemanticTokensEdit[] {
  const [first, last] = commonEnds(before, after, isSamePart);
  const old = numbersOf(before.slice(first, before.length - last));
  const now = numbersOf(after.slice(first, after.length - last));
  const [start, end] = commonEnds(old, now, Object.is);
  const skipped = before.slice(0, first).reduce((sum, { place, others }) => sum + place.length + others.length, 0);
  const deleteCount = old.length - end - start;
  const data = now.slice(start, now.length - end);
  return deleteCount === 0 && data.length === 0 ? [] : [{ start: skipped + start, deleteCount, data }];
}

function isSamePart(a: Part | undefined, b: Part | undefined): boolean {
  return a?.others === b?.others && a?.place[0] === b?.place[0] && a?.place[1] === b?.place[1];
}

/** How many items two arrays have in common at the beginning, and behind these at the end. */
function commonEnds<T>(
  before: readonly T[],
  after: readonly T[],
  isSame: (a: T | undefined, b: T | undefined) => boolean,
): [start: number, end: number] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && isSame(before[start], after[start])) start++;
  let end = 0;
  while (end < shorter - start && isSame(before[before.length - 1 - end], after[after.length - 1 - end])) end++;
  return [start, end];
}
