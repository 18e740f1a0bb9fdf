// Writes rules as objects in the lists of a snapshot, and numbers the rules again that contain their own positions.

import { isEmpty } from '#formats/cloud/jsonValues.ts';
import { KEYS, listPath } from '#formats/cloud/snapshotParts.ts';
import { type Json, type JsonMembers, members } from '#formats/jsonText.ts';
import type * as ast from '#syntax/ast.ts';
import { type JsonArray, type JsonValue, member } from '#syntax/json.ts';
import { lineStart } from '#text/lines.ts';
import { shift } from '#text/range.ts';
import type { TextEdit } from '#text/textEdit.ts';
import { t } from '#util/l10n.ts';
import { brokenJson, type Context, type EditedFile, type Placed, type Refusal, refuse } from './change.ts';
import { counted, havePriorities, placeOfItem, recount, removeObjects, standsInOrder } from './countedItems.ts';
import { insertItems, overwriteItems, partAt, rearrangeItems, repeatItem, setMembers, within } from './jsonEdits.ts';
import { type JsonPart, type JsonStyle, styleOf } from './jsonStyle.ts';
import {
  type NewOrder,
  type NewRules,
  type Owner,
  type RulePlace,
  type RuleWriter,
  type Written,
  written,
} from './rulePlace.ts';
import { typedRules } from './typedRules.ts';

export const ruleObjects: RuleWriter = {
  insert,
  reorder,
  duplicate,
  remove: ({ entity, placed }, gone) =>
    written(removeObjects({ text: placed.file.text, blockStart: placed.start, lists: entity.node.lists, gone })),
  overwrite,
};

/** What is no rule in the list keeps its place. */
function reorder(owner: Owner, { direction, rules, order }: NewOrder): Written | Refusal {
  const at = order.findIndex((rule, i) => rule !== rules[i]);
  if (at < 0) return written([]);
  const found = listOf(owner, direction, order[at]);
  if ('refused' in found) return found;
  const { list } = found;
  const sources = new Map<number, number>();
  for (const [i, rule] of order.entries()) {
    const there = rules[i];
    if (rule === there || there === undefined) continue;
    sources.set(itemIndex(list, owner.placed, there), itemIndex(list, owner.placed, rule));
  }
  if (sources.has(-1)) return otherList(owner);
  return written([
    ...rearrangeItems(list, sources, (text, from, to) => counted(text, to - from, to)),
    ...recount(list, (i) => (sources.has(i) ? undefined : 0)),
  ]);
}

function duplicate(owner: Owner, direction: ast.Direction, rules: readonly ast.Rule[]): Written | Refusal {
  const edits: TextEdit[] = [];
  for (const node of owner.entity.node.lists) {
    const copied = rules.filter((rule) => node.rules.includes(rule));
    if (copied.length === 0) continue;
    const found = listOf(owner, direction, copied[0]);
    if ('refused' in found) return found;
    const { list, style } = found;
    const places = copied.map((rule) => itemIndex(list, owner.placed, rule));
    if (places.includes(-1)) return otherList(owner);
    const ahead = (i: number) => places.filter((at) => at < i).length;
    const copies = places.map((at) =>
      repeatItem(list, at, style, (text) => counted(text, ahead(at) + 1, at + ahead(at) + 1)),
    );
    edits.push(...copies, ...recount(list, ahead));
  }
  return written(edits);
}

/** The layout of the objects in a file's lists, as in the first list that has some: of those in `near`, or else of the file. */
export function ruleStyle(
  file: EditedFile,
  near: readonly { readonly list: ast.RuleList; readonly start: number }[] = [],
): JsonStyle {
  const sample = near.find(({ list }) => list.rules.length > 0) ?? firstList(file);
  const rule = sample?.list.rules[0];
  if (sample === undefined || rule === undefined) return styleOf(file.text);
  const place = shift(rule.whole, sample.start);
  const object = partAt(file.text, place);
  if (object?.value.kind !== 'object') return styleOf(file.text);
  const rows = lineStart(file.text, place.start) > sample.start + sample.list.start;
  return styleOf(file.text, { object: within(object, object.value), rows });
}

function firstList({ tree }: EditedFile): { readonly list: ast.RuleList; readonly start: number } | undefined {
  for (const { start, block } of tree.blocks) {
    const node = block.declaration;
    const list =
      node?.kind === 'group' || node?.kind === 'acl' ? node.lists.find(({ rules }) => rules.length > 0) : undefined;
    if (list !== undefined) return { list, start };
  }
  return undefined;
}

function insert(context: Context, owner: Owner, place: RulePlace, line: string): Written | Refusal {
  const { direction, before } = place;
  const typed = typedRules(context.model, owner.entity, direction, [line], { exact: true });
  if ('fault' in typed) return refuse(typed.fault);
  const found = listOf(owner, direction, before);
  if ('refused' in found) {
    return found.missing === true ? addLists(owner, [[direction, typed.objects]], typed.notes) : found;
  }
  const { list, style } = found;
  const at = before === undefined ? list.value.items.length : itemIndex(list, owner.placed, before);
  if (at < 0) return otherList(owner);
  return written([...insertAt(owner, list, at, typed.objects, style)], typed.notes);
}

function overwrite({ model }: Context, owner: Owner, rules: NewRules): Written | Refusal {
  const edits: TextEdit[] = [];
  const notes: string[] = [];
  const missing: (readonly [ast.Direction, readonly JsonMembers[]])[] = [];
  for (const direction of ['inbound', 'outbound'] as const) {
    const lines = rules[direction];
    if (lines === undefined) continue;
    const typed = typedRules(model, owner.entity, direction, lines, { exact: false });
    if ('fault' in typed) return refuse(typed.fault);
    notes.push(...typed.notes);
    const found = listOf(owner, direction);
    if ('refused' in found) {
      if (found.missing !== true) return found;
      missing.push([direction, typed.objects]);
    } else if (rules.append === true) {
      edits.push(...insertAt(owner, found.list, 0, typed.objects, found.style));
    } else {
      const numbered = hasPlaces(owner, found.list) ? withPlaces(typed.objects, 0) : typed.objects;
      edits.push(...overwriteItems(found.list, numbered, found.style));
    }
  }
  if (missing.length === 0) return written(edits, notes);
  const added = addLists(owner, missing, notes);
  return 'refused' in added ? added : written([...edits, ...added.edits], notes);
}

interface FoundList {
  readonly list: JsonPart<JsonArray>;
  readonly style: JsonStyle;
}

/** The list that a rule stands in, or the last one of a direction. */
function listOf(
  { entity, placed }: Owner,
  direction: ast.Direction,
  rule?: ast.Rule,
): FoundList | (Refusal & { readonly missing?: boolean }) {
  const { file, start } = placed;
  const lists = entity.node.lists.filter((list) => list.direction === direction);
  const list = lists.findLast(({ rules }) => rule === undefined || rules.includes(rule));
  if (list === undefined) return { ...refuse(t('The rule is no longer there.')), missing: rule === undefined };
  const part = partAt(file.text, shift(list, start));
  if (part?.value.kind !== 'array') return brokenJson(entity.name);
  if (!standsInOrder(list)) {
    return refuse(
      t("The rules of '{0}' are not in the order of their PolicyIndex: put them in order first.", entity.name),
    );
  }
  const near = [list, ...lists, ...entity.node.lists].map((each) => ({ list: each, start }));
  return { list: within(part, part.value), style: ruleStyle(file, near) };
}

function otherList({ entity }: Owner): Refusal {
  return refuse(t("The rules of '{0}' are in two lists: a rule stays in its own.", entity.name));
}

function itemIndex({ base, value }: JsonPart<JsonArray>, { start }: Placed, rule: ast.Rule): number {
  return value.items.findIndex((item) => item.start + base === rule.whole.start + start);
}

/** Adds lists that are missing, with the object around them where that is missing too. */
function addLists(
  { entity, placed }: Owner,
  lists: readonly (readonly [ast.Direction, readonly JsonMembers[]])[],
  notes: readonly string[],
): Written | Refusal {
  const { file, start } = placed;
  const style = ruleStyle(
    file,
    entity.node.lists.map((list) => ({ list, start })),
  );
  const whole = partAt(file.text, shift(entity.node, start));
  if (whole?.value.kind !== 'object') return brokenJson(entity.name);
  const pairs = lists.map(([direction, objects]) => {
    const path = listPath(entity, direction);
    const isCounted = entity.kind === 'group' && stylesPlaces(file, entity.node.lists, start);
    const list: Json = isCounted ? withPlaces(objects, 0) : objects;
    return [path, list] as const;
  });
  const [holder] = pairs[0]?.[0] ?? [];
  const isNested = pairs.some(([path]) => path.length > 1);
  const own = pairs.map(([path, list]) => [path.at(-1) ?? '', list] as const);
  const object = isNested && holder !== undefined ? member(whole.value, holder)?.value : whole.value;
  const isOther = (value: JsonValue | undefined) => value !== undefined && !isEmpty(value);
  if (object?.kind === 'object' ? own.some(([key]) => isOther(member(object, key)?.value)) : isOther(object))
    return brokenJson(entity.name);
  const edits =
    object?.kind === 'object'
      ? setMembers(within(whole, object), own, style)
      : setMembers(within(whole, whole.value), [[holder ?? '', members(...own)]], style);
  return written(edits, notes);
}

/** Inserts objects before the item of an index or last, and counts up the places of those behind. */
function insertAt(
  owner: Owner,
  list: JsonPart<JsonArray>,
  at: number,
  objects: readonly JsonMembers[],
  style: JsonStyle,
): readonly TextEdit[] {
  const { items } = list.value;
  const before = placeOfItem(items[at - 1])?.value;
  const first = before === undefined ? (placeOfItem(items[at])?.value ?? at) : before + 1;
  const ranks = havePriorities(list.value);
  const values = ranks ? withPriorities(objects, at) : hasPlaces(owner, list) ? withPlaces(objects, first) : objects;
  return [...insertItems(list, at, values, style), ...recount(list, (i) => (i >= at ? objects.length : 0))];
}

/** Whether the objects of a list say their places, as those in answers of the cloud do. */
function hasPlaces({ entity, placed }: Owner, { value }: JsonPart<JsonArray>): boolean {
  if (entity.kind !== 'group') return false;
  const [first] = value.items;
  return first === undefined
    ? stylesPlaces(placed.file, entity.node.lists, placed.start)
    : value.items.some((item) => placeOfItem(item) !== undefined);
}

/** The same for an empty list, as in another list of its owner or file. */
function stylesPlaces(file: EditedFile, lists: readonly ast.RuleList[], start: number): boolean {
  const own = lists.find(({ rules }) => rules.length > 0);
  const sample = own === undefined ? firstList(file) : { list: own, start };
  const rule = sample?.list.rules[0];
  if (sample === undefined || rule === undefined) return true;
  const object = partAt(file.text, shift(rule.whole, sample.start));
  return object?.value.kind === 'object' && placeOfItem(object.value) !== undefined;
}

function withPlaces(objects: readonly JsonMembers[], first: number): readonly JsonMembers[] {
  return objects.map((object, i) => members([KEYS.place, first + i], ...object.members));
}

function withPriorities(objects: readonly JsonMembers[], at: number): readonly JsonMembers[] {
  return objects.map((object, i) => members(...object.members, [KEYS.priority, at + i + 1]));
}
