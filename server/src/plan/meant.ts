// The cloud that the files mean: what is live, with everything that the files declare in its place, even if the plan cannot make it so. A part
// of the files that could not be read may mean anything, so two such clouds are made.
//
//   group web { inbound { allow tcp 443 from any    alow tcp 22 from any } }
//     least   the inbound list of web denies everything          most   it allows everything
//
// A packet that passes even in the least is meant; one that does not pass even in the most is not.

import type { CloudPolicy } from '#formats/cloud/policyKey.ts';
import {
  type AclEntry,
  type Cloud,
  type CloudRegion,
  DEFAULT_REGION,
  type Direction,
  entriesIn,
  type NetworkAcl,
  policiesOf,
  regionNamed,
  type SecurityGroup,
  withRegion,
} from './cloud.ts';
import { interfacesLaidOver } from './interfaces.ts';
import type { Draft } from './operation.ts';
import { TEMPLATE_KINDS } from './things.ts';

export function meantCloud(
  { joined: { live, wanted }, unread }: Pick<Draft, 'joined' | 'unread'>,
  unreadMeans: 'least' | 'most',
): Cloud {
  const all = unreadMeans === 'most' ? everything('ACCEPT') : everything('DROP');
  return wanted.regions.reduce<Cloud>((cloud, there) => {
    const name = there.Region ?? DEFAULT_REGION;
    return withRegion(cloud, name, meantRegion(regionNamed(live, name), there, unread, all));
  }, live);
}

/** As rules of a group and as entries of an acl. */
type Rules = readonly [CloudPolicy & AclEntry, ...(CloudPolicy & AclEntry)[]];

function everything(Action: 'ACCEPT' | 'DROP'): Rules {
  return [
    { Protocol: 'ALL', Port: 'ALL', CidrBlock: '0.0.0.0/0', Action },
    { Protocol: 'ALL', Port: 'ALL', Ipv6CidrBlock: '::/0', Action },
  ];
}

/** The group of a machine whose groups could not be read, and the acl of a subnet whose acl could not be read. No cloud has them. */
const UNREAD_GROUP = 'sg-unread';
const UNREAD_ACL = 'acl-unread';

function meantRegion(live: CloudRegion, wanted: CloudRegion, unread: Draft['unread'], all: Rules): CloudRegion {
  const isWhole = unread.size === 0;
  const groups = meantGroups(live, wanted, unread, all);
  const acls = meantAcls(live, wanted, unread, all);
  const strangers = (live.InstanceSet ?? [])
    .filter(({ InstanceId }) => unread.has(InstanceId))
    .flatMap(({ PrivateIpAddresses = [] }) => PrivateIpAddresses);
  const unreadGroup: SecurityGroup = {
    SecurityGroupId: UNREAD_GROUP,
    SecurityGroupPolicySet: { Ingress: all, Egress: all },
  };
  const unreadAcl: NetworkAcl = { NetworkAclId: UNREAD_ACL, IngressEntries: all, EgressEntries: all };
  const templates = TEMPLATE_KINDS.map(({ set, id }) => [
    set,
    laidOver(live[set], wanted[set], id, (old, template) => ({ ...old, ...template })),
  ]);
  return {
    ...live,
    ...Object.fromEntries(templates),
    ...interfacesLaidOver(live, wanted),
    SecurityGroupSet: isWhole ? groups : [...groups.map((group) => withStrangers(group, strangers, all)), unreadGroup],
    NetworkAclSet: isWhole ? acls : [...acls, unreadAcl],
    // A plan makes no machines and no subnets, and takes no machine's last group away.
    InstanceSet: laidOver(
      live.InstanceSet,
      wanted.InstanceSet,
      'InstanceId',
      (old, { SecurityGroupIds: ids = [] }) => old && (ids.length === 0 ? old : { ...old, SecurityGroupIds: ids }),
    ).map((machine) => (unread.has(machine.InstanceId) ? { ...machine, SecurityGroupIds: [UNREAD_GROUP] } : machine)),
    SubnetSet: laidOver(live.SubnetSet, wanted.SubnetSet, 'SubnetId', (old, { NetworkAclId }) => {
      if (old === undefined) return undefined;
      const { NetworkAclId: _, ...bare } = old;
      return NetworkAclId === undefined ? bare : { ...bare, NetworkAclId };
    }).map((subnet) => (unread.has(subnet.SubnetId) ? { ...subnet, NetworkAclId: UNREAD_ACL } : subnet)),
  };
}

function meantGroups(live: CloudRegion, wanted: CloudRegion, unread: Draft['unread'], all: Rules) {
  const rules = (group: SecurityGroup, direction: Direction) =>
    unread.has(`${group.SecurityGroupId} ${direction}`) ? all : policiesOf(group, direction);
  return laidOver(live.SecurityGroupSet, wanted.SecurityGroupSet, 'SecurityGroupId', (old, group) => ({
    ...old,
    ...group,
    // A group without lists says that it has no rules.
    SecurityGroupPolicySet: group.SecurityGroupPolicySet ?? {},
  })).map((group) => ({
    ...group,
    SecurityGroupPolicySet: { Ingress: rules(group, 'Ingress'), Egress: rules(group, 'Egress') },
  }));
}

function meantAcls(live: CloudRegion, wanted: CloudRegion, unread: Draft['unread'], all: Rules) {
  const entries = (acl: NetworkAcl, direction: Direction) =>
    unread.has(`${acl.NetworkAclId} ${direction}`) ? all : entriesIn(acl, direction);
  return laidOver(live.NetworkAclSet, wanted.NetworkAclSet, 'NetworkAclId', (old, acl) => ({
    ...old,
    ...acl,
    IngressEntries: acl.IngressEntries ?? [],
    EgressEntries: acl.EgressEntries ?? [],
  })).map((acl) => ({ ...acl, IngressEntries: entries(acl, 'Ingress'), EgressEntries: entries(acl, 'Egress') }));
}

/**
 * Machines whose groups could not be read may be in any group. In the most, a rule that allows a group allows them too; in the least, a
 * rule that denies a group denies them too.
 */
function withStrangers(group: SecurityGroup, addresses: readonly string[], [{ Action }]: Rules): SecurityGroup {
  if (addresses.length === 0) return group;
  const widened = (direction: Direction) =>
    policiesOf(group, direction).flatMap(({ SecurityGroupId, ...policy }) => {
      const own = SecurityGroupId === undefined ? policy : { ...policy, SecurityGroupId };
      const mayBe = SecurityGroupId !== undefined && policy.Action === Action;
      return [own, ...(mayBe ? addresses.map((CidrBlock) => ({ ...policy, CidrBlock })) : [])];
    });
  return {
    ...group,
    SecurityGroupPolicySet: { Ingress: widened('Ingress'), Egress: widened('Egress') },
  };
}

/** The live things in their order, each that is wanted too as `lay` makes it of both, and behind them what is only wanted. */
function laidOver<T extends object>(
  live: readonly T[] = [],
  wanted: readonly T[] = [],
  id: keyof T,
  lay: (old: T | undefined, wanted: T) => T | undefined,
): readonly T[] {
  const left = new Map(wanted.map((each) => [each[id], each]));
  const laid = live.flatMap((old) => {
    const over = left.get(old[id]);
    left.delete(old[id]);
    return over === undefined ? [old] : (lay(old, over) ?? []);
  });
  return [...laid, ...[...left.values()].flatMap((each) => lay(undefined, each) ?? [])];
}
