// Answers of the API's Describe actions, which hold lists of objects, and snapshots, whose regions are like such answers. The answer that
// holds the policies of a group is in `policies`.

import { type JsonMember, type JsonObject, type JsonTree, type JsonValue, member, parseJson } from '#syntax/json.ts';
import { t } from '#util/l10n.ts';
import { itemsIn, stringIn, valueIn } from '../jsonAccess.ts';
import type { Item } from '../reading.ts';
import { type Page, quote, report, type Source } from '../source.ts';
import { isListKey, listAround, type ReadEntity, readEntity } from './entityJson.ts';
import { at, fieldsOf, isEmpty, objectsIn, pieceOf } from './jsonValues.ts';
import { SNAPSHOT_VERSION } from './snapshotOutline.ts';

export function holdsRegions(object: JsonObject): boolean {
  return member(object, 'regions') !== undefined;
}

export function holdsLists(object: JsonObject): boolean {
  return object.members.some(({ key }) => isListKey(key) || SIDE_LISTS.has(key));
}

const KNOWN: ReadonlySet<string> = new Set(['RequestId', 'TotalCount', 'Region']);

/** Lists that a snapshot keeps, but that declare nothing. */
const SIDE_LISTS: ReadonlySet<string> = new Set([
  'SecurityGroupAssociationStatisticsSet',
  'NetworkAclQuintupleSet',
  'Missing',
]);

/** The elements of lists that were read while the file was parsed, and whose JSON was given up. */
export type ReadElements = ReadonlyMap<JsonObject, ReadEntity>;

/** The JSON of a snapshot or answer. Its elements are read while it is parsed, since a large file may not fit the memory as a tree. */
export function readElements(source: Source): { readonly tree: JsonTree; readonly read: ReadElements } {
  const read = new Map<JsonObject, ReadEntity>();
  const tree = parseJson(source.text, {
    onObject: (object, around) => {
      const key = listAround(around);
      if (key !== undefined) read.set(object, readEntity(source, key, object));
      return key !== undefined;
    },
  });
  return { tree, read };
}

/** The objects of every list of an answer, or of one region of a snapshot. */
export function readLists(source: Source, object: JsonObject, read: ReadElements): Item[] {
  const named = valueIn(object, 'Region');
  const region = named === undefined || isEmpty(named) ? undefined : pieceOf(source, named)?.text;
  const items: Item[] = [];
  const rest = fieldsOf(source, object);
  for (const { key, value } of object.members) {
    if (!isListKey(key) || value === undefined) continue;
    rest.delete(key);
    if (isEmpty(value)) continue;
    if (value.kind !== 'array') {
      report(source, 'broken', at(source, value), t('{0} must be a list, in square brackets.', quote(key)));
      continue;
    }
    for (const element of objectsIn(source, value, t('An element of {0}', quote(key)))) {
      const { declaration, project, others } = read.get(element) ?? readEntity(source, key, element);
      items.push({ declaration, region, project: project?.text });
      for (const one of others ?? []) items.push({ declaration: one, region, aside: true });
    }
  }
  reportSideLists(source, object);
  const page = pageOf(object);
  if (page !== undefined) source.pages.push({ ...page, ...at(source, page) });
  reportUnknown(source, rest);
  return items;
}

function reportSideLists(source: Source, object: JsonObject): void {
  for (const one of itemsIn(object, 'Missing')) {
    const action = quote(stringIn(one, 'Action') ?? '');
    const words = t('The snapshot is incomplete: what {0} would answer is missing.', action);
    report(source, 'lost', at(source, one), words);
  }
  const [entry] = itemsIn(object, 'NetworkAclQuintupleSet');
  if (entry !== undefined) {
    const words = t(
      "The entries do not say of which ACL they are: put them into the 'NetworkAclQuintupleSet' of their ACL.",
    );
    report(source, 'refused', at(source, entry), words);
  }
}

/** The page that an answer is, if it does not hold the whole list: a page has a hundred elements at most. */
function pageOf({ members }: JsonObject): Page | undefined {
  const total = members.find(({ key }) => key === 'TotalCount')?.value;
  const [list, ...others] = members.filter(({ key }) => isListKey(key));
  if (total?.kind !== 'number' || list?.value?.kind !== 'array' || others.length > 0) return undefined;
  const count = list.value.items.length;
  return total.value > count
    ? { list: list.key, count, total: total.value, start: total.start, end: total.end }
    : undefined;
}

/**
 * Whether an answer needs no other one: it is no page of a list, its groups have their rules, and its objects hold no others that are declared
 * by themselves.
 */
export function standsAlone(object: JsonObject): boolean {
  const holders = object.members.filter(({ key }) => HOLDERS.has(key));
  const hasRules = itemsIn(object, 'SecurityGroupSet').every(
    (group) =>
      valueIn(group, 'SecurityGroupId') === undefined || valueIn(group, 'SecurityGroupPolicySet') !== undefined,
  );
  return (
    hasRules && pageOf(object) === undefined && holders.every(({ value }) => value === undefined || isEmpty(value))
  );
}

/** Lists whose objects hold others: the subnets of an acl, the templates of a template group. */
const HOLDERS: ReadonlySet<string> = new Set(['NetworkAclSet', 'AddressTemplateGroupSet', 'ServiceTemplateGroupSet']);

/** All regions of a snapshot that is imported. */
export function readRegions(source: Source, root: JsonObject, read: ReadElements): Item[] {
  const fields = fieldsOf(source, root);
  const version = filledIn(root, 'version');
  if (version !== undefined && !(version.kind === 'number' && version.value === SNAPSHOT_VERSION)) {
    report(source, 'broken', at(source, version), t('The version of a snapshot must be {0}.', SNAPSHOT_VERSION));
  }
  const regions = filledIn(root, 'regions');
  for (const key of ['$schema', 'version', 'regions']) fields.delete(key);
  reportUnknown(source, fields);
  if (regions === undefined) return [];
  if (regions.kind !== 'array') {
    report(source, 'broken', at(source, regions), t('{0} must be a list, in square brackets.', quote('regions')));
    return [];
  }
  return objectsIn(source, regions, t('A region')).flatMap((region) => readLists(source, region, read));
}

function filledIn(root: JsonObject, key: string): JsonValue | undefined {
  const value = valueIn(root, key);
  return value === undefined || isEmpty(value) ? undefined : value;
}

function reportUnknown(source: Source, fields: ReadonlyMap<string, JsonMember>): void {
  for (const [key, { value }] of fields) {
    if (value === undefined || isEmpty(value) || KNOWN.has(key) || SIDE_LISTS.has(key)) continue;
    report(source, 'lost', at(source, value), t('The rule language cannot express the member {0}.', quote(key)));
  }
}
