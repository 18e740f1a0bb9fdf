// Cuts parts out of the text of a declaration. What people wrote between them stays.

import { lineEnd, lineStart, nextLine } from '#text/lines.ts';
import { type Range, shift } from '#text/range.ts';

/** The range of a part with its whole lines, if nothing else stands on them, else with the blanks before it. */
export function alone(text: string, { start, end }: Range): Range {
  const first = lineStart(text, start);
  const before = text.slice(first, start);
  const isAlone = before.trim() === '' && text.slice(end, lineEnd(text, end)).trim() === '';
  return isAlone
    ? { start: first, end: nextLine(text, end) }
    : { start: start - before.length + before.trimEnd().length, end };
}

/** The ranges of some of the names or addresses that commas separate, each with the comma before or behind it. */
export function cutsFromList<T extends Range>(
  { text, blockStart }: { readonly text: string; readonly blockStart: number },
  list: readonly T[],
  isGone: (one: T) => boolean,
): readonly Range[] {
  const cuts: Range[] = [];
  let keptEnd: number | undefined;
  for (const [i, one] of list.entries()) {
    const next = list[i + 1];
    if (!isGone(one)) keptEnd = one.end;
    else
      cuts.push(
        next === undefined ? { start: keptEnd ?? one.start, end: one.end } : { start: one.start, end: next.start },
      );
  }
  return united(cuts).flatMap((cut) => withoutComments(text, shift(cut, blockStart)));
}

/** Ranges that touch or overlap as one, in order. */
export function united(cuts: readonly Range[]): Range[] {
  const result: { start: number; end: number }[] = [];
  for (const { start, end } of [...cuts].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else result.push({ start, end });
  }
  return result;
}

/** A range that holds names, addresses, commas and comments, without the comments and the lines that these end. */
function withoutComments(text: string, range: Range): readonly Range[] {
  if (!text.slice(range.start, range.end).includes('#')) return [range];
  const pieces = text.slice(range.start, range.end).matchAll(/#[^\r\n]*|[^\s#](?:[^#]*[^\s#])?/g);
  return [...pieces].flatMap(({ 0: piece, index }) => {
    const start = range.start + index;
    return piece.startsWith('#') ? [] : [alone(text, { start, end: start + piece.length })];
  });
}
