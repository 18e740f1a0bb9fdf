import type * as ast from '#syntax/ast.ts';
import { t } from '#util/l10n.ts';
import { lastDays, nearestDay } from './day.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type Finding, finding } from './finding.ts';
import { type Fix, type FixContext, rewrite } from './fix.ts';

export function invalidDates(node: ast.Declaration): Finding[] {
  return lastDays(node).flatMap(({ until, day }) => {
    if (day !== undefined) return [];
    const message = t("'{0}' is not a day of the calendar: write year, month and day as in 2027-03-31.", until.text);
    return [finding('invalid-date', until, message)];
  });
}

/** Writes the nearest day. No packet is decided otherwise, since rules match whatever their date is. */
export function fixDate(context: FixContext, { start, end }: Diagnostic): readonly Fix[] {
  const node = context.placed.block.declaration;
  const written = node && lastDays(node).find(({ until }) => until.start === start)?.until.text;
  const newText = written && nearestDay(written);
  return newText ? [rewrite(context, { start, end, newText })] : [];
}
