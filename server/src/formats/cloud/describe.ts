// Answers of the API's Describe calls other than that for policies: each holds one or several lists of objects.

import { type JsonMember, type JsonObject, type JsonTree, type JsonValue, member, parseJson } from '#syntax/json.ts';
import { t } from '#util/l10n.ts';
import type { Item } from '../reading.ts';
import { type Page, quote, report, type Source } from '../source.ts';
import { isListKey, listAround, type ReadEntity, readEntity } from './entityJson.ts';
import { at, fieldsOf, isEmpty, objectsIn, pieceOf } from './jsonValues.ts';
import { SNAPSHOT_VERSION } from './snapshot.ts';

export function holdsRegions(object: JsonObject): boolean {
  return member(object, 'regions') !== undefined;
}

export function holdsLists(object: JsonObject): boolean {
  return object.members.some(({ key }) => isListKey(key) || SIDE_LISTS.has(key));
}

const KNOWN: ReadonlySet<string> = new Set(['RequestId', 'TotalCount', 'Region']);

/** Lists that a snapshot keeps, and of which a rule file says nothing by itself. */
const SIDE_LISTS: ReadonlySet<string> = new Set([
  'SecurityGroupAssociationStatisticsSet',
  'NetworkAclQuintupleSet',
  'Missing',
]);

/** Elements that were read while the file was, and whose JSON was given up. */
export type ReadElements = ReadonlyMap<JsonObject, ReadEntity>;

/** The JSON of a snapshot or answer. Its elements are read on the way: as a tree, a large file would not fit the memory. */
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
  const named = member(object, 'Region')?.value;
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
    for (const element of objectsIn(source, value, t('What {0} lists', quote(key)))) {
      const { declaration, project, inner } = read.get(element) ?? readEntity(source, key, element);
      items.push({ declaration, region, project: project?.text });
      for (const one of inner ?? []) items.push({ declaration: one, region, aside: true });
    }
  }
  reportSideLists(source, rest);
  notePage(source, object);
  reportUnknown(source, rest);
  return items;
}

function reportSideLists(source: Source, rest: ReadonlyMap<string, JsonMember>): void {
  for (const one of listIn(rest, 'Missing')) {
    const action = one.kind === 'object' ? member(one, 'Action')?.value : undefined;
    const words = t('The snapshot is incomplete: what {0} would answer is missing.', quote(textOf(action)));
    report(source, 'lost', at(source, one), words);
  }
  const [entry] = listIn(rest, 'NetworkAclQuintupleSet');
  if (entry !== undefined) {
    const words = t(
      "The entries do not say of which acl they are: put them into the 'NetworkAclQuintupleSet' of their acl.",
    );
    report(source, 'refused', at(source, entry), words);
  }
}

function listIn(rest: ReadonlyMap<string, JsonMember>, key: string): readonly JsonValue[] {
  const value = rest.get(key)?.value;
  return value?.kind === 'array' ? value.items : [];
}

function textOf(value: JsonValue | undefined): string {
  return value?.kind === 'string' ? value.value : '';
}

/** Answers hold a hundred elements at most: what is on other pages is in further answers. */
function notePage(source: Source, object: JsonObject): void {
  const page = pageOf(object);
  if (page !== undefined) source.pages.push({ ...page, ...at(source, page) });
}

function pageOf({ members }: JsonObject): Page | undefined {
  const total = members.find(({ key }) => key === 'TotalCount')?.value;
  const [list, ...others] = members.filter(({ key }) => isListKey(key));
  if (total?.kind !== 'number' || list?.value?.kind !== 'array' || others.length > 0) return undefined;
  const count = list.value.items.length;
  return total.value > count
    ? { list: list.key, count, total: total.value, start: total.start, end: total.end }
    : undefined;
}

/** Whether an answer is all that there is to read: no page of a list, and nothing within its objects that is declared by itself. */
export function standsAlone(object: JsonObject): boolean {
  const holders = object.members.filter(({ key }) => HOLDERS.has(key));
  return pageOf(object) === undefined && holders.every(({ value }) => value === undefined || isEmpty(value));
}

/** Their objects hold others: the subnets of an acl, the lists of a group of lists. */
const HOLDERS: ReadonlySet<string> = new Set(['NetworkAclSet', 'AddressTemplateGroupSet', 'ServiceTemplateGroupSet']);

/** All regions of a snapshot, for importing it. */
export function readRegions(source: Source, root: JsonObject, read: ReadElements): Item[] {
  const fields = fieldsOf(source, root);
  const version = said(fields, 'version');
  if (version !== undefined && !(version.kind === 'number' && version.value === SNAPSHOT_VERSION)) {
    report(source, 'broken', at(source, version), t('The version of a snapshot must be {0}.', SNAPSHOT_VERSION));
  }
  const regions = said(fields, 'regions');
  for (const key of ['$schema', 'version', 'regions']) fields.delete(key);
  reportUnknown(source, fields);
  if (regions === undefined) return [];
  if (regions.kind !== 'array') {
    report(source, 'broken', at(source, regions), t('{0} must be a list, in square brackets.', quote('regions')));
    return [];
  }
  return objectsIn(source, regions, t('A region')).flatMap((region) => readLists(source, region, read));
}

function said(fields: ReadonlyMap<string, JsonMember>, key: string): JsonValue | undefined {
  const value = fields.get(key)?.value;
  return value === undefined || isEmpty(value) ? undefined : value;
}

function reportUnknown(source: Source, fields: ReadonlyMap<string, JsonMember>): void {
  for (const [key, { value }] of fields) {
    if (value === undefined || isEmpty(value) || KNOWN.has(key) || SIDE_LISTS.has(key)) continue;
    report(source, 'lost', at(source, value), t('The rule language cannot express the member {0}.', quote(key)));
  }
}
