// Inserts, rearranges and removes items of lists and members of objects in a JSON text. Existing text is not changed, and new text is laid out
// like its neighbours.

import type { Json } from '#formats/jsonText.ts';
import { type JsonArray, type JsonObject, type JsonTree, type JsonValue, member, parseJson } from '#syntax/json.ts';
import { beginsLine, indentation } from '#text/lines.ts';
import type { Range } from '#text/range.ts';
import type { TextEdit } from '#text/textEdit.ts';
import { hasRows, type JsonPart, type JsonStyle, printJson } from './jsonStyle.ts';

/** The value at a range of a text; undefined where it is not sound JSON, but for comments. */
export function partAt(text: string, { start, end }: Range): JsonPart<JsonValue> | undefined {
  const slice = text.slice(start, end);
  const tree = parseJson(slice, { from: 0 });
  return tree.root === undefined || !isSound(slice, tree) ? undefined : { text, base: start, value: tree.root };
}

/** The list at a range of a text, with what could be read of it where it is broken. */
export function listAt(text: string, { start, end }: Range): JsonPart<JsonArray> | undefined {
  const { root } = parseJson(text.slice(start, end), { from: 0 });
  return root?.kind === 'array' ? { text, base: start, value: root } : undefined;
}

/** Whether nothing is wrong with a text but comments, which do not hinder an edit. */
export function isSound(text: string, { problems }: JsonTree): boolean {
  return problems.every(
    ({ start }) => text.startsWith('//', start) || (text.startsWith('/*', start) && text.includes('*/', start + 2)),
  );
}

export function within<V>(part: JsonPart<unknown>, value: V): JsonPart<V> {
  return { text: part.text, base: part.base, value };
}

/** Inserts values before the item of an index, or behind the last one. */
export function insertItems(
  list: JsonPart<JsonArray>,
  at: number,
  values: readonly Json[],
  style: JsonStyle,
): readonly TextEdit[] {
  if (values.length === 0) return [];
  const { items } = list.value;
  const layout = layoutAt(list, at, { ...style, rows: hasRows(values, style) });
  const texts = values.map((value) => printJson(value, style, layout.indent));
  if (items.length === 0) {
    const newText = layout.lead + texts.join(layout.between) + layout.trail;
    return [edit(list, list.value.start + 1, list.value.end - 1, newText)];
  }
  return [insertTexts(list, at, texts, layout.between)];
}

/** Replaces all items. */
export function overwriteItems(
  list: JsonPart<JsonArray>,
  values: readonly Json[],
  style: JsonStyle,
): readonly TextEdit[] {
  const { items, start, end } = list.value;
  const [first] = items;
  const last = items.at(-1);
  if (first === undefined || last === undefined) return insertItems(list, 0, values, style);
  if (values.length === 0) return [edit(list, start + 1, end - 1, '')];
  const { between, indent } = layoutAt(list, 1, style);
  const texts = values.map((value) => printJson(value, style, indent));
  return [edit(list, first.start, last.end, texts.join(between))];
}

/** Writes an item once more behind itself. */
export function repeatItem(
  list: JsonPart<JsonArray>,
  at: number,
  style: JsonStyle,
  changed: (text: string) => string,
): TextEdit {
  return insertTexts(list, at + 1, [changed(textOf(list, at))], layoutAt(list, at + 1, style).between);
}

/** Writes items in other places: `sources` tells by place which item comes there. What is between items stays. */
export function rearrangeItems(
  list: JsonPart<JsonArray>,
  sources: ReadonlyMap<number, number>,
  changed: (text: string, from: number, to: number) => string,
): readonly TextEdit[] {
  return [...sources].flatMap(([to, from]) => {
    const item = list.value.items[to];
    return item === undefined ? [] : [edit(list, item.start, item.end, changed(textOf(list, from), from, to))];
  });
}

/** Removes items with their commas. */
export function cutItems(list: JsonPart<JsonArray>, isGone: (index: number) => boolean): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  for (let i = 0; i < list.value.items.length; i++) {
    if (!isGone(i)) continue;
    const from = i;
    while (isGone(i + 1)) i++;
    edits.push(cutRun(list, from, i));
  }
  return edits;
}

/** From one index to another, both included. */
function cutRun({ text, base, value }: JsonPart<JsonArray>, from: number, to: number): TextEdit {
  const { items, start, end } = value;
  const [first, last] = [items[from], items[to]];
  const next = items[to + 1];
  const before = items[from - 1];
  if (first === undefined || last === undefined) return edit({ text, base }, start + 1, start + 1, '');
  if (next !== undefined) return edit({ text, base }, first.start, next.start, '');
  if (before !== undefined) return edit({ text, base }, before.end, last.end, '');
  const isClosed = text[base + end - 1] === ']';
  return isClosed ? edit({ text, base }, start + 1, end - 1, '') : edit({ text, base }, first.start, last.end, '');
}

/** Removes an item of a list, of which only the range is known, with its comma. */
export function cutElement(text: string, { start, end }: Range): TextEdit {
  const next = skipBlanks(text, end);
  if (text[next] === ',') return { start, end: skipBlanks(text, next + 1), newText: '' };
  let before = start;
  while (before > 0 && /\s/.test(text[before - 1] ?? '')) before--;
  if (text[before - 1] === ',') return { start: before - 1, end, newText: '' };
  return text[before - 1] === '[' && text[next] === ']'
    ? { start: before, end: next, newText: '' }
    : { start, end, newText: '' };
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (/\s/.test(text[at] ?? '')) at++;
  return at;
}

/** Writes members in the place of those of the same name, or else behind the member `behind`, or last. */
export function setMembers(
  object: JsonPart<JsonObject>,
  pairs: readonly (readonly [key: string, value: Json])[],
  style: JsonStyle,
  behind?: string,
): readonly TextEdit[] {
  const { text, base, value } = object;
  const edits: TextEdit[] = [];
  const added: (readonly [string, Json])[] = [];
  for (const [key, json] of pairs) {
    const known = member(value, key);
    if (known?.value === undefined) added.push([key, json]);
    else {
      const newText = printJson(json, style, indentation(text, base + known.start));
      edits.push(edit(object, known.value.start, known.value.end, newText));
    }
  }
  if (added.length > 0) edits.push(addMembers(object, added, style, behind));
  return edits;
}

function addMembers(
  object: JsonPart<JsonObject>,
  pairs: readonly (readonly [string, Json])[],
  style: JsonStyle,
  behind: string | undefined,
): TextEdit {
  const { text, base, value } = object;
  const { members, start, end } = value;
  const print = (indent: string) =>
    pairs.map(([key, json]) => `${JSON.stringify(key)}${style.colon}${printJson(json, style, indent)}`);
  const anchor = (behind === undefined ? undefined : member(value, behind)) ?? members.at(-1);
  if (anchor === undefined) {
    const indent = indentation(text, base + start);
    if (!style.rows) return edit(object, start + 1, end - 1, style.pad + print(indent).join(style.comma) + style.pad);
    const inner = style.eol + indent + style.unit;
    const newText = inner + print(indent + style.unit).join(`,${inner}`) + style.eol + indent;
    return edit(object, start + 1, end - 1, newText);
  }
  const indent = indentation(text, base + anchor.start);
  const between = beginsLine(text, base + anchor.start) ? `,${style.eol}${indent}` : style.comma;
  const at = anchor.value?.end ?? anchor.end;
  return edit(
    object,
    at,
    at,
    print(indent)
      .map((pair) => between + pair)
      .join(''),
  );
}

interface Layout {
  /** Of the lines that items begin. */
  readonly indent: string;
  readonly between: string;
  /** Around the first items of a list that had none. */
  readonly lead: string;
  readonly trail: string;
}

/** What stands between items near an index: the same as between their neighbours, or what the style says. */
function layoutAt({ text, base, value }: JsonPart<JsonArray>, at: number, style: JsonStyle): Layout {
  const { items, start } = value;
  const [first] = items;
  if (first === undefined) {
    const outer = indentation(text, base + start);
    if (!style.rows) return { indent: outer, between: style.comma, lead: '', trail: '' };
    const indent = outer + style.unit;
    const lead = style.eol + indent;
    return { indent, between: `,${lead}`, lead, trail: style.eol + outer };
  }
  const gap = (i: number): string | undefined => {
    const [left, right] = [items[i - 1], items[i]];
    return left === undefined || right === undefined ? undefined : text.slice(base + left.end, base + right.start);
  };
  const indent = indentation(text, base + first.start);
  const known = [gap(at), gap(at - 1), gap(1)].find((each) => each !== undefined && /^\s*,\s*$/.test(each));
  const own = beginsLine(text, base + first.start) ? `,${style.eol}${indent}` : style.comma;
  return { indent, between: known ?? own, lead: '', trail: '' };
}

function insertTexts(list: JsonPart<JsonArray>, at: number, texts: readonly string[], between: string): TextEdit {
  const { items, start } = list.value;
  const next = items[at];
  if (next !== undefined) return edit(list, next.start, next.start, texts.map((text) => text + between).join(''));
  const end = items.at(-1)?.end ?? start + 1;
  return edit(list, end, end, texts.map((text) => between + text).join(''));
}

function textOf({ text, base, value }: JsonPart<JsonArray>, at: number): string {
  const item = value.items[at];
  return item === undefined ? '' : text.slice(base + item.start, base + item.end);
}

function edit({ base }: Omit<JsonPart<unknown>, 'value'>, start: number, end: number, newText: string): TextEdit {
  return { start: base + start, end: base + end, newText };
}
