// The rule language itself, as one of the formats.

import type * as ast from '#syntax/ast.ts';
import { shift } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { type Item, itemsOf } from '../reading.ts';
import { report, type Source } from '../source.ts';

/** `printed`: the declarations are going to be printed anew, and so without their comments. */
export function readSgFile(source: Source, file: ast.File, printed: boolean): Item[] {
  for (const { start, block } of file.blocks) {
    for (const comment of printed ? block.comments : []) {
      report(source, 'lost', shift(comment, start), t('The comment is left out.'));
    }
    for (const problem of block.problems) report(source, 'broken', shift(problem, start), problem.message);
  }
  return itemsOf(file);
}
