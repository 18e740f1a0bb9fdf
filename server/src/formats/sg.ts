// The rule language itself, as one of the formats.

import type * as ast from '#syntax/ast.ts';
import { shift } from '#text/range.ts';
import { type Item, itemsOf } from './reading.ts';
import { report, type Source } from './source.ts';

export function readSgFile(source: Source, file: ast.File): Item[] {
  for (const { start, block } of file.blocks) {
    for (const problem of block.problems) report(source, 'broken', shift(problem, start), problem.message);
  }
  return itemsOf(file);
}
