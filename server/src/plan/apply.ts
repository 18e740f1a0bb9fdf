// A small simulator: what a call makes of what the cloud holds, or why the cloud refuses it. Facts of the calls: the API's
// documentation of the VPC and CVM products, version 2017-03-12.

import { barePolicy, type CloudPolicy, policyKey } from '#formats/cloud/policyKey.ts';
import { type Call, MOST_IDS } from './calls.ts';
import {
  type Cloud,
  type CloudRegion,
  DIRECTIONS,
  type Direction,
  policiesOf,
  regionNamed,
  type SecurityGroup,
  type Template,
  versionOf,
  withRegion,
} from './cloud.ts';
import { isProvisional } from './ids.ts';
import { machinesOf } from './interfaces.ts';
import { listOf, TEMPLATE_KINDS, type TemplateKind, textIn } from './templates.ts';

export type Applied =
  | { readonly cloud: Cloud; readonly fault?: undefined }
  | { readonly fault: string; readonly cloud?: undefined };

/** Nothing is changed where the call is refused. */
export function applyCall(cloud: Cloud, call: Call): Applied {
  const region = regionNamed(cloud, call.region);
  const next = inRegion(region, call);
  return typeof next === 'string'
    ? { fault: `${call.action}: ${next}` }
    : { cloud: withRegion(cloud, call.region, next) };
}

function inRegion(region: CloudRegion, call: Call): CloudRegion | string {
  switch (call.action) {
    case 'CreateSecurityGroup': {
      const { GroupName, GroupDescription, ProjectId } = call.request;
      const group: SecurityGroup = {
        SecurityGroupId: call.creates ?? '',
        SecurityGroupName: GroupName,
        ...(GroupDescription === '' ? {} : { SecurityGroupDesc: GroupDescription }),
        ProjectId,
        SecurityGroupPolicySet: { Version: '0', Ingress: [], Egress: [] },
      };
      return { ...region, SecurityGroupSet: [...(region.SecurityGroupSet ?? []), group] };
    }
    case 'ModifySecurityGroupAttribute': {
      const { SecurityGroupId, GroupName, GroupDescription } = call.request;
      return withGroup(region, SecurityGroupId, ({ SecurityGroupDesc: before, ...group }) => {
        const description = GroupDescription ?? before ?? '';
        return {
          ...group,
          ...(GroupName === undefined ? {} : { SecurityGroupName: GroupName }),
          ...(description === '' ? {} : { SecurityGroupDesc: description }),
        };
      });
    }
    case 'DeleteSecurityGroup':
      return deleteGroup(region, call.request.SecurityGroupId);
    case 'ModifySecurityGroupPolicies':
    case 'CreateSecurityGroupPolicies':
    case 'ReplaceSecurityGroupPolicies':
    case 'DeleteSecurityGroupPolicies':
      return changeRules(region, call);
    case 'ModifyInstancesAttribute':
      return bindMachines(region, call.request);
    case 'AssociateNetworkInterfaceSecurityGroups':
    case 'DisassociateNetworkInterfaceSecurityGroups':
      return bindInterfaces(region, call);
    case 'CreateNetworkAcl': {
      const { NetworkAclName, VpcId } = call.request;
      const acl = { NetworkAclId: call.creates ?? '', NetworkAclName, VpcId, IngressEntries: [], EgressEntries: [] };
      return { ...region, NetworkAclSet: [...(region.NetworkAclSet ?? []), acl] };
    }
    case 'ModifyNetworkAclAttribute':
    case 'ModifyNetworkAclEntries':
    case 'DeleteNetworkAcl':
      return changeAcl(region, call);
    case 'AssociateNetworkAclSubnets':
    case 'DisassociateNetworkAclSubnets':
      return moveSubnets(region, call);
    default:
      return changeTemplate(region, call);
  }
}

function withGroup(
  region: CloudRegion,
  id: string,
  change: (group: SecurityGroup) => SecurityGroup | string,
): CloudRegion | string {
  const group = region.SecurityGroupSet?.find(({ SecurityGroupId }) => SecurityGroupId === id);
  if (group === undefined) return `there is no group '${id}'`;
  const changed = change(group);
  if (typeof changed === 'string') return changed;
  return {
    ...region,
    SecurityGroupSet: (region.SecurityGroupSet ?? []).map((each) => (each === group ? changed : each)),
  };
}

function deleteGroup(region: CloudRegion, id: string): CloudRegion | string {
  const group = region.SecurityGroupSet?.find(({ SecurityGroupId }) => SecurityGroupId === id);
  if (group === undefined) return `there is no group '${id}'`;
  if (group.IsDefault === true) return `'${id}' is a default group`;
  if (machinesOf(region).some(({ SecurityGroupIds }) => SecurityGroupIds?.includes(id))) return `'${id}' is bound`;
  const others = (region.SecurityGroupSet ?? []).filter((each) => each !== group);
  const isReferred = others.some((other) =>
    DIRECTIONS.some((direction) => policiesOf(other, direction).some(({ SecurityGroupId }) => SecurityGroupId === id)),
  );
  return isReferred ? `rules refer to '${id}'` : { ...region, SecurityGroupSet: others };
}

type RuleCall = Extract<Call, { action: `${string}SecurityGroupPolicies` }>;

function changeRules(region: CloudRegion, call: RuleCall): CloudRegion | string {
  const { SecurityGroupId, SecurityGroupPolicySet: sent } = call.request;
  return withGroup(region, SecurityGroupId, (group) => {
    const version = versionOf(group);
    const isReset = call.action === 'ModifySecurityGroupPolicies';
    if (!isReset && sent.Version !== undefined && version !== undefined && `${sent.Version}` !== version) {
      return `the version is ${version}, not ${sent.Version}`;
    }
    const before = { Ingress: policiesOf(group, 'Ingress'), Egress: policiesOf(group, 'Egress') };
    const after = isReset ? resetRules(sent, before) : editRules(call.action, sent, before);
    if (typeof after === 'string') return after;
    for (const direction of DIRECTIONS) {
      const keys = after[direction].map(policyKey);
      if (after[direction] !== before[direction] && new Set(keys).size < keys.length) return 'a rule is there twice';
      const missing = notMadeYet(
        region,
        after[direction].flatMap((policy) => policy.SecurityGroupId ?? []),
      );
      if (missing !== undefined && !isReset) return `there is no '${missing}'`;
    }
    const { Version: _, ...rest } = group.SecurityGroupPolicySet ?? {};
    return {
      ...group,
      SecurityGroupPolicySet: {
        ...(version === undefined ? {} : { Version: `${Number(version) + 1}` }),
        ...rest,
        ...after,
      },
    };
  });
}

interface Lists {
  readonly Ingress: readonly CloudPolicy[];
  readonly Egress: readonly CloudPolicy[];
}

/** The version "0" empties the group, whatever else is sent. A direction that is not sent stays as it is. */
function resetRules(sent: RuleCall['request']['SecurityGroupPolicySet'], before: Lists): Lists | string {
  if (`${sent.Version}` === '0') return { Ingress: [], Egress: [] };
  if ([...(sent.Ingress ?? []), ...(sent.Egress ?? [])].some(({ PolicyIndex }) => PolicyIndex !== undefined)) {
    return 'PolicyIndex is not accepted';
  }
  return { Ingress: sent.Ingress ?? before.Ingress, Egress: sent.Egress ?? before.Egress };
}

function editRules(
  action: Exclude<RuleCall['action'], 'ModifySecurityGroupPolicies'>,
  sent: RuleCall['request']['SecurityGroupPolicySet'],
  before: Lists,
): Lists | string {
  const given = DIRECTIONS.filter((direction) => sent[direction] !== undefined);
  const [direction] = given;
  if (direction === undefined || given.length > 1) return 'one direction a call';
  const after = editList(action, sent[direction] ?? [], before[direction]);
  return typeof after === 'string' ? after : { ...before, [direction]: after };
}

function editList(
  action: Exclude<RuleCall['action'], 'ModifySecurityGroupPolicies'>,
  policies: readonly CloudPolicy[],
  list: readonly CloudPolicy[],
): readonly CloudPolicy[] | string {
  const places = policies.map(({ PolicyIndex }) => PolicyIndex);
  if (policies.length === 0) return 'no rule is named';
  if (action === 'CreateSecurityGroupPolicies') {
    if (new Set(places).size > 1) return 'all rules of a call have one PolicyIndex';
    const place = places[0] ?? list.length;
    if (place > list.length) return `there is no place ${place}`;
    return [...list.slice(0, place), ...policies.map(barePolicy), ...list.slice(place)];
  }
  if (new Set(places).size < places.length) return 'a rule is named twice';
  if (places.some((place) => place === undefined || place < 0 || place >= list.length)) return 'there is no such rule';
  if (action === 'DeleteSecurityGroupPolicies') return list.filter((_, i) => !places.includes(i));
  return list.map((policy, i) => {
    const at = places.indexOf(i);
    return at < 0 ? policy : barePolicy(policies[at] ?? policy);
  });
}

/** Of these groups one that the plan is to make and that is not there yet. Snapshots need not have every group of the cloud. */
function notMadeYet({ SecurityGroupSet }: CloudRegion, ids: readonly string[]): string | undefined {
  const made = new Set(SecurityGroupSet?.map(({ SecurityGroupId }) => SecurityGroupId));
  return ids.find((id) => isProvisional(id) && !made.has(id));
}

function bindMachines(
  region: CloudRegion,
  { InstanceIds, SecurityGroups }: Extract<Call, { action: 'ModifyInstancesAttribute' }>['request'],
): CloudRegion | string {
  const machines = region.InstanceSet ?? [];
  if (SecurityGroups.length === 0) return 'a machine has at least one group';
  if (InstanceIds.length > MOST_IDS) return `more than ${MOST_IDS} machines in a call`;
  const known = new Set(machines.map(({ InstanceId }) => InstanceId));
  const missing = InstanceIds.find((id) => !known.has(id));
  if (missing !== undefined) return `there is no machine '${missing}'`;
  const unknown = notMadeYet(region, SecurityGroups);
  if (unknown !== undefined) return `there is no group '${unknown}'`;
  const named = new Set(InstanceIds);
  return {
    ...region,
    InstanceSet: machines.map((machine) =>
      named.has(machine.InstanceId) ? { ...machine, SecurityGroupIds: SecurityGroups } : machine,
    ),
  };
}

type InterfaceCall = Extract<Call, { action: `${string}NetworkInterfaceSecurityGroups` }>;

/** Groups that are attached come behind those that are there. */
function bindInterfaces(region: CloudRegion, { action, request }: InterfaceCall): CloudRegion | string {
  const { NetworkInterfaceIds: ids, SecurityGroupIds: named } = request;
  const interfaces = region.NetworkInterfaceSet ?? [];
  if (ids.length > MOST_IDS || named.length > MOST_IDS) return `more than ${MOST_IDS} in a call`;
  const known = new Set(interfaces.flatMap((one) => (one.Primary === true ? [] : (one.NetworkInterfaceId ?? []))));
  const missing = ids.find((id) => !known.has(id));
  if (missing !== undefined) return `there is no interface '${missing}' beside the primary ones`;
  const unknown = notMadeYet(region, named);
  if (unknown !== undefined) return `there is no group '${unknown}'`;
  const changed = (old: readonly string[]) =>
    action === 'AssociateNetworkInterfaceSecurityGroups'
      ? [...new Set([...old, ...named])]
      : old.filter((id) => !named.includes(id));
  return {
    ...region,
    NetworkInterfaceSet: interfaces.map((one) =>
      ids.includes(one.NetworkInterfaceId ?? '') ? { ...one, GroupSet: changed(one.GroupSet ?? []) } : one,
    ),
  };
}

type AclCall = Extract<Call, { action: 'ModifyNetworkAclAttribute' | 'ModifyNetworkAclEntries' | 'DeleteNetworkAcl' }>;

function changeAcl(region: CloudRegion, call: AclCall): CloudRegion | string {
  const id = call.request.NetworkAclId;
  const acls = region.NetworkAclSet ?? [];
  const acl = acls.find(({ NetworkAclId }) => NetworkAclId === id);
  if (acl === undefined) return `there is no acl '${id}'`;
  if (call.action === 'DeleteNetworkAcl') {
    if (region.SubnetSet?.some(({ NetworkAclId }) => NetworkAclId === id)) return `'${id}' is bound`;
    return { ...region, NetworkAclSet: acls.filter((each) => each !== acl) };
  }
  const changed =
    call.action === 'ModifyNetworkAclAttribute'
      ? { ...acl, NetworkAclName: call.request.NetworkAclName }
      : {
          ...acl,
          IngressEntries: call.request.NetworkAclEntrySet.Ingress ?? acl.IngressEntries ?? [],
          EgressEntries: call.request.NetworkAclEntrySet.Egress ?? acl.EgressEntries ?? [],
        };
  return { ...region, NetworkAclSet: acls.map((each) => (each === acl ? changed : each)) };
}

function moveSubnets(
  region: CloudRegion,
  call: Extract<Call, { action: `${string}NetworkAclSubnets` }>,
): CloudRegion | string {
  const { NetworkAclId: id, SubnetIds } = call.request;
  const isNew = call.action === 'AssociateNetworkAclSubnets';
  if (!region.NetworkAclSet?.some(({ NetworkAclId }) => NetworkAclId === id)) return `there is no acl '${id}'`;
  const subnets = region.SubnetSet ?? [];
  for (const subnetId of SubnetIds) {
    const subnet = subnets.find(({ SubnetId }) => SubnetId === subnetId);
    if (subnet === undefined) return `there is no subnet '${subnetId}'`;
    if (isNew && subnet.NetworkAclId !== undefined) return `'${subnetId}' has an acl`;
    if (!isNew && subnet.NetworkAclId !== id) return `'${subnetId}' has another acl`;
  }
  return {
    ...region,
    SubnetSet: subnets.map((subnet) => {
      if (!SubnetIds.includes(subnet.SubnetId)) return subnet;
      const { NetworkAclId: _, ...bare } = subnet;
      return isNew ? { ...bare, NetworkAclId: id } : bare;
    }),
  };
}

function changeTemplate(region: CloudRegion, call: Call): CloudRegion | string {
  const kind = TEMPLATE_KINDS.find(
    ({ create, modify, remove }) => create === call.action || modify === call.action || remove === call.action,
  );
  if (kind === undefined) return 'no such call';
  const request = call.request as Template;
  const templates = region[kind.set] ?? [];
  const id = call.creates ?? textIn(request, kind.id) ?? '';
  const known = templates.find((each) => each[kind.id] === id);
  if (call.action !== kind.create && known === undefined) return `there is no ${kind.noun} '${id}'`;
  if (call.action === kind.remove) {
    if (isUsed(region, kind, id)) return `'${id}' is in use`;
    return { ...region, [kind.set]: templates.filter((each) => each !== known) };
  }
  const changed = { ...(known ?? { [kind.id]: id }), ...heldOf(kind, request) };
  if (known === undefined) return { ...region, [kind.set]: [...templates, changed] };
  return { ...region, [kind.set]: templates.map((each) => (each === known ? changed : each)) };
}

/** What a request says, as the members of the template in an answer. */
function heldOf({ name, items }: TemplateKind, request: Template): Template {
  const held: Record<string, unknown> = {};
  if (request[name] !== undefined) held[name] = request[name];
  if (request[items.sent] !== undefined) {
    held[items.held] = request[items.sent];
    if (items.kind === 'items') held[items.heldDescribed] = undefined;
  }
  if (items.kind === 'items' && request[items.sentDescribed] !== undefined) {
    const described = listOf(request[items.sentDescribed]) as readonly Template[];
    held[items.held] = described.map((each) => each[items.text]);
    held[items.heldDescribed] = described;
  }
  return held;
}

/** Whether a rule or a group of templates uses the template. */
function isUsed(region: CloudRegion, { prefix }: TemplateKind, id: string): boolean {
  const inGroups = TEMPLATE_KINDS.some(
    (other) =>
      other.items.kind === 'members' &&
      other.prefix.startsWith(prefix) &&
      (region[other.set] ?? []).some((group) => listOf(group[other.items.held]).includes(id)),
  );
  return inGroups || (region.SecurityGroupSet ?? []).some((group) => usesTemplate(group, id));
}

export function usesTemplate(group: SecurityGroup, id: string): boolean {
  return DIRECTIONS.some((direction: Direction) =>
    policiesOf(group, direction).some(
      ({ AddressTemplate: addresses, ServiceTemplate: services }) =>
        addresses?.AddressId === id ||
        addresses?.AddressGroupId === id ||
        services?.ServiceId === id ||
        services?.ServiceGroupId === id,
    ),
  );
}
