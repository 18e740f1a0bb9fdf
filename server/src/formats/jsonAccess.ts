// What a JSON value holds under a name, where it is of the kind that is asked for. Of members that repeat, the last one counts.

import { type JsonObject, type JsonValue, member } from '#syntax/json.ts';

export function valueIn(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return value?.kind === 'object' ? member(value, key)?.value : undefined;
}

export function asObject(value: JsonValue | undefined): JsonObject | undefined {
  return value?.kind === 'object' ? value : undefined;
}

export function objectIn(value: JsonValue | undefined, key: string): JsonObject | undefined {
  return asObject(valueIn(value, key));
}

export function itemsIn(value: JsonValue | undefined, key: string): readonly JsonValue[] {
  const list = valueIn(value, key);
  return list?.kind === 'array' ? list.items : [];
}

export function stringIn(value: JsonValue | undefined, key: string): string | undefined {
  const inner = valueIn(value, key);
  return inner?.kind === 'string' ? inner.value : undefined;
}

/** The objects of a list, or an object that stands alone in the place of one. */
export function objectsOf(value: JsonValue | undefined): JsonObject[] {
  if (value?.kind === 'object') return [value];
  return value?.kind === 'array' ? value.items.filter((item) => item.kind === 'object') : [];
}
