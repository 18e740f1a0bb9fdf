// The simulated cloud as what passes: of each machine the packets that it takes and that it sends. A machine is its groups and, for
// peers outside of its subnet, the subnet's acl. Each direction is looked at by itself.
//
// What no machine shows is there too, as what it would let through: a group without machines, a subnet without machines.
//
// A plan has thousands of moments, of which each differs little from the one before it. What is as it was in one that was looked at
// lately is the same object there and here.

import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import type { Names } from '#net/words/words.ts';
import { memo, memoOf } from '#util/memo.ts';
import { once } from '#util/once.ts';
import { recent } from '#util/recent.ts';
import {
  type Cloud,
  type CloudRegion,
  type CloudSubnet,
  DEFAULT_REGION,
  type Instance,
  type NetworkAcl,
  regionNamed,
  type SecurityGroup,
} from './cloud.ts';
import { machinesOf } from './interfaces.ts';
import type { Seen } from './judgedLists.ts';
import { addressesOf, type Lists, listsOf } from './meaning.ts';
import { membersInTurn } from './members.ts';
import { makePassings, type Passing } from './passing.ts';
import { TEMPLATE_KINDS, textIn } from './templates.ts';

export interface World {
  readonly machines: readonly Passer[];
  /** Groups and subnets without machines. */
  readonly others: readonly Passer[];
  /** What the lists and groups of a region stand for. */
  readonly names: (region: string) => Names;
}

/** Something with packets. */
export interface Passer {
  readonly kind: 'cvm' | 'group' | 'subnet';
  /** The same in every moment, and of nothing else. */
  readonly key: string;
  readonly region: string;
  readonly name: string;
  /** The addresses of the machine itself, between which nothing filters. */
  readonly own: AddressSet;
  readonly inbound: Passing;
  readonly outbound: Passing;
}

/** Moments and regions of them that are kept, for a search that comes back to them. */
const MOST_WORLDS = 16;
const MOST_REGIONS = 128;

export function worlds(): (cloud: Cloud) => World {
  const worldOfRegion = regionWorlds();
  const known = recent<Cloud, World>(MOST_WORLDS);
  return (cloud) => {
    let world = known.get(cloud);
    if (world === undefined) {
      const regions = cloud.regions.map(worldOfRegion);
      world = {
        machines: regions.flatMap(({ machines }) => machines),
        others: regions.flatMap(({ others }) => others),
        names: (name) => regions[cloud.regions.indexOf(regionNamed(cloud, name))]?.names() ?? NO_NAMES,
      };
      known.set(cloud, world);
    }
    return world;
  };
}

const NO_NAMES: Names = { peers: [], services: [] };

type RegionWorld = Pick<World, 'machines' | 'others'> & { readonly names: () => Names };

function regionWorlds(): (region: CloudRegion) => RegionWorld {
  const known = recent<CloudRegion, RegionWorld>(MOST_REGIONS);
  const passings = makePassings();
  const lists = listsInTurn();
  const members = membersInTurn();
  const passers = memo<object, Passer>();
  return (region) => {
    const before = known.get(region);
    if (before !== undefined) return before;
    const where = region.Region ?? DEFAULT_REGION;
    const machines = machinesOf(region);
    const seen: Seen = { lists: lists(region), members: members(where, machines) };
    const passes = passesIn(region, (own, acl, subnet) => ({
      inbound: passings(seen, own, acl, subnet, 'Ingress'),
      outbound: passings(seen, own, acl, subnet, 'Egress'),
    }));
    const passer = (thing: object, { inbound, outbound }: Pass, rest: Named): Passer =>
      passers(thing, [inbound, outbound], () => ({ ...rest, region: where, inbound, outbound }));
    const guarded = new Set(machines.map((machine) => machine.VirtualPrivateCloud?.SubnetId));
    const world: RegionWorld = {
      names: once(() => namesIn(region, seen)),
      machines: machines.map((machine) =>
        passer(machine, passes.ofMachine(machine), {
          kind: 'cvm',
          key: `${where} ${machine.InstanceId}`,
          name: machine.InstanceName ?? machine.InstanceId,
          own: addressesOfMachine(machine),
        }),
      ),
      others: [
        ...(region.SecurityGroupSet ?? [])
          .filter(({ SecurityGroupId }) => !seen.members.has(SecurityGroupId))
          .map((group) =>
            passer(group, passes.ofGroup(group), {
              kind: 'group',
              key: `${where} ${group.SecurityGroupId}`,
              name: group.SecurityGroupName ?? group.SecurityGroupId,
              own: addressSet.EMPTY,
            }),
          ),
        ...(region.SubnetSet ?? [])
          .filter(({ SubnetId }) => !guarded.has(SubnetId))
          .map((subnet) =>
            passer(subnet, passes.ofSubnet(subnet), {
              kind: 'subnet',
              key: `${where} ${subnet.SubnetId}`,
              name: subnet.SubnetName ?? subnet.SubnetId,
              own: addressSet.EMPTY,
            }),
          ),
      ],
    };
    known.set(region, world);
    return world;
  };
}

type Named = Pick<Passer, 'kind' | 'key' | 'name' | 'own'>;
type Pass = Pick<Passer, 'inbound' | 'outbound'>;

/** What the things of a region let through. Most machines have the groups and the subnet of many others. */
function passesIn(
  region: CloudRegion,
  pass: (
    own: readonly SecurityGroup[] | undefined,
    acl: NetworkAcl | undefined,
    subnet: CloudSubnet | undefined,
  ) => Pass,
) {
  const groups = new Map((region.SecurityGroupSet ?? []).map((group) => [group.SecurityGroupId, group]));
  const subnets = new Map((region.SubnetSet ?? []).map((subnet) => [subnet.SubnetId, subnet]));
  const acls = new Map((region.NetworkAclSet ?? []).map((acl) => [acl.NetworkAclId, acl]));
  const behind = (own: readonly SecurityGroup[] | undefined, subnet: CloudSubnet | undefined) =>
    pass(own, subnet?.NetworkAclId === undefined ? undefined : acls.get(subnet.NetworkAclId), subnet);
  const alike = new Map<string, Pass>();
  return {
    ofGroup: (group: SecurityGroup) => behind([group], undefined),
    ofSubnet: (subnet: CloudSubnet) => behind(undefined, subnet),
    ofMachine({ SecurityGroupIds: ids, VirtualPrivateCloud: { SubnetId = '' } = {} }: Instance): Pass {
      const key = `${ids?.join() ?? 'open'} ${SubnetId}`;
      const own = () => ids?.flatMap((id) => groups.get(id) ?? []);
      const found = alike.get(key) ?? behind(own(), subnets.get(SubnetId));
      alike.set(key, found);
      return found;
    },
  };
}

function namesIn(region: CloudRegion, { lists, members }: Seen): Names {
  const named = TEMPLATE_KINDS.flatMap((kind) =>
    (region[kind.set] ?? []).map((template) => ({
      prefix: kind.prefix,
      id: String(template[kind.id]),
      name: textIn(template, kind.name) ?? '',
    })),
  );
  const isOfAddresses = (prefix: string) => prefix.startsWith('ipm');
  const groups = (region.SecurityGroupSet ?? []).map(({ SecurityGroupId, SecurityGroupName = '' }) => ({
    name: SecurityGroupName,
    set: members.get(SecurityGroupId) ?? addressSet.EMPTY,
  }));
  return {
    peers: [
      ...named.flatMap(({ prefix, id, name }) => (isOfAddresses(prefix) ? [{ name, set: lists.addresses(id) }] : [])),
      ...groups,
    ],
    services: named.flatMap(({ prefix, id, name }) =>
      isOfAddresses(prefix) ? [] : [{ name, set: lists.services(id) }],
    ),
  };
}

/** The same lists as long as no template changes. */
function listsInTurn(): (region: CloudRegion) => Lists {
  const known: { readonly sets: readonly unknown[]; readonly lists: Lists }[] = [];
  return (region) => {
    const sets = TEMPLATE_KINDS.map(({ set }) => region[set]);
    let found = known.find((each) => each.sets.every((one, i) => one === sets[i]));
    if (found === undefined) {
      found = { sets, lists: listsOf(region) };
      known.push(found);
    }
    return found.lists;
  };
}

const addressesOfMachine = memoOf((machine: Instance): AddressSet => {
  const { PrivateIpAddresses = [], IPv6Addresses = [], PublicIpAddresses = [], ownAddresses } = machine;
  const own = ownAddresses ?? [...PrivateIpAddresses, ...IPv6Addresses, ...PublicIpAddresses];
  return addressSet.unionAll(own.map(addressesOf));
});
