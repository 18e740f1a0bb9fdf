// How a function of Terraform is written down here: what it wants, converted as Terraform does, and what it makes of that.

import { t } from '#util/l10n.ts';
import { asNumber, asText, asTruth, nameOf } from '../conversion.ts';
import { fault, type Mapping, type Unknown, unknownIn, type Value } from '../evaluated.ts';
import type { Scope } from '../scope.ts';

export type Callable = (args: readonly Value[], scope: Scope) => Value;

/** What an argument may be. */
interface Wanted {
  text: string;
  number: number;
  bool: boolean;
  /** Whose elements are all there. */
  list: readonly Value[];
  /** Whose elements are texts that are all known. */
  texts: readonly string[];
  numbers: readonly number[];
  map: Mapping;
  /** Anything that is known on the outside. */
  value: Value;
  /** Anything at all. */
  any: Value;
}

type Kind = keyof Wanted;
type Args<K extends readonly Kind[]> = { [I in keyof K]: Wanted[K[I]] };

/** A function of so many arguments; those in `optional` may be left out at the end. */
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

/** Faults come before what is not known. */
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
  if (kind === 'any') return { is: value };
  if (value.kind === 'unknown') return { missing: value };
  switch (kind) {
    case 'text': {
      const given = asText(value);
      if (given.kind === 'text') return { is: given.text };
      return { missing: given.kind === 'mixed' ? unknownIn(given) : given };
    }
    case 'number': {
      const given = asNumber(value);
      return given.kind === 'unknown' ? { missing: given } : { is: given.value };
    }
    case 'bool': {
      const given = asTruth(value);
      return given.kind === 'unknown' ? { missing: given } : { is: given.value };
    }
    case 'list': {
      const items = itemsOf(value);
      return 'kind' in items ? { missing: items } : { is: items };
    }
    case 'texts':
    case 'numbers': {
      const items = itemsOf(value);
      if ('kind' in items) return { missing: items };
      const inner = converted(items, () => (kind === 'texts' ? 'text' : 'number'));
      return 'kind' in inner ? { missing: inner } : { is: inner.values };
    }
    case 'map':
      if (value.kind !== 'mapping') return { missing: fault(t('{0} is used where a map is needed', nameOf(value))) };
      return value.more === undefined ? { is: value } : { missing: value.more };
    case 'value':
      return { is: value };
  }
}

/** The elements of a list of which none is missing. */
export function itemsOf(value: Value): readonly Value[] | Unknown {
  if (value.kind === 'unknown') return value;
  if (value.kind !== 'sequence') return fault(t('{0} is used where a list is needed', nameOf(value)));
  const rest = value.items.find((item) => item.kind === 'unknown' && item.many);
  return rest?.kind === 'unknown' ? rest : value.items;
}
