// The three codes about the day until which a rule counts: `invalid-date`, `expired-rule`, `expires-soon`.

import type * as ast from '#syntax/ast.ts';
import { t } from '#util/l10n.ts';
import { type Finding, finding } from './finding.ts';
import type { Settings } from './settings.ts';
import { rules } from './walk.ts';

/** `today` and the dates are days of UTC, `2027-03-31`. A rule counts to the end of its day. */
export function dateFindings(node: ast.Declaration, settings: Settings, today: string): Finding[] {
  const findings: Finding[] = [];
  for (const { until } of rules(node)) {
    if (until === undefined) continue;
    const day = dayNumber(until.text);
    const now = dayNumber(today);
    if (day === undefined) {
      const message = t("'{0}' is no day of the calendar: write year, month and day as in 2027-03-31.", until.text);
      findings.push(finding('invalid-date', until, message));
    } else if (now === undefined) {
      // Without a day to compare with, nothing is late.
    } else if (day < now) {
      const message = t(
        'The last day of this rule, {0}, is over, but the cloud knows no dates: the rule still matches until someone removes it.',
        until.text,
      );
      findings.push(finding('expired-rule', until, message));
    } else if (day - now < settings.expiresSoonDays) {
      findings.push(finding('expires-soon', until, endsSoon(day - now, until.text)));
    }
  }
  return findings;
}

function endsSoon(days: number, until: string): string {
  if (days === 0) return t('This rule ends today: {0} is its last day.', until);
  if (days === 1) return t('This rule ends tomorrow: {0} is its last day.', until);
  return t('This rule ends in {0} days: {1} is its last day.', days, until);
}

/** Days since 1970-01-01, or nothing for what is no day of the calendar. */
export function dayNumber(text: string): number | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  // Years below 100 would be taken for those of the twentieth century; 400 years later the calendar is the same.
  return Date.UTC(year + 400, month - 1, day) / 86_400_000 - 146_097;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
