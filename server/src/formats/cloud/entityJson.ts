// The API's objects other than rules: groups, machines, subnets, acls and templates, each as its declaration.

import type * as ast from '#syntax/ast.ts';
import { type JsonArray, type JsonObject, type JsonValue, member } from '#syntax/json.ts';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { isNameReference, NAME_PREFIX, readItemAddress, readReference } from '../addressText.ts';
import { readServiceText } from '../serviceText.ts';
import { type Piece, part, quote, report, type Source } from '../source.ts';
import { at, pieceOf } from './jsonValues.ts';
import { inStatedOrder } from './order.ts';
import { readAclEntry, readPolicy } from './policyJson.ts';
import { type Objects, objects, type Read, readObject } from './shape.ts';
import {
  ACL,
  ADDRESSES,
  GROUP,
  INSTANCE,
  INTERFACE_ADDRESS,
  NETWORK_INTERFACE,
  type POLICY_SET,
  QUINTUPLE_SET,
  SERVICES,
  SUBNET,
  TEMPLATE_MEMBER,
} from './shapes.ts';

/** The lists of a snapshot's region, and of the Describe answers of the same names. */
const LIST_KEYS = [
  'SecurityGroupSet',
  'InstanceSet',
  'SubnetSet',
  'NetworkAclSet',
  'AddressTemplateSet',
  'AddressTemplateGroupSet',
  'ServiceTemplateSet',
  'ServiceTemplateGroupSet',
  'NetworkInterfaceSet',
] as const;
export type ListKey = (typeof LIST_KEYS)[number];

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

export type Entity = ast.Group | ast.Cvm | ast.Interface | ast.Subnet | ast.Acl | ast.Addresses | ast.Services;

export interface ReadEntity {
  readonly declaration: Entity;
  /** Absent where the object does not say it. */
  readonly project?: ast.Name;
  /** What the object holds of others: the subnets of an acl, the lists of a template group. A snapshot of the model keeps it as it is. */
  readonly inner?: readonly Entity[];
}

export function readEntity(source: Source, key: ListKey, object: JsonObject): ReadEntity {
  switch (key) {
    case 'SecurityGroupSet':
      return readGroup(source, object);
    case 'InstanceSet':
      return readCvm(source, object);
    case 'SubnetSet':
      return { declaration: readSubnet(source, object) };
    case 'NetworkAclSet':
      return readAcl(source, object);
    case 'AddressTemplateSet':
    case 'AddressTemplateGroupSet':
      return readAddresses(source, object);
    case 'ServiceTemplateSet':
    case 'ServiceTemplateGroupSet':
      return readServices(source, object);
    case 'NetworkInterfaceSet':
      return { declaration: readInterface(source, object) };
  }
}

function readGroup(source: Source, object: JsonObject): ReadEntity {
  const { has, left, ...range } = readObject(source, GROUP, object);
  const description = has.SecurityGroupDesc ?? has.GroupDescription;
  const named = readNamed(source, range, ['SecurityGroupId', 'SecurityGroupName'], {
    id: has.SecurityGroupId,
    name: has.GroupName ?? has.SecurityGroupName,
  });
  const declaration: ast.Group = {
    kind: 'group',
    ...named,
    description,
    lists: readPolicyLists(source, has.SecurityGroupPolicySet?.has ?? {}),
    ...fieldsPart(left),
  };
  return { declaration, ...(has.ProjectId === undefined ? {} : { project: nameAt(has.ProjectId) }) };
}

/** The two lists of a policy set. */
export function readPolicyLists(
  source: Source,
  { Ingress, Egress }: Read<(typeof POLICY_SET)['kinds']>['has'],
): ast.RuleList[] {
  const list = (found: Objects | undefined, direction: ast.Direction): ast.RuleList[] => {
    if (found === undefined) return [];
    const rules = found.objects.map((object) => readPolicy(source, object));
    return [listOf(found, direction, inStatedOrder(source, rules, 'PolicyIndex'))];
  };
  return [...list(Ingress, 'inbound'), ...list(Egress, 'outbound')].sort((a, b) => a.start - b.start);
}

function listOf({ key, start, end }: Objects, direction: ast.Direction, rules: readonly ast.Rule[]): ast.RuleList {
  return { direction, keyword: key, rules, start, end };
}

/** Machines on a host of their own say so by how they are paid. */
export const DEDICATED_CHARGE = 'CDHPAID';

function readCvm(source: Source, object: JsonObject): ReadEntity {
  const { has, left, ...range } = readObject(source, INSTANCE, object);
  const { VpcId: vpc, SubnetId: subnet } = has.VirtualPrivateCloud?.has ?? {};
  const charge = has.InstanceChargeType;
  const dedicated = charge?.kind === 'string' && charge.value === DEDICATED_CHARGE;
  const placed = has.Placement?.kind === 'object' ? member(has.Placement, 'ProjectId')?.value : undefined;
  const project = placed === undefined ? undefined : pieceOf(source, placed);
  const declaration: ast.Cvm = {
    kind: 'cvm',
    ...readNamed(source, range, ['InstanceId', 'InstanceName'], { id: has.InstanceId, name: has.InstanceName }),
    privateAddresses: [...(has.PrivateIpAddresses ?? []), ...(has.IPv6Addresses ?? [])].map(addressAt),
    publicAddresses: (has.PublicIpAddresses ?? []).map(addressAt),
    ...(subnet === undefined ? {} : { subnet: readReference(subnet) }),
    ...(vpc === undefined ? {} : { vpc: readReference(vpc) }),
    groups: (has.SecurityGroupIds ?? []).map(readReference),
    dedicated,
    interfaces: [],
    ...fieldsPart(dedicated ? left.filter(({ path }) => path[0] !== 'InstanceChargeType') : left),
  };
  return { declaration, ...(project === undefined || project.text === '' ? {} : { project: nameAt(project) }) };
}

/** One that belongs to no machine, or is its primary one, says nothing that the machine does not. */
function readInterface(source: Source, object: JsonObject): ast.Interface {
  const { has, left, ...range } = readObject(source, NETWORK_INTERFACE, object);
  const attached = has.Attachment?.kind === 'object' ? member(has.Attachment, 'InstanceId')?.value : undefined;
  const machine = attached === undefined ? undefined : pieceOf(source, attached);
  const addresses = [...(has.PrivateIpAddressSet?.objects ?? []), ...(has.Ipv6AddressSet?.objects ?? [])].map(
    (address) => readObject(source, INTERFACE_ADDRESS, address).has,
  );
  const named = has.NetworkInterfaceName ?? has.NetworkInterfaceId;
  const primary = has.Primary?.kind === 'literal' && has.Primary.value === true;
  return {
    kind: 'interface',
    keyword: named === undefined ? range : { start: named.start, end: named.end },
    ...(has.NetworkInterfaceName === undefined ? {} : { name: nameAt(has.NetworkInterfaceName) }),
    ids: has.NetworkInterfaceId === undefined ? [] : [nameAt(has.NetworkInterfaceId)],
    ...range,
    privateAddresses: addresses
      .flatMap(({ PrivateIpAddress, Address }) => PrivateIpAddress ?? Address ?? [])
      .map(addressAt),
    publicAddresses: addresses.flatMap(({ PublicIpAddress }) => PublicIpAddress ?? []).map(addressAt),
    ...(has.SubnetId === undefined ? {} : { subnet: readReference(has.SubnetId) }),
    ...(has.VpcId === undefined ? {} : { vpc: readReference(has.VpcId) }),
    groups: (has.GroupSet ?? []).map(readReference),
    ...(machine === undefined || machine.text === '' ? {} : { machine: readReference(machine) }),
    ...(primary ? { primary } : {}),
    ...fieldsPart(left),
  };
}

function readSubnet(source: Source, object: JsonObject): ast.Subnet {
  const { has, left, ...range } = readObject(source, SUBNET, object);
  const { VpcId: vpc, CidrBlock: cidr, NetworkAclId: acl } = has;
  return {
    kind: 'subnet',
    ...readNamed(source, range, ['SubnetId', 'SubnetName'], { id: has.SubnetId, name: has.SubnetName }),
    ...(vpc === undefined ? {} : { vpc: readReference(vpc) }),
    ...(cidr === undefined ? {} : { cidr: addressAt(cidr) }),
    ...(acl === undefined ? {} : { acl: readReference(acl) }),
    ...fieldsPart(left),
  };
}

function readAcl(source: Source, object: JsonObject): ReadEntity {
  const { has, left, ...range } = readObject(source, ACL, object);
  const list = (found: Objects | undefined, direction: ast.Direction): ast.RuleList[] => {
    if (found === undefined) return [];
    const rules = found.objects.map((entry) => readAclEntry(source, entry, direction));
    return [listOf(found, direction, inStatedOrder(source, rules, 'Priority'))];
  };
  const quintuples = quintuplesOf(source, has.NetworkAclQuintupleSet);
  const lists = [
    ...list(has.IngressEntries, 'inbound'),
    ...list(has.EgressEntries, 'outbound'),
    ...list(quintuples.inbound, 'inbound'),
    ...list(quintuples.outbound, 'outbound'),
  ];
  const named = readNamed(source, range, ['NetworkAclId', 'NetworkAclName'], {
    id: has.NetworkAclId,
    name: has.NetworkAclName,
  });
  const told = (has.SubnetSet?.objects ?? []).map((one) => readSubnet(source, one));
  const subnets = told.flatMap(({ ids }) => ids[0] ?? []);
  const declaration: ast.Acl = {
    kind: 'acl',
    ...named,
    lists: lists.sort((a, b) => a.start - b.start),
    ...(subnets.length === 0 ? {} : { subnets }),
    ...fieldsPart(left),
  };
  const self = named.ids[0] ?? named.name;
  if (source.live) return { declaration };
  const inner = told.map((subnet) =>
    subnet.acl !== undefined || self === undefined ? subnet : { ...subnet, acl: self },
  );
  return { declaration, inner };
}

/** Both lists of a QUINTUPLE acl: apart, or as one list of entries that say their direction. */
function quintuplesOf(
  source: Source,
  value: JsonValue | undefined,
): { readonly inbound?: Objects; readonly outbound?: Objects } {
  if (value?.kind === 'object') {
    const { Ingress, Egress } = readObject(source, QUINTUPLE_SET, value).has;
    return { inbound: Ingress, outbound: Egress };
  }
  if (value === undefined) return {};
  const key = at(source, { start: value.start, end: value.start });
  const all = entries.read(source, value, { key: 'NetworkAclQuintupleSet', start: value.start, end: value.start });
  const side = (word: string): Objects | undefined => {
    const own = (all?.objects ?? []).filter((object) => directionIn(source, object) === word);
    return own.length === 0 || all === undefined ? undefined : { ...all, objects: own, key };
  };
  for (const object of all?.objects ?? []) {
    if (['INGRESS', 'EGRESS'].includes(directionIn(source, object))) continue;
    const words = t("The entry has no direction: write 'INGRESS' or 'EGRESS' as its NetworkAclDirection.");
    report(source, 'refused', at(source, object), words);
  }
  return { inbound: side('INGRESS'), outbound: side('EGRESS') };
}

const entries = objects(() => t('An entry'));

function directionIn(source: Source, object: JsonObject): string {
  const value = member(object, 'NetworkAclDirection')?.value;
  return (value === undefined ? undefined : pieceOf(source, value))?.text.toUpperCase() ?? '';
}

function readAddresses(source: Source, object: JsonObject): ReadEntity {
  const { has, left, ...range } = readObject(source, ADDRESSES, object);
  const isGroup = has.AddressTemplateGroupId !== undefined;
  const items: ast.AddressItem[] = describedItems(source, has.AddressSet, has.AddressExtraSet, 'Address').map(
    ({ piece, description, range: place }) => ({
      value: readItemAddress(piece),
      ...textPart(description),
      ...place,
    }),
  );
  const inner = (has.AddressTemplateSet?.objects ?? []).map((one) => readAddresses(source, one).declaration);
  items.push(...namedItems(has.AddressTemplateIdSet, inner));
  const declaration: ast.Addresses = {
    kind: 'addresses',
    ...readNamed(source, range, [isGroup ? 'AddressTemplateGroupId' : 'AddressTemplateId', 'AddressTemplateName'], {
      id: has.AddressTemplateGroupId ?? has.AddressTemplateId,
      name: has.AddressTemplateGroupName ?? has.AddressTemplateName,
    }),
    items,
    ...fieldsPart(left),
  };
  return { declaration, inner };
}

function readServices(source: Source, object: JsonObject): ReadEntity {
  const { has, left, ...range } = readObject(source, SERVICES, object);
  const isGroup = has.ServiceTemplateGroupId !== undefined;
  const items: ast.ServiceItem[] = describedItems(source, has.ServiceSet, has.ServiceExtraSet, 'Service').flatMap(
    ({ piece, description, range: place }) => {
      const value = readServiceText(source, piece);
      return value === undefined ? [] : [{ value, ...textPart(description), ...place }];
    },
  );
  const inner = (has.ServiceTemplateSet?.objects ?? []).map((one) => readServices(source, one).declaration);
  items.push(...namedItems(has.ServiceTemplateIdSet, inner));
  const declaration: ast.Services = {
    kind: 'services',
    ...readNamed(source, range, [isGroup ? 'ServiceTemplateGroupId' : 'ServiceTemplateId', 'ServiceTemplateName'], {
      id: has.ServiceTemplateGroupId ?? has.ServiceTemplateId,
      name: has.ServiceTemplateGroupName ?? has.ServiceTemplateName,
    }),
    items,
    ...fieldsPart(left),
  };
  return { declaration, inner };
}

interface ListItem {
  readonly piece: Piece;
  readonly description: ast.Text | undefined;
  readonly range: Range;
}

/** Answers say the members of a template twice, as texts and as objects with a description: those count, and texts that are only in the first. */
function describedItems(
  source: Source,
  texts: readonly Piece[] | undefined,
  extra: Objects | undefined,
  key: 'Address' | 'Service',
): ListItem[] {
  const items: ListItem[] = [];
  const known = new Set<string>();
  for (const object of extra?.objects ?? []) {
    const { has, start, end } = readObject(source, TEMPLATE_MEMBER, object);
    const piece = has[key];
    if (piece === undefined) {
      report(source, 'refused', { start, end }, t('The member has no {0}.', key));
      continue;
    }
    known.add(piece.text);
    items.push({ piece, description: has.Description, range: { start, end } });
  }
  for (const piece of texts ?? []) {
    if (!known.has(piece.text))
      items.push({ piece, description: undefined, range: { start: piece.start, end: piece.end } });
  }
  return items;
}

/** The lists in a list by their ids. Answers hold the lists themselves beside; where there are no ids, these are the members. */
function namedItems(
  ids: readonly Piece[] | undefined,
  inner: readonly Entity[],
): (Range & { readonly value: { readonly kind: 'name'; readonly name: ast.Name } & Range })[] {
  const names =
    ids !== undefined && ids.length > 0 ? ids.map(readReference) : inner.flatMap((one) => one.ids[0] ?? one.name ?? []);
  return names.map((name) => {
    const range = { start: name.start, end: name.end };
    return { value: { kind: 'name', name, ...range }, ...range };
  });
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
  range: Range,
  [idKey, nameKey]: readonly [id: string, name: string],
  { id, name }: { readonly id: Piece | undefined; readonly name: Piece | undefined },
): Named {
  const provisional =
    id !== undefined && isNameReference(id.text) ? part(id, NAME_PREFIX.length, id.text.length) : undefined;
  if (id === undefined && name === undefined) {
    report(source, 'refused', range, t('The object has neither {0} nor {1}.', idKey, nameKey));
  } else if (provisional?.text === '') {
    report(source, 'refused', provisional, t('{0} needs a name behind it.', quote(NAME_PREFIX)));
  }
  const chosen = name ?? provisional ?? id;
  return {
    keyword: chosen === undefined ? range : { start: chosen.start, end: chosen.end },
    ...(chosen === undefined ? {} : { name: nameAt(chosen) }),
    ids: id === undefined || provisional !== undefined ? [] : [nameAt(id)],
    ...range,
  };
}

function nameAt({ text, start, end }: Piece): ast.Name {
  return { text, start, end };
}

function addressAt({ text, start, end }: Piece): ast.AddressText {
  return { kind: 'address', text, start, end };
}

function textPart(description: ast.Text | undefined): { description?: ast.Text } {
  return description === undefined ? {} : { description };
}

function fieldsPart(fields: readonly ast.Field[]): { fields?: readonly ast.Field[] } {
  return fields.length === 0 ? {} : { fields };
}
