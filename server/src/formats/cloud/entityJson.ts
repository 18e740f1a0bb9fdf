// The API's objects other than rules: groups, machines, subnets, acls and templates, each as its declaration.

import type * as ast from '#syntax/ast.ts';
import type { JsonArray, JsonObject, JsonValue } from '#syntax/json.ts';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { isNameReference, NAME_PREFIX, namedAt, readItemAddress, readReference } from '../addressText.ts';
import { valueIn } from '../jsonAccess.ts';
import { addressAt, nameAt, type Piece, part, placeOf } from '../piece.ts';
import { readServiceText } from '../serviceText.ts';
import { quote, report, type Source } from '../source.ts';
import { at, pieceOf } from './jsonValues.ts';
import { inStatedOrder, type PlaceKey, type StatedRule } from './order.ts';
import { readAclEntry, readPolicy } from './policyJson.ts';
import { type Objects, objects, type Read, readObject } from './shape.ts';
import * as shapes from './shapes.ts';

interface List {
  readonly kind: Entity['kind'];
  readonly read: (source: Source, object: JsonObject) => ReadEntity;
}

/** The lists of a snapshot's region, and of Describe answers. */
const LISTS = {
  SecurityGroupSet: { kind: 'group', read: readGroup },
  InstanceSet: { kind: 'cvm', read: readCvm },
  SubnetSet: { kind: 'subnet', read: (source, object) => ({ declaration: readSubnet(source, object) }) },
  NetworkAclSet: { kind: 'acl', read: readAcl },
  AddressTemplateSet: { kind: 'addresses', read: readAddresses },
  AddressTemplateGroupSet: { kind: 'addresses', read: readAddresses },
  ServiceTemplateSet: { kind: 'services', read: readServices },
  ServiceTemplateGroupSet: { kind: 'services', read: readServices },
  NetworkInterfaceSet: {
    kind: 'interface',
    read: (source, object) => ({ declaration: readInterface(source, object) }),
  },
} as const satisfies Readonly<Record<string, List>>;

export type ListKey = keyof typeof LISTS;

/** In the order in which a snapshot has them. */
export const LIST_KEYS = Object.keys(LISTS) as readonly ListKey[];

export function isListKey(key: string): key is ListKey {
  return Object.hasOwn(LISTS, key);
}

/** The list that an object is an element of, found out from what it lies in while a snapshot or answer is parsed. */
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
  /** Objects that this one holds: the subnets of an acl, the templates of a template group. A snapshot keeps them as they are. */
  readonly others?: readonly Entity[];
}

/** What the elements of a list are declared as. */
export function kindOf(key: ListKey): Entity['kind'] {
  return LISTS[key].kind;
}

export function readEntity(source: Source, key: ListKey, object: JsonObject): ReadEntity {
  return LISTS[key].read(source, object);
}

function readGroup(source: Source, object: JsonObject): ReadEntity {
  const { has, left, ...range } = readObject(source, shapes.GROUP, object);
  const declaration: ast.Group = {
    kind: 'group',
    ...readNamed(source, range, 'SecurityGroup', has.SecurityGroupId, has.GroupName ?? has.SecurityGroupName),
    description: has.SecurityGroupDesc ?? has.GroupDescription,
    lists: readPolicyLists(source, has.SecurityGroupPolicySet?.has ?? {}),
    fields: keptFields(left),
  };
  return { declaration, project: has.ProjectId && nameAt(has.ProjectId) };
}

/** The two lists of a policy set. */
export function readPolicyLists(
  source: Source,
  { Ingress, Egress }: Read<(typeof shapes.POLICY_SET)['kinds']>['has'],
): ast.RuleList[] {
  const read = (object: JsonObject) => readPolicy(source, object);
  return inOrder([
    ...listOf(source, Ingress, 'inbound', 'PolicyIndex', read),
    ...listOf(source, Egress, 'outbound', 'PolicyIndex', read),
  ]);
}

function listOf(
  source: Source,
  found: Objects | undefined,
  direction: ast.Direction,
  place: PlaceKey,
  read: (object: JsonObject, direction: ast.Direction) => StatedRule,
): ast.RuleList[] {
  if (found === undefined) return [];
  const rules = found.objects.map((object) => read(object, direction));
  return [{ direction, keyword: found.key, rules: inStatedOrder(source, rules, place), ...placeOf(found) }];
}

const inOrder = (lists: readonly ast.RuleList[]) => lists.toSorted((a, b) => a.start - b.start);

/** How a machine on a dedicated host is paid: nothing else says that it is on one. */
export const DEDICATED_CHARGE = 'CDHPAID';

function readCvm(source: Source, object: JsonObject): ReadEntity {
  const { has, left, ...range } = readObject(source, shapes.INSTANCE, object);
  const { VpcId, SubnetId } = has.VirtualPrivateCloud?.has ?? {};
  const charge = has.InstanceChargeType;
  const dedicated = charge?.value === DEDICATED_CHARGE;
  const project = has.Placement?.has.ProjectId;
  const declaration: ast.Cvm = {
    kind: 'cvm',
    ...readNamed(source, range, 'Instance', has.InstanceId, has.InstanceName),
    privateAddresses: [...(has.PrivateIpAddresses ?? []), ...(has.IPv6Addresses ?? [])].map(addressAt),
    publicAddresses: [...(has.PublicIpAddresses ?? []), ...(has.PublicIPv6Addresses ?? [])].map(addressAt),
    subnet: SubnetId && readReference(SubnetId),
    vpc: VpcId && readReference(VpcId),
    groups: (has.SecurityGroupIds ?? []).map(readReference),
    dedicated: dedicated ? [placeOf(charge)] : [],
    interfaces: [],
    fields: keptFields(dedicated ? left.filter(({ path }) => path[0] !== 'InstanceChargeType') : left),
  };
  return { declaration, project: project && nameAt(project) };
}

function readInterface(source: Source, object: JsonObject): ast.Interface {
  const { has, left, ...range } = readObject(source, shapes.NETWORK_INTERFACE, object);
  const { NetworkInterfaceId: id, NetworkInterfaceName: name } = has;
  const machine = has.Attachment?.has.InstanceId;
  const addresses = [...(has.PrivateIpAddressSet?.objects ?? []), ...(has.Ipv6AddressSet?.objects ?? [])].map(
    (address) => readObject(source, shapes.INTERFACE_ADDRESS, address).has,
  );
  return {
    kind: 'interface',
    keyword: placeOf(name ?? id ?? range),
    name: name && nameAt(name),
    ids: id === undefined ? [] : [nameAt(id)],
    ...range,
    privateAddresses: addresses.flatMap((each) => each.PrivateIpAddress ?? each.Address ?? []).map(addressAt),
    publicAddresses: addresses.flatMap(({ PublicIpAddress }) => PublicIpAddress ?? []).map(addressAt),
    subnet: has.SubnetId && readReference(has.SubnetId),
    vpc: has.VpcId && readReference(has.VpcId),
    groups: (has.GroupSet ?? []).map(readReference),
    machine: machine && readReference(machine),
    primary: has.Primary || undefined,
    fields: keptFields(left),
  };
}

function readSubnet(source: Source, object: JsonObject): ast.Subnet {
  const { has, left, ...range } = readObject(source, shapes.SUBNET, object);
  return {
    kind: 'subnet',
    ...readNamed(source, range, 'Subnet', has.SubnetId, has.SubnetName),
    vpc: has.VpcId && readReference(has.VpcId),
    cidr: has.CidrBlock && addressAt(has.CidrBlock),
    acl: has.NetworkAclId && readReference(has.NetworkAclId),
    fields: keptFields(left),
  };
}

function readAcl(source: Source, object: JsonObject): ReadEntity {
  const { has, left, ...range } = readObject(source, shapes.ACL, object);
  const read = (entry: JsonObject, direction: ast.Direction) => readAclEntry(source, entry, direction);
  const list = (found: Objects | undefined, direction: ast.Direction) =>
    listOf(source, found, direction, 'Priority', read);
  const quintuples = quintuplesOf(source, has.NetworkAclQuintupleSet);
  const named = readNamed(source, range, 'NetworkAcl', has.NetworkAclId, has.NetworkAclName);
  const listed = (has.SubnetSet?.objects ?? []).map((one) => readSubnet(source, one));
  const subnets = listed.flatMap(({ ids }) => ids[0] ?? []);
  const declaration: ast.Acl = {
    kind: 'acl',
    ...named,
    lists: inOrder([
      ...list(has.IngressEntries, 'inbound'),
      ...list(has.EgressEntries, 'outbound'),
      ...list(quintuples.inbound, 'inbound'),
      ...list(quintuples.outbound, 'outbound'),
    ]),
    subnets: subnets.length === 0 ? undefined : subnets,
    fields: keptFields(left),
  };
  if (source.live) return { declaration };
  const self = named.ids[0] ?? named.name;
  return { declaration, others: listed.map((subnet) => ({ ...subnet, acl: subnet.acl ?? self })) };
}

/** Both lists of a QUINTUPLE acl: as two members, or as one list of entries that say their direction. */
function quintuplesOf(
  source: Source,
  value: JsonValue | undefined,
): { readonly inbound?: Objects; readonly outbound?: Objects } {
  if (value?.kind === 'object') {
    const { Ingress, Egress } = readObject(source, shapes.QUINTUPLE_SET, value).has;
    return { inbound: Ingress, outbound: Egress };
  }
  if (value === undefined) return {};
  const key = { start: value.start, end: value.start };
  const all = entries.read(source, value, { key: 'NetworkAclQuintupleSet', ...key });
  const side = (word: string): Objects | undefined => {
    const own = (all?.objects ?? []).filter((object) => directionIn(source, object) === word);
    return own.length === 0 || all === undefined ? undefined : { ...all, objects: own, key: at(source, key) };
  };
  for (const object of all?.objects ?? []) {
    if (['INGRESS', 'EGRESS'].includes(directionIn(source, object))) continue;
    const words = t("The entry has no direction: write 'INGRESS' or 'EGRESS' as its NetworkAclDirection.");
    report(source, 'refused', at(source, object), words);
  }
  return { inbound: side('INGRESS'), outbound: side('EGRESS') };
}

const entries = objects(() => t('An entry'), shapes.QUINTUPLE_ENTRY);

function directionIn(source: Source, object: JsonObject): string {
  const value = valueIn(object, 'NetworkAclDirection');
  return (value === undefined ? undefined : pieceOf(source, value))?.text.toUpperCase() ?? '';
}

function readAddresses(source: Source, object: JsonObject): ReadEntity {
  const { parts, members, names, others } = readTemplate(source, object, 'Address', readAddresses);
  const items = members.map(({ piece, ...rest }): ast.AddressItem => ({ value: readItemAddress(piece), ...rest }));
  return { declaration: { kind: 'addresses', ...parts, items: [...items, ...names] }, others };
}

function readServices(source: Source, object: JsonObject): ReadEntity {
  const { parts, members, names, others } = readTemplate(source, object, 'Service', readServices);
  const items = members.flatMap(({ piece, ...rest }): ast.ServiceItem[] => {
    const value = readServiceText(source, piece);
    return value === undefined ? [] : [{ value, ...rest }];
  });
  return { declaration: { kind: 'services', ...parts, items: [...items, ...names] }, others };
}

/** A template or template group. `read` reads the templates that a group holds. */
function readTemplate(
  source: Source,
  object: JsonObject,
  what: 'Address' | 'Service',
  read: (source: Source, object: JsonObject) => ReadEntity,
) {
  const { has, left, ...range } = readObject(source, shapes.TEMPLATE, object);
  const id = has[`${what}TemplateGroupId`] ?? has[`${what}TemplateId`];
  const name = has[`${what}TemplateGroupName`] ?? has[`${what}TemplateName`];
  const held = (has[`${what}TemplateSet`]?.objects ?? [])
    .filter((one) => valueIn(one, `${what}TemplateId`) ?? valueIn(one, `${what}TemplateName`))
    .map((one) => read(source, one).declaration);
  // An answer may hold no more of a template than its name: then what is in it is not known, which is not nothing.
  const others = held.filter((one) => 'items' in one && one.items.length > 0);
  return {
    parts: { ...readNamed(source, range, `${what}Template`, id, name), fields: keptFields(left) },
    members: describedMembers(source, has[`${what}Set`], has[`${what}ExtraSet`], what),
    names: namesIn(has[`${what}TemplateIdSet`], held),
    others,
  };
}

interface Member extends Range {
  readonly piece: Piece;
  readonly description?: ast.Text;
}

/** Answers have the members of a template twice, as strings and as objects with a description. The strings count that are in no object. */
function describedMembers(
  source: Source,
  texts: readonly Piece[] | undefined,
  extra: Objects | undefined,
  key: 'Address' | 'Service',
): Member[] {
  const members: Member[] = [];
  const known = new Set<string>();
  for (const object of extra?.objects ?? []) {
    const { has, left: _, ...range } = readObject(source, shapes.TEMPLATE_MEMBER, object);
    const piece = has[key];
    if (piece === undefined) {
      report(source, 'refused', range, t('The member has no {0}.', key));
      continue;
    }
    known.add(piece.text);
    members.push({ piece, description: has.Description, ...range });
  }
  const others = (texts ?? []).filter(({ text }) => !known.has(text));
  return [...members, ...others.map((piece) => ({ piece, ...placeOf(piece) }))];
}

/** The templates of a group by their ids. Answers also hold the templates themselves, which count where there are no ids. */
function namesIn(ids: readonly Piece[] | undefined, held: readonly Entity[]) {
  const names = ids !== undefined && ids.length > 0 ? ids : held.flatMap((one) => one.ids[0] ?? one.name ?? []);
  return names.map((name) => {
    const value = namedAt(name);
    return { value, ...placeOf(value) };
  });
}

interface Named extends Range {
  readonly keyword: Range;
  readonly name?: ast.Name;
  readonly ids: readonly ast.Name[];
}

/**
 * Id and name of an object, whose members are called after the `kind` of it. One without a name goes by its id. `$name:web` in the place of
 * an id is none: it is the name by which others refer to the object.
 */
function readNamed(source: Source, range: Range, kind: string, id: Piece | undefined, name: Piece | undefined): Named {
  const provisional =
    id !== undefined && isNameReference(id.text) ? part(id, NAME_PREFIX.length, id.text.length) : undefined;
  if (id === undefined && name === undefined) {
    report(source, 'refused', range, t('The object has neither {0} nor {1}.', `${kind}Id`, `${kind}Name`));
  } else if (provisional?.text === '') {
    report(source, 'refused', provisional, t('{0} needs a name behind it.', quote(NAME_PREFIX)));
  }
  const chosen = name ?? provisional ?? id;
  return {
    keyword: placeOf(chosen ?? range),
    name: chosen && nameAt(chosen),
    ids: id === undefined || provisional !== undefined ? [] : [nameAt(id)],
    ...range,
  };
}

function keptFields(fields: readonly ast.Field[]): readonly ast.Field[] | undefined {
  return fields.length === 0 ? undefined : fields;
}
