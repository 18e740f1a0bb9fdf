// Descriptors of the cloud's objects: which members one has, and of which kind each is. A descriptor reads an object at once, into
// values that keep their places, and used backwards it puts values into an object. In the API's manner `""`, null, absent and an
// object of empty strings say the same: nothing.

import type * as ast from '#syntax/ast.ts';
import type { JsonMember, JsonObject, JsonValue } from '#syntax/json.ts';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { type Json, type JsonMembers, members } from '../jsonText.ts';
import { mayDecide } from '../mayDecide.ts';
import { type FindingLevel, type Piece, quote, report, type Source } from '../source.ts';
import { at, fieldsOf, isEmpty, keyRange, objectsIn, pieceOf } from './jsonValues.ts';

/** A member's kind. `read` is asked for values that say something, and reports those that are of another kind. */
export interface Kind<V> {
  readonly read: (source: Source, value: JsonValue, member: JsonMember) => V | undefined;
  /** Whether an empty list is left over, so that it is written back. */
  readonly leavesEmpty?: true;
  /** Whether it is about other things than the object, so that a file of the model keeps it beside what is read. */
  readonly isInner?: true;
}

export type Kinds = Readonly<Record<string, Kind<unknown>>>;

export interface Shape<K extends Kinds> {
  readonly kinds: K;
  /** What servers stamp on their answers, not even kept. */
  readonly stamps: ReadonlySet<string>;
  /** Members of the API that say nothing about packets: kept, and not missed where they have no place. */
  readonly aside: ReadonlySet<string>;
  /** A rule: a member that is not known, but could decide what it matches, refuses it. */
  readonly isRule: boolean;
}

/** What an object says, as far as its descriptor knows. */
export interface Read<K extends Kinds> extends Range {
  readonly has: { readonly [M in keyof K]?: K[M] extends Kind<infer V> ? V : never };
  /** What was left over, to be kept. */
  readonly left: readonly ast.Field[];
}

export interface ShapeOptions {
  readonly stamps?: readonly string[];
  readonly aside?: readonly string[];
  readonly isRule?: boolean;
}

export function shape<K extends Kinds>(kinds: K, { stamps, aside, isRule }: ShapeOptions = {}): Shape<K> {
  return { kinds, stamps: new Set(stamps), aside: new Set(aside), isRule: isRule ?? false };
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
    if (kind.leavesEmpty === true && value.kind === 'array' && value.items.length === 0) continue;
    const read = isEmpty(value) ? undefined : kind.read(source, value, member);
    // A file of the model is written back with what is of the wrong kind.
    const stays = source.live && (kind.isInner === true || (read === undefined && !isEmpty(value)));
    if (!stays) rest.delete(key);
    if (read === undefined) continue;
    has[key] = read;
    if (isRead(read)) below.push(...read.left.map((field) => ({ ...field, path: [key, ...field.path] })));
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

/** The object that says what the values do, and what was left over from one. Members without a value are left out. */
export function writeObject<K extends Kinds>(
  { kinds }: Shape<K>,
  values: { readonly [M in keyof K]?: Json },
  kept: readonly ast.Field[] = [],
): JsonMembers {
  const below = (key: string) =>
    kept.flatMap(({ path: [first, second, more], text }) =>
      first === key && second !== undefined && more === undefined ? [[second, { raw: text }] as const] : [],
    );
  const own = Object.keys(kinds).map((key): readonly [string, Json | undefined] => {
    const value: Json | undefined = values[key];
    const inner = below(key);
    if (inner.length === 0) return [key, value];
    if (value === undefined) return [key, members(...inner)];
    return [key, isMembers(value) ? members(...value.members, ...inner) : value];
  });
  const written = members(...own);
  const known = new Set(written.members.map(([key]) => key));
  const left = kept.flatMap(({ path: [key, more], text }) =>
    key === undefined || more !== undefined || known.has(key) ? [] : [[key, { raw: text }] as const],
  );
  return members(...written.members, ...left);
}

function isMembers(value: Json): value is JsonMembers {
  return typeof value === 'object' && value !== null && 'members' in value;
}

function wrong(source: Source, level: FindingLevel, value: JsonValue, words: string): undefined {
  report(source, level, at(source, value), words);
  return undefined;
}

/** A text or number that counts: its place is what is inside the quotes. */
export const word: Kind<Piece> = {
  read: (source, value, { key }) =>
    pieceOf(source, value) ?? wrong(source, 'refused', value, t('{0} must be a string.', quote(key))),
};

/** A text that decides nothing; its range holds the quotes. Of another kind it costs itself only. */
export const text: Kind<ast.Text> = {
  read: (source, value, { key }) =>
    value.kind === 'string'
      ? { value: value.value, ...at(source, value) }
      : wrong(source, 'unread', value, t('{0} must be a string: it is left out.', quote(key))),
};

export interface Count extends Range {
  readonly count: number;
}

/** A whole number, also as text. Of another kind it costs itself only. */
export const count: Kind<Count> = {
  read: (source, value, { key }) => {
    const piece = pieceOf(source, value);
    if (piece !== undefined && /^[0-9]{1,9}$/.test(piece.text))
      return { count: Number(piece.text), ...at(source, value) };
    return wrong(source, 'unread', value, t('{0} must be a whole number: it is left out.', quote(key)));
  },
};

/** A list of texts, empty ones left out. */
export const words: Kind<readonly Piece[]> = {
  leavesEmpty: true,
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

/** An object. `level` says what is lost with one that is none: a rule, or the whole file. */
export function part<K extends Kinds>(inner: Shape<K>, level: 'refused' | 'broken'): Kind<Read<K>> {
  return {
    read: (source, value, { key }) =>
      value.kind === 'object'
        ? readObject(source, inner, value)
        : wrong(source, level, value, t('{0} must be an object, in braces.', quote(key))),
  };
}

export interface Objects extends Range {
  readonly objects: readonly JsonObject[];
  /** Of the name, without its quotes. */
  readonly key: Range;
}

/** A list of objects, each to be read by whoever knows what comes of a bad one. `what` names one, with its article. */
export function objects(what: () => string): Kind<Objects> {
  return {
    read: (source, value, member) => {
      if (value.kind !== 'array')
        return wrong(source, 'broken', value, t('{0} must be a list, in square brackets.', quote(member.key)));
      const items = objectsIn(source, value, what());
      return {
        objects: items,
        key: at(source, keyRange(member)),
        ...at(source, value),
      };
    },
  };
}

/** What is told of others on the way. */
export function inner<V>(kind: Kind<V>): Kind<V> {
  return { ...kind, isInner: true };
}

/** Whatever it is: it is left to its reader. */
export const anything: Kind<JsonValue> = { read: (_, value) => value };
