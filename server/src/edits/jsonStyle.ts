// Finds out how a JSON text is laid out, and writes new values the same way.

import { isList, isMembers, type Json } from '#formats/jsonText.ts';
import type { JsonObject } from '#syntax/json.ts';
import { lineBreak } from '#text/lines.ts';

export interface JsonStyle {
  readonly eol: string;
  /** What each level is indented by. */
  readonly unit: string;
  /** Between a key and its value, and between two things on one line. */
  readonly colon: string;
  readonly comma: string;
  /** Inside the braces of an object on one line. */
  readonly pad: string;
  /** Whether each member of an object has a line of its own. */
  readonly open: boolean;
  /** Whether each object in a list has lines of its own. */
  readonly rows: boolean;
  /** Whether texts in a list stand on one line. */
  readonly flat: boolean;
  /** The style of the objects in lists, where it is another one. */
  readonly inner?: JsonStyle;
}

/** A value, with the text of its file and the offset in it from which its ranges count. */
export interface JsonPart<V> {
  readonly text: string;
  readonly base: number;
  readonly value: V;
}

/** The style of a file. `like` is an object such as those to be written, if the file has one, and whether it begins its line. */
export function styleOf(
  text: string,
  like?: { readonly object: JsonPart<JsonObject>; readonly rows: boolean },
): JsonStyle {
  const isOneLine = !/[\r\n]/.test(text.trim());
  const sample = like?.object;
  const members = sample?.value.members ?? [];
  const between = (from: number | undefined, to: number | undefined) =>
    sample === undefined || from === undefined || to === undefined
      ? undefined
      : sample.text.slice(sample.base + from, sample.base + to);
  const [first, second] = members;
  const inside = between(sample === undefined ? undefined : sample.value.start + 1, first?.start);
  const open = inside === undefined ? !isOneLine && !/\{[ \t]*"[^"\r\n]*"[ \t]*:/.test(text) : /[\r\n]/.test(inside);
  const colon = between(first?.end, first?.value?.start) ?? /"[^"\r\n]*"([ \t]*:[ \t]*)/.exec(text)?.[1];
  const comma = between(first?.value?.end, second?.start);
  const spacedColon = colon !== undefined && /^[ \t]*:[ \t]*$/.test(colon) ? colon : ': ';
  const isClose = text.trim() !== '' && !spacedColon.endsWith(' ') && isOneLine;
  return {
    eol: lineBreak(text),
    unit: /[\r\n]([ \t]+)[^\s]/.exec(text)?.[1] ?? '  ',
    colon: spacedColon,
    comma: comma !== undefined && /^,[ \t]*$/.test(comma) ? comma : isClose ? ',' : ', ',
    pad: open ? '' : (inside ?? /\{([ \t]*)"/.exec(text)?.[1] ?? ''),
    open,
    rows: like?.rows ?? !isOneLine,
    flat: !open || /\[[ \t]*"/.test(text),
  };
}

/** Prints a value that begins on a line with this indentation. */
export function printJson(value: Json, style: JsonStyle, indent: string): string {
  const inner = indent + style.unit;
  if (isList(value)) {
    if (value.length === 0) return '[]';
    const own = style.inner ?? style;
    return hasRows(value, style)
      ? `[${style.eol}${value.map((item) => inner + printJson(item, own, inner)).join(`,${style.eol}`)}${style.eol}${indent}]`
      : `[${value.map((item) => printJson(item, own, indent)).join(style.comma)}]`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if ('raw' in value) return value.raw;
  const { members } = value;
  if (members.length === 0) return '{}';
  const isOpen = style.open || (style.rows && holdsRows(value));
  const pairs = members.map(
    ([key, item]) => `${JSON.stringify(key)}${style.colon}${printJson(item, style, isOpen ? inner : indent)}`,
  );
  return isOpen
    ? `{${style.eol}${pairs.map((pair) => inner + pair).join(`,${style.eol}`)}${style.eol}${indent}}`
    : `{${style.pad}${pairs.join(style.comma)}${style.pad}}`;
}

/** Whether the items of a list have lines of their own. */
export function hasRows(items: readonly Json[], style: JsonStyle): boolean {
  return style.rows && (!style.flat || items.some(isMembers));
}

/** Whether there is a list of objects in it, at any depth: formats have few levels. */
function holdsRows(value: Json): boolean {
  if (isList(value)) return value.some(isMembers);
  return isMembers(value) && value.members.some(([, item]) => holdsRows(item));
}
