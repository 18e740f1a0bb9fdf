// A world is what the machines of a simulated cloud allow at one moment. Each machine has two filters, one for the packets that it receives and
// one for those that it sends. A filter consists of the machine's groups and, for peers outside of its subnet, of the subnet's ACL. The two
// directions are looked at separately.
//
// Groups and subnets without machines are in a world too, with what they would allow, because changes of them are shown as well.
//
// A plan goes through thousands of moments, each of which differs little from the one before it. Parts that are the same at two moments are
// the same object in both worlds, so that what is known of them is not computed again.

import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import type { Names } from '#net/words/words.ts';
import { keep, memo, memoOf, once, type Recent, recent } from '#util/memo.ts';
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
import { type Filter, filters } from './filter.ts';
import { addressesOfMachine, machinesOf } from './interfaces.ts';
import type { Lookup } from './judgedLists.ts';
import { addressesOf, type Lists, listsOf } from './meaning.ts';
import { membersInTurn } from './members.ts';
import { TEMPLATE_KINDS } from './things.ts';

export interface World {
  readonly machines: readonly Filtered[];
  /** Groups and subnets without machines. */
  readonly others: readonly Filtered[];
  /** What the lists and groups of a region stand for. */
  readonly names: (region: string) => Names;
}

export const DIRECTIONS = ['inbound', 'outbound'] as const;

/** A machine, or an interface of one, or a group or subnet without machines. */
export interface Thing {
  readonly kind: 'cvm' | 'group' | 'subnet';
  /** By which it is found again in every other moment. */
  readonly key: string;
  readonly region: string;
  readonly name: string;
  /** The addresses of the machine itself, between which nothing filters. */
  readonly own: AddressSet;
}

/** A thing at one moment. */
export interface Filtered extends Filters {
  readonly thing: Thing;
}

interface Filters {
  readonly inbound: Filter;
  readonly outbound: Filter;
}

/** How many moments are kept, of the whole cloud and of each region. More of a large region would take gigabytes. */
const MOST_MOMENTS = 8;

/** `say` is told how many moments have been looked at. */
export function worlds(say: (moments: number) => void = () => {}): (cloud: Cloud) => World {
  const worldOfRegion = regionWorlds();
  const known = recent<Cloud, World>(MOST_MOMENTS);
  let moments = 0;
  const worldOf = (cloud: Cloud): World => {
    say(++moments);
    const regions = cloud.regions.map(worldOfRegion);
    return {
      machines: regions.flatMap(({ machines }) => machines),
      others: regions.flatMap(({ others }) => others),
      names: (name) => regions[cloud.regions.indexOf(regionNamed(cloud, name))]?.names() ?? NO_NAMES,
    };
  };
  return (cloud) => keep(known, cloud, () => worldOf(cloud));
}

const NO_NAMES: Names = { peers: [], services: [] };

type RegionWorld = Pick<World, 'machines' | 'others'> & { readonly names: () => Names };

function regionWorlds(): (region: CloudRegion) => RegionWorld {
  const known = new Map<string, Recent<CloudRegion, RegionWorld>>();
  const filterOf = filters();
  const lists = listsInTurn();
  const members = membersInTurn();
  const kept = memo<object, Filtered>();
  const worldOf = (region: CloudRegion, where: string): RegionWorld => {
    const machines = machinesOf(region);
    const lookup: Lookup = { lists: lists(region), members: members(where, machines) };
    const filtersOf = filtersIn(region, (own, acl, subnet) => ({
      inbound: filterOf(lookup, own, acl, subnet, 'Ingress'),
      outbound: filterOf(lookup, own, acl, subnet, 'Egress'),
    }));
    const filtered = (object: object, { inbound, outbound }: Filters, thing: () => Omit<Thing, 'region'>): Filtered =>
      kept(object, [inbound, outbound], () => ({ thing: { ...thing(), region: where }, inbound, outbound }));
    const guarded = new Set(machines.map((machine) => machine.VirtualPrivateCloud?.SubnetId));
    return {
      names: once(() => namesIn(region, lookup)),
      machines: machines.map((machine) =>
        filtered(machine, filtersOf.machine(machine), () => ({
          kind: 'cvm',
          key: `cvm ${where} ${machine.InstanceId}`,
          name: machine.InstanceName ?? machine.InstanceId,
          own: ownAddresses(machine),
        })),
      ),
      others: [
        ...(region.SecurityGroupSet ?? [])
          .filter(({ SecurityGroupId }) => !lookup.members.has(SecurityGroupId))
          .map((group) =>
            filtered(group, filtersOf.group(group), () => ({
              kind: 'group',
              key: `group ${where} ${group.SecurityGroupId}`,
              name: group.SecurityGroupName ?? group.SecurityGroupId,
              own: addressSet.EMPTY,
            })),
          ),
        ...(region.SubnetSet ?? [])
          .filter(({ SubnetId }) => !guarded.has(SubnetId))
          .map((subnet) =>
            filtered(subnet, filtersOf.subnet(subnet), () => ({
              kind: 'subnet',
              key: `subnet ${where} ${subnet.SubnetId}`,
              name: subnet.SubnetName ?? subnet.SubnetId,
              own: addressSet.EMPTY,
            })),
          ),
      ],
    };
  };
  return (region) => {
    const where = region.Region ?? DEFAULT_REGION;
    const latest = keep(known, where, () => recent<CloudRegion, RegionWorld>(MOST_MOMENTS));
    return keep(latest, region, () => worldOf(region, where));
  };
}

/** The filters of the things of a region. Most machines have the groups and the subnet of many others, and so their filters. */
function filtersIn(
  region: CloudRegion,
  make: (
    own: readonly SecurityGroup[] | undefined,
    acl: NetworkAcl | undefined,
    subnet: CloudSubnet | undefined,
  ) => Filters,
) {
  const groups = new Map((region.SecurityGroupSet ?? []).map((group) => [group.SecurityGroupId, group]));
  const subnets = new Map((region.SubnetSet ?? []).map((subnet) => [subnet.SubnetId, subnet]));
  const acls = new Map((region.NetworkAclSet ?? []).map((acl) => [acl.NetworkAclId, acl]));
  const behindAcl = (own: readonly SecurityGroup[] | undefined, subnet: CloudSubnet | undefined) =>
    make(own, subnet?.NetworkAclId === undefined ? undefined : acls.get(subnet.NetworkAclId), subnet);
  const alike = new Map<string, Filters>();
  return {
    group: (group: SecurityGroup) => behindAcl([group], undefined),
    subnet: (subnet: CloudSubnet) => behindAcl(undefined, subnet),
    machine({ SecurityGroupIds: ids, VirtualPrivateCloud: { SubnetId = '' } = {} }: Instance): Filters {
      const key = `${ids?.join() ?? 'open'} ${SubnetId}`;
      const own = () => ids?.flatMap((id) => groups.get(id) ?? []);
      return keep(alike, key, () => behindAcl(own(), subnets.get(SubnetId)));
    },
  };
}

function namesIn({ SecurityGroupSet = [] }: CloudRegion, { lists, members }: Lookup): Names {
  const groups = SecurityGroupSet.map(({ SecurityGroupId, SecurityGroupName = '' }) => ({
    name: SecurityGroupName,
    set: members.get(SecurityGroupId) ?? addressSet.EMPTY,
  }));
  return { peers: [...lists.names.peers, ...groups], services: lists.names.services };
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

const ownAddresses = memoOf(
  (machine: Instance): AddressSet =>
    addressSet.unionAll((machine.ownAddresses ?? addressesOfMachine(machine)).map(addressesOf)),
);
