import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { type Placed, type Refusal, refuse } from './change.ts';

/**
 * Refuses a change that a line which could not be read makes unsafe: a copy of the declaration would lack it, and a rule could move past it
 * although the order counts. `within` is the part of the block that is looked at, all of it without.
 */
export function damageIn({ file, start }: Placed, within?: Range): Refusal | undefined {
  const block = file.tree.blocks.find((placed) => placed.start === start && placed.block.length > 0)?.block;
  const problem = block?.problems.find(
    (each) => within === undefined || (within.start <= each.start && each.start < within.end),
  );
  if (problem === undefined) return undefined;
  const line = file.text.slice(0, start + problem.start).split(/\r\n?|\n/).length;
  return refuse(t('Line {0} could not be read, so this could go wrong. Correct it first: {1}', line, problem.message));
}
