import type * as ast from '#syntax/ast.ts';
import { t } from '#util/l10n.ts';
import { dayNumber, lastDays } from './day.ts';
import { type Finding, finding } from './finding.ts';

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
