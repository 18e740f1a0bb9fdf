import { addressesIn } from '#model/parts.ts';
import { readAddress } from '#model/values.ts';
import type * as ast from '#syntax/ast.ts';
import { t } from '#util/l10n.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type Finding, finding } from './finding.ts';
import { type Fix, type FixContext, fix, placedAt } from './fix.ts';

/** An address that is malformed besides is told as that alone. */
export function syntaxErrors({ declaration, problems }: ast.Block): Finding[] {
  const malformed =
    declaration === undefined || problems.length === 0
      ? []
      : addressesIn(declaration).filter((address) => !readAddress(address).ok);
  const places = new Set(malformed.map(({ start, end }) => `${start}-${end}`));
  return problems
    .filter(({ start, end }) => !places.has(`${start}-${end}`))
    .map((problem) => ({ ...finding('syntax-error', problem, problem.message), notJson: problem.notJson }));
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
