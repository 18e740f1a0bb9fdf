// Functions about maps and objects, and those that convert.

import { t } from '#util/l10n.ts';
import { asBool, asKnownString, asNumber, asString, unified } from '../conversion.ts';
import {
  fault,
  type Mapping,
  many,
  mapping,
  NULL,
  one,
  sequence,
  sortedEntries,
  string,
  stringList,
  tuple,
  type Unknown,
  unknown,
  unknownWithin,
  type Value,
} from '../evaluated.ts';
import { spend } from '../steps.ts';
import { asMapping, type Callable, fixed, itemsOf } from './define.ts';

/** A map that is not known may have any key, so only what later maps say is known. */
const merge: Callable = (args, { budget }) => {
  const entries = new Map<string, Value>();
  let more: Unknown | undefined;
  for (const arg of args) {
    if (arg.kind === 'null') continue;
    const map = asMapping(arg);
    const rest = map.kind === 'unknown' ? map : map.more;
    if (rest !== undefined) {
      if (rest.fault) return rest;
      more ??= one(rest);
      for (const key of entries.keys()) entries.set(key, one(rest));
    }
    if (map.kind === 'unknown') continue;
    const spent = spend(budget, map.entries.size);
    if (spent !== undefined) return spent;
    for (const [key, value] of map.entries) entries.set(key, value);
  }
  const isMap = args.every((arg) => arg.kind === 'mapping' && arg.form === 'map');
  return mapping(isMap ? 'map' : 'object', entries, more);
};

function lookup({ entries, more }: Mapping, key: string, otherwise?: Value): Value {
  return entries.get(key) ?? more ?? otherwise ?? fault(t("'lookup': the map has no key '{0}'", key));
}

/** Something of each entry, a list for a map and a tuple for an object, with a gap for the entries that are missing. */
const ofEach = (partOf: (entry: [string, Value]) => Value): Callable =>
  fixed(['partialMap'], (map) => {
    const items = sortedEntries(map).map(partOf);
    return sequence(map.form === 'map' ? 'list' : 'tuple', map.more === undefined ? items : [...items, many(map.more)]);
  });

function zipmap(names: readonly string[], given: Value): Value {
  const values = itemsOf(given);
  if ('kind' in values) return values;
  if (names.length !== values.length) return fault(t("the two lists given to 'zipmap' differ in length"));
  const isTuple = given.kind === 'sequence' && given.form === 'tuple';
  return mapping(isTuple ? 'object' : 'map', new Map(names.map((name, i) => [name, values[i] as Value])));
}

function transpose(map: Mapping): Value {
  const found = new Map<string, string[]>();
  for (const [key, value] of sortedEntries(map)) {
    const items = itemsOf(value);
    if ('kind' in items) return items;
    for (const item of items) {
      const name = asKnownString(item);
      if (name.kind === 'unknown') return name;
      found.set(name.text, [...(found.get(name.text) ?? []), key]);
    }
  }
  return mapping('map', new Map([...found].map(([key, list]) => [key, stringList(list)])));
}

/** Null converts to null. */
const converting = (convert: (value: Value) => Value): Callable =>
  fixed(['any'], (value) => (value.kind === 'null' ? value : convert(value)));

const same: Callable = fixed(['any'], (value) => value);

export const MAPS: ReadonlyMap<string, Callable> = new Map<string, Callable>([
  ['merge', merge],
  ['lookup', fixed(['partialMap', 'string'], lookup, ['any'])],
  ['keys', ofEach(([key]) => string(key))],
  ['values', ofEach(([, value]) => value)],
  ['zipmap', fixed(['strings', 'any'], zipmap)],
  ['transpose', fixed(['map'], transpose)],
  ['tomap', converting((value) => toMap(asMapping(value)))],
  ['tostring', converting(asString)],
  ['tonumber', converting(asNumber)],
  ['tobool', converting(asBool)],
  ['sensitive', ([value = NULL], scope) => scope.module.hide(value)],
  ['nonsensitive', same],
  ['ephemeralasnull', same],
  ['issensitive', fixed(['any'], () => unknown(notFollowed()))],
  // The functions of before Terraform 0.12.
  ['list', (args) => sequence('list', unified(args))],
  ['map', (args) => mapOf(args)],
]);

export const notFollowed = () => t("is not followed here: import what 'terraform show -json' prints");

function toMap(map: Mapping | Unknown): Value {
  if (map.kind === 'unknown') return map;
  const values = unified([...map.entries.values()]);
  return { ...map, form: 'map', entries: new Map([...map.entries.keys()].map((key, i) => [key, values[i] as Value])) };
}

/** A map of keys and values by turns. */
function mapOf(args: readonly Value[]): Value {
  const entries = new Map<string, Value>();
  for (let i = 0; i + 1 < args.length; i += 2) {
    const key = asKnownString(args[i] as Value);
    if (key.kind === 'unknown') return key;
    entries.set(key.text, args[i + 1] as Value);
  }
  return unknownWithin(tuple(args), 'fault') ?? mapping('map', entries);
}
