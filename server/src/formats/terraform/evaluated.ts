// What an expression of Terraform comes to. A value that is not known carries why, so that whoever needs it can say what is missing.

import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';

export type Value = Text | Mixed | Numeric | Truth | Null | Sequence | Mapping | Unknown | Handle;

/** Where a value was written, if it was written as such. */
interface Written {
  readonly at?: Range;
}

export interface Text extends Written {
  readonly kind: 'text';
  readonly text: string;
}

/** A text of which some is not known, or stands for the id of a resource: `"ACCEPT#${tencentcloud_security_group.web.id}#22#TCP"`. */
export interface Mixed extends Written {
  readonly kind: 'mixed';
  readonly parts: readonly (string | ResourceId | Unknown)[];
}

/** The id that the cloud gives to a resource of the configuration. It is a text, though an unknown one. */
export interface ResourceId {
  readonly kind: 'id';
  readonly address: string;
}

export interface Numeric extends Written {
  readonly kind: 'number';
  readonly value: number;
}

export interface Truth extends Written {
  readonly kind: 'bool';
  readonly value: boolean;
}

export interface Null extends Written {
  readonly kind: 'null';
}

/** An element that is `Unknown` with `many` stands for any number of elements. */
export interface Sequence extends Written {
  readonly kind: 'sequence';
  readonly form: 'tuple' | 'list' | 'set';
  readonly items: readonly Value[];
  readonly depth: number;
}

export interface Mapping extends Written {
  readonly kind: 'mapping';
  readonly form: 'object' | 'map';
  readonly entries: ReadonlyMap<string, Value>;
  /** Why there may be more entries than these. */
  readonly more?: Unknown;
  readonly depth: number;
}

export interface Unknown extends Written {
  readonly kind: 'unknown';
  /** A clause, or, of `about`, what is said of the last name of the way: `has no value`. */
  readonly why: string;
  readonly about: boolean;
  /** The names through which it came, the nearest first. */
  readonly way: readonly string[];
  /** Whether Terraform would refuse the expression: what `try` and `can` ask. */
  readonly fault: boolean;
  /** In a sequence: stands for any number of elements. */
  readonly many: boolean;
}

/** A resource, or a module, of which an attribute or an output may be asked. */
export interface Handle extends Written {
  readonly kind: 'handle';
  readonly of: { readonly address: string };
}

export const NULL: Null = { kind: 'null' };

export const text = (value: string): Text => ({ kind: 'text', text: value });
export const number = (value: number): Numeric => ({ kind: 'number', value });
export const truth = (value: boolean): Truth => ({ kind: 'bool', value });

/** Values nest as deep as this; what walks through them may then call itself. */
const MAX_DEPTH = 100;

export function sequence(form: Sequence['form'], items: readonly Value[]): Sequence | Unknown {
  const depth = depthOver(items);
  return depth > MAX_DEPTH ? fault(tooDeep()) : { kind: 'sequence', form, items, depth };
}

export function mapping(form: Mapping['form'], entries: ReadonlyMap<string, Value>, more?: Unknown): Mapping | Unknown {
  const depth = depthOver(entries.values());
  if (depth > MAX_DEPTH) return fault(tooDeep());
  return { kind: 'mapping', form, entries, depth, more };
}

const tooDeep = () => t('the value is nested more than {0} levels deep', MAX_DEPTH);

function depthOver(items: Iterable<Value>): number {
  let deepest = 0;
  for (const item of items) {
    if ((item.kind === 'sequence' || item.kind === 'mapping') && item.depth > deepest) deepest = item.depth;
  }
  return deepest + 1;
}

export const tuple = (items: readonly Value[]): Sequence | Unknown => sequence('tuple', items);

/** What is known later or elsewhere. `why` is said of the name that leads to it. */
export function unknown(why: string, way: readonly string[] = []): Unknown {
  return { kind: 'unknown', why, about: true, way, fault: false, many: false };
}

/** What Terraform refuses. */
export function fault(why: string): Unknown {
  return { kind: 'unknown', why, about: false, way: [], fault: true, many: false };
}

/** A name that Terraform refuses. */
export function refusedName(why: string): Unknown {
  return { ...fault(why), about: true };
}

/** Stands for any number of elements. */
export function many(value: Unknown): Unknown {
  return value.many ? value : { ...value, many: true };
}

export function one(value: Unknown): Unknown {
  return value.many ? { ...value, many: false } : value;
}

const MAX_WAY = 6;

/** The value as it came through a name. */
export function through(name: string, value: Value): Value {
  if (value.kind === 'mixed') {
    const parts = value.parts.map((part) =>
      typeof part !== 'string' && part.kind === 'unknown' ? (through(name, part) as Unknown) : part,
    );
    return { ...value, parts };
  }
  if (value.kind !== 'unknown' || value.way[0] === name || value.way.length >= MAX_WAY) return value;
  return { ...value, way: [name, ...value.way] };
}

/** `local.rules → var.office has no value: …` */
export function whyUnknown({ way, why, about }: Unknown): string {
  return way.length === 0 ? why : `${way.join(' → ')}${about ? ' ' : ': '}${why}`;
}

export function idOf(address: string): Mixed {
  return { kind: 'mixed', parts: [{ kind: 'id', address }] };
}

/** A text with an unknown part as one that is not known. */
export function unknownIn(value: Mixed): Unknown {
  const part = value.parts.find((one) => typeof one !== 'string' && one.kind === 'unknown');
  if (part !== undefined && typeof part !== 'string' && part.kind === 'unknown') return part;
  const id = value.parts.find((one) => typeof one !== 'string' && one.kind === 'id');
  const address = id !== undefined && typeof id !== 'string' && id.kind === 'id' ? id.address : '';
  return unknown(t('is given by the cloud'), [`${address}.id`]);
}

/** Why a value, or something in it, is not known or is refused; faults come first. Ids of resources are known, but where `ids` asks for them. */
export function unknownWithin(value: Value, only: 'fault' | 'any' | 'ids'): Unknown | undefined {
  let found: Unknown | undefined;
  const open: Value[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.kind === 'unknown') {
      if (next.fault) return next;
      if (only !== 'fault') found ??= next;
    } else if (next.kind === 'mixed') {
      if (only === 'ids') found ??= unknownIn(next);
      for (const part of next.parts) if (typeof part !== 'string' && part.kind === 'unknown') open.push(part);
    } else if (next.kind === 'sequence') for (const item of next.items) open.push(item);
    else if (next.kind === 'mapping') {
      if (next.more !== undefined) open.push(next.more);
      for (const item of next.entries.values()) open.push(item);
    }
  }
  return found;
}

/** Keys in the order in which Terraform goes through them: that of their bytes. */
export function sortedEntries(value: Mapping): [string, Value][] {
  return [...value.entries].sort(([a], [b]) => byBytes(a, b));
}

/** The order of UTF-8, which is that of code points. */
export function byBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x === y) continue;
    // Surrogates stand for what lies behind all of the others.
    const [high, low] = [x >= 0xd800 && x < 0xe000, y >= 0xd800 && y < 0xe000];
    return high === low ? x - y : high ? 1 : -1;
  }
  return a.length - b.length;
}
