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

/**
 * The ranges of some of the names or addresses that commas separate, each with the comma before or behind it. Lines of a property, which add
 * up, are lists of their own: one of which nothing stays goes with its word.
 */
export function cutsFromList<T extends Range>(
  { text, blockStart }: { readonly text: string; readonly blockStart: number },
  list: readonly T[],
  isGone: (one: T) => boolean,
): readonly Range[] {
  const cuts: Range[] = [];
  let from = blockStart;
  for (const parts of linesOf(text.slice(blockStart), list)) {
    const [first, last] = [parts[0], parts.at(-1)];
    if (first === undefined || last === undefined) continue;
    if (parts.every(isGone)) {
      const word = WORD.exec(blankedComments(text.slice(from, first.start + blockStart)).trimEnd());
      const whole = { start: from + (word?.index ?? 0), end: last.end + blockStart };
      const inside = withoutComments(text, whole);
      if (word !== null) cuts.push(...(inside[0] === whole ? [alone(text, whole)] : inside));
    } else cuts.push(...cutsWithin(parts, isGone).flatMap((cut) => withoutComments(text, shift(cut, blockStart))));
    from = last.end + blockStart;
  }
  return cuts;
}

/** The word of a property. */
const WORD = /(?<![a-z-])[a-z-]+$/;

function blankedComments(text: string): string {
  return text.replace(COMMENTS, (comment) => ' '.repeat(comment.length));
}

const COMMENTS = /#[^\r\n]*/g;

/** The parts of a list between which nothing stands but a comma and comments. */
function linesOf<T extends Range>(text: string, list: readonly T[]): T[][] {
  const lines: T[][] = [];
  let end: number | undefined;
  for (const one of list) {
    if (end !== undefined && /^[\s,]*$/.test(text.slice(end, one.start).replace(COMMENTS, ''))) lines.at(-1)?.push(one);
    else lines.push([one]);
    end = one.end;
  }
  return lines;
}

function cutsWithin<T extends Range>(list: readonly T[], isGone: (one: T) => boolean): readonly Range[] {
  const cuts: Range[] = [];
  let keptEnd: number | undefined;
  for (const [i, one] of list.entries()) {
    const next = list[i + 1];
    if (!isGone(one)) keptEnd = one.end;
    else if (next !== undefined) cuts.push({ start: one.start, end: next.start });
    else cuts.push({ start: keptEnd ?? one.start, end: one.end });
  }
  return united(cuts);
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
