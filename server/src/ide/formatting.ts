// Snapshots are formatted by whoever formats JSON.

import { blockIndexAt } from '#model/places.ts';
import * as syntax from '#syntax/format.ts';
import { lineEnd, lineStart, previousLine } from '#text/lines.ts';
import type { Range } from '#text/range.ts';
import type { TextEdit } from '#text/textEdit.ts';
import { finish, type Steps } from '#util/steps.ts';
import type { SourceFile } from '#workspace/folder.ts';

/** The edits that bring a file, or the lines of a range, into the canonical layout. */
export function format(file: SourceFile, range?: Range): readonly TextEdit[] {
  return finish(formatting(file, range));
}

/** The same in steps. */
export function* formatting(
  { text, tree, language, syntaxOnly }: SourceFile,
  range?: Range,
): Steps<readonly TextEdit[]> {
  return language === 'sg' && !syntaxOnly ? yield* syntax.formatting(text, tree, range) : [];
}

/**
 * After a `}` or a line break was typed at an offset: the lines of the declaration so far. Nothing behind the cursor is touched, and
 * after a line break nothing of the line that it is in, whose blanks the editor has just put there.
 */
export function formatTyped(file: SourceFile, offset: number): readonly TextEdit[] {
  if (file.language !== 'sg') return [];
  const typed = file.text.charAt(offset - 1);
  const end = typed === '}' ? offset : previousLineEnd(file.text, offset);
  const placed = file.tree.blocks[blockIndexAt(file.tree, end)];
  if (placed?.block.declaration === undefined) return [];
  const start = Math.min(end, placed.start + placed.block.declaration.start);
  return format(file, { start, end }).filter((edit) => edit.start >= start && edit.end <= end);
}

function previousLineEnd(text: string, offset: number): number {
  const start = lineStart(text, offset);
  return start === 0 ? 0 : lineEnd(text, previousLine(text, start));
}
