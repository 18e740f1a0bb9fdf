// Functions about lists and sets.

import { t } from '#util/l10n.ts';
import { asString, nameOf, unified } from '../conversion.ts';
import { calculated, compared, noNumber, numberText } from '../decimal.ts';
import { equal, keyOf } from '../equality.ts';
import {
  bool,
  byBytes,
  fault,
  many,
  NULL,
  type Numeric,
  number,
  one,
  type Sequence,
  sequence,
  sortedEntries,
  stringList,
  tuple,
  type Unknown,
  unknownWithin,
  type Value,
} from '../evaluated.ts';
import type { Scope } from '../scope.ts';
import { spend } from '../steps.ts';
import { asSequence, type Callable, fixed, itemsOf, scoped, variadic } from './define.ts';
import { graphemes } from './graphemes.ts';

/** Elements of one type. */
const list = (items: readonly Value[]) => sequence('list', unified(items));

const isList = (value: Value) => value.kind === 'sequence' && value.form === 'list';

/** Some elements of a list or tuple, or all of them in another order. */
const among = (whole: Sequence, items: readonly Value[]) => (whole.form === 'tuple' ? tuple(items) : list(items));

/** A list that is not known is a gap in the whole. */
const concat: Callable = (args, { budget }) => {
  const items: Value[] = [];
  for (const arg of args) {
    const given = asSequence(arg);
    if (given.kind === 'unknown') {
      if (given.fault) return given;
      items.push(many(given));
      continue;
    }
    const spent = spend(budget, given.items.length);
    if (spent !== undefined) return spent;
    for (const item of given.items) items.push(item);
  }
  return args.every(isList) ? list(items) : tuple(items);
};

function flatten({ budget }: Scope, nested: readonly Value[]): Value {
  const items: Value[] = [];
  const open: Value[] = nested.toReversed();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const spent = spend(budget, 1);
    if (spent !== undefined) return spent;
    if (next.kind === 'sequence') {
      for (let i = next.items.length - 1; i >= 0; i--) open.push(next.items[i] as Value);
    } else if (next.kind === 'unknown') {
      if (next.fault) return next;
      // An element that is not known may be a list itself.
      items.push(many(next));
    } else items.push(next);
  }
  return tuple(items);
}

export function setOf(items: readonly Value[]): Sequence | Unknown {
  return sequence('set', distinctOf(unified(items)).toSorted(inSet));
}

/** The order in which Terraform keeps the elements of a set, as far as they are known: what is null comes last. */
function inSet(a: Value, b: Value): number {
  if (a.kind === 'number' && b.kind === 'number') return compared(a, b);
  if (a.kind === 'string' && b.kind === 'string') return byBytes(a.text, b.text);
  if (isOpen(a) || isOpen(b)) return Number(isOpen(a)) - Number(isOpen(b));
  return Number(a.kind === 'null') - Number(b.kind === 'null') || byBytes(hashText(a), hashText(b));
}

const isOpen = (value: Value) => unknownWithin(value, 'ids') !== undefined;

/** What Terraform hashes of a value. Nothing else orders the objects of a set. */
function hashText(value: Value): string {
  const all = (values: readonly Value[]) => values.map((inner) => `${hashText(inner)};`).join('');
  switch (value.kind) {
    case 'string':
      return JSON.stringify(value.text);
    case 'number':
      return numberText(value);
    case 'bool':
      return value.value ? 'T' : 'F';
    case 'sequence':
      return value.form === 'tuple' ? `<${all(value.items)}>` : `[${all(value.items)}]`;
    case 'mapping': {
      const entries = sortedEntries(value);
      if (value.form === 'object') return `<${all(entries.map(([, inner]) => inner))}>`;
      return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${hashText(inner)};`).join('')}}`;
    }
    default:
      return '~';
  }
}

function distinctOf(items: readonly Value[]): Value[] {
  const seen = new Map<string, Value>();
  for (const item of items) {
    const key = keyOf(item);
    if (!seen.has(key)) seen.set(key, item);
  }
  return [...seen.values()];
}

const isFilled = (item: Value) => item.kind !== 'null' && (item.kind !== 'string' || item.text !== '');

function length(value: Value): Value {
  switch (value.kind) {
    case 'sequence': {
      const items = itemsOf(value);
      return 'kind' in items ? one(items) : number(items.length);
    }
    case 'mapping':
      return value.more ?? number(value.entries.size);
    case 'string':
      return number(graphemes(value.text.slice(0, 100_000)).length);
    case 'unknown':
      return value;
    default: {
      const given = asString(value);
      return given.kind === 'unknown' ? given : fault(t('{0} has no length', nameOf(value)));
    }
  }
}

function element(items: readonly Value[], place: number): Value {
  if (items.length === 0) return fault(t("the list given to '{0}' is empty", 'element'));
  const at = Math.trunc(place) % items.length;
  return items[at < 0 ? at + items.length : at] as Value;
}

function range(first: Numeric, second?: Numeric, third?: Numeric): Value {
  const [start, end] = second === undefined ? [number(0), first] : [first, second];
  const step = third ?? number(compared(end, start) < 0 ? -1 : 1);
  if (step.value === 0) return fault(t("the step given to 'range' is zero"));
  const items: Value[] = [];
  for (let value: Numeric | undefined = start; value !== undefined; value = calculated('+', value, step)) {
    if (step.value > 0 ? compared(value, end) >= 0 : compared(value, end) <= 0) return sequence('list', items);
    // Terraform's own limit.
    if (items.length === 1024) return fault(t("'range' makes more than 1024 numbers, which Terraform refuses"));
    items.push(value);
  }
  return noNumber();
}

function sum(numbers: readonly Numeric[]): Value {
  if (numbers.length === 0) return fault(t("the list given to '{0}' is empty", 'sum'));
  const all = numbers.reduce<Numeric | undefined>((a, b) => a && calculated('+', a, b), number(0));
  return all ?? noNumber();
}

const setproduct: Callable = variadic('any', (args, { budget }) => {
  let rows: Value[][] = [[]];
  for (const arg of args) {
    const items = itemsOf(arg);
    if ('kind' in items) return items;
    const spent = spend(budget, rows.length * items.length * args.length);
    if (spent !== undefined) return spent;
    rows = rows.flatMap((row) => items.map((item) => [...row, item]));
  }
  const made = rows.map((row) => tuple(row));
  return args.some((arg) => arg.kind === 'sequence' && arg.form === 'set') ? setOf(made) : sequence('list', made);
});

function chunks(items: readonly Value[], size: number): Value {
  if (size === 0) return list([list(items)]);
  if (!(size > 0)) return fault(t("the size given to 'chunklist' is negative"));
  const made: Value[] = [];
  for (let i = 0; i < items.length; i += size) made.push(list(items.slice(i, i + size)));
  return list(made);
}

function slice(value: Value, from: number, to: number): Value {
  const whole = asSequence(value);
  const items = itemsOf(value);
  if (whole.kind === 'unknown') return whole;
  if ('kind' in items) return items;
  if (from < 0 || to < from || to > items.length) return fault(t("'slice': an index is outside of the list"));
  return among(whole, items.slice(from, to));
}

function reverse(value: Value): Value {
  const whole = asSequence(value);
  return whole.kind === 'unknown' ? whole : among(whole, whole.items.toReversed());
}

function compact(items: readonly Value[]): Value {
  const texts = items.map((item) => (item.kind === 'null' ? item : asString(item)));
  return texts.find((each): each is Unknown => each.kind === 'unknown' && each.fault) ?? list(texts.filter(isFilled));
}

function contains(items: readonly Value[], wanted: Value): Value {
  let missing: Unknown | undefined;
  for (const item of items) {
    const same = equal(item, wanted);
    if (same === true) return bool(true);
    if (typeof same !== 'boolean') missing ??= one(same);
  }
  return missing ?? bool(false);
}

function indexOf(items: readonly Value[], wanted: Value): Value {
  for (const [i, item] of items.entries()) {
    const same = equal(item, wanted);
    if (typeof same !== 'boolean') return same;
    if (same) return number(i);
  }
  return fault(t("'index': the value is not in the list"));
}

/** The first argument that is not empty. One that is not known may be it. */
const first = (isWanted: (value: Value) => boolean, none: () => string): Callable => {
  return (args) => args.find((arg) => arg.kind === 'unknown' || isWanted(arg)) ?? fault(none());
};

const coalesce = first(isFilled, () => t("all arguments of 'coalesce' are empty"));

const coalescelist = first(
  (value) => value.kind === 'sequence' && value.items.length > 0,
  () => t("all lists given to 'coalescelist' are empty"),
);

function only(value: Value): Value {
  if (value.kind === 'null') return NULL;
  const items = itemsOf(value);
  if ('kind' in items) return one(items);
  if (items.length > 1) return fault(t("the list given to 'one' has more than one element"));
  return items[0] ?? NULL;
}

const every = (wanted: boolean): Callable =>
  fixed(['list'], (items) => {
    let missing: Unknown | undefined;
    for (const item of items) {
      if (item.kind === 'unknown') missing ??= item;
      else {
        const holds = item.kind === 'bool' ? item.value : item.kind === 'string' && item.text === 'true';
        if (holds !== wanted) return bool(!wanted);
      }
    }
    return missing ?? bool(wanted);
  });

/** A set of some of the elements of several sets. */
function setFunction(choose: (sets: readonly (readonly Value[])[]) => Value[]): Callable {
  return variadic('list', (lists) => setOf(choose(lists)));
}

const keysOf = (items: readonly Value[]) => new Set(items.map(keyOf));

/** A conversion: null stays null. */
function orNull(convert: Callable): Callable {
  return (args, scope) => (args.length === 1 && args[0]?.kind === 'null' ? NULL : convert(args, scope));
}

export const LISTS: ReadonlyMap<string, Callable> = new Map<string, Callable>([
  ['concat', concat],
  ['flatten', scoped(['gaps'], flatten)],
  ['length', fixed(['any'], length)],
  ['element', fixed(['list', 'number'], element)],
  ['range', fixed(['numeric'], range, ['numeric', 'numeric'])],
  ['setproduct', setproduct],
  ['chunklist', fixed(['list', 'number'], chunks)],
  ['slice', fixed(['any', 'number', 'number'], slice)],
  ['contains', fixed(['gaps', 'any'], contains)],
  ['index', fixed(['list', 'any'], indexOf)],
  ['coalesce', coalesce],
  ['coalescelist', coalescelist],
  ['one', fixed(['any'], only)],
  ['alltrue', every(true)],
  ['anytrue', every(false)],
  ['distinct', fixed(['gaps'], (items) => list(distinctOf(unified(items))))],
  ['compact', fixed(['gaps'], compact)],
  ['toset', orNull(fixed(['gaps'], setOf))],
  ['tolist', orNull(fixed(['gaps'], list))],
  ['reverse', fixed(['any'], reverse)],
  ['sort', fixed(['strings'], (texts) => stringList(texts.toSorted(byBytes)))],
  ['sum', fixed(['numerics'], sum)],
  ['setunion', setFunction((sets) => sets.flat())],
  [
    'setintersection',
    setFunction(([some = [], ...others]) => {
      const keys = others.map(keysOf);
      return some.filter((item) => keys.every((set) => set.has(keyOf(item))));
    }),
  ],
  [
    'setsubtract',
    setFunction(([some = [], others = []]) => {
      const keys = keysOf(others);
      return some.filter((item) => !keys.has(keyOf(item)));
    }),
  ],
  [
    'matchkeys',
    fixed(['list', 'list', 'list'], (values, keys, wanted) => {
      const chosen = keysOf(wanted);
      return list(values.filter((_, i) => chosen.has(keyOf(keys[i] ?? NULL))));
    }),
  ],
]);
