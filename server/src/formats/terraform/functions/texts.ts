// Functions about strings.

import { t } from '#util/l10n.ts';
import { asBool, asKnownString, asNumber, asString, nameOf, numberText } from '../conversion.ts';
import {
  bool,
  fault,
  many,
  number,
  type StringValue,
  sequence,
  string,
  type Template,
  tuple,
  type Unknown,
  unknownWithin,
  type Value,
} from '../evaluated.ts';
import { joined, type Piece } from '../joined.ts';
import type { Scope } from '../scope.ts';
import { spend } from '../steps.ts';
import { type Callable, fixed, itemsOf } from './define.ts';
import { jsonOf } from './encoding.ts';

const pieceOf = (value: StringValue | Template | Unknown): readonly Piece[] =>
  value.kind === 'template' ? value.parts : [value.kind === 'string' ? value.text : value];

/** One string that is not known, such as an id or a description, leaves the others known. */
const join: Callable = (args, scope) => {
  const [separator, ...lists] = args;
  const between = separator === undefined ? undefined : asString(separator);
  if (between === undefined || between.kind === 'unknown') return between ?? fault(t('the function lacks an argument'));
  const made: Piece[] = [];
  let first = true;
  for (const list of lists) {
    const items = itemsOf(list);
    if ('kind' in items) return items;
    for (const item of items) {
      const value = asString(item);
      if (value.kind === 'unknown' && value.fault) return value;
      if (!first) made.push(...pieceOf(between));
      made.push(...pieceOf(value));
      first = false;
    }
  }
  return joined(made, scope);
};

const split: Callable = (args, { budget }) => {
  const [first, second] = args;
  if (first === undefined || second === undefined) return fault(t('the function lacks an argument'));
  const [separator, value] = [asKnownString(first), asString(second)];
  if (separator.kind === 'unknown') return separator;
  if (value.kind === 'unknown') return value;
  const fields: Piece[][] = [[]];
  for (const piece of pieceOf(value)) {
    if (typeof piece !== 'string') {
      // A part that is not known may hold separators. An id holds none.
      if (piece.kind === 'unknown') return piece;
      fields.at(-1)?.push(piece);
      continue;
    }
    const spent = spend(budget, piece.length + 1);
    if (spent !== undefined) return spent;
    const [head = '', ...tail] = separator.text === '' ? [...piece] : piece.split(separator.text);
    fields.at(-1)?.push(head);
    for (const each of tail) fields.push([each]);
  }
  return sequence(
    'list',
    fields.map((field) => joined(field, { budget })),
  );
};

const VERB =
  /%(?:(?<percent>%)|(?<flags>[-+ 0#]*)(?<width>\d*)(?:\.(?<digits>\d+))?(?:\[(?<place>\d+)\])?(?<verb>[a-zA-Z]))/g;

/** `format`: the verbs that configurations use. */
function formatted(spec: string, args: readonly Value[], scope: Scope): Value {
  const made: Piece[] = [];
  let from = 0;
  let next = 0;
  for (const match of spec.matchAll(VERB)) {
    made.push(spec.slice(from, match.index));
    from = match.index + match[0].length;
    const groups = match.groups ?? {};
    if (groups['percent'] !== undefined) {
      made.push('%');
      continue;
    }
    if (groups['place'] !== undefined && groups['place'] !== '') next = Number(groups['place']) - 1;
    const arg = args[next++];
    if (arg === undefined) return fault(t("the format '{0}' needs more arguments", spec));
    const pieces = verb(groups, arg);
    if ('kind' in pieces) return pieces;
    made.push(...pieces);
  }
  if (next < args.length && !spec.includes('['))
    return fault(t("the format '{0}' has fewer verbs than arguments", spec));
  made.push(spec.slice(from));
  return joined(made, scope);
}

function verb(groups: Record<string, string | undefined>, arg: Value): readonly Piece[] | Unknown {
  const { flags = '', width = '', digits, verb: letter = '' } = groups;
  if (Number(width || 0) > 10_000 || Number(digits ?? 0) > 100) return fault(t('the width of the format is too large'));
  if (arg.kind === 'unknown') return arg.fault ? arg : [arg];
  const padded = (written: string) => {
    if (flags.includes('-')) return written.padEnd(Number(width || 0));
    if (!flags.includes('0')) return written.padStart(Number(width || 0));
    const sign = /^[+-]/.exec(written)?.[0] ?? '';
    return sign + written.slice(sign.length).padStart(Number(width || 0) - sign.length, '0');
  };
  switch (letter) {
    case 's':
    case 'v': {
      if (arg.kind === 'sequence' || arg.kind === 'mapping' || arg.kind === 'null') {
        if (letter === 's') return fault(t('{0} is used where a string is needed', nameOf(arg)));
        return [unknownWithin(arg, 'ids') ?? jsonOf(arg)];
      }
      const value = asString(arg);
      if (value.kind === 'string')
        return [padded(digits === undefined ? value.text : [...value.text].slice(0, Number(digits)).join(''))];
      return pieceOf(value);
    }
    case 'q': {
      const value = asString(arg);
      return value.kind === 'string' ? [padded(JSON.stringify(value.text))] : ['"', ...pieceOf(value), '"'];
    }
    case 't': {
      const value = asBool(arg);
      return value.kind === 'unknown' ? [value] : [padded(String(value.value))];
    }
    default: {
      const value = asNumber(arg);
      if (value.kind === 'unknown') return value.fault ? value : [value];
      const written = NUMERALS.get(letter)?.(value.value, Number(digits ?? 6));
      if (written === undefined) return fault(t("'format' does not know the verb '%{0}'", letter));
      return [padded(flags.includes('+') && value.value >= 0 ? `+${written}` : written)];
    }
  }
}

/** The verbs of numbers. */
const NUMERALS = new Map<string, (value: number, digits: number) => string>([
  ['d', (value) => numberText(Math.trunc(value))],
  ['b', (value) => Math.trunc(value).toString(2)],
  ['o', (value) => Math.trunc(value).toString(8)],
  ['x', (value) => Math.trunc(value).toString(16)],
  ['X', (value) => Math.trunc(value).toString(16).toUpperCase()],
  ['f', (value, digits) => value.toFixed(digits)],
  ['e', (value, digits) => value.toExponential(digits).replace(/e([+-])(\d)$/, 'e$10$2')],
  ['g', (value) => numberText(value)],
]);

const format: Callable = ([spec, ...rest], scope) => {
  const given = spec === undefined ? fault(t('the function lacks an argument')) : asKnownString(spec);
  return given.kind === 'unknown' ? given : formatted(given.text, rest, scope);
};

/** `format` for each element of the lists among the arguments. */
const formatlist: Callable = ([spec, ...rest], scope) => {
  const given = spec === undefined ? fault(t('the function lacks an argument')) : asKnownString(spec);
  if (given.kind === 'unknown') return given;
  let length: number | undefined;
  for (const arg of rest) {
    if (arg.kind === 'unknown') return arg.fault ? arg : tuple([many(arg)]);
    if (arg.kind !== 'sequence') continue;
    const items = itemsOf(arg);
    if ('kind' in items) return tuple([many(items)]);
    if (length !== undefined && items.length !== length) return fault(t('the lists differ in length'));
    length = items.length;
  }
  const made: Value[] = [];
  for (let i = 0; i < (length ?? 1); i++) {
    const row = rest.map((arg) => (arg.kind === 'sequence' ? (arg.items[i] as Value) : arg));
    made.push(formatted(given.text, row, scope));
  }
  return sequence('list', made);
};

function onText(change: (value: string) => string): Callable {
  return fixed(['string'], (value) => string(change(value)));
}

/** An id at an end of a string has no blanks around it. */
const trimspace: Callable = fixed(['any'], (value) => {
  const given = asString(value);
  if (given.kind !== 'template') return given.kind === 'string' ? string(trimmedSpace(given.text)) : given;
  const last = given.parts.length - 1;
  const parts = given.parts.map((part, i) => {
    if (typeof part !== 'string') return part;
    const start = i === 0 ? part.trimStart() : part;
    return i === last ? start.trimEnd() : start;
  });
  return { ...given, parts: parts.filter((part) => part !== '') };
});

const trimmedSpace = (value: string) => value.replace(/^[\s\u0085]+|[\s\u0085]+$/g, '');

const title = (value: string) => value.replace(/(?<![\p{L}\p{N}_'])\p{L}/gu, (letter) => letter.toUpperCase());

function trimmed(value: string, cutset: string, sides: 'both' | 'start' | 'end'): string {
  const letters = new Set(cutset);
  const points = [...value];
  let [from, to] = [0, points.length];
  if (sides !== 'end') while (from < to && letters.has(points[from] as string)) from++;
  if (sides !== 'start') while (to > from && letters.has(points[to - 1] as string)) to--;
  return points.slice(from, to).join('');
}

function substring(value: string, offset: number, length: number): Value {
  const points = [...value];
  const from = offset < 0 ? points.length + offset : offset;
  if (from < 0) return fault(t('the string ends before the given position'));
  return string(points.slice(from, length < 0 ? undefined : from + length).join(''));
}

export const TEXTS: ReadonlyMap<string, Callable> = new Map<string, Callable>([
  ['join', join],
  ['split', split],
  ['format', format],
  ['formatlist', formatlist],
  ['lower', onText((value) => value.toLowerCase())],
  ['upper', onText((value) => value.toUpperCase())],
  ['title', onText(title)],
  ['trimspace', trimspace],
  ['chomp', onText((value) => value.replace(/(?:\r\n|\n|\r)+$/, ''))],
  ['strrev', onText((value) => [...value].reverse().join(''))],
  ['trim', fixed(['string', 'string'], (value, cutset) => string(trimmed(value, cutset, 'both')))],
  [
    'trimprefix',
    fixed(['string', 'string'], (value, begin) => string(value.startsWith(begin) ? value.slice(begin.length) : value)),
  ],
  [
    'trimsuffix',
    fixed(['string', 'string'], (value, end) =>
      string(end !== '' && value.endsWith(end) ? value.slice(0, -end.length) : value),
    ),
  ],
  ['startswith', fixed(['string', 'string'], (value, begin) => bool(value.startsWith(begin)))],
  ['endswith', fixed(['string', 'string'], (value, end) => bool(value.endsWith(end)))],
  ['strcontains', fixed(['string', 'string'], (value, part) => bool(value.includes(part)))],
  ['substr', fixed(['string', 'number', 'number'], substring)],
  [
    'indent',
    fixed(['number', 'string'], (blanks, value) =>
      string(value.replaceAll('\n', `\n${' '.repeat(Math.min(1000, Math.max(0, blanks)))}`)),
    ),
  ],
  ['parseint', fixed(['string', 'number'], parsedInt)],
  ['urlencode', onText((value) => encodeURIComponent(value.toWellFormed()).replaceAll('%20', '+'))],
  ['basename', onText((value) => value.replace(/\/+$/, '').replace(/^.*\//s, ''))],
  ['dirname', onText((value) => (value.includes('/') ? value.replace(/\/[^/]*$/, '') || '/' : '.'))],
]);

function parsedInt(written: string, base: number): Value {
  if (!Number.isInteger(base) || base < 2 || base > 36) return fault(t('the base is not between 2 and 36'));
  const digits = '0123456789abcdefghijklmnopqrstuvwxyz'.slice(0, base);
  const plain = written.toLowerCase().replace(/^[+-]/, '');
  if (plain === '' || [...plain].some((letter) => !digits.includes(letter))) {
    return fault(t("'parseint': the string is not a number in that base"));
  }
  return number(Number.parseInt(written, base));
}
