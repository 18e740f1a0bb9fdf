// JSON that is written: a value that fits is on one line, and each object of a list is on a line of its own.

import { parsedJson } from '#util/strings.ts';

export type Json = string | number | boolean | null | readonly Json[] | JsonMembers | RawJson;

/** Pairs and not an object, since a member may be called `__proto__`. */
export interface JsonMembers {
  readonly members: readonly (readonly [string, Json])[];
}

/** JSON text that is kept as it was written. */
export interface RawJson {
  readonly raw: string;
}

/** Members whose value is undefined are left out. */
export function members(...pairs: readonly (readonly [string, Json | undefined])[]): JsonMembers {
  return { members: pairs.flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])) };
}

/** The value that `JSON.parse` would make of its text. Text that was kept from a file and is broken is left out. */
export function plainValue(value: Json): unknown {
  if (isList(value)) return value.map(plainValue);
  if (typeof value !== 'object' || value === null) return value;
  if ('raw' in value) return parsedJson(value.raw);
  return Object.fromEntries(value.members.map(([key, item]) => [key, plainValue(item)]));
}

const WIDTH = 160;

/** It may call itself: values are nested a dozen levels at most, and text that was kept from a file is written as it is. */
export function jsonText(value: Json): string {
  return `${lines(value, '')}\n`;
}

function lines(value: Json, indent: string): string {
  const flat = oneLine(value, WIDTH - indent.length);
  if (flat !== undefined) return flat;
  const inner = `${indent}  `;
  if (isList(value)) return `[\n${value.map((item) => `${inner}${lines(item, inner)}`).join(',\n')}\n${indent}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if ('raw' in value) return value.raw;
  const parts = value.members.map(([key, item]) => `${inner}${JSON.stringify(key)}: ${lines(item, inner)}`);
  return `{\n${parts.join(',\n')}\n${indent}}`;
}

/** The value on one line; undefined where that is longer than `room`, or has a list of objects in it. */
function oneLine(value: Json, room: number): string | undefined {
  if (room < 0) return undefined;
  if (isList(value)) {
    if (value.some(isMembers)) return undefined;
    return joined(value, room, (item, left) => oneLine(item, left), '[', ']');
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if ('raw' in value) return value.raw.length <= room && !value.raw.includes('\n') ? value.raw : undefined;
  const pair = ([key, item]: readonly [string, Json], left: number) => {
    const text = oneLine(item, left - key.length);
    return text === undefined ? undefined : `${JSON.stringify(key)}: ${text}`;
  };
  return joined(value.members, room, pair, '{', '}');
}

function joined<T>(
  items: readonly T[],
  room: number,
  write: (item: T, left: number) => string | undefined,
  open: string,
  close: string,
): string | undefined {
  const parts: string[] = [];
  let left = room - 2;
  for (const item of items) {
    const text = write(item, left);
    if (text === undefined) return undefined;
    left -= text.length + (parts.length === 0 ? 0 : 2);
    if (left < 0) return undefined;
    parts.push(text);
  }
  return `${open}${parts.join(', ')}${close}`;
}

export function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

export function isMembers(value: Json): value is JsonMembers {
  return typeof value === 'object' && value !== null && 'members' in value;
}
