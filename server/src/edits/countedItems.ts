// Objects in the lists of a snapshot may contain their own positions, as `PolicyIndex` or `Priority`. When an object is added or removed, the
// others are numbered again.

import { KEYS } from '#formats/cloud/snapshotParts.ts';
import type * as ast from '#syntax/ast.ts';
import { type JsonArray, type JsonNumber, type JsonValue, member } from '#syntax/json.ts';
import { shift } from '#text/range.ts';
import { applyEdits, type TextEdit } from '#text/textEdit.ts';
import { cutItems, listAt, partAt } from './jsonEdits.ts';
import type { JsonPart } from './jsonStyle.ts';

export interface ObjectsToRemove {
  /** The file's text, and where the block of the lists begins in it. */
  readonly text: string;
  readonly blockStart: number;
  readonly lists: readonly ast.RuleList[];
  /** The peers whose policies go; in a snapshot each rule has one. */
  readonly gone: ReadonlySet<ast.Peer>;
}

/** Removes objects with their commas, and counts down the places of those behind them. */
export function removeObjects({ text, blockStart, lists, gone }: ObjectsToRemove): readonly TextEdit[] {
  return lists.flatMap((list) => {
    const starts = new Set(
      list.rules.flatMap((rule) =>
        rule.peers.length > 0 && rule.peers.every((peer) => gone.has(peer)) ? [rule.whole.start + blockStart] : [],
      ),
    );
    const part = starts.size === 0 ? undefined : listAt(text, shift(list, blockStart));
    if (part === undefined) return [];
    const { items } = part.value;
    const isGone = (i: number): boolean => starts.has((items[i]?.start ?? -1) + part.base);
    let removed = 0;
    const ahead = items.map((_, i) => (isGone(i) ? removed++ : removed));
    const edits = cutItems(part, isGone);
    if (!standsInOrder(list)) return edits;
    return [...edits, ...recount(part, (i) => (isGone(i) ? undefined : -(ahead[i] ?? 0)))];
  });
}

/** The place that an item of a list says. */
export function placeOfItem(item: JsonValue | undefined): JsonNumber | undefined {
  const place = item?.kind === 'object' ? member(item, KEYS.place)?.value : undefined;
  return place?.kind === 'number' && Number.isSafeInteger(place.value) && place.value >= 0 ? place : undefined;
}

/** Whether the objects of a list stand in the order in which they count, which the places that they say may change. */
export function standsInOrder({ rules }: ast.RuleList): boolean {
  return rules.every(({ whole }, i) => whole.start >= (rules[i - 1]?.whole.start ?? 0));
}

/** Whether every entry of an acl says its priority: then these give the order. */
export function havePriorities({ items }: JsonArray): boolean {
  return items.length > 0 && items.every((item) => priorityOfItem(item) !== undefined);
}

function priorityOfItem(item: JsonValue | undefined): JsonValue | undefined {
  const value = item?.kind === 'object' ? member(item, KEYS.priority)?.value : undefined;
  return value?.kind === 'number' || value?.kind === 'string' ? value : undefined;
}

/**
 * Changes the places that items say: `by` tells of each index by how much, or undefined for an item that goes or is written anew. The cloud
 * counts priorities of IPv4 and IPv6 apart or together; counting them together is right for both.
 */
export function recount(
  { base, value }: JsonPart<JsonArray>,
  by: (index: number) => number | undefined,
): readonly TextEdit[] {
  const ranked = havePriorities(value);
  return value.items.flatMap((item, i) => {
    const change = by(i);
    if (change === undefined) return [];
    const place = placeOfItem(item);
    const edits = place === undefined || change === 0 ? [] : [replaced(base, place, place.value + change)];
    const priority = ranked ? priorityOfItem(item) : undefined;
    return priority === undefined ? edits : [...edits, replaced(base, priority, i + change + 1)];
  });
}

function replaced(base: number, { start, end }: JsonValue, place: number): TextEdit {
  return { start: base + start, end: base + end, newText: String(Math.max(0, place)) };
}

/** The text of an object that moves to an index, with its place changed. */
export function counted(text: string, by: number, index: number): string {
  const part = partAt(text, { start: 0, end: text.length });
  const place = placeOfItem(part?.value);
  const priority = priorityOfItem(part?.value);
  return applyEdits(text, [
    ...(place === undefined ? [] : [replaced(0, place, place.value + by)]),
    ...(priority === undefined ? [] : [replaced(0, priority, index + 1)]),
  ]);
}
