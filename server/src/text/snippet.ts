import { type LineIndex, lineAt, lineEnd } from './lineIndex.ts';
import type { Range } from './range.ts';
import { characterWidth } from './width.ts';

/** Longer lines are cut around the place. */
const MAX_COLUMNS = 160;

/**
 * The line of a range's start, with carets under the range as far as it is on that line. Tabs are widened and wide characters
 * counted as two, so that the carets stand under their text in a terminal; `show` says what stands for a character that is not to be seen.
 *
 *     12 |     deny  tcp 443  from 203.0.113.0/24
 *        |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
 */
export function snippet(text: string, index: LineIndex, range: Range, show = (character: string) => character): string {
  const line = lineAt(index, range.start);
  const start = index.starts[line] ?? 0;
  const end = lineEnd(index, line);
  const from = Math.min(range.start, end);
  const to = Math.max(from, Math.min(range.end, end));
  const cutFrom = Math.max(start, wholeCharacter(text, Math.min(from - 40, end - MAX_COLUMNS)));
  const cutTo = Math.min(end, wholeCharacter(text, cutFrom + MAX_COLUMNS));
  const before = columns(text.slice(cutFrom, Math.min(from, cutTo)), 0, show);
  const marked = columns(text.slice(Math.min(from, cutTo), Math.min(to, cutTo)), before.width, show);
  const after = columns(text.slice(Math.min(to, cutTo), cutTo), before.width + marked.width, show);
  const number = String(line + 1);
  const shown = (before.text + marked.text + after.text).trimEnd();
  const carets = ' '.repeat(before.width) + '^'.repeat(Math.max(1, marked.width));
  return `  ${number} | ${shown}\n  ${' '.repeat(number.length)} | ${carets}`;
}

const PLAIN = /^[ -~]*$/;

/** Text as columns of a terminal, from a column on. */
function columns(
  text: string,
  column: number,
  show: (character: string) => string,
): { readonly text: string; readonly width: number } {
  // Most code is nothing but printable ASCII, which is shown as it is.
  if (PLAIN.test(text)) return { text, width: text.length };
  let shown = '';
  let width = 0;
  for (const character of text) {
    const visible = character === '\t' ? ' '.repeat(4 - ((column + width) % 4)) : show(character);
    width += visible === character ? characterWidth(character) : visible.length;
    shown += visible;
  }
  return { text: shown, width };
}

/** An offset that is not within a surrogate pair. */
function wholeCharacter(text: string, offset: number): number {
  const unit = text.charCodeAt(offset);
  return unit >= 0xdc00 && unit <= 0xdfff ? offset - 1 : offset;
}
