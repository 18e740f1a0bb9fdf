// The API's objects other than rules: groups, machines, subnets, acls and templates, each as its declaration.

import type * as ast from '#syntax/ast.ts';
import { type JsonArray, type JsonObject, type JsonValue, member } from '#syntax/json.ts';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { isNameReference, NAME_PREFIX, readItemAddress, readReference } from '../addressText.ts';
import { readServiceText } from '../serviceText.ts';
import { type Piece, part, quote, report, type Source } from '../source.ts';
import {
  at,
  type Fields,
  fieldsOf,
  leftOver,
  objectsOf,
  takeList,
  takeObject,
  takePiece,
  takePieces,
  takeText,
} from './jsonFields.ts';
import { readAclEntry, readPolicy } from './policyJson.ts';

const STAMPS: ReadonlySet<string> = new Set(['UpdatedTime', 'UpdateTime']);
const POLICY_SET_STAMPS: ReadonlySet<string> = new Set(['PolicyStatistics']);

/** A list of a snapshot's region, and of the Describe answer of the same name. */
export type ListKey =
  | 'SecurityGroupSet'
  | 'InstanceSet'
  | 'SubnetSet'
  | 'NetworkAclSet'
  | 'AddressTemplateSet'
  | 'AddressTemplateGroupSet'
  | 'ServiceTemplateSet'
  | 'ServiceTemplateGroupSet';

const LIST_KEYS: readonly ListKey[] = [
  'SecurityGroupSet',
  'InstanceSet',
  'SubnetSet',
  'NetworkAclSet',
  'AddressTemplateSet',
  'AddressTemplateGroupSet',
  'ServiceTemplateSet',
  'ServiceTemplateGroupSet',
];

export function isListKey(key: string): key is ListKey {
  return (LIST_KEYS as readonly string[]).includes(key);
}

/** The list that an object is an element of, told by what it lies in while a snapshot or answer is read. */
export function listAround(around: readonly (JsonObject | JsonArray)[]): ListKey | undefined {
  const list = around.at(-1);
  const holder = around.at(-2);
  if (list?.kind !== 'array' || holder?.kind !== 'object') return undefined;
  const key = holder.members.at(-1)?.key ?? '';
  const root = around[0];
  const outer = root?.kind === 'object' ? root.members.at(-1)?.key : undefined;
  const fits =
    around.length === 2 ||
    (around.length === 3 && outer === 'Response') ||
    (around.length === 4 && outer === 'regions');
  return fits && isListKey(key) ? key : undefined;
}

export type Entity = ast.Group | ast.Cvm | ast.Subnet | ast.Acl | ast.Addresses | ast.Services;

export interface ReadEntity {
  readonly declaration: Entity;
  /** Absent where the object does not say it. */
  readonly project?: ast.Name;
  /** What the object holds of others: the subnets of an acl, the lists of a template group. A snapshot of the model keeps it as it is. */
  readonly inner?: readonly Entity[];
}

export function readEntity(source: Source, key: ListKey, object: JsonObject): ReadEntity {
  const fields = fieldsOf(source, object);
  switch (key) {
    case 'SecurityGroupSet':
      return readGroup(source, fields, object);
    case 'InstanceSet':
      return readCvm(source, fields, object);
    case 'SubnetSet':
      return { declaration: readSubnet(source, fields, object) };
    case 'NetworkAclSet':
      return readAcl(source, fields, object);
    case 'AddressTemplateSet':
      return { declaration: readAddresses(source, fields, object) };
    case 'AddressTemplateGroupSet': {
      const inner = innerObjects(source, fields, 'AddressTemplateSet').map((one) =>
        readAddresses(source, fieldsOf(source, one), one),
      );
      return { declaration: readAddresses(source, fields, object), inner };
    }
    case 'ServiceTemplateSet':
      return { declaration: readServices(source, fields, object) };
    case 'ServiceTemplateGroupSet': {
      const inner = innerObjects(source, fields, 'ServiceTemplateSet').map((one) =>
        readServices(source, fieldsOf(source, one), one),
      );
      return { declaration: readServices(source, fields, object), inner };
    }
  }
}

/** Objects in full within another one; ids alone, which some answers have there instead, are none. */
function innerObjects(source: Source, fields: Fields, key: string): JsonObject[] {
  const value = fields.get(key)?.value;
  if (source.live || value?.kind !== 'array') return [];
  return value.items.filter((item) => item.kind === 'object');
}

function readGroup(source: Source, fields: Fields, object: JsonObject): ReadEntity {
  const named = readNamed(source, fields, object, ['SecurityGroupId', 'SecurityGroupName', 'GroupName']);
  const description = takeText(source, fields, 'SecurityGroupDesc') ?? takeText(source, fields, 'GroupDescription');
  const project = takePiece(source, fields, 'ProjectId');
  const set = takeObject(source, fields, 'SecurityGroupPolicySet');
  const inner = set === undefined ? undefined : fieldsOf(source, set);
  const lists = inner === undefined ? [] : readPolicyLists(source, inner);
  const left = [
    ...leftOver(source, fields, STAMPS),
    ...(inner === undefined ? [] : leftOver(source, inner, POLICY_SET_STAMPS, ['SecurityGroupPolicySet'])),
  ];
  return {
    declaration: {
      kind: 'group',
      ...named,
      ...(description === undefined ? {} : { description }),
      lists,
      ...fieldsPart(left),
    },
    ...(project === undefined ? {} : { project: { text: project.text, start: project.start, end: project.end } }),
  };
}

/** The two lists of a policy set. `Ingress` and `Egress` count as read then. */
export function readPolicyLists(source: Source, fields: Fields): ast.RuleList[] {
  const lists: ast.RuleList[] = [];
  for (const [key, direction] of [
    ['Ingress', 'inbound'],
    ['Egress', 'outbound'],
  ] as const) {
    const taken = takeList(source, fields, key);
    if (taken === undefined) continue;
    const objects = objectsOf(source, taken.list, 'A policy');
    const rules = objects.map((object) => readPolicy(source, object));
    if (!source.live) reportPlaces(source, objects);
    lists.push({ direction, keyword: taken.key, rules, ...at(source, taken.list) });
  }
  return lists.sort((a, b) => a.start - b.start);
}

/** The place in the list counts, whatever index an answer had for it. Requests that insert rules give all of them one index. */
function reportPlaces(source: Source, objects: readonly JsonObject[]): void {
  const indexes = objects.map((object) => member(object, 'PolicyIndex')?.value);
  const numbers = indexes.map((value) => (value?.kind === 'number' ? value.value : undefined));
  const wrong = numbers.findIndex((number, i) => number !== undefined && (numbers[i - 1] ?? -1) > number);
  const value = indexes[wrong];
  if (value === undefined) {
    reportGap(source, indexes);
    return;
  }
  const message = t(
    'PolicyIndex {0} stands behind {1}: the order of the list is taken.',
    numbers[wrong] ?? 0,
    numbers[wrong - 1] ?? 0,
  );
  report(source, 'lost', at(source, value), message);
}

/** An answer that was asked for with a filter lacks policies: where their places are left out, that is told. */
function reportGap(source: Source, indexes: readonly (JsonValue | undefined)[]): void {
  const place = indexes.findIndex((value, i) => value?.kind === 'number' && value.value !== i);
  const value = indexes[place];
  const distinct = new Set(indexes.map((one) => (one?.kind === 'number' ? one.value : undefined)));
  if (value?.kind !== 'number' || distinct.size < indexes.length) return;
  report(
    source,
    'lost',
    at(source, value),
    t('PolicyIndex {0} stands at place {1}: the policies between are not in the file.', value.value, place),
  );
}

/** Machines on a host of their own say so by how they are paid. */
export const DEDICATED_CHARGE = 'CDHPAID';

function readCvm(source: Source, fields: Fields, object: JsonObject): ReadEntity {
  const named = readNamed(source, fields, object, ['InstanceId', 'InstanceName']);
  const address = (piece: Piece): ast.AddressText => ({
    kind: 'address',
    text: piece.text,
    start: piece.start,
    end: piece.end,
  });
  const privateAddresses = [
    ...takePieces(source, fields, 'PrivateIpAddresses'),
    ...takePieces(source, fields, 'IPv6Addresses'),
  ];
  const publicAddresses = takePieces(source, fields, 'PublicIpAddresses');
  const network = takeObject(source, fields, 'VirtualPrivateCloud');
  const inner = network === undefined ? undefined : fieldsOf(source, network);
  const vpc = inner === undefined ? undefined : takePiece(source, inner, 'VpcId');
  const subnet = inner === undefined ? undefined : takePiece(source, inner, 'SubnetId');
  const groups = takePieces(source, fields, 'SecurityGroupIds').map(readReference);
  const charge = fields.get('InstanceChargeType')?.value;
  const dedicated = charge?.kind === 'string' && charge.value === DEDICATED_CHARGE;
  if (dedicated) fields.delete('InstanceChargeType');
  const placement = fields.get('Placement')?.value;
  const placed = placement?.kind === 'object' ? takePiece(source, fieldsOf(source, placement), 'ProjectId') : undefined;
  const left = [
    ...leftOver(source, fields, STAMPS),
    ...(inner === undefined ? [] : leftOver(source, inner, STAMPS, ['VirtualPrivateCloud'])),
  ];
  return {
    declaration: {
      kind: 'cvm',
      ...named,
      privateAddresses: privateAddresses.map(address),
      publicAddresses: publicAddresses.map(address),
      ...(subnet === undefined ? {} : { subnet: readReference(subnet) }),
      ...(vpc === undefined ? {} : { vpc: readReference(vpc) }),
      groups,
      dedicated,
      ...fieldsPart(left),
    },
    ...(placed === undefined ? {} : { project: { text: placed.text, start: placed.start, end: placed.end } }),
  };
}

function readSubnet(source: Source, fields: Fields, object: JsonObject): ast.Subnet {
  const named = readNamed(source, fields, object, ['SubnetId', 'SubnetName']);
  const vpc = takePiece(source, fields, 'VpcId');
  const cidr = takePiece(source, fields, 'CidrBlock');
  const acl = takePiece(source, fields, 'NetworkAclId');
  return {
    kind: 'subnet',
    ...named,
    ...(vpc === undefined ? {} : { vpc: readReference(vpc) }),
    ...(cidr === undefined ? {} : { cidr: { kind: 'address', text: cidr.text, start: cidr.start, end: cidr.end } }),
    ...(acl === undefined ? {} : { acl: readReference(acl) }),
    ...fieldsPart(leftOver(source, fields, STAMPS)),
  };
}

function readAcl(source: Source, fields: Fields, object: JsonObject): ReadEntity {
  const named = readNamed(source, fields, object, ['NetworkAclId', 'NetworkAclName']);
  const lists: ast.RuleList[] = [];
  const read = (list: JsonArray, key: Range, direction: ast.Direction) => {
    const rules = objectsOf(source, list, 'An entry').map((entry) => readAclEntry(source, entry, direction));
    lists.push({ direction, keyword: key, rules, ...at(source, list) });
  };
  for (const [key, direction] of ACL_LISTS) {
    const taken = takeList(source, fields, key);
    if (taken !== undefined) read(taken.list, taken.key, direction);
  }
  const quintuples = takeObject(source, fields, 'NetworkAclQuintupleSet');
  const inner = quintuples === undefined ? undefined : fieldsOf(source, quintuples);
  for (const [key, direction] of QUINTUPLE_LISTS) {
    const taken = inner === undefined ? undefined : takeList(source, inner, key);
    if (taken !== undefined) read(taken.list, taken.key, direction);
  }
  const self = named.ids[0] ?? named.name;
  const subnets = innerObjects(source, fields, 'SubnetSet').map((one): ast.Subnet => {
    const subnet = readSubnet(source, fieldsOf(source, one), one);
    return subnet.acl !== undefined || self === undefined ? subnet : { ...subnet, acl: self };
  });
  if (!source.live) fields.delete('SubnetSet');
  const declaration: ast.Acl = {
    kind: 'acl',
    ...named,
    lists: lists.sort((a, b) => a.start - b.start),
    ...fieldsPart(leftOver(source, fields, STAMPS)),
  };
  return { declaration, inner: subnets };
}

const ACL_LISTS = [
  ['IngressEntries', 'inbound'],
  ['EgressEntries', 'outbound'],
] as const;

const QUINTUPLE_LISTS = [
  ['Ingress', 'inbound'],
  ['Egress', 'outbound'],
] as const;

function readAddresses(source: Source, fields: Fields, object: JsonObject): ast.Addresses {
  const named = readNamed(source, fields, object, [
    fields.has('AddressTemplateGroupId') ? 'AddressTemplateGroupId' : 'AddressTemplateId',
    'AddressTemplateName',
    'AddressTemplateGroupName',
  ]);
  const items: ast.AddressItem[] = takeItems(source, fields, 'AddressSet', 'AddressExtraSet', 'Address').map(
    ({ piece, description, range }) => ({ value: readItemAddress(piece), ...textPart(description), ...range }),
  );
  for (const piece of takeMembers(source, fields, 'AddressTemplateIdSet', 'AddressTemplateSet', 'AddressTemplateId')) {
    const name = readReference(piece);
    const range = { start: name.start, end: name.end };
    items.push({ value: { kind: 'name', name, ...range }, ...range });
  }
  return { kind: 'addresses', ...named, items, ...fieldsPart(leftOver(source, fields, STAMPS)) };
}

function readServices(source: Source, fields: Fields, object: JsonObject): ast.Services {
  const named = readNamed(source, fields, object, [
    fields.has('ServiceTemplateGroupId') ? 'ServiceTemplateGroupId' : 'ServiceTemplateId',
    'ServiceTemplateName',
    'ServiceTemplateGroupName',
  ]);
  const items: ast.ServiceItem[] = [];
  for (const { piece, description, range } of takeItems(source, fields, 'ServiceSet', 'ServiceExtraSet', 'Service')) {
    const value = readServiceText(source, piece);
    if (value !== undefined) items.push({ value, ...textPart(description), ...range });
  }
  for (const piece of takeMembers(source, fields, 'ServiceTemplateIdSet', 'ServiceTemplateSet', 'ServiceTemplateId')) {
    const name = readReference(piece);
    const range = { start: name.start, end: name.end };
    items.push({ value: { kind: 'name', name, ...range }, ...range });
  }
  return { kind: 'services', ...named, items, ...fieldsPart(leftOver(source, fields, STAMPS)) };
}

interface ListItem {
  readonly piece: Piece;
  readonly description?: ast.Text;
  readonly range: Range;
}

/** Answers say the members of a template twice, as texts and as objects with a description: those count, and texts that are only in the first. */
function takeItems(source: Source, fields: Fields, textsKey: string, objectsKey: string, member: string): ListItem[] {
  const texts = takePieces(source, fields, textsKey);
  const extra = takeList(source, fields, objectsKey);
  const items: ListItem[] = [];
  const known = new Set<string>();
  for (const object of extra === undefined ? [] : objectsOf(source, extra.list, 'A member')) {
    const inner = fieldsOf(source, object);
    const piece = takePiece(source, inner, member);
    const description = takeText(source, inner, 'Description');
    if (piece === undefined) {
      report(source, 'refused', at(source, object), t('The member has no {0}.', member));
      continue;
    }
    known.add(piece.text);
    items.push({ piece, ...textPart(description), range: at(source, object) });
  }
  for (const piece of texts) {
    if (!known.has(piece.text)) items.push({ piece, range: { start: piece.start, end: piece.end } });
  }
  return items;
}

/** The ids of the lists in a list; answers may hold the lists themselves beside, which are told in their own place. */
function takeMembers(source: Source, fields: Fields, idsKey: string, objectsKey: string, member: string): Piece[] {
  const ids = takePieces(source, fields, idsKey);
  const nested = fields.get(objectsKey)?.value;
  if (ids.length > 0 && !source.live) fields.delete(objectsKey);
  if (ids.length > 0 || nested?.kind !== 'array') return ids;
  fields.delete(objectsKey);
  const pieces: Piece[] = [];
  for (const object of objectsOf(source, nested, 'A member')) {
    const piece = takePiece(source, fieldsOf(source, object), member);
    if (piece !== undefined) pieces.push(piece);
  }
  return pieces;
}

interface Named extends Range {
  readonly keyword: Range;
  readonly name?: ast.Name;
  readonly ids: readonly ast.Name[];
}

/**
 * Id and name of an object. One without a name goes by its id. `$name:web` in the place of an id is none: it says by which
 * name others refer to the object.
 */
function readNamed(
  source: Source,
  fields: Fields,
  object: JsonObject,
  keys: readonly [id: string, ...names: string[]],
): Named {
  const [idKey, ...nameKeys] = keys;
  const id = takePiece(source, fields, idKey);
  let name: Piece | undefined;
  for (const key of nameKeys) name = takePiece(source, fields, key) ?? name;
  const range = at(source, object);
  const provisional =
    id !== undefined && isNameReference(id.text) ? part(id, NAME_PREFIX.length, id.text.length) : undefined;
  if (id === undefined && name === undefined) {
    report(source, 'refused', range, t('The object has neither {0} nor {1}.', idKey, nameKeys[0] ?? t('a name')));
  } else if (provisional?.text === '') {
    report(source, 'refused', provisional, t('{0} wants a name behind it.', quote(NAME_PREFIX)));
  }
  const chosen = name ?? provisional ?? id;
  const asName = (piece: Piece): ast.Name => ({ text: piece.text, start: piece.start, end: piece.end });
  return {
    keyword: chosen === undefined ? range : { start: chosen.start, end: chosen.end },
    ...(chosen === undefined ? {} : { name: asName(chosen) }),
    ids: id === undefined || provisional !== undefined ? [] : [asName(id)],
    ...range,
  };
}

function textPart(description: ast.Text | undefined): { description?: ast.Text } {
  return description === undefined ? {} : { description };
}

function fieldsPart(fields: readonly ast.Field[]): { fields?: readonly ast.Field[] } {
  return fields.length === 0 ? {} : { fields };
}
