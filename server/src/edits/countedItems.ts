// Objects in the lists of a snapshot that say their own places, which are counted anew when one comes or goes.

import { KEYS } from '#formats/cloud/snapshotParts.ts';
import type * as ast from '#syntax/ast.ts';
import { type JsonArray, type JsonNumber, type JsonValue, member } from '#syntax/json.ts';
import { shift } from '#text/range.ts';
import { applyEdits, type TextEdit } from '#text/textEdit.ts';
import { cutItems, listAt, partAt } from './jsonEdits.ts';
import type { JsonPart } from './jsonStyle.ts';

export interface ObjectsToRemove {
  readonly text: string;
  readonly blockStart: number;
  readonly lists: readonly ast.RuleList[];
  /** The peers whose rules go; in a snapshot a rule has one. */
  readonly gone: ReadonlySet<ast.Peer>;
}

/** Objects with their commas; those behind have their places counted down. */
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
    const edits: TextEdit[] = [];
    let removed = 0;
    const ahead = items.map((_, i) => (isGone(i) ? removed++ : removed));
    for (let i = 0; i < items.length; i++) {
      if (!isGone(i)) continue;
      const from = i;
      while (isGone(i + 1)) i++;
      edits.push(cutItems(part, from, i));
    }
    return [...edits, ...recount(part, (i) => (isGone(i) ? 0 : -(ahead[i] ?? 0)))];
  });
}

/** Where an item of a list says its place. */
export function placeOfItem(item: JsonValue | undefined): JsonNumber | undefined {
  const place = item?.kind === 'object' ? member(item, KEYS.place)?.value : undefined;
  return place?.kind === 'number' && Number.isSafeInteger(place.value) && place.value >= 0 ? place : undefined;
}

/** The places of items that say one, each changed by what an index has it. */
export function recount({ base, value }: JsonPart<JsonArray>, by: (index: number) => number): readonly TextEdit[] {
  return value.items.flatMap((item, i) => {
    const place = placeOfItem(item);
    const change = by(i);
    if (place === undefined || change === 0) return [];
    return [{ start: base + place.start, end: base + place.end, newText: String(Math.max(0, place.value + change)) }];
  });
}

/** The text of an object with its place changed. */
export function counted(text: string, by: number): string {
  const part = partAt(text, { start: 0, end: text.length });
  const place = placeOfItem(part?.value);
  if (place === undefined) return text;
  return applyEdits(text, [{ start: place.start, end: place.end, newText: String(Math.max(0, place.value + by)) }]);
}
