// Where the regions and elements of a snapshot are in its text, however broken it is.

import type * as ast from '#syntax/ast.ts';
import { type JsonMember, type JsonObject, type JsonProblem, type JsonValue, member } from '#syntax/json.ts';
import { type Range, shift } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { objectIn, valueIn } from '../jsonAccess.ts';
import { quote } from '../source.ts';
import { isListKey, type ListKey } from './entityJson.ts';
import { isEmpty, keyRange } from './jsonValues.ts';

export const SNAPSHOT_VERSION = 1;

/** The region of what names none. */
export const DEFAULT_REGION = 'default';

/** Where a block begins, and what it declares. */
export type Cut =
  | { readonly kind: 'region'; readonly object: JsonObject }
  | { readonly kind: 'element'; readonly key: ListKey; readonly object: JsonObject };

export interface Outline {
  /** In the order of the text. */
  readonly cuts: readonly Cut[];
  readonly problems: readonly JsonProblem[];
  /** The members of the file that are not read. */
  readonly fields?: readonly ast.Field[];
}

interface Drawing {
  readonly cuts: Cut[];
  readonly problems: JsonProblem[];
}

export function outlineOf(text: string, root: JsonValue | undefined): Outline {
  const drawing: Drawing = { cuts: [], problems: [] };
  if (root === undefined) return drawing;
  if (root.kind !== 'object') {
    problem(drawing, root, t("A snapshot must be an object with 'regions'."));
    return drawing;
  }
  const version = valueIn(root, 'version');
  if (version !== undefined && !(version.kind === 'number' && version.value === SNAPSHOT_VERSION)) {
    problem(drawing, version, t('The version of a snapshot must be {0}.', SNAPSHOT_VERSION));
  }
  const regions = member(root, 'regions');
  if (regions === undefined) {
    drawAnswer(drawing, root);
    const fields = unknownFields(text, root, 0, (each) => isOfRegion(each) || each.key === 'version');
    return { ...drawing, fields };
  }
  for (const region of elementsOf(drawing, regions)) {
    if (region.kind === 'object') drawRegion(drawing, region);
    else problem(drawing, region, t('A region must be an object, in braces.'));
  }
  return { ...drawing, fields: unknownFields(text, root, 0, ({ key }) => key === 'regions' || key === 'version') };
}

/** A Describe answer is read as a snapshot of one region without a name. */
function drawAnswer(drawing: Drawing, root: JsonObject): void {
  const answer = objectIn(root, 'Response') ?? root;
  if (answer.members.some(({ key }) => isListKey(key))) drawRegion(drawing, answer);
  else if (root.members.length > 0 && member(root, 'version') === undefined) {
    const brace = { start: root.start, end: Math.min(root.end, root.start + 1) };
    problem(drawing, brace, t("A snapshot must have 'regions', a list."));
  }
}

function drawRegion(drawing: Drawing, region: JsonObject): void {
  drawing.cuts.push({ kind: 'region', object: region });
  for (const list of region.members) {
    const { key } = list;
    if (!isListKey(key)) continue;
    for (const element of elementsOf(drawing, list)) {
      if (element.kind === 'object') drawing.cuts.push({ kind: 'element', key, object: element });
      else problem(drawing, element, t('{0} must be an object, in braces.', t('An element of {0}', quote(key))));
    }
  }
}

function elementsOf(drawing: Drawing, list: JsonMember): readonly JsonValue[] {
  const { value } = list;
  if (value === undefined || isEmpty(value)) return [];
  if (value.kind === 'array') return value.items;
  problem(drawing, keyRange(list), t('{0} must be a list, in square brackets.', quote(list.key)));
  return [];
}

function problem({ problems }: Drawing, { start, end }: Range, message: string): void {
  problems.push({ start, end, message });
}

/** A list without elements is kept as it is, since nothing else says that it was there. */
export function isOfRegion({ key, value }: JsonMember): boolean {
  return key === 'Region' || (isListKey(key) && !(value?.kind === 'array' && value.items.length === 0));
}

/** The members that are not known, to be kept. Their places count from `base`. */
export function unknownFields(
  text: string,
  object: JsonObject,
  base: number,
  isKnown: (member: JsonMember) => boolean,
): readonly ast.Field[] | undefined {
  const fields = object.members.flatMap((each): ast.Field[] => {
    const { key, value } = each;
    if (value === undefined || isKnown(each)) return [];
    return [{ path: [key], text: text.slice(value.start, value.end), ...shift(value, -base) }];
  });
  return fields.length === 0 ? undefined : fields;
}
