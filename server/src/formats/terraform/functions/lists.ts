// Functions about lists and sets.

import { t } from '#util/l10n.ts';
import { asText, nameOf, unified } from '../conversion.ts';
import { equal, keyOf } from '../equality.ts';
import {
  byBytes,
  fault,
  many,
  NULL,
  number,
  one,
  type Sequence,
  sequence,
  sortedEntries,
  text,
  truth,
  tuple,
  type Unknown,
  type Value,
} from '../evaluated.ts';
import { spend } from '../steps.ts';
import { type Callable, fixed, itemsOf, variadic } from './define.ts';

/** A list that is not known is a gap in the whole, and no more. */
const concat: Callable = (args, { budget }) => {
  const items: Value[] = [];
  for (const arg of args) {
    if (arg.kind === 'unknown') {
      if (arg.fault) return arg;
      items.push(many(arg));
    } else if (arg.kind === 'sequence') {
      const spent = spend(budget, arg.items.length);
      if (spent !== undefined) return spent;
      for (const item of arg.items) items.push(item);
    } else return fault(t('{0} is used where a list is needed', nameOf(arg)));
  }
  return tuple(items);
};

const flatten: Callable = ([list], { budget }) => {
  if (list === undefined || list.kind === 'unknown') return list ?? fault(t('the function lacks an argument'));
  if (list.kind !== 'sequence') return fault(t('{0} is used where a list is needed', nameOf(list)));
  const items: Value[] = [];
  const open: Value[] = [...list.items].reverse();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const spent = spend(budget, 1);
    if (spent !== undefined) return spent;
    if (next.kind !== 'sequence') {
      if (next.kind === 'unknown' && next.fault) return next;
      // One that is not known may be a list itself.
      items.push(next.kind === 'unknown' ? many(next) : next);
    } else for (let i = next.items.length - 1; i >= 0; i--) open.push(next.items[i] as Value);
  }
  return tuple(items);
};

export function setOf(items: readonly Value[]): Sequence | Unknown {
  const found = distinctOf(unified(items));
  const rank = (value: Value) => (value.kind === 'number' ? 0 : value.kind === 'text' ? 1 : 2);
  // Texts and numbers have an order in a set; of others it is nobody's.
  const sorted = found.toSorted((a, b) => {
    if (a.kind === 'text' && b.kind === 'text') return byBytes(a.text, b.text);
    if (a.kind === 'number' && b.kind === 'number') return a.value - b.value;
    return rank(a) - rank(b);
  });
  return sequence('set', sorted);
}

function distinctOf(items: readonly Value[]): Value[] {
  const seen = new Map<string, Value>();
  for (const item of items) {
    const key = keyOf(item);
    if (!seen.has(key)) seen.set(key, item);
  }
  return [...seen.values()];
}

/** What goes through a list element by element keeps the gaps in it. */
function withGaps(make: (items: readonly Value[]) => Value): Callable {
  return ([value]) => {
    if (value === undefined || value.kind === 'unknown') return value ?? fault(t('the function lacks an argument'));
    if (value.kind !== 'sequence') return fault(t('{0} is used where a list is needed', nameOf(value)));
    return make(value.items);
  };
}

const isEmptyText = (item: Value) => item.kind === 'null' || (item.kind === 'text' && item.text === '');

function length(value: Value): Value {
  switch (value.kind) {
    case 'sequence': {
      const items = itemsOf(value);
      return 'kind' in items ? one(items) : number(items.length);
    }
    case 'mapping':
      return value.more ?? number(value.entries.size);
    case 'text':
      return number([...new Intl.Segmenter().segment(value.text.slice(0, 100_000))].length);
    case 'unknown':
      return value;
    default: {
      const given = asText(value);
      return given.kind === 'unknown' ? given : fault(t('{0} has no length', nameOf(value)));
    }
  }
}

function element(items: readonly Value[], place: number): Value {
  if (items.length === 0) return fault(t("the list given to 'element' is empty"));
  const at = Math.trunc(place) % items.length;
  return items[at < 0 ? at + items.length : at] as Value;
}

function range(first: number, second?: number, third?: number): Value {
  const [start, end] = second === undefined ? [0, first] : [first, second];
  const step = third ?? (end < start ? -1 : 1);
  if (step === 0) return fault(t("the step given to 'range' is zero"));
  const items: Value[] = [];
  for (let value = start; step > 0 ? value < end : value > end; value += step) {
    // Terraform's own limit.
    if (items.length === 1024) return fault(t("'range' makes more than 1024 numbers, which Terraform refuses"));
    items.push(number(value));
  }
  return sequence('list', items);
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
  const areSets = args.every((arg) => arg.kind === 'sequence' && arg.form === 'set');
  const made = rows.map((row) => tuple(row));
  return areSets ? sequence('set', made) : sequence('list', made);
});

function chunks(items: readonly Value[], size: number): Value {
  if (size === 0) return tuple([tuple(items)]);
  if (!(size > 0)) return fault(t("the size given to 'chunklist' is negative"));
  const made: Value[] = [];
  for (let i = 0; i < items.length; i += size) made.push(tuple(items.slice(i, i + size)));
  return tuple(made);
}

function slice(items: readonly Value[], from: number, to: number): Value {
  if (from < 0 || to < from || to > items.length) return fault(t("'slice': an index is outside of the list"));
  return tuple(items.slice(from, to));
}

function contains(value: Value, wanted: Value): Value {
  if (value.kind === 'unknown') return value;
  if (value.kind !== 'sequence') return fault(t('{0} is used where a list is needed', nameOf(value)));
  let missing: Unknown | undefined;
  for (const item of value.items) {
    const same = equal(item, wanted);
    if (same === true) return truth(true);
    if (typeof same !== 'boolean') missing ??= one(same);
  }
  return missing ?? truth(false);
}

function indexOf(items: readonly Value[], wanted: Value): Value {
  for (const [i, item] of items.entries()) {
    const same = equal(item, wanted);
    if (typeof same !== 'boolean') return same;
    if (same) return number(i);
  }
  return fault(t("'index': the value is not in the list"));
}

/** The first that is neither null nor empty. */
const coalesce: Callable = (args) => {
  for (const arg of args) {
    if (arg.kind === 'unknown') return arg;
    if (!isEmptyText(arg)) return arg;
  }
  return fault(t("all arguments of 'coalesce' are empty"));
};

const coalescelist: Callable = (args) => {
  for (const arg of args) {
    if (arg.kind === 'unknown') return arg;
    if (arg.kind === 'sequence' && arg.items.length > 0) return arg;
  }
  return fault(t("all lists given to 'coalescelist' are empty"));
};

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
        const holds = item.kind === 'bool' ? item.value : item.kind === 'text' && item.text === 'true';
        if (holds !== wanted) return truth(!wanted);
      }
    }
    return missing ?? truth(wanted);
  });

/** Sets of what is in all, in any, or in the first only. */
function setFunction(choose: (sets: readonly (readonly Value[])[]) => Value[]): Callable {
  return variadic('list', (lists) => setOf(choose(lists)));
}

const keysOf = (items: readonly Value[]) => new Set(items.map(keyOf));

export const LISTS: ReadonlyMap<string, Callable> = new Map<string, Callable>([
  ['concat', concat],
  ['flatten', flatten],
  ['length', fixed(['any'], length)],
  ['element', fixed(['list', 'number'], element)],
  ['range', fixed(['number'], range, ['number', 'number'])],
  ['setproduct', setproduct],
  ['chunklist', fixed(['list', 'number'], chunks)],
  ['slice', fixed(['list', 'number', 'number'], slice)],
  ['contains', fixed(['any', 'any'], contains)],
  ['index', fixed(['list', 'any'], indexOf)],
  ['coalesce', coalesce],
  ['coalescelist', coalescelist],
  ['one', fixed(['any'], only)],
  ['alltrue', every(true)],
  ['anytrue', every(false)],
  ['distinct', withGaps((items) => tuple(distinctOf(items)))],
  ['compact', withGaps((items) => tuple(items.filter((item) => !isEmptyText(item))))],
  ['toset', withGaps(setOf)],
  ['tolist', withGaps((items) => sequence('list', unified(items)))],
  ['reverse', withGaps((items) => tuple(items.toReversed()))],
  [
    'sort',
    fixed(['texts'], (texts) =>
      sequence(
        'list',
        texts.toSorted(byBytes).map((each) => text(each)),
      ),
    ),
  ],
  ['sum', fixed(['numbers'], (numbers) => number(numbers.reduce((a, b) => a + b, 0)))],
  ['setunion', setFunction((sets) => sets.flat())],
  [
    'setintersection',
    setFunction(([first = [], ...others]) => {
      const keys = others.map(keysOf);
      return first.filter((item) => keys.every((set) => set.has(keyOf(item))));
    }),
  ],
  [
    'setsubtract',
    setFunction(([first = [], second = []]) => {
      const keys = keysOf(second);
      return first.filter((item) => !keys.has(keyOf(item)));
    }),
  ],
  [
    'matchkeys',
    fixed(['list', 'list', 'list'], (values, keys, wanted) => {
      const chosen = keysOf(wanted);
      return tuple(values.filter((_, i) => chosen.has(keyOf(keys[i] ?? NULL))));
    }),
  ],
  ['values', ([map]) => valuesOf(map)],
]);

/** In the order of the keys. */
function valuesOf(map: Value | undefined): Value {
  if (map === undefined || map.kind === 'unknown') return map ?? fault(t('the function lacks an argument'));
  if (map.kind !== 'mapping') return fault(t('{0} is used where a map is needed', nameOf(map)));
  const known = sortedEntries(map).map(([, value]) => value);
  return tuple(map.more === undefined ? known : [...known, many(map.more)]);
}
