// The values of Terraform's expressions. A value that is not known says why, so that whoever needs it can say what is missing.

import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';

export type Value = StringValue | Template | Numeric | Bool | Null | Sequence | Mapping | Unknown | Handle;

/** Where the value is written, if it is not computed. */
interface Written {
  readonly at?: Range;
}

export interface StringValue extends Written {
  readonly kind: 'string';
  readonly text: string;
}

/** A string template with parts that are not known, or are ids of resources: `"ACCEPT#${tencentcloud_security_group.web.id}#22#TCP"`. */
export interface Template extends Written {
  readonly kind: 'template';
  readonly parts: readonly (string | ResourceId | Unknown)[];
}

/** The id that the cloud gives to a resource of the configuration: a string that is not known yet. */
export interface ResourceId {
  readonly kind: 'id';
  readonly address: string;
}

export interface Numeric extends Written {
  readonly kind: 'number';
  readonly value: number;
  /** The number itself, where no double is exactly that (`decimal.ts`). */
  readonly exact?: Exact;
}

/** `mantissa` times a power of two. */
export interface Exact {
  readonly mantissa: bigint;
  readonly exponent: number;
}

export interface Bool extends Written {
  readonly kind: 'bool';
  readonly value: boolean;
}

export interface Null extends Written {
  readonly kind: 'null';
}

/** An element that is an `Unknown` with `many` stands for any number of elements. */
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
  /** A clause. With `about` it lacks its subject, which is the last name of the way: `has no value`. */
  readonly why: string;
  readonly about: boolean;
  /** The names through which the value came, the nearest first. */
  readonly way: readonly string[];
  /** Whether Terraform would refuse the expression, for which `try` and `can` ask. */
  readonly fault: boolean;
  /** Whether it stands for any number of elements, in a sequence. */
  readonly many: boolean;
}

/** A resource, or a module, of which an attribute or an output may be asked. */
export interface Handle extends Written {
  readonly kind: 'handle';
  readonly of: { readonly address: string };
}

export const NULL: Null = { kind: 'null' };

export const string = (value: string): StringValue => ({ kind: 'string', text: value });
export const number = (value: number): Numeric => ({ kind: 'number', value });
export const bool = (value: boolean): Bool => ({ kind: 'bool', value });

/** Values are nested no deeper, so that what goes through them may call itself. */
export const MAX_DEPTH = 100;

export function sequence(form: Sequence['form'], items: readonly Value[]): Sequence | Unknown {
  const depth = depthOver(items);
  return depth > MAX_DEPTH ? fault(tooDeep()) : { kind: 'sequence', form, items, depth };
}

export function mapping(form: Mapping['form'], entries: ReadonlyMap<string, Value>, more?: Unknown): Mapping | Unknown {
  const depth = depthOver(entries.values());
  if (depth > MAX_DEPTH) return fault(tooDeep());
  return { kind: 'mapping', form, entries, depth, more };
}

/** An object with some members. */
export function object(members: Readonly<Record<string, Value>>): Mapping | Unknown {
  return mapping('object', new Map(Object.entries(members)));
}

export const tooDeep = () => t('the value is nested more than {0} levels deep', MAX_DEPTH);

function depthOver(items: Iterable<Value>): number {
  let deepest = 0;
  for (const item of items) {
    if ((item.kind === 'sequence' || item.kind === 'mapping') && item.depth > deepest) deepest = item.depth;
  }
  return deepest + 1;
}

export const tuple = (items: readonly Value[]): Sequence | Unknown => sequence('tuple', items);

export const stringList = (texts: readonly string[]): Sequence | Unknown => sequence('list', texts.map(string));

/** A value that is known later or elsewhere. The subject of `why` is the name that leads to it. */
export function unknown(why: string, way: readonly string[] = []): Unknown {
  return { kind: 'unknown', why, about: true, way, fault: false, many: false };
}

/** An expression that Terraform refuses. */
export function fault(why: string): Unknown {
  return { kind: 'unknown', why, about: false, way: [], fault: true, many: false };
}

/** A name that Terraform refuses. It is the subject of `why`. */
export function refusedName(why: string): Unknown {
  return { ...fault(why), about: true };
}

/** The same for any number of elements. */
export function many(value: Unknown): Unknown {
  return value.many ? value : { ...value, many: true };
}

export function one(value: Unknown): Unknown {
  return value.many ? { ...value, many: false } : value;
}

const MAX_WAY = 6;

/** The value, with a name through which it came. */
export function through(name: string, value: Value): Value {
  if (value.kind === 'template') {
    return { ...value, parts: value.parts.map((part) => (isUnknownPart(part) ? throughUnknown(name, part) : part)) };
  }
  return value.kind === 'unknown' ? throughUnknown(name, value) : value;
}

function throughUnknown(name: string, value: Unknown): Unknown {
  if (value.way[0] === name || value.way.length >= MAX_WAY) return value;
  return { ...value, way: [name, ...value.way] };
}

/** `local.rules → var.office has no value: …` */
export function whyUnknown({ way, why, about }: Unknown): string {
  return way.length === 0 ? why : `${way.join(' → ')}${about ? ' ' : ': '}${why}`;
}

export function idOf(address: string): Template {
  return { kind: 'template', parts: [{ kind: 'id', address }] };
}

/** Why a string with an unknown part is not known as a whole. */
export function unknownIn({ parts }: Template): Unknown {
  const part = parts.find(isUnknownPart);
  if (part !== undefined) return part;
  const id = parts.find((one): one is ResourceId => typeof one !== 'string' && one.kind === 'id');
  return unknown(t('is given by the cloud'), [`${id?.address ?? ''}.id`]);
}

export function isUnknownPart(part: Template['parts'][number]): part is Unknown {
  return typeof part !== 'string' && part.kind === 'unknown';
}

/**
 * Why a value, or something in it, is refused or not known. What is refused comes first, and `fault` asks for nothing else. Only `ids`
 * counts the ids of resources as not known.
 */
export function unknownWithin(value: Value, only: 'fault' | 'any' | 'ids'): Unknown | undefined {
  let found: Unknown | undefined;
  const open: Value[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.kind === 'unknown') {
      if (next.fault) return next;
      if (only !== 'fault') found ??= next;
    } else if (next.kind === 'template') {
      if (only === 'ids') found ??= unknownIn(next);
      open.push(...next.parts.filter(isUnknownPart));
    } else if (next.kind === 'sequence') for (const item of next.items) open.push(item);
    else if (next.kind === 'mapping') {
      if (next.more !== undefined) open.push(next.more);
      for (const item of next.entries.values()) open.push(item);
    }
  }
  return found;
}

/** The entries in the order in which Terraform goes through them: that of the bytes of their keys. */
export function sortedEntries(value: Mapping): [string, Value][] {
  return [...value.entries].sort(([a], [b]) => byBytes(a, b));
}

/** The order of UTF-8, which is that of code points. */
export function byBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x === y) continue;
    // Surrogates stand for characters that come after all others.
    const [high, low] = [x >= 0xd800 && x < 0xe000, y >= 0xd800 && y < 0xe000];
    return high === low ? x - y : high ? 1 : -1;
  }
  return a.length - b.length;
}
