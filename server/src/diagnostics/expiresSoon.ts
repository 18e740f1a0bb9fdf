import type * as ast from '#syntax/ast.ts';
import { t } from '#util/l10n.ts';
import { dayAfter, dayNumber, lastDays } from './day.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type Finding, finding } from './finding.ts';
import { type Fix, type FixContext, fix, placedAt } from './fix.ts';

/** `today` is a day of UTC, `2027-03-31`. */
export function rulesThatExpireSoon(node: ast.Declaration, within: number, today: string): Finding[] {
  const now = dayNumber(today);
  return lastDays(node).flatMap(({ until, day }) => {
    const left = day === undefined || now === undefined ? -1 : day - now;
    return left < 0 || left >= within ? [] : [finding('expires-soon', until, endsSoon(left, until.text))];
  });
}

function endsSoon(days: number, until: string): string {
  if (days === 0) return t('This rule ends today: {0} is its last day.', until);
  if (days === 1) return t('This rule ends tomorrow: {0} is its last day.', until);
  return t('This rule ends in {0} days: {1} is its last day.', days, until);
}

/** By so many days a rule is extended. */
const LONGER = 90;

export function extend(context: FixContext, diagnostic: Diagnostic): readonly Fix[] {
  const node = context.placed.block.declaration;
  const written = node && lastDays(node).find(({ until }) => until.start === diagnostic.start)?.until.text;
  const newText = written && dayAfter(written, LONGER);
  if (!newText) return [];
  const title = t('Extend it by {0} days, to {1}', LONGER, newText);
  return [fix(title, [{ ...placedAt(context, diagnostic), newText }], { preferred: false })];
}
