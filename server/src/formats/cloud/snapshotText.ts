// Writes a snapshot: regions with their groups, machines, subnets, acls and lists in the API's field names.

import { A_NOUN } from '#model/kindWords.ts';
import type { Acl, Addresses, Cvm, Entity, Group, NetworkInterface, Services, Subnet } from '#model/model.ts';
import { treeOf } from '#model/places.ts';
import type { PolicyList } from '#model/policy.ts';
import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { NAME_PREFIX } from '../addressText.ts';
import { type Json, type JsonMembers, jsonText, members } from '../jsonText.ts';
import {
  addressesIn,
  idOf,
  isListOfLists,
  lose,
  meantBy,
  type Outgoing,
  type OutgoingPolicy,
  policiesOf,
  serviceItemsIn,
} from '../outgoing.ts';
import { portText } from '../sg/toSg.ts';
import { DEDICATED_CHARGE } from './entityJson.ts';
import { QUINTUPLE_KEYS } from './policyJson.ts';
import { ACTIONS, keptFields, listJson, loseAround, PROTOCOLS, portOf } from './policyText.ts';
import { writeObject } from './shape.ts';
import {
  ACL,
  ACL_ENTRY,
  ADDRESSES,
  GROUP,
  INSTANCE,
  NETWORK_INTERFACE,
  POLICY_SET,
  SERVICES,
  SUBNET,
} from './shapes.ts';
import { SNAPSHOT_VERSION } from './snapshot.ts';

export function snapshotText(out: Outgoing, entities: readonly Entity[]): string {
  return jsonText(snapshotJson(out, entities));
}

/** The entities by their regions, in the order in which these first come. */
export function snapshotJson(out: Outgoing, entities: readonly Entity[]): JsonMembers {
  const regions = new Map<string, Entity[]>();
  for (const entity of entities) {
    const there = regions.get(entity.region);
    if (there === undefined) regions.set(entity.region, [entity]);
    else there.push(entity);
  }
  return members(
    ...fileFields(out, entities).filter(([key]) => key === '$schema'),
    ['version', SNAPSHOT_VERSION],
    ...fileFields(out, entities).filter(([key]) => key !== '$schema'),
    ['regions', [...regions].map(([name, there]) => regionJson(out, name, there))],
  );
}

const DEFAULT_REGION = 'default';

function regionJson(out: Outgoing, name: string, entities: readonly Entity[]): JsonMembers {
  const of = <K extends Entity['kind']>(kind: K) =>
    entities.filter((entity): entity is Extract<Entity, { kind: K }> => entity.kind === kind);
  const list = (items: readonly JsonMembers[]): Json | undefined => (items.length === 0 ? undefined : items);
  for (const entity of entities) loseAround(out, entity);
  const addresses = of('addresses');
  const services = of('services');
  const written = members(
    ['Region', name === DEFAULT_REGION ? undefined : name],
    ['SecurityGroupSet', list(of('group').map((group) => groupJson(out, group)))],
    ['InstanceSet', list(of('cvm').map((cvm) => cvmJson(out, cvm)))],
    ['SubnetSet', list(of('subnet').map((subnet) => subnetJson(out, subnet)))],
    ['NetworkAclSet', list(of('acl').map((acl) => aclJson(out, acl)))],
    ['AddressTemplateSet', list(addresses.filter((one) => !isListOfLists(one)).map((one) => addressesJson(out, one)))],
    ['AddressTemplateGroupSet', list(addresses.filter(isListOfLists).map((one) => addressGroupJson(out, one)))],
    ['ServiceTemplateSet', list(services.filter((one) => !isListOfLists(one)).map((one) => servicesJson(out, one)))],
    ['ServiceTemplateGroupSet', list(services.filter(isListOfLists).map((one) => serviceGroupJson(out, one)))],
    ['NetworkInterfaceSet', list(interfacesJson(out, name, entities))],
  );
  const known = new Set(written.members.map(([key]) => key));
  return members(...written.members, ...regionFields(out, name, entities).filter(([key]) => !known.has(key)));
}

function groupJson(out: Outgoing, group: Group): JsonMembers {
  const has = (direction: ast.Direction) => group.node.lists.some((list) => list.direction === direction);
  const set = writeObject(POLICY_SET, {
    Ingress: has('inbound') ? listJson(out, group, 'inbound') : undefined,
    Egress: has('outbound') ? listJson(out, group, 'outbound') : undefined,
  });
  const values = {
    SecurityGroupId: idOf(group),
    SecurityGroupName: nameOf(group),
    SecurityGroupDesc: group.description,
    ProjectId: group.project,
    SecurityGroupPolicySet: set.members.length === 0 ? undefined : set,
  };
  return writeObject(GROUP, values, group.node.fields);
}

/** What has no name in a snapshot goes by its id, and has none when it is written back. */
function nameOf(entity: Entity): string | undefined {
  return entity.name === entity.id ? undefined : entity.name;
}

function cvmJson(out: Outgoing, cvm: Cvm): JsonMembers {
  const { node } = cvm;
  loseDescription(out, cvm);
  const addresses = (list: readonly ast.AddressText[], v6: boolean | undefined) => {
    const texts = list.map(({ text }) => text).filter((text) => v6 === undefined || text.includes(':') === v6);
    return texts.length === 0 ? undefined : texts;
  };
  const network = members(
    ['VpcId', cvm.interfaces[0].vpc ?? node.vpc?.text],
    ['SubnetId', node.subnet === undefined ? undefined : referredId(out, cvm, node.subnet)],
  );
  const isPlaced = cvm.project === '0' || node.fields?.some(({ path }) => path[0] === 'Placement') === true;
  const project = /^[0-9]{1,15}$/.test(cvm.project) ? Number(cvm.project) : cvm.project;
  const values = {
    InstanceId: idOf(cvm),
    InstanceName: nameOf(cvm),
    PrivateIpAddresses: addresses(node.privateAddresses, false),
    IPv6Addresses: addresses(node.privateAddresses, true),
    PublicIpAddresses: addresses(node.publicAddresses, undefined),
    VirtualPrivateCloud: network.members.length === 0 ? undefined : network,
    SecurityGroupIds: someOf(node.groups.map((name) => referredId(out, cvm, name))),
    InstanceChargeType: node.dedicated ? DEDICATED_CHARGE : undefined,
    Placement: isPlaced ? undefined : members(['ProjectId', project]),
  };
  return writeObject(INSTANCE, values, node.fields);
}

/** Those that snapshots have, as they are, and then those that rule files say. */
function interfacesJson(out: Outgoing, region: string, entities: readonly Entity[]): JsonMembers[] {
  const written = entities.flatMap((entity) => {
    if (entity.kind !== 'cvm') return [];
    const own = entity.interfaces.slice(1).filter(({ source }) => source.block === entity.source.block);
    return own.map((one) => interfaceJson(out, entity, one));
  });
  return [...keptInterfaces(out, region, entities), ...written];
}

function keptInterfaces({ model }: Outgoing, region: string, entities: readonly Entity[]): JsonMembers[] {
  return [...new Set(entities.map(({ source }) => source.uri))].flatMap((uri) => {
    const { language, blocks } = treeOf(model, uri) ?? { language: 'sg', blocks: [] };
    if (language !== 'json') return [];
    return blocks.flatMap(({ block }) => {
      const node = block.declaration;
      if (node?.kind !== 'interface' || model.bindings.get(block)?.region !== region) return [];
      return [writeObject(NETWORK_INTERFACE, {}, node.fields)];
    });
  });
}

function interfaceJson(out: Outgoing, cvm: Cvm, { node, vpc, subnet }: NetworkInterface): JsonMembers {
  const is6 = ({ text }: ast.AddressText) => text.includes(':');
  const [inside, outside] = [node.privateAddresses, node.publicAddresses];
  // The cloud ties a public address to a private one; which one it is the rule language does not say, so they go in order.
  const addresses = (key: string, own: readonly ast.AddressText[], shown: readonly ast.AddressText[]) =>
    Array.from({ length: Math.max(own.length, shown.length) }, (_, i) =>
      members([key, own[i]?.text], ['PublicIpAddress', shown[i]?.text]),
    );
  const not6 = (text: ast.AddressText) => !is6(text);
  const v4 = addresses('PrivateIpAddress', inside.filter(not6), outside.filter(not6));
  const v6 = addresses('Address', inside.filter(is6), outside.filter(is6));
  const values = {
    NetworkInterfaceId: node.ids[0]?.text,
    NetworkInterfaceName: node.name?.text,
    Primary: false,
    Attachment: members(['InstanceId', idOf(cvm)]),
    VpcId: vpc,
    SubnetId: node.subnet === undefined || subnet === undefined ? undefined : referredId(out, cvm, node.subnet),
    GroupSet: someOf(node.groups.map((name) => referredId(out, cvm, name))),
    PrivateIpAddressSet: v4.length === 0 ? undefined : v4,
    Ipv6AddressSet: v6.length === 0 ? undefined : v6,
  };
  return writeObject(NETWORK_INTERFACE, values);
}

function someOf(list: readonly string[]): readonly string[] | undefined {
  return list.length === 0 ? undefined : list;
}

/** The id of what a name means. A name that means nothing stays what it is. */
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
  return writeObject(SUBNET, values, node.fields);
}

/** What its acl says of it counts where it says nothing itself. */
function aclIdOf(out: Outgoing, subnet: Subnet): string | undefined {
  if (subnet.node.acl !== undefined) return referredId(out, subnet, subnet.node.acl);
  const told = subnet.acl === undefined ? undefined : out.model.entities.get(subnet.acl);
  return told === undefined ? undefined : idOf(told);
}

function aclJson(out: Outgoing, acl: Acl): JsonMembers {
  loseDescription(out, acl);
  const mixed = acl.node.lists.some((list) => list.rules.some(isQuintuple));
  const side = (direction: ast.Direction) => {
    const lists = acl.node.lists.filter((list) => list.direction === direction);
    const rules = lists.flatMap((list) => list.rules);
    const quintuples = rules.filter(isQuintuple).map(quintupleJson);
    const plain = mixed ? !rules.every(isQuintuple) : lists.length > 0;
    return { quintuples, plain, entries: entriesOf(out, acl, direction === 'inbound' ? acl.inbound : acl.outbound) };
  };
  const inbound = side('inbound');
  const outbound = side('outbound');
  const quintuple = inbound.quintuples.length + outbound.quintuples.length > 0;
  const values = {
    NetworkAclId: idOf(acl),
    NetworkAclName: nameOf(acl),
    IngressEntries: inbound.plain ? inbound.entries : undefined,
    EgressEntries: outbound.plain ? outbound.entries : undefined,
    NetworkAclQuintupleSet: quintuple
      ? members(['Ingress', inbound.quintuples], ['Egress', outbound.quintuples])
      : undefined,
  };
  return writeObject(ACL, values, acl.node.fields);
}

function isQuintuple(rule: ast.Rule): boolean {
  return rule.fields?.some(({ path }) => QUINTUPLE_KEYS.includes(path[0] ?? '')) === true;
}

/** As it was read: what it says beyond a rule of this language is in its fields. */
function quintupleJson(rule: ast.Rule): JsonMembers {
  return members(
    ...keptFields(rule.fields),
    ['Action', ACTIONS[rule.action]],
    ['Description', rule.description?.value],
  );
}

/** Entries have no lists and no groups: lists are written out, groups are noted. */
export function entriesOf(out: Outgoing, acl: Acl, list: PolicyList): JsonMembers[] {
  const plain: Outgoing = { ...out, expand: true };
  const entries: JsonMembers[] = [];
  const rules = list.policies.filter(({ rule }) => !isQuintuple(rule));
  for (const policy of policiesOf(plain, acl, { ...list, policies: rules })) {
    const { service, peer, rule } = policy;
    if (peer.kind === 'group' || peer.kind === 'template' || service.kind === 'template') {
      lose(out, acl.source, rule, t("The cloud's acls know addresses only, no groups: the rule is left out."));
      continue;
    }
    const unsaid = unsaidByAcl(policy);
    if (unsaid !== undefined)
      lose(out, acl.source, rule, t("The cloud's acls have no {0}: the entry is written as it is.", unsaid));
    entries.push(
      writeObject(
        ACL_ENTRY,
        {
          Protocol: PROTOCOLS[service.kind],
          Port: portOf(service),
          CidrBlock: peer.kind === 'ipv4' ? peer.text : undefined,
          Ipv6CidrBlock: peer.kind === 'ipv6' ? peer.text : undefined,
          Action: ACTIONS[policy.action],
          Description: policy.description,
        },
        rule.fields,
      ),
    );
  }
  return entries;
}

function unsaidByAcl({ service }: OutgoingPolicy): string | undefined {
  if (service.kind === 'gre') return 'GRE';
  if (service.kind === 'icmpv6') return 'ICMPv6';
  return service.kind !== 'template' &&
    service.kind !== 'all' &&
    'ports' in service &&
    service.ports?.includes(',') === true
    ? t("lists of ports such as '{0}'", service.ports)
    : undefined;
}

function addressesJson(out: Outgoing, list: Addresses): JsonMembers {
  loseDescription(out, list);
  loseMixed(out, list);
  const items = addressesIn(out, list).map(({ value, description }) => ({
    text: value.to === undefined ? value.text : `${value.text}-${value.to}`,
    description,
  }));
  const values = {
    AddressTemplateId: idOf(list),
    AddressTemplateName: nameOf(list),
    AddressSet: someOf(items.map(({ text }) => text)),
    AddressExtraSet: described(items, 'Address'),
  };
  return writeObject(ADDRESSES, values, list.node.fields);
}

function servicesJson(out: Outgoing, list: Services): JsonMembers {
  loseDescription(out, list);
  loseMixed(out, list);
  const items = serviceItemsIn(out, list).map(({ value, description }) => ({ text: serviceItem(value), description }));
  const values = {
    ServiceTemplateId: idOf(list),
    ServiceTemplateName: nameOf(list),
    ServiceSet: someOf(items.map(({ text }) => text)),
    ServiceExtraSet: described(items, 'Service'),
  };
  return writeObject(SERVICES, values, list.node.fields);
}

/** `TCP:80,443`, `UDP:ALL`, `ICMP`. */
export function serviceItem(service: ast.FixedService | ast.PortService): string {
  if (service.kind !== 'tcp' && service.kind !== 'udp') return PROTOCOLS[service.kind];
  const ports = service.ports.map(portText);
  return `${PROTOCOLS[service.kind]}:${ports.length === 0 ? 'ALL' : ports.join(',')}`;
}

function described(
  items: readonly { readonly text: string; readonly description: string | undefined }[],
  key: string,
): Json | undefined {
  if (items.every(({ description }) => description === undefined)) return undefined;
  return items.map(({ text, description }) => members([key, text], ['Description', description ?? '']));
}

function addressGroupJson(out: Outgoing, list: Addresses): JsonMembers {
  loseDescription(out, list);
  const values = {
    AddressTemplateGroupId: idOf(list),
    AddressTemplateGroupName: nameOf(list),
    AddressTemplateIdSet: memberIds(out, list),
  };
  return writeObject(ADDRESSES, values, list.node.fields);
}

function serviceGroupJson(out: Outgoing, list: Services): JsonMembers {
  loseDescription(out, list);
  const values = {
    ServiceTemplateGroupId: idOf(list),
    ServiceTemplateGroupName: nameOf(list),
    ServiceTemplateIdSet: memberIds(out, list),
  };
  return writeObject(SERVICES, values, list.node.fields);
}

function memberIds(out: Outgoing, list: Addresses | Services): string[] | undefined {
  const ids: string[] = [];
  for (const item of list.node.items) {
    if (item.description !== undefined)
      lose(out, list.source, item.description, t('A member of a template group has no description.'));
    if (item.value.kind === 'name') ids.push(referredId(out, list, item.value.name));
    else lose(out, list.source, item.value, t('A template group holds lists only: this member is left out.'));
  }
  return ids.length === 0 ? undefined : ids;
}

function loseMixed(out: Outgoing, list: Addresses | Services): void {
  for (const { value } of list.node.items) {
    if (value.kind === 'name')
      lose(
        out,
        list.source,
        value,
        t("A template holds no other lists: what is in '{0}' is written in its place.", value.name.text),
      );
  }
}

function loseDescription(out: Outgoing, entity: Acl | Cvm | Addresses | Services): void {
  const text: Range | undefined = entity.node.description;
  if (text !== undefined)
    lose(out, entity.source, text, t('The cloud keeps no description of {0}: it is left out.', t(A_NOUN[entity.kind])));
}

/** What the files of the entities say beside their regions. */
function fileFields(out: Outgoing, entities: readonly Entity[]): (readonly [string, Json])[] {
  const found = new Map<string, Json>();
  for (const uri of new Set(entities.map(({ source }) => source.uri))) {
    const tree = treeOf(out.model, uri);
    for (const [key, value] of tree?.language === 'json' ? keptFields(tree.fields) : [])
      if (!found.has(key)) found.set(key, value);
  }
  return [...found];
}

function regionFields(out: Outgoing, region: string, entities: readonly Entity[]): (readonly [string, Json])[] {
  const found = new Map<string, Json>();
  for (const uri of new Set(entities.map(({ source }) => source.uri))) {
    const tree = treeOf(out.model, uri);
    for (const { block } of tree?.language === 'json' ? tree.blocks : []) {
      const node = block.declaration;
      if (node?.kind !== 'region' || node.name?.text !== region) continue;
      for (const [key, value] of keptFields(node.fields)) if (!found.has(key)) found.set(key, value);
    }
  }
  return [...found];
}
