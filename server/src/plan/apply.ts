// A small simulator: what the cloud holds after a call, or why the cloud refuses it. Source of the calls' behaviour: the API's
// documentation of the VPC and CVM products, version 2017-03-12.

import { barePolicy, type CloudPolicy, policyKey } from '#formats/cloud/policyKey.ts';
import { type Call, MOST_IDS } from './calls.ts';
import {
  type Cloud,
  type CloudRegion,
  DIRECTIONS,
  policiesOf,
  regionNamed,
  type SecurityGroup,
  type Template,
  versionOf,
  withRegion,
} from './cloud.ts';
import { isProvisional } from './ids.ts';
import { heldOf, KINDS } from './things.ts';
import { usersOf } from './users.ts';

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
    case 'ModifySecurityGroupPolicies':
    case 'CreateSecurityGroupPolicies':
    case 'ReplaceSecurityGroupPolicies':
    case 'DeleteSecurityGroupPolicies': {
      const ids = [call.request.SecurityGroupId];
      return withThings(region, 'SecurityGroupSet', 'SecurityGroupId', ids, (group) =>
        changeRules(region, call, group),
      );
    }
    case 'ModifyInstancesAttribute': {
      const { InstanceIds, SecurityGroups } = call.request;
      if (SecurityGroups.length === 0) return 'a machine has at least one group';
      return (
        notMadeYet(region, SecurityGroups) ??
        withThings(region, 'InstanceSet', 'InstanceId', InstanceIds, (machine) => ({
          ...machine,
          SecurityGroupIds: SecurityGroups,
        }))
      );
    }
    case 'AssociateNetworkInterfaceSecurityGroups':
    case 'DisassociateNetworkInterfaceSecurityGroups': {
      const { NetworkInterfaceIds, SecurityGroupIds: named } = call.request;
      // Groups that are attached come behind those that are there.
      const changed = (old: readonly string[]) =>
        call.action === 'AssociateNetworkInterfaceSecurityGroups'
          ? [...new Set([...old, ...named])]
          : old.filter((id) => !named.includes(id));
      return (
        notMadeYet(region, named) ??
        withThings(region, 'NetworkInterfaceSet', 'NetworkInterfaceId', NetworkInterfaceIds, (one) =>
          one.Primary === true ? 'the interface is a primary one' : { ...one, GroupSet: changed(one.GroupSet ?? []) },
        )
      );
    }
    case 'ModifyNetworkAclEntries': {
      const { NetworkAclId, NetworkAclEntrySet: sent } = call.request;
      return withThings(region, 'NetworkAclSet', 'NetworkAclId', [NetworkAclId], (acl) => ({
        ...acl,
        IngressEntries: sent.Ingress ?? acl.IngressEntries ?? [],
        EgressEntries: sent.Egress ?? acl.EgressEntries ?? [],
      }));
    }
    case 'AssociateNetworkAclSubnets':
    case 'DisassociateNetworkAclSubnets': {
      const { NetworkAclId: acl, SubnetIds } = call.request;
      if (!region.NetworkAclSet?.some(({ NetworkAclId }) => NetworkAclId === acl)) return `there is no acl '${acl}'`;
      const isNew = call.action === 'AssociateNetworkAclSubnets';
      return withThings(region, 'SubnetSet', 'SubnetId', SubnetIds, ({ NetworkAclId: old, ...bare }) => {
        if (old !== (isNew ? undefined : acl)) return 'the subnet has another acl';
        return isNew ? { ...bare, NetworkAclId: acl } : bare;
      });
    }
    default:
      return changeThing(region, call);
  }
}

type SetKey = Exclude<keyof CloudRegion, 'Region'>;
type Item<K extends SetKey> = NonNullable<CloudRegion[K]>[number];

/** The region with some things of a list as `change` makes them, or without those of which it makes nothing. */
function withThings<K extends SetKey>(
  region: CloudRegion,
  set: K,
  idKey: string,
  ids: readonly string[],
  change: (thing: Item<K>) => Item<K> | string | undefined,
): CloudRegion | string {
  if (ids.length > MOST_IDS) return `more than ${MOST_IDS} in a call`;
  const left = new Set(ids);
  const faults: string[] = [];
  const things = ((region[set] ?? []) as readonly Item<K>[]).flatMap((thing) => {
    if (!left.delete(`${(thing as Template)[idKey]}`)) return [thing];
    const changed = change(thing);
    if (typeof changed === 'string') faults.push(changed);
    return typeof changed === 'object' ? [changed] : [];
  });
  for (const id of left) faults.push(`there is no '${id}' in ${set}`);
  return faults[0] ?? { ...region, [set]: things };
}

/** Creates, changes or deletes a thing of whichever kind. */
function changeThing(region: CloudRegion, { action, request, creates }: Call): CloudRegion | string {
  const kind = KINDS.find(({ create, modify, remove }) => create === action || modify === action || remove === action);
  if (kind === undefined) return 'no such call';
  const { set, id: idKey, empty } = kind;
  const held = heldOf(kind, request as Template);
  if (action === kind.create)
    return { ...region, [set]: [...(region[set] ?? []), { [idKey]: creates, ...empty, ...held }] };
  const id = `${held[idKey]}`;
  return withThings(region, set, idKey, [id], (thing) => {
    if (action === kind.modify) return { ...thing, ...held };
    const { machines, subnets, groups, lists } = usersOf(region, id);
    if ('IsDefault' in thing && thing.IsDefault === true) return 'it is a default group';
    return [...machines, ...subnets, ...groups, ...lists].length > 0 ? 'it is in use' : undefined;
  });
}

type RuleCall = Extract<Call, { action: `${string}SecurityGroupPolicies` }>;

function changeRules(region: CloudRegion, call: RuleCall, group: SecurityGroup): SecurityGroup | string {
  const { SecurityGroupPolicySet: sent } = call.request;
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
    const named = after[direction].flatMap((policy) => policy.SecurityGroupId ?? []);
    const missing = isReset ? undefined : notMadeYet(region, named);
    if (missing !== undefined) return missing;
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

type EditAction = Exclude<RuleCall['action'], 'ModifySecurityGroupPolicies'>;

function editRules(
  action: EditAction,
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
  action: EditAction,
  policies: readonly CloudPolicy[],
  list: readonly CloudPolicy[],
): readonly CloudPolicy[] | string {
  const places = policies.map(({ PolicyIndex }) => PolicyIndex);
  if (policies.length === 0) return 'no rule is named';
  if (action === 'CreateSecurityGroupPolicies') {
    if (new Set(places).size > 1) return 'all rules of a call have one PolicyIndex';
    const place = places[0] ?? list.length;
    if (place > list.length) return `there is no place ${place}`;
    return list.toSpliced(place, 0, ...policies.map(barePolicy));
  }
  if (new Set(places).size < places.length) return 'a rule is named twice';
  if (places.some((place) => place === undefined || place < 0 || place >= list.length)) return 'there is no such rule';
  if (action === 'DeleteSecurityGroupPolicies') return list.filter((_, i) => !places.includes(i));
  return list.map((policy, i) => {
    const at = places.indexOf(i);
    return at < 0 ? policy : barePolicy(policies[at] ?? policy);
  });
}

/** A fault where one of these groups is not there yet and the plan is to make it. Snapshots need not have every group of the cloud. */
function notMadeYet({ SecurityGroupSet }: CloudRegion, ids: readonly string[]): string | undefined {
  const made = new Set(SecurityGroupSet?.map(({ SecurityGroupId }) => SecurityGroupId));
  const missing = ids.find((id) => isProvisional(id) && !made.has(id));
  return missing === undefined ? undefined : `there is no group '${missing}'`;
}
