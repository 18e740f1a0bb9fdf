import { rulesIn } from '#model/parts.ts';
import type * as ast from '#syntax/ast.ts';

/** The `until` dates of a declaration's rules, with their number of days where they are days of the calendar. */
export function lastDays(
  node: ast.Declaration,
): readonly { readonly until: ast.DateText; readonly day: number | undefined }[] {
  return rulesIn(node).flatMap(({ until }) => (until === undefined ? [] : [{ until, day: dayNumber(until.text) }]));
}

/** Days since 1970-01-01; undefined where the text is not a day of the calendar. */
export function dayNumber(text: string): number | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  // `Date.UTC` takes years below 100 for those of the twentieth century; 400 years later the calendar is the same.
  return Date.UTC(year + 400, month - 1, day) / 86_400_000 - 146_097;
}

/** The day so many days later. */
export function dayAfter(text: string, days: number): string | undefined {
  const day = dayNumber(text);
  if (day === undefined) return undefined;
  const date = new Date((day + days) * 86_400_000);
  return date.getUTCFullYear() > 9999 ? undefined : date.toISOString().slice(0, 10);
}

/** The day that is probably meant: of a day past the end of its month, the last day of that month. */
export function nearestDay(text: string): string | undefined {
  const [, year = '', month = '', day = ''] = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text) ?? [];
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1) return undefined;
  const last = Math.min(Number(day), daysIn(Number(year), Number(month)));
  const near = `${year}-${month.padStart(2, '0')}-${String(last).padStart(2, '0')}`;
  return dayNumber(near) === undefined ? undefined : near;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
