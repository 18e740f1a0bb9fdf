// How functions of Terraform are defined: by the arguments that they take, which are converted as Terraform does, and what they make of
// these.

import { t } from '#util/l10n.ts';
import { asBool, asKnownString, asNumber, nameOf } from '../conversion.ts';
import { fault, type Mapping, type Numeric, type Sequence, type Unknown, type Value } from '../evaluated.ts';
import type { Scope } from '../scope.ts';

export type Callable = (args: readonly Value[], scope: Scope) => Value;

/** The kinds of arguments. */
interface Wanted {
  string: string;
  number: number;
  /** One that may be more than a double holds. */
  numeric: Numeric;
  bool: boolean;
  /** The elements of a list of which none is missing. */
  list: readonly Value[];
  /** The same, all of them known strings. */
  strings: readonly string[];
  numerics: readonly Numeric[];
  /** The elements of a list in which some may be missing. */
  gaps: readonly Value[];
  /** A map of which no entry is missing. */
  map: Mapping;
  /** A map of which some entries may be missing. */
  partialMap: Mapping;
  any: Value;
}

type Kind = keyof Wanted;
type Args<K extends readonly Kind[]> = { [I in keyof K]: Wanted[K[I]] };

/** A function of so many arguments. Those in `optional` may be left out. */
export function fixed<const K extends readonly Kind[], const O extends readonly Kind[] = []>(
  kinds: K,
  make: (...args: [...Args<K>, ...Partial<Args<O>>]) => Value,
  optional?: O,
): Callable {
  const all: readonly Kind[] = [...kinds, ...(optional ?? [])];
  return (args) => {
    if (args.length < kinds.length || args.length > all.length) {
      return fault(t('the function does not take {0} arguments', args.length));
    }
    const given = converted(args, (i) => all[i] as Kind);
    return 'kind' in given ? given : make(...(given.values as unknown as Parameters<typeof make>));
  };
}

/** A function of so many arguments that also needs the scope: to count what it costs, or for the files of the module. */
export function scoped<const K extends readonly Kind[]>(
  kinds: K,
  make: (scope: Scope, ...args: Args<K>) => Value,
): Callable {
  return (args, scope) => fixed(kinds, (...given) => make(scope, ...(given as unknown as Args<K>)))(args, scope);
}

/** A function of any number of arguments of one kind. */
export function variadic<const K extends Kind>(
  kind: K,
  make: (args: readonly Wanted[K][], scope: Scope) => Value,
): Callable {
  return (args, scope) => {
    const given = converted(args, () => kind);
    return 'kind' in given ? given : make(given.values as readonly Wanted[K][], scope);
  };
}

/** The arguments as the function wants them, or why it cannot have them: what Terraform refuses comes before what is not known. */
function converted(
  args: readonly Value[],
  kindOf: (place: number) => Kind,
): { readonly values: readonly unknown[] } | Unknown {
  const values: unknown[] = [];
  let missing: Unknown | undefined;
  for (const [i, arg] of args.entries()) {
    const given = as(kindOf(i), arg);
    if ('missing' in given) {
      if (given.missing.fault) return given.missing;
      missing ??= given.missing;
    } else values.push(given.is);
  }
  return missing ?? { values };
}

type Given = { readonly is: unknown } | { readonly missing: Unknown };

function as(kind: Kind, value: Value): Given {
  switch (kind) {
    case 'any':
      return { is: value };
    case 'string':
      return given(asKnownString(value), ({ text }) => text);
    case 'numeric':
      return given(asNumber(value), (numeric) => numeric);
    case 'number':
      return given(asNumber(value), (numeric) => numeric.value);
    case 'bool':
      return given(asBool(value), (bool) => bool.value);
    case 'gaps':
      return given(asSequence(value), ({ items }) => items);
    case 'list': {
      const items = itemsOf(value);
      return 'kind' in items ? { missing: items } : { is: items };
    }
    case 'strings':
    case 'numerics': {
      const items = itemsOf(value);
      if ('kind' in items) return { missing: items };
      const inner = converted(items, () => (kind === 'strings' ? 'string' : 'numeric'));
      return 'kind' in inner ? { missing: inner } : { is: inner.values };
    }
    case 'map':
    case 'partialMap': {
      const map = asMapping(value);
      const isLacking = kind === 'map' && map.kind === 'mapping' && map.more !== undefined;
      return isLacking ? { missing: map.more } : given(map, (whole) => whole);
    }
  }
}

function given<V extends Exclude<Value, Unknown>>(value: V | Unknown, partOf: (value: V) => unknown): Given {
  return value.kind === 'unknown' ? { missing: value } : { is: partOf(value) };
}

export function asSequence(value: Value): Sequence | Unknown {
  if (value.kind === 'sequence' || value.kind === 'unknown') return value;
  return fault(t('{0} is used where a list is needed', nameOf(value)));
}

export function asMapping(value: Value): Mapping | Unknown {
  if (value.kind === 'mapping' || value.kind === 'unknown') return value;
  return fault(t('{0} is used where a map is needed', nameOf(value)));
}

/** The elements of a list of which none is missing. */
export function itemsOf(value: Value): readonly Value[] | Unknown {
  const list = asSequence(value);
  if (list.kind === 'unknown') return list;
  const rest = list.items.find((item) => item.kind === 'unknown' && item.many);
  return rest?.kind === 'unknown' ? rest : list.items;
}
