// Functions about moments that are written in the configuration (RFC 3339). What reads the clock is not known.

import { t } from '#util/l10n.ts';
import { fault, number, string, type Unknown, type Value } from '../evaluated.ts';
import { type Callable, fixed } from './define.ts';

interface Moment {
  /** Since 1970, in UTC. */
  readonly milliseconds: number;
  /** Minutes that its clock is ahead of UTC. */
  readonly ahead: number;
  /** `Z`, or the offset as it is written. */
  readonly zone: string;
}

const MOMENT = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?(?:Z|([+-])(\d\d):(\d\d))$/;

function momentIn(written: string): Moment | Unknown {
  const [whole, year, month, day, hour, minute, second, fraction = '', sign, hours, minutes] =
    MOMENT.exec(written) ?? [];
  const local = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const ahead = sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  const shown = Number.isNaN(local) ? '' : new Date(local).toISOString().slice(0, 19);
  if (
    whole === undefined ||
    !written.startsWith(shown) ||
    shown === '' ||
    Number(hours ?? 0) > 24 ||
    Number(minutes ?? 0) > 59
  )
    return fault(t('the string is not a moment such as 2026-11-30T12:00:00Z'));
  return { milliseconds: local + Number(`0${fraction}`) * 1000 - ahead * 60_000, ahead, zone: zoneText(ahead, ':') };
}

function zoneText(ahead: number, between: string): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${ahead < 0 ? '-' : '+'}${two(Math.floor(Math.abs(ahead) / 60))}${between}${two(Math.abs(ahead) % 60)}`;
}

/** Its own clock's time, in the places where a date has that of UTC. */
const clockOf = ({ milliseconds, ahead }: Moment) => new Date(milliseconds + ahead * 60_000);

const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

/** Letters that stand for a part of a moment, each repeated as often as says how; texts in single quotes; anything else as it is. */
const TOKEN = /'(?:'|(?:[^']|'')+'(?!'))|([a-zA-Z])\1*|[^a-zA-Z']+|'/g;

function formatdate(spec: string, written: string): Value {
  const moment = momentIn(written);
  if ('kind' in moment) return moment;
  const parts = partsOf(moment);
  let made = '';
  for (const [token, letter] of spec.matchAll(TOKEN)) {
    const part = letter === undefined ? quoted(token) : parts[token];
    if (part === undefined) return fault(t("'formatdate' does not know '{0}'", token));
    made += part;
  }
  return string(made);
}

function quoted(token: string): string | undefined {
  if (!token.startsWith("'")) return token;
  if (token === "'") return undefined;
  return token === "''" ? "'" : token.slice(1, -1).replaceAll("''", "'");
}

function partsOf(moment: Moment): Readonly<Record<string, string>> {
  const clock = clockOf(moment);
  const [year, month, day] = [clock.getUTCFullYear(), clock.getUTCMonth(), clock.getUTCDate()];
  const [hour, minute, second] = [clock.getUTCHours(), clock.getUTCMinutes(), clock.getUTCSeconds()];
  const [monthName = '', dayName = ''] = [MONTHS[month], DAYS[clock.getUTCDay()]];
  const both = (letter: string, value: number) => ({
    [letter]: `${value}`,
    [letter + letter]: `${value}`.padStart(2, '0'),
  });
  const isUtc = moment.ahead === 0;
  return {
    YY: `${year % 100}`.padStart(2, '0'),
    YYYY: `${year}`.padStart(4, '0'),
    ...both('M', month + 1),
    MMM: monthName.slice(0, 3),
    MMMM: monthName,
    ...both('D', day),
    EEE: dayName.slice(0, 3),
    EEEE: dayName,
    ...both('h', hour),
    ...both('H', hour % 12 || 12),
    AA: hour < 12 ? 'AM' : 'PM',
    aa: hour < 12 ? 'am' : 'pm',
    ...both('m', minute),
    ...both('s', second),
    Z: isUtc ? 'Z' : moment.zone,
    ZZZ: isUtc ? 'UTC' : zoneText(moment.ahead, ''),
    ZZZZ: zoneText(moment.ahead, ''),
    ZZZZZ: moment.zone,
  };
}

const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};
const DURATION = /^[+-]?(?:0|(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/;

function timeadd(written: string, duration: string): Value {
  const moment = momentIn(written);
  if ('kind' in moment) return moment;
  if (!DURATION.test(duration)) return fault(t("the string is not a time such as '1h30m'"));
  const size = [...duration.matchAll(/([\d.]+)(ns|us|µs|μs|ms|s|m|h)/g)].reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (UNITS[unit] ?? 0),
    0,
  );
  const later = { ...moment, milliseconds: moment.milliseconds + (duration.startsWith('-') ? -size : size) };
  const clock = clockOf(later);
  if (Number.isNaN(clock.getTime()) || clock.getUTCFullYear() > 9999 || clock.getUTCFullYear() < 0)
    return fault(t('the year has more than four digits'));
  return string(`${clock.toISOString().slice(0, 19)}${moment.ahead === 0 ? 'Z' : moment.zone}`);
}

function timecmp(one: string, other: string): Value {
  const [a, b] = [momentIn(one), momentIn(other)];
  if ('kind' in a) return a;
  return 'kind' in b ? b : number(Math.sign(a.milliseconds - b.milliseconds));
}

export const DATES: ReadonlyMap<string, Callable> = new Map<string, Callable>([
  ['formatdate', fixed(['string', 'string'], formatdate)],
  ['timeadd', fixed(['string', 'string'], timeadd)],
  ['timecmp', fixed(['string', 'string'], timecmp)],
]);
