// Numbers as Terraform calculates with them: binary floating point of 512 bits. A whole number that a double holds exactly is a plain
// `number`; every other one is kept exactly.

import { t } from '#util/l10n.ts';
import { type Exact, fault, type Numeric, number, type Unknown } from './evaluated.ts';

const PRECISION = 512;
/** Numbers of more bits, before or behind the point, are not calculated. */
const MOST_BITS = 4096;
const MOST_DIGITS = 1200;

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?$/;

/** The number that is written so; undefined where it is none, or has too many digits. */
export function numberIn(written: string): Numeric | undefined {
  const [whole, sign, before = '', behind = '', power = '0'] = NUMBER.exec(written) ?? [];
  if (whole === undefined || before + behind === '') return undefined;
  const exponent = Number(power) - behind.length;
  if (before.length + behind.length > MOST_DIGITS || Math.abs(exponent) > MOST_DIGITS) return undefined;
  const digits = BigInt(`${before}${behind}`) * (sign === '-' ? -1n : 1n);
  return numeric(
    exponent < 0 ? divided(digits, 10n ** BigInt(-exponent)) : rounded(digits * 10n ** BigInt(exponent), 0),
  );
}

/** The same for a number of a source. */
export function writtenNumber(written: string): Numeric | Unknown {
  return numberIn(written) ?? noNumber();
}

export function noNumber(): Unknown {
  return fault(t('the number cannot be calculated'));
}

/** The number with as many bits as are kept; undefined of one that is too large or too near to zero. */
function numeric(exact: Exact): Numeric | undefined {
  const { mantissa, exponent } = exact;
  if (Math.abs(exponent) > MOST_BITS) return undefined;
  const value = approximate(exact);
  if (exponent >= 0 && Number.isSafeInteger(value)) return number(value);
  return mantissa === 0n ? number(0) : { ...number(value), exact };
}

function approximate({ mantissa, exponent }: Exact): number {
  const more = Math.max(0, bits(mantissa) - 64);
  return Number(mantissa >> BigInt(more)) * 2 ** (exponent + more);
}

function bits(value: bigint): number {
  return (value < 0n ? -value : value).toString(2).length;
}

/** To the nearest number of 512 bits, and of two to the even one. */
function rounded(mantissa: bigint, exponent: number): Exact {
  if (mantissa === 0n) return { mantissa, exponent: 0 };
  let [kept, power] = [mantissa < 0n ? -mantissa : mantissa, exponent];
  const more = bits(kept) - PRECISION;
  if (more > 0) {
    const half = 1n << BigInt(more - 1);
    const rest = kept & (2n * half - 1n);
    kept >>= BigInt(more);
    if (rest > half || (rest === half && (kept & 1n) === 1n)) kept++;
    power += more;
  }
  const zeros = /0*$/.exec(kept.toString(2))?.[0].length ?? 0;
  kept >>= BigInt(zeros);
  return { mantissa: mantissa < 0n ? -kept : kept, exponent: power + zeros };
}

function divided(above: bigint, below: bigint): Exact {
  const shift = PRECISION + 2 + Math.max(0, bits(below) - bits(above));
  const [whole, rest] = [(above << BigInt(shift)) / below, (above << BigInt(shift)) % below];
  // What is left of it is one bit more, so that a half is told from what is above it.
  const sticky = rest === 0n ? 0n : above < 0n === below < 0n ? 1n : -1n;
  return rounded(whole * 2n + sticky, -shift - 1);
}

/** The number exactly: a double is what its bits say. */
function exactOf({ value, exact }: Numeric): Exact {
  if (exact !== undefined) return exact;
  let [scaled, exponent] = [value, 0];
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    exponent--;
  }
  return rounded(BigInt(scaled), exponent);
}

/** Undefined where the result is too large, or is none. */
export function calculated(operator: '+' | '-' | '*' | '/' | '%', a: Numeric, b: Numeric): Numeric | undefined {
  if (operator !== '/' && a.exact === undefined && b.exact === undefined) {
    const plain = operator === '+' ? a.value + b.value : operator === '-' ? a.value - b.value : a.value * b.value;
    if (operator !== '%' && Number.isSafeInteger(plain)) return number(plain);
  }
  const [x, y] = [exactOf(a), exactOf(b)];
  switch (operator) {
    case '+':
      return numeric(sum(x, y));
    case '-':
      return numeric(sum(x, { ...y, mantissa: -y.mantissa }));
    case '*':
      return numeric(product(x, y));
    case '/':
      return numeric(quotient(x, y));
    case '%':
      return numeric(sum(x, product({ mantissa: -wholeOf(quotient(x, y)), exponent: 0 }, y)));
  }
}

function sum(x: Exact, y: Exact): Exact {
  const least = Math.min(x.exponent, y.exponent);
  const at = ({ mantissa, exponent }: Exact) => mantissa << BigInt(exponent - least);
  return rounded(at(x) + at(y), least);
}

function product(x: Exact, y: Exact): Exact {
  return rounded(x.mantissa * y.mantissa, x.exponent + y.exponent);
}

function quotient(x: Exact, y: Exact): Exact {
  const { mantissa, exponent } = divided(x.mantissa, y.mantissa);
  return rounded(mantissa, exponent + x.exponent - y.exponent);
}

/** Without what is behind the point. */
function wholeOf({ mantissa, exponent }: Exact): bigint {
  if (exponent >= 0) return mantissa << BigInt(exponent);
  const size = 1n << BigInt(-exponent);
  return mantissa / size;
}

export function isWhole({ value, exact }: Numeric): boolean {
  return exact === undefined ? Number.isInteger(value) : exact.exponent >= 0;
}

/** The number as a whole one; undefined where it is none. */
export function integerOf(value: Numeric): bigint | undefined {
  return isWhole(value) ? wholeOf(exactOf(value)) : undefined;
}

export function ofInteger(value: bigint): Numeric | undefined {
  return numeric(rounded(value, 0));
}

export function negative(value: Numeric): Numeric {
  const { exact } = value;
  if (exact === undefined) return number(value.value === 0 ? 0 : -value.value);
  return { ...number(-value.value), exact: { ...exact, mantissa: -exact.mantissa } };
}

/** Below zero, zero, or above it, as `a` is less than `b`, equal or more. */
export function compared(a: Numeric, b: Numeric): number {
  if (a.exact === undefined && b.exact === undefined) return a.value - b.value;
  return Number(sign(sum(exactOf(a), exactOf(negative(b))).mantissa));
}

const sign = (value: bigint) => (value > 0n ? 1 : value < 0n ? -1 : 0);

/** The next whole number towards an end. */
export function wholeTowards(value: Numeric, end: 'up' | 'down'): Numeric | undefined {
  if (isWhole(value)) return value;
  const whole = wholeOf(exactOf(value));
  const isNegative = value.value < 0;
  return ofInteger(end === 'up' ? whole + (isNegative ? 0n : 1n) : whole - (isNegative ? 1n : 0n));
}

/** The digits of a number without its sign: `0.DIGITS` times ten to the `point`. */
export interface Digits {
  readonly digits: string;
  readonly point: number;
}

/** The fewest digits by which the number is told from all others. */
export function shortestDigits(value: Numeric): Digits {
  if (value.exact === undefined) {
    const [, digits = '', rest = '', power = '0'] =
      /^-?(\d)\.?(\d*)e([+-]\d+)$/.exec(value.value.toExponential()) ?? [];
    return trimmed({ digits: digits + rest, point: Number(power) + 1 });
  }
  const exact = positive(value.exact);
  const point = pointOf(exact);
  for (let count = 1; ; count++) {
    const [low, high] = [0n, 1n].flatMap((up) => {
      const digits = below(exact, count - point) + up;
      const { mantissa, exponent } = ofDigits(digits, point - count);
      return mantissa === exact.mantissa && exponent === exact.exponent ? [digits] : [];
    });
    if (low === undefined) continue;
    const digits = `${high === undefined ? low : nearest(exact, count - point)}`;
    return trimmed({ digits, point: digits.length + point - count });
  }
}

const positive = ({ mantissa, exponent }: Exact): Exact => ({
  mantissa: mantissa < 0n ? -mantissa : mantissa,
  exponent,
});

/** A number times ten to a power, as a fraction. */
function fraction({ mantissa, exponent }: Exact, power: number): readonly [bigint, bigint] {
  const above = mantissa * 2n ** BigInt(Math.max(0, exponent)) * 10n ** BigInt(Math.max(0, power));
  return [above, 2n ** BigInt(Math.max(0, -exponent)) * 10n ** BigInt(Math.max(0, -power))];
}

function below(exact: Exact, power: number): bigint {
  const [above, size] = fraction(exact, power);
  return above / size;
}

/** Of two that are as near, the even one. */
function nearest(exact: Exact, power: number): bigint {
  const [above, size] = fraction(exact, power);
  const [low, twice] = [above / size, (above % size) * 2n];
  return twice > size || (twice === size && (low & 1n) === 1n) ? low + 1n : low;
}

/** Where its point stands: behind so many digits. */
function pointOf(exact: Exact): number {
  const estimated = Math.floor((bits(exact.mantissa) + exact.exponent - 1) * Math.log10(2));
  return below(exact, -estimated) >= 10n ? estimated + 2 : estimated + 1;
}

function ofDigits(digits: bigint, power: number): Exact {
  return power < 0 ? divided(digits, 10n ** BigInt(-power)) : rounded(digits * 10n ** BigInt(power), 0);
}

function trimmed({ digits, point }: Digits): Digits {
  const kept = digits.replace(/0+$/, '');
  return kept === '' ? { digits: '0', point: 1 } : { digits: kept, point };
}

/** So many digits behind the point. */
export function fixedText(value: Numeric, count: number): string {
  const digits = `${nearest(positive(exactOf(value)), count)}`.padStart(count + 1, '0');
  return signed(value, count === 0 ? digits : `${digits.slice(0, -count)}.${digits.slice(-count)}`);
}

/** So many significant digits. */
export function roundedDigits(value: Numeric, count: number): Digits {
  const exact = positive(exactOf(value));
  if (exact.mantissa === 0n) return { digits: '0'.repeat(count), point: 1 };
  const point = pointOf(exact);
  const digits = `${nearest(exact, count - point)}`;
  return { digits: digits.slice(0, count), point: point + digits.length - count };
}

/** A number as Terraform writes it: in decimal form. */
export function numberText(value: Numeric): string {
  if (value.exact === undefined && Number.isSafeInteger(value.value)) return String(value.value);
  return signed(value, plainText(shortestDigits(value)));
}

export function plainText({ digits, point }: Digits): string {
  if (point <= 0) return `0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return digits + '0'.repeat(point - digits.length);
  return `${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** `1.5e+03`, with two digits of the power at least. */
export function powerText({ digits, point }: Digits): string {
  const power = digits === '0'.repeat(digits.length) ? 0 : point - 1;
  const behind = digits.length > 1 ? `.${digits.slice(1)}` : '';
  return `${digits[0]}${behind}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

export function signed({ value }: Numeric, text: string): string {
  return value < 0 ? `-${text}` : text;
}
