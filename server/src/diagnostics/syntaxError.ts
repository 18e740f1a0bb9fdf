import type * as ast from '#syntax/ast.ts';
import { t } from '#util/l10n.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type Finding, finding } from './finding.ts';
import { type Fix, type FixContext, fix, placedAt } from './fix.ts';

export function syntaxErrors(block: ast.Block): Finding[] {
  return block.problems.map((problem) => ({
    ...finding('syntax-error', problem, problem.message),
    notJson: problem.notJson,
  }));
}

/** Writes the word that is meant. Where the text is read with it already, no packet is decided otherwise. */
export function writeMeant(context: FixContext, diagnostic: Diagnostic): readonly Fix[] {
  const problem = context.placed.block.problems.find(
    ({ start, end, message }) => start === diagnostic.start && end === diagnostic.end && message === diagnostic.message,
  );
  if (problem?.meant === undefined) return [];
  const edit = { ...placedAt(context, diagnostic), newText: problem.meant };
  return [fix(t("Change to '{0}'", problem.meant), [edit], { changesPackets: problem.isReadAsMeant !== true })];
}
