// Descriptors of the cloud's objects: which members an object has, and of which kind each is. Three parts of the program follow them.
// Readers turn the JSON of a file into values that keep their places, writers put values into JSON, and `pull` checks what the API answers.
// Empty strings, null and absent members mean the same to the API, and so does an object of nothing but empty strings.

import type * as ast from '#syntax/ast.ts';
import type { JsonMember, JsonObject, JsonValue } from '#syntax/json.ts';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { isMembers, type Json, type JsonMembers, members, type RawJson } from '../jsonText.ts';
import { mayDecide } from '../mayDecide.ts';
import type { Piece } from '../piece.ts';
import { type FindingLevel, quote, report, type Source } from '../source.ts';
import { at, fieldsOf, isEmpty, keyRange, objectsIn, pieceOf } from './jsonValues.ts';

/** The kind of a member. */
export interface Kind<V> {
  /** Reads a value that is not empty. One of another kind is reported. */
  readonly read: (source: Source, value: JsonValue, member: JsonMember) => V | undefined;
  /** What the API writes in JSON. */
  readonly json: JsonKind;
  /** Whether an empty list is kept as it is, so that it is written back. */
  readonly keepsEmpty?: true;
  /** Whether a snapshot keeps the whole member besides what is read of it, since the declaration does not say all of it. */
  readonly staysInSnapshot?: true;
}

export type JsonKind =
  | 'string'
  | 'strings'
  | 'number'
  | 'boolean'
  | 'any'
  | { readonly object: AnyShape }
  | { readonly objects: AnyShape };

export type Kinds = Readonly<Record<string, Kind<unknown>>>;

export interface Shape<K extends Kinds> {
  readonly kinds: K;
  /** Members that the server adds to its answers, which are not even kept. */
  readonly stamps: ReadonlySet<string>;
  /** Members that say nothing about packets. They are kept where there is a place for them, and not reported where there is none. */
  readonly aside: ReadonlySet<string>;
  /** Whether it is a rule, which is refused for a member that is not known and could decide what the rule matches. */
  readonly isRule: boolean;
}

export type AnyShape = Shape<Kinds>;

/** What was read of an object. */
export interface Read<K extends Kinds> extends Range {
  readonly has: { readonly [M in keyof K]?: K[M] extends Kind<infer V> ? V : never };
  /** The members that were not read. */
  readonly left: readonly ast.Field[];
}

export interface ShapeOptions {
  readonly stamps?: readonly string[];
  readonly aside?: readonly string[];
  readonly isRule?: boolean;
}

export function shape<K extends Kinds>(kinds: K, { stamps, aside, isRule = false }: ShapeOptions = {}): Shape<K> {
  return { kinds, stamps: new Set(stamps), aside: new Set(aside), isRule };
}

export function readObject<K extends Kinds>(
  source: Source,
  { kinds, stamps, isRule }: Shape<K>,
  object: JsonObject,
): Read<K> {
  const rest = fieldsOf(source, object);
  const has: Record<string, unknown> = {};
  const below: ast.Field[] = [];
  for (const [key, kind] of Object.entries(kinds)) {
    const member = rest.get(key);
    const value = member?.value;
    if (member === undefined || value === undefined) continue;
    if (kind.keepsEmpty === true && value.kind === 'array' && value.items.length === 0) continue;
    const read = isEmpty(value) ? undefined : kind.read(source, value, member);
    // A snapshot is written back with the values that are of the wrong kind.
    const stays = source.live && (kind.staysInSnapshot === true || (read === undefined && !isEmpty(value)));
    if (!stays) rest.delete(key);
    if (read === undefined) continue;
    has[key] = read;
    if (isRead(read) && kind.staysInSnapshot !== true)
      below.push(...read.left.map((field) => ({ ...field, path: [key, ...field.path] })));
  }
  const left: ast.Field[] = [];
  for (const { key, value } of rest.values()) {
    if (value === undefined || stamps.has(key)) continue;
    const place = at(source, value);
    left.push({ path: [key], text: source.text.slice(value.start, value.end), ...place });
    if (isRule && !Object.hasOwn(kinds, key) && !isEmpty(value) && mayDecide(key)) {
      const words = t('{0} is not a known member, and could change what the rule matches.', quote(key));
      report(source, 'refused', place, words);
    }
  }
  return { has: has as Read<K>['has'], left: [...left, ...below], ...at(source, object) };
}

function isRead(value: unknown): value is Read<Kinds> {
  return typeof value === 'object' && value !== null && 'left' in value;
}

/** The object with these values, and with the members that were left over when it was read. Members without a value are left out. */
export function writeObject<K extends Kinds>(
  { kinds }: Shape<K>,
  values: { readonly [M in keyof K]?: Json },
  kept: readonly ast.Field[] = [],
): JsonMembers {
  const own = Object.keys(kinds).map((key): readonly [string, Json | undefined] => {
    const value: Json | undefined = values[key];
    const inner = keptMembers(kept, key);
    if (inner.length === 0) return [key, value];
    if (value === undefined) return [key, members(...inner)];
    return [key, isMembers(value) ? members(...value.members, ...inner) : value];
  });
  const written = members(...own);
  const known = new Set(written.members.map(([key]) => key));
  return members(...written.members, ...keptMembers(kept).filter(([key]) => !known.has(key)));
}

/** The members that were left over when an object was read: its own, or those of the object that it has under a name. */
export function keptMembers(fields: readonly ast.Field[] = [], inside?: string): (readonly [string, RawJson])[] {
  return fields.flatMap(({ path, text: raw }) => {
    const [key, ...more] = inside === undefined ? path : path[0] === inside ? path.slice(1) : [];
    return key === undefined || more.length > 0 ? [] : [[key, { raw }] as const];
  });
}

function wrong(source: Source, level: FindingLevel, value: JsonValue, words: string): undefined {
  report(source, level, at(source, value), words);
  return undefined;
}

/** A string, or a number as one, that decides something. Its place is what is inside the quotes. */
export const word: Kind<Piece> = {
  json: 'string',
  read: (source, value, { key }) =>
    pieceOf(source, value) ?? wrong(source, 'refused', value, t('{0} must be a string.', quote(key))),
};

/** A string that decides nothing, so that a value of another kind is all that is lost. Its place includes the quotes. */
export const text: Kind<ast.Text> = {
  json: 'string',
  read: (source, value, { key }) =>
    value.kind === 'string'
      ? { value: value.value, ...at(source, value) }
      : wrong(source, 'unread', value, t('{0} must be a string: it is left out.', quote(key))),
};

export interface Count extends Range {
  readonly count: number;
}

/** A whole number, also in a string. A value of another kind is all that is lost. */
export const count: Kind<Count> = {
  json: 'number',
  read: (source, value, { key }) => {
    const piece = pieceOf(source, value);
    if (piece !== undefined && /^[0-9]{1,9}$/.test(piece.text))
      return { count: Number(piece.text), ...at(source, value) };
    return wrong(source, 'unread', value, t('{0} must be a whole number: it is left out.', quote(key)));
  },
};

/** True or false. A value of another kind is all that is lost. */
export const flag: Kind<boolean> = {
  json: 'boolean',
  read: (source, value, { key }) =>
    value.kind === 'literal' && value.value !== null
      ? value.value
      : wrong(source, 'unread', value, t('{0} must be true or false: it is left out.', quote(key))),
};

/** A list of strings. Empty ones are left out. */
export const words: Kind<readonly Piece[]> = {
  json: 'strings',
  keepsEmpty: true,
  read: (source, value, { key }) => {
    if (value.kind !== 'array')
      return wrong(source, 'broken', value, t('{0} must be a list, in square brackets.', quote(key)));
    return value.items.flatMap((item) => {
      const piece = pieceOf(source, item);
      if (piece === undefined && !isEmpty(item))
        wrong(source, 'refused', item, t('{0} must hold strings.', quote(key)));
      return piece === undefined || piece.text === '' ? [] : [piece];
    });
  },
};

/** An object. `level` says what a value of another kind costs: a rule, or the whole file. */
export function part<K extends Kinds>(of: Shape<K>, level: 'refused' | 'broken'): Kind<Read<K>> {
  return {
    json: { object: of },
    read: (source, value, { key }) =>
      value.kind === 'object'
        ? readObject(source, of, value)
        : wrong(source, level, value, t('{0} must be an object, in braces.', quote(key))),
  };
}

export interface Objects extends Range {
  readonly objects: readonly JsonObject[];
  /** Of the member's name, without its quotes. */
  readonly key: Range;
}

/** A list of objects. Its reader reads each of them, and knows what a bad one costs. `what` names one in messages, with its article. */
export function objects(what: () => string, of: AnyShape): Kind<Objects> {
  return {
    json: { objects: of },
    read: (source, value, member) =>
      value.kind === 'array'
        ? {
            objects: objectsIn(source, value, what()),
            key: at(source, keyRange(member)),
            ...at(source, value),
          }
        : wrong(source, 'broken', value, t('{0} must be a list, in square brackets.', quote(member.key))),
  };
}

/** A member that a snapshot keeps whole besides what is read of it. */
export function staying<V>(kind: Kind<V>): Kind<V> {
  return { ...kind, staysInSnapshot: true };
}

/** A value of whatever kind, which its reader looks into. */
export const anything: Kind<JsonValue> = { json: 'any', read: (_, value) => value };
