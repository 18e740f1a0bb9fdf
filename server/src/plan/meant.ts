// The cloud as the files mean it: what is live, with all that they say laid over it, whether the plan can bring it about or not. What
// of them could not be read may mean anything: there are two such clouds, with the least that it may let through, and with the most.

import type { CloudPolicy } from '#formats/cloud/policyKey.ts';
import {
  type AclEntry,
  type Cloud,
  type CloudRegion,
  DEFAULT_REGION,
  type Direction,
  type NetworkAcl,
  policiesOf,
  regionNamed,
  type SecurityGroup,
  withRegion,
} from './cloud.ts';
import { interfacesLaidOver } from './interfaces.ts';
import type { Draft } from './operation.ts';
import { TEMPLATE_KINDS } from './templates.ts';

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

/** Rules of a group and entries of an acl alike. */
type Rules = readonly [CloudPolicy & AclEntry, ...(CloudPolicy & AclEntry)[]];

function everything(Action: 'ACCEPT' | 'DROP'): Rules {
  return [
    { Protocol: 'ALL', Port: 'ALL', CidrBlock: '0.0.0.0/0', Action },
    { Protocol: 'ALL', Port: 'ALL', Ipv6CidrBlock: '::/0', Action },
  ];
}

/** A group and an acl of no cloud: of a machine whose groups could not be read, of a subnet whose acl could not. */
const UNREAD_GROUP = 'sg-unread';
const UNREAD_ACL = 'acl-unread';

function meantRegion(live: CloudRegion, wanted: CloudRegion, unread: Draft['unread'], all: Rules): CloudRegion {
  const rules = <R>(id: string, direction: Direction, read: readonly R[]): readonly (R | Rules[number])[] =>
    unread.has(`${id} ${direction}`) ? all : read;
  const groups = laidOver(live.SecurityGroupSet, wanted.SecurityGroupSet, 'SecurityGroupId', (old, group) => ({
    ...old,
    ...group,
    // A group without lists says that it has no rules.
    SecurityGroupPolicySet: group.SecurityGroupPolicySet ?? {},
  })).map((group) => ({
    ...group,
    SecurityGroupPolicySet: {
      Ingress: rules(group.SecurityGroupId, 'Ingress', policiesOf(group, 'Ingress')),
      Egress: rules(group.SecurityGroupId, 'Egress', policiesOf(group, 'Egress')),
    },
  }));
  const strangers = (live.InstanceSet ?? [])
    .filter(({ InstanceId }) => unread.has(InstanceId))
    .flatMap(({ PrivateIpAddresses = [] }) => PrivateIpAddresses);
  const unreadGroup: SecurityGroup = {
    SecurityGroupId: UNREAD_GROUP,
    SecurityGroupPolicySet: { Ingress: all, Egress: all },
  };
  const unreadAcl: NetworkAcl = { NetworkAclId: UNREAD_ACL, IngressEntries: all, EgressEntries: all };
  const isWhole = unread.size === 0;
  const acls = laidOver(live.NetworkAclSet, wanted.NetworkAclSet, 'NetworkAclId', (old, acl) => ({
    ...old,
    ...acl,
    IngressEntries: acl.IngressEntries ?? [],
    EgressEntries: acl.EgressEntries ?? [],
  })).map((acl) => ({
    ...acl,
    IngressEntries: rules(acl.NetworkAclId, 'Ingress', acl.IngressEntries ?? []),
    EgressEntries: rules(acl.NetworkAclId, 'Egress', acl.EgressEntries ?? []),
  }));
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

/** Machines whose groups could not be read may be in any group that a rule names, where that lets through the least or the most. */
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

/** The live things in their order, those that are wanted too as `lay` makes them of both, and behind them what is new. */
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
