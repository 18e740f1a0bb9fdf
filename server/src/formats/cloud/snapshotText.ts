// Writes a snapshot: regions with their groups, machines, subnets, acls and templates, as the API has them.

import { A_NOUN } from '#model/kindWords.ts';
import type { Acl, Addresses, Cvm, Entity, Group, NetworkInterface, Services, Subnet } from '#model/model.ts';
import { treeOf } from '#model/places.ts';
import type { PolicyList } from '#model/policy.ts';
import type * as ast from '#syntax/ast.ts';
import { printAddressText } from '#syntax/print.ts';
import { groupBy } from '#util/groupBy.ts';
import { t } from '#util/l10n.ts';
import { ACTIONS } from '../action.ts';
import { NAME_PREFIX } from '../addressText.ts';
import { type JsonMembers, jsonText, members } from '../jsonText.ts';
import {
  addressesIn,
  idOf,
  isListOfLists,
  lose,
  loseComments,
  meantBy,
  type Outgoing,
  type OutgoingService,
  policiesOf,
  serviceItemsIn,
} from '../outgoing.ts';
import { PROTOCOLS, plainService, portMember, serviceText } from '../serviceText.ts';
import { DEDICATED_CHARGE, LIST_KEYS, type ListKey } from './entityJson.ts';
import { QUINTUPLE_KEYS } from './policyJson.ts';
import { listJson } from './policyText.ts';
import { keptMembers, writeObject } from './shape.ts';
import * as shapes from './shapes.ts';
import { DEFAULT_REGION, SNAPSHOT_VERSION } from './snapshotOutline.ts';

export function snapshotText(out: Outgoing, entities: readonly Entity[]): string {
  return jsonText(snapshotJson(out, entities));
}

/** The entities by their regions, in the order in which these first come. */
export function snapshotJson(out: Outgoing, entities: readonly Entity[]): JsonMembers {
  const regions = groupBy(entities, ({ region }) => region);
  const kept = firstOfEach(snapshotsOf(out, entities).flatMap(({ fields }) => keptMembers(fields)));
  return members(
    ...kept.filter(([key]) => key === '$schema'),
    ['version', SNAPSHOT_VERSION],
    ...kept.filter(([key]) => key !== '$schema'),
    ['regions', [...regions].map(([name, there]) => regionJson(out, name, there))],
  );
}

function regionJson(out: Outgoing, name: string, entities: readonly Entity[]): JsonMembers {
  for (const entity of entities) loseComments(out, entity);
  const lists = groupBy(
    entities.map((entity) => inList(out, entity)),
    ([list]) => list,
  );
  const written = members(
    ['Region', name === DEFAULT_REGION ? undefined : name],
    ...LIST_KEYS.map((key) => {
      const objects = (lists.get(key) ?? []).map(([, object]) => object);
      return [key, someOf(key === 'NetworkInterfaceSet' ? interfacesJson(out, name, entities) : objects)] as const;
    }),
  );
  const known = new Set(written.members.map(([key]) => key));
  const kept = blocksOf(out, entities).flatMap(({ declaration: node }) =>
    node?.kind === 'region' && node.name?.text === name ? keptMembers(node.fields) : [],
  );
  return members(...written.members, ...firstOfEach(kept).filter(([key]) => !known.has(key)));
}

/** An entity as an object of the list of its region. */
function inList(out: Outgoing, entity: Entity): readonly [ListKey, JsonMembers] {
  switch (entity.kind) {
    case 'group':
      return ['SecurityGroupSet', groupJson(out, entity)];
    case 'cvm':
      return ['InstanceSet', cvmJson(out, entity)];
    case 'subnet':
      return ['SubnetSet', subnetJson(out, entity)];
    case 'acl':
      return ['NetworkAclSet', aclJson(out, entity)];
    default: {
      const what = entity.kind === 'addresses' ? 'AddressTemplate' : 'ServiceTemplate';
      return [isListOfLists(entity) ? `${what}GroupSet` : `${what}Set`, templateJson(out, entity)];
    }
  }
}

/** The snapshots that declare some of the entities. */
function snapshotsOf({ model }: Outgoing, entities: readonly Entity[]): ast.File[] {
  return [...new Set(entities.map(({ source }) => source.uri))].flatMap((uri) => {
    const tree = treeOf(model, uri);
    return tree?.language === 'json' ? [tree] : [];
  });
}

function blocksOf(out: Outgoing, entities: readonly Entity[]): ast.Block[] {
  return snapshotsOf(out, entities).flatMap(({ blocks }) => blocks.map(({ block }) => block));
}

/** Of members that have one name, the first. */
function firstOfEach<T>(pairs: readonly (readonly [string, T])[]): (readonly [string, T])[] {
  const found = new Map<string, T>();
  for (const [key, value] of pairs) if (!found.has(key)) found.set(key, value);
  return [...found];
}

function groupJson(out: Outgoing, group: Group): JsonMembers {
  const list = (direction: ast.Direction) =>
    group.node.lists.some((each) => each.direction === direction) ? listJson(out, group, direction) : undefined;
  const set = writeObject(shapes.POLICY_SET, { Ingress: list('inbound'), Egress: list('outbound') });
  const values = {
    SecurityGroupId: idOf(group),
    SecurityGroupName: nameOf(group),
    SecurityGroupDesc: group.description,
    ProjectId: group.project,
    SecurityGroupPolicySet: filled(set),
  };
  return writeObject(shapes.GROUP, values, group.node.fields);
}

/** What has no name in a snapshot goes by its id, and is written back without a name. */
function nameOf(entity: Entity): string | undefined {
  return entity.name === entity.id ? undefined : entity.name;
}

function filled(object: JsonMembers): JsonMembers | undefined {
  return object.members.length === 0 ? undefined : object;
}

function someOf<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}

const isIpv6 = ({ text }: ast.AddressText) => text.includes(':');
const isIpv4 = (address: ast.AddressText) => !isIpv6(address);
const textOf = ({ text }: ast.AddressText) => text;

function cvmJson(out: Outgoing, cvm: Cvm): JsonMembers {
  const { node } = cvm;
  loseDescription(out, cvm);
  const network = members(
    ['VpcId', cvm.interfaces[0].vpc ?? node.vpc?.text],
    ['SubnetId', node.subnet && referredId(out, cvm, node.subnet)],
  );
  const isPlaced = cvm.project === '0' || node.fields?.some(({ path }) => path[0] === 'Placement') === true;
  const project = /^[0-9]{1,15}$/.test(cvm.project) ? Number(cvm.project) : cvm.project;
  const values = {
    InstanceId: idOf(cvm),
    InstanceName: nameOf(cvm),
    PrivateIpAddresses: someOf(node.privateAddresses.filter(isIpv4).map(textOf)),
    IPv6Addresses: someOf(node.privateAddresses.filter(isIpv6).map(textOf)),
    PublicIpAddresses: someOf(node.publicAddresses.filter(isIpv4).map(textOf)),
    PublicIPv6Addresses: someOf(node.publicAddresses.filter(isIpv6).map(textOf)),
    VirtualPrivateCloud: filled(network),
    SecurityGroupIds: someOf(node.groups.map((name) => referredId(out, cvm, name))),
    InstanceChargeType: node.dedicated.length > 0 ? DEDICATED_CHARGE : undefined,
    Placement: isPlaced ? undefined : members(['ProjectId', project]),
  };
  return writeObject(shapes.INSTANCE, values, node.fields);
}

/** The interfaces of snapshots as they are, but for names in the place of ids that are known by now; then those that rule files declare. */
function interfacesJson(out: Outgoing, region: string, entities: readonly Entity[]): JsonMembers[] {
  const owners = new Map(
    entities.flatMap((entity) =>
      entity.kind === 'cvm'
        ? entity.interfaces.map(({ source }) => [source.block, { ...entity, source }] as const)
        : [],
    ),
  );
  const kept = blocksOf(out, entities).flatMap((block) => {
    const node = block.declaration;
    if (node?.kind !== 'interface' || out.model.bindings.get(block)?.region !== region) return [];
    const owner = owners.get(block);
    const ids = owner === undefined ? {} : idsInsteadOfNames(out, owner, node);
    return [writeObject(shapes.NETWORK_INTERFACE, ids, node.fields)];
  });
  const written = entities.flatMap((entity) => {
    if (entity.kind !== 'cvm') return [];
    const own = entity.interfaces.slice(1).filter(({ source }) => source.block === entity.source.block);
    return own.map((one) => interfaceJson(out, entity, one));
  });
  return [...kept, ...written];
}

/** The members of an interface in a snapshot that say a name where there is an id: `$name:web` of a group that a plan has given one. */
function idsInsteadOfNames(out: Outgoing, owner: Cvm, { machine, subnet, groups }: ast.Interface) {
  const isNamed = (name: ast.Name) => ![undefined, name.text].includes(meantBy(out, owner.source, name)?.id);
  const isOwnerNamed = ![undefined, machine?.text].includes(owner.id);
  return {
    Attachment: isOwnerNamed ? members(['InstanceId', owner.id]) : undefined,
    SubnetId: subnet !== undefined && isNamed(subnet) ? referredId(out, owner, subnet) : undefined,
    GroupSet: groups.some(isNamed) ? groups.map((name) => referredId(out, owner, name)) : undefined,
  };
}

function interfaceJson(out: Outgoing, cvm: Cvm, { node, vpc, subnet }: NetworkInterface): JsonMembers {
  const { privateAddresses: own, publicAddresses: shown } = node;
  // The cloud ties each public address to a private one. The rule language does not say to which, so they are tied in their order.
  const addresses = (key: string, isOfFamily: (address: ast.AddressText) => boolean) => {
    const [inside, outside] = [own.filter(isOfFamily), shown.filter(isOfFamily)];
    return Array.from({ length: Math.max(inside.length, outside.length) }, (_, i) =>
      members([key, inside[i]?.text], ['PublicIpAddress', outside[i]?.text]),
    );
  };
  const values = {
    NetworkInterfaceId: node.ids[0]?.text,
    NetworkInterfaceName: node.name?.text,
    Primary: false,
    Attachment: members(['InstanceId', idOf(cvm)]),
    VpcId: vpc,
    SubnetId: node.subnet === undefined || subnet === undefined ? undefined : referredId(out, cvm, node.subnet),
    GroupSet: someOf(node.groups.map((name) => referredId(out, cvm, name))),
    PrivateIpAddressSet: someOf(addresses('PrivateIpAddress', isIpv4)),
    Ipv6AddressSet: someOf(addresses('Address', isIpv6)),
  };
  return writeObject(shapes.NETWORK_INTERFACE, values);
}

/** The id of what a name means. A name that means nothing is written as it is. */
function referredId(out: Outgoing, owner: Entity, name: ast.Name): string {
  const entity = meantBy(out, owner.source, name);
  if (entity !== undefined) return idOf(entity);
  lose(out, owner.source, name, t("'{0}' is not known: it is written as it is.", name.text));
  return /^(?:sg|subnet|acl|ipmg?|ppmg?)-[A-Za-z0-9]+$/.test(name.text) ? name.text : `${NAME_PREFIX}${name.text}`;
}

function subnetJson(out: Outgoing, subnet: Subnet): JsonMembers {
  const { node } = subnet;
  const values = {
    SubnetId: idOf(subnet),
    SubnetName: nameOf(subnet),
    VpcId: node.vpc?.text,
    CidrBlock: node.cidr?.text,
    NetworkAclId: aclIdOf(out, subnet),
  };
  return writeObject(shapes.SUBNET, values, node.fields);
}

/** The acl that the subnet names, or else the acl that lists the subnet. */
function aclIdOf(out: Outgoing, subnet: Subnet): string | undefined {
  if (subnet.node.acl !== undefined) return referredId(out, subnet, subnet.node.acl);
  const acl = subnet.acl === undefined ? undefined : out.model.entities.get(subnet.acl);
  return acl && idOf(acl);
}

function aclJson(out: Outgoing, acl: Acl): JsonMembers {
  loseDescription(out, acl);
  const mixed = acl.node.lists.some((list) => list.rules.some(isQuintuple));
  const side = (direction: ast.Direction) => {
    const lists = acl.node.lists.filter((list) => list.direction === direction);
    const rules = lists.flatMap((list) => list.rules);
    const isPlain = mixed ? !rules.every(isQuintuple) : lists.length > 0;
    const entries = entriesOf(out, acl, acl[direction]);
    return { quintuples: rules.filter(isQuintuple).map(quintupleJson), entries: isPlain ? entries : undefined };
  };
  const inbound = side('inbound');
  const outbound = side('outbound');
  const hasQuintuples = inbound.quintuples.length + outbound.quintuples.length > 0;
  const values = {
    NetworkAclId: idOf(acl),
    NetworkAclName: nameOf(acl),
    IngressEntries: inbound.entries,
    EgressEntries: outbound.entries,
    NetworkAclQuintupleSet: hasQuintuples
      ? members(['Ingress', inbound.quintuples], ['Egress', outbound.quintuples])
      : undefined,
  };
  return writeObject(shapes.ACL, values, acl.node.fields);
}

function isQuintuple(rule: ast.Rule): boolean {
  return rule.fields?.some(({ path }) => QUINTUPLE_KEYS.includes(path[0] ?? '')) === true;
}

/** A QUINTUPLE entry as it was read: its kept members say what the rule language cannot. */
function quintupleJson(rule: ast.Rule): JsonMembers {
  const own = [['Action', ACTIONS[rule.action]] as const, ['Description', rule.description?.value] as const];
  return members(...keptMembers(rule.fields), ...own);
}

/** The entries of one direction of an acl. They have no lists, whose content is written, and no groups, which are noted. */
export function entriesOf(out: Outgoing, acl: Acl, list: PolicyList): JsonMembers[] {
  const entries: JsonMembers[] = [];
  const policies = list.policies.filter(({ rule }) => !isQuintuple(rule));
  for (const policy of policiesOf({ ...out, expand: true }, acl, { ...list, policies })) {
    const { service, peer, rule } = policy;
    if (peer.kind === 'group' || peer.kind === 'template' || service.kind === 'template') {
      lose(out, acl.source, rule, t("The cloud's ACLs know addresses only, no groups: the rule is left out."));
      continue;
    }
    const lacking = lackingInAcls(service);
    if (lacking !== undefined)
      lose(out, acl.source, rule, t("The cloud's ACLs have no {0}: the entry is written as it is.", lacking));
    const values = {
      Protocol: PROTOCOLS[service.kind],
      Port: portMember(service),
      CidrBlock: peer.kind === 'ipv4' ? peer.text : undefined,
      Ipv6CidrBlock: peer.kind === 'ipv6' ? peer.text : undefined,
      Action: ACTIONS[policy.action],
      Description: policy.description,
    };
    entries.push(writeObject(shapes.ACL_ENTRY, values, rule.fields));
  }
  return entries;
}

/** What a service has that the cloud's acls have not. */
function lackingInAcls(service: Exclude<OutgoingService, { kind: 'template' }>): string | undefined {
  if (service.kind === 'gre' || service.kind === 'icmpv6') return PROTOCOLS[service.kind];
  return service.ports?.includes(',') === true ? t("lists of ports such as '{0}'", service.ports) : undefined;
}

function templateJson(out: Outgoing, list: Addresses | Services): JsonMembers {
  loseDescription(out, list);
  const what = list.kind === 'addresses' ? 'Address' : 'Service';
  if (isListOfLists(list)) {
    const values = {
      [`${what}TemplateGroupId`]: idOf(list),
      [`${what}TemplateGroupName`]: nameOf(list),
      [`${what}TemplateIdSet`]: someOf(memberIds(out, list)),
    };
    return writeObject(shapes.TEMPLATE, values, list.node.fields);
  }
  const items = templateItems(out, list);
  const isDescribed = items.some(({ description }) => description !== undefined);
  const values = {
    [`${what}TemplateId`]: idOf(list),
    [`${what}TemplateName`]: nameOf(list),
    [`${what}Set`]: someOf(items.map(({ text }) => text)),
    [`${what}ExtraSet`]: isDescribed
      ? items.map(({ text, description = '' }) => members([what, text], ['Description', description]))
      : undefined,
  };
  return writeObject(shapes.TEMPLATE, values, list.node.fields);
}

/** The members of a list and of the lists in it, as a template has them. */
export function templateItems(
  out: Outgoing,
  list: Addresses | Services,
): { readonly text: string; readonly description?: string }[] {
  loseInnerLists(out, list);
  if (list.kind === 'services') {
    const items = serviceItemsIn(out, list);
    return items.map(({ value, description }) => ({ text: serviceText(plainService(value)), description }));
  }
  return addressesIn(out, list).map(({ value, description }) => ({
    text: printAddressText(value),
    description,
  }));
}

function memberIds(out: Outgoing, list: Addresses | Services): string[] {
  const ids: string[] = [];
  for (const { value, description } of list.node.items) {
    if (description !== undefined)
      lose(out, list.source, description, t('A member of a template group has no description.'));
    if (value.kind === 'name') ids.push(referredId(out, list, value.name));
    else lose(out, list.source, value, t('A template group holds lists only: this member is left out.'));
  }
  return ids;
}

function loseInnerLists(out: Outgoing, list: Addresses | Services): void {
  for (const { value } of list.node.items) {
    if (value.kind !== 'name') continue;
    const words = t("A template holds no other lists: what is in '{0}' is written in its place.", value.name.text);
    lose(out, list.source, value, words);
  }
}

function loseDescription(out: Outgoing, entity: Acl | Cvm | Addresses | Services): void {
  const { description } = entity.node;
  const words = () => t('The cloud keeps no description of {0}: it is left out.', t(A_NOUN[entity.kind]));
  if (description !== undefined) lose(out, entity.source, description, words());
}
