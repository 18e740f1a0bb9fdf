import type * as ast from '#syntax/ast.ts';
import { beginsLine, lineEnd, lineStart, nextLine } from '#text/lines.ts';
import type { TextEdit } from '#text/textEdit.ts';
import { cutElement } from './jsonEdits.ts';

export interface BlockToCut {
  readonly text: string;
  readonly language: ast.File['language'];
  readonly blockStart: number;
  readonly node: ast.Declaration;
}

/** Removes a declaration with its lines, the comment lines right above it, and one blank line. */
export function cutBlock({ text, language, blockStart, node }: BlockToCut): TextEdit {
  let from = node.start + blockStart;
  let to = node.end + blockStart;
  if (language === 'json') return cutElement(text, { start: from, end: to });
  if (!beginsLine(text, from)) return { start: from, end: to, newText: '' };
  from = lineStart(text, from);
  while (from > 0) {
    const above = lineStart(text, from - (text.startsWith('\r\n', from - 2) ? 2 : 1));
    if (!/^[ \t]*#/.test(text.slice(above, from))) break;
    from = above;
  }
  const rest = text.slice(to, lineEnd(text, to)).trim();
  if (rest === '' || rest.startsWith('#')) to = nextLine(text, to);
  if (to < text.length && text.slice(to, lineEnd(text, to)).trim() === '') to = nextLine(text, to);
  return { start: from, end: to, newText: '' };
}
