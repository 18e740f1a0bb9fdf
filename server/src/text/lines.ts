// Lines of a text around an offset. They end with `\n`, `\r\n` or a lone `\r`.

import { withoutEnd } from '#util/strings.ts';

/** The start of the line that an offset is in. */
export function lineStart(text: string, offset: number): number {
  let start = Math.min(offset, text.length);
  while (start > 0 && !isBreak(text.charCodeAt(start - 1))) start--;
  return start;
}

/** The end of the line that an offset is in, without its line break. */
export function lineEnd(text: string, offset: number): number {
  let end = offset;
  while (end < text.length && !isBreak(text.charCodeAt(end))) end++;
  return end;
}

/** The start of the next line, or the end of the text. */
export function nextLine(text: string, offset: number): number {
  const end = lineEnd(text, offset);
  return Math.min(text.length, text.startsWith('\r\n', end) ? end + 2 : end + 1);
}

/** The start of the line before the one that begins at an offset. */
export function previousLine(text: string, start: number): number {
  return lineStart(text, text.startsWith('\r\n', start - 2) ? start - 2 : start - 1);
}

/** Whether two offsets lie on different lines. */
export function hasLineBreak(text: string, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (isBreak(text.charCodeAt(i))) return true;
  return false;
}

/** The blanks that a line begins with. */
export function indentation(text: string, offset: number): string {
  const start = lineStart(text, offset);
  return /^[ \t]*/.exec(text.slice(start, lineEnd(text, start)))?.[0] ?? '';
}

/** The text without the line breaks at its end. */
export function withoutEndBreaks(text: string): string {
  return withoutEnd(text, (character) => character === '\n' || character === '\r');
}

/** The text on one line: a blank in the place of each line break and the white space around it. */
export function onOneLine(text: string): string {
  return text.replace(/\s+/g, (run) => (/[\r\n]/.test(run) ? ' ' : run));
}

/** The line break that a file uses. */
export function lineBreak(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** Whether nothing but blanks stands before an offset on its line. */
export function beginsLine(text: string, offset: number): boolean {
  return text.slice(lineStart(text, offset), offset).trim() === '';
}

function isBreak(unit: number): boolean {
  return unit === 0x0a || unit === 0x0d;
}
