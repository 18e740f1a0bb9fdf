// JSON values as the API means them: an empty string, null, and an object of nothing but empty values say the same as an absent member.

import { inside, type JsonArray, type JsonMember, type JsonObject, type JsonValue } from '#syntax/json.ts';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import type { Piece } from '../piece.ts';
import { quote, report, type Source } from '../source.ts';

export function at(source: Pick<Source, 'base'>, range: Range): Range {
  return { start: range.start - source.base, end: range.end - source.base };
}

/** The members by name. Of members that repeat, the last one counts, which is noted once for each object. */
export function fieldsOf(source: Source, object: JsonObject): Map<string, JsonMember> {
  const fields = new Map<string, JsonMember>();
  let twice: JsonMember | undefined;
  for (const member of object.members) {
    if (twice === undefined && fields.has(member.key)) twice = member;
    fields.set(member.key, member);
  }
  if (twice !== undefined) {
    report(source, 'lost', at(source, twice), repeated(twice.key));
  }
  return fields;
}

export const repeated = (key: string) => t('{0} is there twice in one object: the last one counts.', quote(key));

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

/** A string or number as text, with the place of what is inside its quotes. */
export function pieceOf(source: Pick<Source, 'text' | 'base'>, value: JsonValue): Piece | undefined {
  if (value.kind === 'string') return { text: value.value, ...at(source, inside(source.text, value)) };
  if (value.kind === 'number') return { text: source.text.slice(value.start, value.end), ...at(source, value) };
  return undefined;
}

export function keyRange(member: JsonMember): Range {
  return { start: member.start + 1, end: member.end - 1 };
}

/** The objects of a list. Anything else in it is reported. `what` names an object in messages, with its article. */
export function objectsIn(source: Source, list: JsonArray, what: string): JsonObject[] {
  return list.items.flatMap((item) => {
    if (item.kind === 'object') return [item];
    report(source, 'refused', at(source, item), t('{0} must be an object, in braces.', what));
    return [];
  });
}
