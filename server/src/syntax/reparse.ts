import type { TextEdit } from '#text/textEdit.ts';
import type * as ast from './ast.ts';
import { reachOf, readBlocks } from './blocks.ts';
import { parse } from './parse.ts';

/**
 * The tree after an edit: the same as `parse(text)`, but blocks that the edit does not touch are the same objects as before. The edit
 * counts from the old text, `text` is the new one.
 */
export function reparse(previous: ast.File, edit: TextEdit, text: string): ast.File {
  if (previous.language !== 'sg') return parse(text);
  const { blocks } = previous;
  const growth = edit.newText.length - (edit.end - edit.start);
  const indexOf = new Map<number, number>();
  for (const [index, { start }] of blocks.entries()) indexOf.set(start, index);

  /** What stands before the edit can be kept block by block; what stands behind it, as a whole. */
  const reuse = (offset: number): readonly ast.PlacedBlock[] => {
    if (offset <= edit.start) {
      const index = indexOf.get(offset) ?? blocks.length;
      let end = index;
      while (end < blocks.length && isBefore(blocks[end], edit.start)) end++;
      if (end > index) return blocks.slice(index, end);
    }
    const index = offset - growth >= edit.end ? indexOf.get(offset - growth) : undefined;
    if (index === undefined) return [];
    return blocks.slice(index).map(({ start, block }) => ({ start: start + growth, block }));
  };

  return { language: 'sg', blocks: readBlocks(text, reuse), length: text.length };
}

function isBefore(placed: ast.PlacedBlock | undefined, offset: number): boolean {
  return placed !== undefined && placed.start + reachOf(placed.block) < offset;
}
