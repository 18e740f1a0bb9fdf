// The verbs of `format`, as Terraform has them from Go.

import { t } from '#util/l10n.ts';
import { asBool, asNumber, asString } from '../conversion.ts';
import { fixedText, integerOf, plainText, powerText, roundedDigits, shortestDigits, signed } from '../decimal.ts';
import { fault, type Numeric, type Unknown, unknownWithin, type Value } from '../evaluated.ts';
import { joined, type Piece, pieceOf } from '../joined.ts';
import type { Scope } from '../scope.ts';
import { jsonOf } from './encoding.ts';
import { graphemes } from './graphemes.ts';

const VERB =
  /%(?:(?<percent>%)|(?<flags>[-+ 0#]*)(?<width>[1-9]\d*)?(?:\.(?<digits>\d*))?(?:\[(?<place>[1-9]\d*)\])?(?<letter>[a-zA-Z])|)/g;

interface Verb {
  readonly letter: string;
  readonly flags: string;
  readonly width: number;
  /** Undefined where none are said. */
  readonly digits: number | undefined;
}

export function formatted(spec: string, args: readonly Value[], scope: Scope): Value {
  const made: Piece[] = [];
  let from = 0;
  let next = 0;
  let highest = 0;
  for (const { 0: whole, index, groups = {} } of spec.matchAll(VERB)) {
    made.push(spec.slice(from, index));
    from = index + whole.length;
    const { percent, flags = '', width = '0', digits, place, letter } = groups;
    if (percent !== undefined) {
      made.push('%');
      continue;
    }
    if (letter === undefined) return fault(t("the format '{0}' has a '%' without a verb", spec));
    if (place !== undefined) next = Number(place) - 1;
    const arg = args[next++];
    highest = Math.max(highest, next);
    if (arg === undefined) return fault(t("the format '{0}' needs more arguments", spec));
    const verb = { letter, flags, width: Number(width), digits: digits === undefined ? undefined : Number(digits) };
    if (verb.width > 10_000 || (verb.digits ?? 0) > 100) return fault(t('the width of the format is too large'));
    const pieces = piecesOf(verb, arg);
    if ('kind' in pieces) return pieces;
    made.push(...pieces);
  }
  if (highest < args.length) return fault(t("the format '{0}' has fewer verbs than arguments", spec));
  made.push(spec.slice(from));
  return joined(made, scope);
}

function piecesOf(verb: Verb, arg: Value): readonly Piece[] | Unknown {
  const { letter, flags } = verb;
  if (arg.kind === 'unknown') return arg.fault ? arg : [arg];
  switch (letter) {
    case 'v': {
      const isPlain = arg.kind === 'string' || arg.kind === 'template';
      if (isPlain && !flags.includes('#')) return arg.kind === 'string' ? [padded(verb, arg.text)] : arg.parts;
      if (arg.kind === 'number' && !flags.includes('#')) return [padded(verb, shortText(arg))];
      return arg.kind === 'template' ? quoted(pieceOf(arg)) : [unknownWithin(arg, 'ids') ?? padded(verb, jsonOf(arg))];
    }
    case 's':
    case 'q': {
      const value = asString(arg);
      if (value.kind === 'unknown' && value.fault) return value;
      if (value.kind !== 'string') return letter === 's' ? pieceOf(value) : quoted(pieceOf(value));
      const text = verb.digits ? graphemes(value.text).slice(0, verb.digits).join('') : value.text;
      return [padded(verb, letter === 's' ? text : jsonOf({ kind: 'string', text }))];
    }
    case 't': {
      const value = asBool(arg);
      return value.kind === 'unknown' ? [value] : [String(value.value)];
    }
    default: {
      const value = asNumber(arg);
      if (value.kind === 'unknown') return value.fault ? value : [value];
      const base = BASES.get(letter);
      const written = base === undefined ? decimal(verb, value) : integer(verb, value, base);
      if (written !== undefined) return [written];
      return base === undefined
        ? fault(t("'format' does not know the verb '%{0}'", letter))
        : fault(t("'%{0}' of a format needs a whole number", letter));
    }
  }
}

const quoted = (pieces: readonly Piece[]): readonly Piece[] => ['"', ...pieces, '"'];

/** The width of text is counted in what a reader takes for one character. */
function padded({ flags, width }: Verb, text: string): string {
  const missing = (flags.includes('0') ? '0' : ' ').repeat(Math.max(0, width - graphemes(text).length));
  return flags.includes('-') ? text + missing : missing + text;
}

const BASES: ReadonlyMap<string, number> = new Map([
  ['b', 2],
  ['o', 8],
  ['d', 10],
  ['x', 16],
  ['X', 16],
]);

/** Undefined where it is no whole number. */
function integer({ letter, flags, width, digits: least }: Verb, value: Numeric, base: number): string | undefined {
  const whole = integerOf(value);
  if (whole === undefined) return undefined;
  const plain = (whole < 0n ? -whole : whole).toString(base);
  if (whole === 0n && least === 0) return '';
  const prefix = flags.includes('#') ? (PREFIXES.get(letter) ?? '') : '';
  const digits = (letter === 'X' ? plain.toUpperCase() : plain).padStart(least ?? 0, '0');
  return numberInWidth(
    signOf(flags, value) + prefix,
    digits,
    least === undefined ? flags : flags.replaceAll('0', ''),
    width,
  );
}

const PREFIXES: ReadonlyMap<string, string> = new Map([
  ['b', '0b'],
  ['o', '0'],
  ['x', '0x'],
  ['X', '0X'],
]);

/** Undefined where there is no such verb. */
function decimal({ letter, flags, width, digits }: Verb, value: Numeric): string | undefined {
  const text = unsigned(letter.toLowerCase(), value, digits);
  if (text === undefined || letter === 'F') return undefined;
  const cased = letter === letter.toLowerCase() ? text : text.toUpperCase();
  return numberInWidth(signOf(flags, value), cased, flags, width);
}

function unsigned(letter: string, value: Numeric, digits: number | undefined): string | undefined {
  switch (letter) {
    case 'f':
      return fixedText(value, digits ?? 6).replace('-', '');
    case 'e':
      return powerText(roundedDigits(value, (digits ?? 6) + 1));
    case 'g': {
      if (digits === undefined) return shortText(value).replace(/^-/, '');
      const made = roundedDigits(value, Math.max(1, digits));
      const kept = { ...made, digits: made.digits.replace(/(?<=.)0+$/, '') };
      const most = digits > kept.digits.length && kept.digits.length >= kept.point ? kept.digits.length : digits;
      return kept.point - 1 < -4 || kept.point - 1 >= Math.max(1, most) ? powerText(kept) : plainText(kept);
    }
    default:
      return undefined;
  }
}

/** The fewest digits, with a power of ten where the number has more than six before the point or four zeros behind it. */
function shortText(value: Numeric): string {
  const made = shortestDigits(value);
  return signed(value, made.point - 1 < -4 || made.point - 1 >= 6 ? powerText(made) : plainText(made));
}

function signOf(flags: string, { value }: Numeric): string {
  if (value < 0) return '-';
  return flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
}

/** Zeros stand between the sign and the digits; blanks behind them count more than zeros before. */
function numberInWidth(sign: string, digits: string, flags: string, width: number): string {
  if (flags.includes('-')) return (sign + digits).padEnd(width);
  if (flags.includes('0')) return sign + digits.padStart(width - sign.length, '0');
  return (sign + digits).padStart(width);
}
