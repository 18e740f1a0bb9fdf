// The members of a JSON object in the API's manner: `""`, null, absent and an object of empty strings say the same, nothing.

import type * as ast from '#syntax/ast.ts';
import { inside, type JsonArray, type JsonMember, type JsonObject, type JsonValue } from '#syntax/json.ts';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { type Piece, quote, report, type Source } from '../source.ts';

/** The members not read yet, by name. What is left at the end is what the format does not know. */
export type Fields = Map<string, JsonMember>;

export function at(source: Pick<Source, 'base'>, range: Range): Range {
  return { start: range.start - source.base, end: range.end - source.base };
}

/** Of members that repeat the last one counts, which is noted once for each object. */
export function fieldsOf(source: Source, object: JsonObject): Fields {
  const fields: Fields = new Map();
  let twice: JsonMember | undefined;
  for (const member of object.members) {
    if (twice === undefined && fields.has(member.key)) twice = member;
    fields.set(member.key, member);
  }
  if (twice !== undefined) {
    const message = t('{0} is there twice in one object: the last one counts.', quote(twice.key));
    report(source, 'lost', at(source, twice), message);
  }
  return fields;
}

/** The value of a member, which then counts as read. Absent where it says nothing. */
export function take(fields: Fields, key: string): JsonValue | undefined {
  const value = fields.get(key)?.value;
  fields.delete(key);
  return value === undefined || isEmpty(value) ? undefined : value;
}

export function isEmpty(value: JsonValue): boolean {
  switch (value.kind) {
    case 'string':
      return value.value === '';
    case 'literal':
      return value.value === null;
    case 'object':
      return value.members.every(
        ({ value: inner }) =>
          inner === undefined || (inner.kind !== 'object' && inner.kind !== 'array' && isEmpty(inner)),
      );
    default:
      return false;
  }
}

/** A string or number as text, with the place of what is inside its quotes. Anything else is reported. */
export function takePiece(source: Source, fields: Fields, key: string): Piece | undefined {
  const value = take(fields, key);
  if (value === undefined) return undefined;
  const piece = pieceOf(source, value);
  if (piece === undefined) report(source, 'refused', at(source, value), t('{0} has to be a text.', quote(key)));
  return piece;
}

export function pieceOf(source: Pick<Source, 'text' | 'base'>, value: JsonValue): Piece | undefined {
  if (value.kind === 'string') return { text: value.value, ...at(source, inside(source.text, value)) };
  if (value.kind === 'number') return { text: source.text.slice(value.start, value.end), ...at(source, value) };
  return undefined;
}

/** A text that is kept as such: its range holds the quotes. */
export function takeText(source: Source, fields: Fields, key: string): ast.Text | undefined {
  const value = take(fields, key);
  if (value?.kind === 'string') return { value: value.value, ...at(source, value) };
  if (value !== undefined) report(source, 'refused', at(source, value), t('{0} has to be a text.', quote(key)));
  return undefined;
}

export function takeObject(source: Source, fields: Fields, key: string): JsonObject | undefined {
  const value = take(fields, key);
  if (value?.kind === 'object') return value;
  if (value !== undefined)
    report(source, 'broken', at(source, value), t('{0} has to be an object, in braces.', quote(key)));
  return undefined;
}

export interface TakenList {
  readonly list: JsonArray;
  /** Of the name, without its quotes. */
  readonly key: Range;
}

export function takeList(source: Source, fields: Fields, key: string): TakenList | undefined {
  const member = fields.get(key);
  const value = take(fields, key);
  if (member === undefined || value === undefined) return undefined;
  if (value.kind === 'array') return { list: value, key: at(source, keyRange(member)) };
  report(source, 'broken', at(source, value), t('{0} has to be a list, in square brackets.', quote(key)));
  return undefined;
}

/** The objects of a list. Whatever else stands in it is reported. */
export function objectsOf(source: Source, list: JsonArray, what: string): JsonObject[] {
  const objects: JsonObject[] = [];
  for (const item of list.items) {
    if (item.kind === 'object') objects.push(item);
    else report(source, 'refused', at(source, item), t('{0} has to be an object, in braces.', what));
  }
  return objects;
}

/** The texts of a list of strings, empty ones left out. A list without any stays unread, and is written back with what is kept. */
export function takePieces(source: Source, fields: Fields, key: string): Piece[] {
  const member = fields.get(key);
  if (member?.value?.kind === 'array' && member.value.items.length === 0) return [];
  const taken = takeList(source, fields, key);
  const pieces: Piece[] = [];
  for (const item of taken?.list.items ?? []) {
    const piece = pieceOf(source, item);
    if (piece === undefined) {
      if (!isEmpty(item)) report(source, 'refused', at(source, item), t('{0} holds texts.', quote(key)));
    } else if (piece.text !== '') pieces.push(piece);
  }
  return pieces;
}

export function keyRange(member: JsonMember): Range {
  return { start: member.start + 1, end: member.end - 1 };
}

/** What was not read, to be kept, but for what the server stamps on its answers by itself. */
export function leftOver(
  source: Source,
  fields: Fields,
  stamps: ReadonlySet<string>,
  path: readonly string[] = [],
): ast.Field[] {
  const left: ast.Field[] = [];
  for (const { key, value } of fields.values()) {
    if (value === undefined || stamps.has(key)) continue;
    left.push({ path: [...path, key], text: source.text.slice(value.start, value.end), ...at(source, value) });
  }
  return left;
}
