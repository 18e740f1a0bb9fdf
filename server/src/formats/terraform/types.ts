// The types of variables, and the conversion of values to them, as Terraform does it.

import { t } from '#util/l10n.ts';
import { asBool, asNumber, asString, nameOf, placed, unified } from './conversion.ts';
import {
  fault,
  MAX_DEPTH,
  mapping,
  NULL,
  type Sequence,
  sequence,
  tuple,
  type Unknown,
  unknownWithin,
  type Value,
} from './evaluated.ts';
import { type Expression, writtenText } from './expression.ts';
import { setOf } from './functions/lists.ts';

export type Type =
  | { readonly kind: 'any' | 'string' | 'number' | 'bool' }
  | { readonly kind: 'list' | 'set'; readonly of: Type }
  | { readonly kind: 'map'; readonly of: Type }
  | { readonly kind: 'tuple'; readonly of: readonly Type[] }
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, Member> };

interface Member {
  readonly type: Type;
  readonly optional: boolean;
  readonly otherwise?: Value;
}

export const ANY: Type = { kind: 'any' };

/** The type that an expression names, if it names one. `evaluated` gives the value of the default of an optional member. */
export function typeOf(
  expression: Expression,
  evaluated: (expression: Expression) => Value,
  depth = 0,
): Type | undefined {
  if (depth > MAX_DEPTH) return undefined;
  const inner = (each: Expression | undefined) => (each === undefined ? undefined : typeOf(each, evaluated, depth + 1));
  const written = writtenText(expression);
  if (written !== undefined) return plainType(written);
  if (expression.kind === 'name') return plainType(expression.name);
  if (expression.kind !== 'call') return undefined;
  const [first] = expression.args;
  switch (expression.name) {
    case 'list':
    case 'set':
    case 'map': {
      const of = inner(first);
      return of === undefined ? undefined : { kind: expression.name, of };
    }
    case 'tuple': {
      const of = first?.kind === 'tuple' ? first.items.map(inner) : [undefined];
      return of.some((each) => each === undefined) ? undefined : { kind: 'tuple', of: of as Type[] };
    }
    case 'object':
      return first?.kind === 'object' ? objectType(first, evaluated, depth) : undefined;
    default:
      return undefined;
  }
}

function plainType(name: string): Type | undefined {
  switch (name) {
    case 'any':
    case 'string':
    case 'number':
    case 'bool':
      return { kind: name };
    case 'list':
    case 'map':
    case 'set':
      return { kind: name, of: ANY };
    default:
      return undefined;
  }
}

function objectType(
  { items }: Extract<Expression, { kind: 'object' }>,
  evaluated: (expression: Expression) => Value,
  depth: number,
): Type | undefined {
  const members = new Map<string, Member>();
  for (const { key, value } of items) {
    const name = writtenText(key);
    if (name === undefined) return undefined;
    const optional = value.kind === 'call' && value.name === 'optional';
    const written = optional ? value.args[0] : value;
    const type = written === undefined ? undefined : typeOf(written, evaluated, depth + 1);
    if (type === undefined) return undefined;
    const otherwise = optional ? value.args[1] : undefined;
    members.set(name, { type, optional, otherwise: otherwise && fitted(evaluated(otherwise), type) });
  }
  return { kind: 'object', members };
}

/** The value converted to the type, or why Terraform would refuse it. */
export function fitted(value: Value, type: Type): Value {
  if (value.kind === 'unknown' || value.kind === 'null') return value;
  switch (type.kind) {
    case 'any':
      return value;
    case 'string':
      return asString(value);
    case 'number':
      return asNumber(value);
    case 'bool':
      return asBool(value);
    case 'list':
    case 'set':
      return fittedList(value, type);
    case 'map':
      return fittedMap(value, type.of);
    case 'tuple': {
      if (value.kind !== 'sequence') return wrong(value, t('a list'));
      if (value.items.length !== type.of.length)
        return fault(t('the list has {0} elements, not {1}', value.items.length, type.of.length));
      return whole({ ...tuple(value.items.map((item, i) => fitted(item, type.of[i] ?? ANY))), ...placed(value) });
    }
    case 'object':
      return fittedObject(value, type.members);
  }
}

function wrong(value: Value, wanted: string): Unknown {
  return fault(t('{0} is used where {1} is needed', nameOf(value), wanted));
}

/** A value that is refused for something in it is refused as a whole. */
function whole(value: Value): Value {
  if (value.kind === 'unknown') return value;
  const inside = value.kind === 'sequence' ? value.items : value.kind === 'mapping' ? [...value.entries.values()] : [];
  return inside.find((each): each is Unknown => each.kind === 'unknown' && each.fault) ?? value;
}

function fittedList(value: Value, type: { kind: 'list' | 'set'; of: Type }): Value {
  if (value.kind !== 'sequence') return wrong(value, type.kind === 'set' ? t('a set') : t('a list'));
  const items = value.items.map((item) => fitted(item, type.of));
  const same = type.of.kind === 'any' ? unified(items) : items;
  const made: Sequence | Unknown = type.kind === 'set' ? setOf(same) : sequence('list', same);
  return whole({ ...made, ...placed(value) });
}

function fittedMap(value: Value, of: Type): Value {
  if (value.kind !== 'mapping') return wrong(value, t('a map'));
  const keys = [...value.entries.keys()];
  const given = [...value.entries.values()].map((each) => fitted(each, of));
  const same = of.kind === 'any' ? unified(given) : given;
  const entries = new Map(keys.map((key, i) => [key, same[i] as Value]));
  return whole({ ...mapping('map', entries, value.more), ...placed(value) });
}

function fittedObject(value: Value, members: ReadonlyMap<string, Member>): Value {
  if (value.kind !== 'mapping') return wrong(value, t('an object'));
  const entries = new Map<string, Value>();
  for (const [name, member] of members) {
    const given = value.entries.get(name) ?? value.more;
    if (given !== undefined && given.kind !== 'null') {
      const made = fitted(given, member.type);
      if (made.kind === 'unknown' && made.fault) return { ...made, why: t("'{0}': {1}", name, made.why) };
      entries.set(name, made);
    } else if (member.optional) entries.set(name, member.otherwise ?? NULL);
    else if (given !== undefined) entries.set(name, given);
    else return fault(t("the object has no '{0}'", name));
  }
  return { ...mapping('object', entries), ...placed(value) };
}

/** Why a value is refused, if it is, whatever is not known in it. */
export function refusalOf(value: Value): Unknown | undefined {
  const found = unknownWithin(value, 'fault');
  return found?.fault === true ? found : undefined;
}
