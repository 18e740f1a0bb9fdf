import type * as ast from '#syntax/ast.ts';
import { t } from '#util/l10n.ts';
import { lastDays } from './day.ts';
import { type Finding, finding } from './finding.ts';

export function invalidDates(node: ast.Declaration): Finding[] {
  return lastDays(node).flatMap(({ until, day }) => {
    if (day !== undefined) return [];
    const message = t("'{0}' is no day of the calendar: write year, month and day as in 2027-03-31.", until.text);
    return [finding('invalid-date', until, message)];
  });
}
