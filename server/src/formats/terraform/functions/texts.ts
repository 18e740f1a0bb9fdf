// Functions about strings.

import { withoutEndBreaks } from '#text/lines.ts';
import { t } from '#util/l10n.ts';
import { withoutEnd } from '#util/strings.ts';
import { asKnownString, asString } from '../conversion.ts';
import { noNumber, ofInteger } from '../decimal.ts';
import { bool, fault, many, sequence, string, tuple, type Value } from '../evaluated.ts';
import { joined, type Piece, pieceOf } from '../joined.ts';
import { spend } from '../steps.ts';
import { type Callable, fixed, itemsOf } from './define.ts';
import { formatted } from './format.ts';
import { graphemes } from './graphemes.ts';

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

const isSpace = (character: string) => /[^\S\uFEFF]|\u0085/.test(character);
const trimmedSpace = (value: string) => withoutEnd(value, isSpace).replace(/^(?:[^\S\uFEFF]|\u0085)+/, '');

/** Letter by letter, as Go does it: one letter never becomes several. */
const upper = (value: string) => value.replace(/\P{ASCII}|[a-z]+/gu, (each) => single(each.toUpperCase(), each));
const lower = (value: string) =>
  value.replace(/\P{ASCII}|[A-Z]+/gu, (each) => (each === 'İ' ? 'i' : each.toLowerCase()));

const single = (changed: string, letter: string) => ([...changed].length > [...letter].length ? letter : changed);

/** A word begins behind every sign of ASCII that is no letter, digit or line below, and behind every blank. */
const title = (value: string) => value.replace(/(?<=^|[^\P{ASCII}\w]|[^\S\uFEFF])[\p{L}]/gu, (letter) => upper(letter));

function trimmed(value: string, cutset: string): string {
  const letters = new Set(cutset);
  const points = [...value];
  let [from, to] = [0, points.length];
  while (from < to && letters.has(points[from] as string)) from++;
  while (to > from && letters.has(points[to - 1] as string)) to--;
  return points.slice(from, to).join('');
}

function substring(value: string, offset: number, length: number): Value {
  const points = graphemes(value);
  const from = offset < 0 ? points.length + offset : offset;
  if (from < 0) return fault(t('the string ends before the given position'));
  return string(points.slice(from, length < 0 ? undefined : from + length).join(''));
}

export const TEXTS: ReadonlyMap<string, Callable> = new Map<string, Callable>([
  ['join', join],
  ['split', split],
  ['format', format],
  ['formatlist', formatlist],
  ['lower', onText(lower)],
  ['upper', onText(upper)],
  ['title', onText(title)],
  ['trimspace', trimspace],
  ['chomp', onText(withoutEndBreaks)],
  ['strrev', onText((value) => [...graphemes(value)].reverse().join(''))],
  ['trim', fixed(['string', 'string'], (value, cutset) => string(trimmed(value, cutset)))],
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
  ['basename', onText((value) => withoutEnd(value, (each) => each === '/').replace(/^.*\//s, ''))],
  ['dirname', onText((value) => (value.includes('/') ? value.replace(/\/[^/]*$/, '') || '/' : '.'))],
]);

function parsedInt(written: string, base: number): Value {
  if (!Number.isInteger(base) || base < 2 || base > 36) return fault(t('the base is not between 2 and 36'));
  const digits = '0123456789abcdefghijklmnopqrstuvwxyz'.slice(0, base);
  const plain = written.toLowerCase().replace(/^[+-]/, '');
  if (plain === '' || [...plain].some((letter) => !digits.includes(letter))) {
    return fault(t("'parseint': the string is not a number in that base"));
  }
  const whole = [...plain].reduce((sum, letter) => sum * BigInt(base) + BigInt(digits.indexOf(letter)), 0n);
  return ofInteger(written.startsWith('-') ? -whole : whole) ?? noNumber();
}
