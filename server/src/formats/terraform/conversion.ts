// Values converted to other types, as Terraform converts them without being asked.

import { t } from '#util/l10n.ts';
import { numberIn, numberText } from './decimal.ts';
import {
  type Bool,
  bool,
  fault,
  type Numeric,
  type StringValue,
  string,
  type Template,
  type Unknown,
  unknownIn,
  type Value,
} from './evaluated.ts';

export function asString(value: Value): StringValue | Template | Unknown {
  switch (value.kind) {
    case 'string':
    case 'template':
    case 'unknown':
      return value;
    case 'number':
      return { ...string(numberText(value)), ...placed(value) };
    case 'bool':
      return { ...string(String(value.value)), ...placed(value) };
    default:
      return fault(t('{0} is used where a string is needed', nameOf(value)));
  }
}

/** A string that is known as a whole. */
export function asKnownString(value: Value): StringValue | Unknown {
  const given = asString(value);
  return given.kind === 'template' ? unknownIn(given) : given;
}

export function asNumber(value: Value): Numeric | Unknown {
  if (value.kind === 'number' || value.kind === 'unknown') return value;
  if (value.kind === 'template') return unknownIn(value);
  const read = value.kind === 'string' ? numberIn(value.text) : undefined;
  return read === undefined
    ? fault(t('{0} is used where a number is needed', nameOf(value)))
    : { ...read, ...placed(value) };
}

const BOOLS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

export function asBool(value: Value): Bool | Unknown {
  if (value.kind === 'bool' || value.kind === 'unknown') return value;
  if (value.kind === 'template') return unknownIn(value);
  const holds = value.kind === 'string' ? BOOLS.get(value.text) : undefined;
  if (holds !== undefined) return { ...bool(holds), ...placed(value) };
  return fault(t('{0} is used where a bool is needed', nameOf(value)));
}

export function placed({ at }: Value): Pick<Value, 'at'> {
  return at === undefined ? {} : { at };
}

/** The kind of a value for messages. The value itself is never shown, since it may be sensitive. */
export function nameOf(value: Value): string {
  switch (value.kind) {
    case 'string':
    case 'template':
      return t('a string');
    case 'number':
      return t('a number');
    case 'bool':
      return t('a bool');
    case 'null':
      return t('null');
    case 'sequence':
      return value.form === 'set' ? t('a set') : t('a list');
    case 'mapping':
      return value.form === 'map' ? t('a map') : t('an object');
    case 'handle':
      return t('a whole resource');
    case 'unknown':
      return t('something that is not known');
  }
}

/** All elements of a list have one type: if there are numbers, bools and strings among them, all become strings. */
export function unified(items: readonly Value[]): readonly Value[] {
  const kinds = new Set<Value['kind']>();
  for (const { kind } of items) if (kind === 'string' || kind === 'number' || kind === 'bool') kinds.add(kind);
  if (kinds.size < 2) return items;
  return items.map((item) => (item.kind === 'number' || item.kind === 'bool' ? asString(item) : item));
}
