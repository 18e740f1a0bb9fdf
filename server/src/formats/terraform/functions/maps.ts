// Functions about maps and objects, and those that convert.

import { t } from '#util/l10n.ts';
import { asNumber, asText, asTruth, nameOf } from '../conversion.ts';
import {
  byBytes,
  fault,
  many,
  mapping,
  NULL,
  one,
  sequence,
  sortedEntries,
  text,
  tuple,
  type Unknown,
  unknown,
  unknownIn,
  unknownWithin,
  type Value,
} from '../evaluated.ts';
import { spend } from '../steps.ts';
import { type Callable, fixed, itemsOf } from './define.ts';

/** Behind a map that is not known, nothing is sure but what comes later. */
const merge: Callable = (args, { budget }) => {
  const entries = new Map<string, Value>();
  let more: Unknown | undefined;
  for (const arg of args) {
    if (arg.kind === 'null') continue;
    const rest = arg.kind === 'unknown' ? arg : arg.kind === 'mapping' ? arg.more : undefined;
    if (rest !== undefined) {
      if (rest.fault) return rest;
      more ??= one(rest);
      for (const key of entries.keys()) entries.set(key, one(rest));
    }
    if (arg.kind === 'unknown') continue;
    if (arg.kind !== 'mapping') return fault(t('{0} is used where a map is needed', nameOf(arg)));
    const spent = spend(budget, arg.entries.size);
    if (spent !== undefined) return spent;
    for (const [key, value] of arg.entries) entries.set(key, value);
  }
  return mapping('object', entries, more);
};

function lookup(map: Value, key: Value, otherwise?: Value): Value {
  if (map.kind === 'unknown') return map;
  const name = asText(key);
  if (name.kind !== 'text') return name.kind === 'mixed' ? unknownIn(name) : name;
  if (map.kind !== 'mapping') return fault(t('{0} is used where a map is needed', nameOf(map)));
  return (
    map.entries.get(name.text) ?? map.more ?? otherwise ?? fault(t("'lookup': the map has no key '{0}'", name.text))
  );
}

const keys: Callable = ([map]) => {
  if (map === undefined || map.kind === 'unknown') return map ?? fault(t('the function lacks an argument'));
  if (map.kind !== 'mapping') return fault(t('{0} is used where a map is needed', nameOf(map)));
  const known: Value[] = [...map.entries.keys()].sort(byBytes).map((key) => text(key));
  return sequence('list', map.more === undefined ? known : [...known, many(map.more)]);
};

function zipmap(names: readonly string[], values: readonly Value[]): Value {
  if (names.length !== values.length) return fault(t("the two lists given to 'zipmap' differ in length"));
  return mapping('object', new Map(names.map((name, i) => [name, values[i] as Value])));
}

function transpose(map: Extract<Value, { kind: 'mapping' }>): Value {
  const found = new Map<string, string[]>();
  for (const [key, value] of sortedEntries(map)) {
    const items = itemsOf(value);
    if ('kind' in items) return items;
    for (const item of items) {
      const name = asText(item);
      if (name.kind !== 'text') return name.kind === 'mixed' ? unknownIn(name) : name;
      const list = found.get(name.text) ?? [];
      found.set(name.text, list);
      list.push(key);
    }
  }
  return mapping(
    'map',
    new Map(
      [...found].map(([key, list]) => [
        key,
        sequence(
          'list',
          list.map((each) => text(each)),
        ),
      ]),
    ),
  );
}

const tomap: Callable = fixed(['any'], (value) => {
  if (value.kind === 'mapping') return { ...value, form: 'map' };
  return value.kind === 'unknown' || value.kind === 'null'
    ? value
    : fault(t('{0} is used where a map is needed', nameOf(value)));
});

/** Null converts to null. */
const converting = (convert: (value: Value) => Value): Callable =>
  fixed(['any'], (value) => (value.kind === 'null' ? value : convert(value)));

const same: Callable = fixed(['any'], (value) => value);

export const MAPS: ReadonlyMap<string, Callable> = new Map<string, Callable>([
  ['merge', merge],
  ['lookup', fixed(['any', 'any'], lookup, ['any'])],
  ['keys', keys],
  ['zipmap', fixed(['texts', 'list'], zipmap)],
  ['transpose', fixed(['map'], transpose)],
  ['tomap', tomap],
  ['tostring', converting(asText)],
  ['tonumber', converting(asNumber)],
  ['tobool', converting(asTruth)],
  ['sensitive', ([value = NULL], scope) => scope.module.hide(value)],
  ['nonsensitive', same],
  ['ephemeralasnull', same],
  ['issensitive', fixed(['any'], () => unknown(t("is not followed here: import what 'terraform show -json' prints")))],
  // The functions of before Terraform 0.12.
  ['list', (args) => tuple(args)],
  [
    'map',
    (args) => {
      const entries = new Map<string, Value>();
      for (let i = 0; i + 1 < args.length; i += 2) {
        const key = asText(args[i] as Value);
        if (key.kind !== 'text') return key.kind === 'mixed' ? unknownIn(key) : key;
        entries.set(key.text, args[i + 1] as Value);
      }
      return unknownWithin(tuple(args), 'fault') ?? mapping('map', entries);
    },
  ],
]);
