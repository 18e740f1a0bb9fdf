// Cuts parts out of the text of a declaration. What people wrote between them stays.

import { lineEnd, lineStart, nextLine } from '#text/lines.ts';
import type { Range } from '#text/range.ts';

/** The range of a part with its whole lines, if nothing else stands on them, else with the blanks before it. */
export function alone(text: string, { start, end }: Range): Range {
  const first = lineStart(text, start);
  const before = text.slice(first, start);
  const isAlone = before.trim() === '' && text.slice(end, lineEnd(text, end)).trim() === '';
  return isAlone
    ? { start: first, end: nextLine(text, end) }
    : { start: start - before.length + before.trimEnd().length, end };
}

/** A range that holds names, addresses, commas and comments, without the comments and the lines that these end. */
export function withoutComments(text: string, range: Range): readonly Range[] {
  if (!text.slice(range.start, range.end).includes('#')) return [range];
  const pieces = text.slice(range.start, range.end).matchAll(/#[^\r\n]*|[^\s#](?:[^#]*[^\s#])?/g);
  return [...pieces].flatMap(({ 0: piece, index }) => {
    const start = range.start + index;
    return piece.startsWith('#') ? [] : [alone(text, { start, end: start + piece.length })];
  });
}
