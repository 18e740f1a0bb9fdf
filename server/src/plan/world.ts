// The simulated cloud as what passes: of each machine the packets that it takes and that it sends. A machine is its groups and, for
// peers outside of its subnet, the subnet's acl. Each direction is looked at by itself.
//
// What no machine shows is there too, as what it would let through: a group without machines, a subnet without machines.

import type { CloudPolicy } from '#formats/cloud/policyKey.ts';
import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import type { PacketSet } from '#net/packetSet.ts';
import * as packetSet from '#net/packetSet.ts';
import { ALL } from '#net/services.ts';
import type { Names } from '#net/words/words.ts';
import {
  type AclEntry,
  type Cloud,
  type CloudRegion,
  type CloudSubnet,
  DEFAULT_REGION,
  type Direction,
  type Instance,
  type NetworkAcl,
  policiesOf,
  regionNamed,
  type SecurityGroup,
} from './cloud.ts';
import { machinesOf } from './interfaces.ts';
import {
  addressesOf,
  entryMeaning,
  type Lists,
  listsOf,
  type Meaning,
  policyMeaning,
  quintupleMeaning,
} from './meaning.ts';
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

export interface Passing {
  /** The same for the same packets, as far as equal lists tell. */
  readonly id: number;
  readonly packets: PacketSet;
}

/** Worlds that mostly differ in little: lists that say the same are judged once. */
export function worlds(): (cloud: Cloud) => World {
  const worldOfRegion = regionWorlds();
  const known = new WeakMap<Cloud, World>();
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
  const known = new WeakMap<CloudRegion, RegionWorld>();
  const passings = makePassings();
  const lists = listsInTurn();
  return (region) => {
    const before = known.get(region);
    if (before !== undefined) return before;
    const where = region.Region ?? DEFAULT_REGION;
    const groups = new Map((region.SecurityGroupSet ?? []).map((group) => [group.SecurityGroupId, group]));
    const subnets = new Map((region.SubnetSet ?? []).map((subnet) => [subnet.SubnetId, subnet]));
    const acls = new Map((region.NetworkAclSet ?? []).map((acl) => [acl.NetworkAclId, acl]));
    const seen: Seen = { lists: lists(region), members: once(membersOf, machinesOf(region)) };
    const pass = (own: readonly SecurityGroup[] | undefined, subnet: CloudSubnet | undefined) => {
      const acl = subnet?.NetworkAclId === undefined ? undefined : acls.get(subnet.NetworkAclId);
      return {
        inbound: passings(seen, own, acl, subnet, 'Ingress'),
        outbound: passings(seen, own, acl, subnet, 'Egress'),
      };
    };
    const guarded = new Set(machinesOf(region).map((machine) => machine.VirtualPrivateCloud?.SubnetId));
    const world: RegionWorld = {
      names: () => namesIn(region, seen),
      machines: machinesOf(region).map((machine) => {
        const own = machine.SecurityGroupIds?.flatMap((id) => groups.get(id) ?? []);
        return {
          kind: 'cvm',
          key: `${where} ${machine.InstanceId}`,
          region: where,
          name: machine.InstanceName ?? machine.InstanceId,
          own: once(addressesOfMachine, machine),
          ...pass(own, subnets.get(machine.VirtualPrivateCloud?.SubnetId ?? '')),
        };
      }),
      others: [
        ...[...groups.values()]
          .filter(({ SecurityGroupId }) => !seen.members.has(SecurityGroupId))
          .map((group) => ({
            kind: 'group' as const,
            key: `${where} ${group.SecurityGroupId}`,
            region: where,
            name: group.SecurityGroupName ?? group.SecurityGroupId,
            own: addressSet.EMPTY,
            ...pass([group], undefined),
          })),
        ...[...subnets.values()]
          .filter(({ SubnetId }) => !guarded.has(SubnetId))
          .map((subnet) => ({
            kind: 'subnet' as const,
            key: `${where} ${subnet.SubnetId}`,
            region: where,
            name: subnet.SubnetName ?? subnet.SubnetId,
            own: addressSet.EMPTY,
            ...pass(undefined, subnet),
          })),
      ],
    };
    known.set(region, world);
    return world;
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

/** What rules name, as it is in the region at the moment. */
interface Seen {
  readonly lists: Lists;
  /** The private IPv4 addresses of whoever is in a group; nothing of a group without machines. */
  readonly members: ReadonlyMap<string, AddressSet>;
}

function membersOf(machines: readonly Instance[]): ReadonlyMap<string, AddressSet> {
  const addresses = new Map<string, AddressSet[]>();
  for (const machine of machines) {
    const own = addressSet.unionAll((machine.PrivateIpAddresses ?? []).map(addressesOf));
    for (const id of new Set(machine.SecurityGroupIds)) {
      const known = addresses.get(id);
      if (known === undefined) addresses.set(id, [own]);
      else known.push(own);
    }
  }
  return new Map(
    [...addresses].map(([id, sets]) => [id, { v4: addressSet.unionAll(sets).v4, v6: addressSet.EMPTY.v6 }]),
  );
}

function addressesOfMachine(machine: Instance): AddressSet {
  const { PrivateIpAddresses = [], IPv6Addresses = [], PublicIpAddresses = [], ownAddresses } = machine;
  const own = ownAddresses ?? [...PrivateIpAddresses, ...IPv6Addresses, ...PublicIpAddresses];
  return addressSet.unionAll(own.map(addressesOf));
}

/** A rule with its peer as the addresses that it stands for. */
interface PlainRule {
  readonly allows: boolean;
  readonly packets: PacketSet;
  readonly text: string;
}

function makePassings() {
  const byText = new Map<string, Passing>();
  const ids = new Map<string, number>();
  const judged = new Map<number, NumberedList>();
  /** By the list, and by what the lists and groups that it names hold. */
  const known = new WeakMap<object, WeakMap<object, WeakMap<object, NumberedList>>>();

  function plainList(list: readonly object[], { lists, members }: Seen, read: () => readonly Meaning[]): NumberedList {
    const byLists = known.get(list) ?? new WeakMap<object, WeakMap<object, NumberedList>>();
    known.set(list, byLists);
    const byMembers = byLists.get(lists) ?? new WeakMap<object, NumberedList>();
    byLists.set(lists, byMembers);
    let found = byMembers.get(members);
    if (found === undefined) {
      const rules = read().map((meaning) => plainRule(meaning, members));
      const text = rules.map((rule) => rule.text).join(';');
      const id = ids.get(text) ?? ids.size;
      ids.set(text, id);
      found = judged.get(id) ?? numberedList(id, rules);
      judged.set(id, found);
      byMembers.set(members, found);
    }
    return found;
  }

  return (
    seen: Seen,
    groups: readonly SecurityGroup[] | undefined,
    acl: NetworkAcl | undefined,
    subnet: CloudSubnet | undefined,
    direction: Direction,
  ): Passing => {
    const lists = groups?.map((group) => {
      const policies: readonly CloudPolicy[] = policiesOf(group, direction);
      return plainList(policies, seen, () => policies.map((policy) => policyMeaning(policy, seen.lists)));
    });
    const guard = acl === undefined || subnet?.CidrBlock === undefined ? undefined : subnet.CidrBlock;
    const entries =
      acl === undefined ? undefined : entriesOf(acl, direction, (list, read) => plainList(list, seen, read));
    const key = [
      lists?.map(({ id }) => id).join() ?? 'open',
      entries?.map(({ id }) => id).join() ?? '',
      guard ?? '',
    ].join(' ');
    let found = byText.get(key);
    if (found === undefined) {
      found = passing(byText.size, () => {
        const byGroups = lists === undefined ? packetSet.EVERYTHING : allowedBy(lists);
        if (entries === undefined) return byGroups;
        const beside = guard === undefined ? packetSet.EMPTY : packetSet.of(addressesOf(guard), ALL);
        return packetSet.intersect(byGroups, packetSet.union(allowedBy(entries), beside));
      });
      byText.set(key, found);
    }
    return found;
  };
}

/** Most are never asked for their packets: what passes alike before and after a step is of no interest. */
function passing(id: number, judge: () => PacketSet): Passing {
  let packets: PacketSet | undefined;
  return {
    id,
    get packets() {
      packets ??= judge();
      return packets;
    },
  };
}

/** What one list decides by itself. */
interface NumberedList {
  /** The same for lists that say the same. */
  readonly id: number;
  readonly allowed: PacketSet;
  /** All that any of its rules matches. */
  readonly decided: PacketSet;
}

function numberedList(id: number, rules: readonly PlainRule[]): NumberedList {
  let made: Pick<NumberedList, 'allowed' | 'decided'> | undefined;
  const judge = () => {
    made ??= decisionsOf(rules);
    return made;
  };
  return {
    id,
    get allowed() {
      return judge().allowed;
    },
    get decided() {
      return judge().decided;
    },
  };
}

const NO_ENTRIES: readonly AclEntry[] = [];

/** The entries of an acl of either kind. */
function entriesOf(
  acl: NetworkAcl,
  direction: Direction,
  plain: (list: readonly object[], read: () => readonly Meaning[]) => NumberedList,
): NumberedList[] {
  const entries = (direction === 'Ingress' ? acl.IngressEntries : acl.EgressEntries) ?? NO_ENTRIES;
  const quintuples = acl.NetworkAclQuintupleSet?.[direction] ?? NO_ENTRIES;
  return [
    plain(entries, () => entries.map(entryMeaning)),
    plain(quintuples, () => quintuples.map((entry) => quintupleMeaning(entry, direction))),
  ];
}

function plainRule({ allows, services, peer }: Meaning, members: Seen['members']): PlainRule {
  const addresses = 'group' in peer ? (members.get(peer.group) ?? addressSet.EMPTY) : peer;
  return {
    allows,
    packets: packetSet.of(addresses, services),
    text: `${allows} ${services.join()} ${once(textOf, addresses)}`,
  };
}

function textOf({ v4, v6 }: AddressSet): string {
  return `${v4.join()} ${v6.join()}`;
}

/** First match wins. */
function decisionsOf(rules: readonly PlainRule[]): Pick<NumberedList, 'allowed' | 'decided'> {
  let [allowed, decided] = [packetSet.EMPTY, packetSet.EMPTY];
  for (const { allows, packets } of rules) {
    if (allows) allowed = packetSet.union(allowed, packetSet.subtract(packets, decided));
    decided = packetSet.union(decided, packets);
  }
  return { allowed, decided };
}

/** What a list leaves undecided is the next one's; what none decides is denied. */
function allowedBy(lists: readonly NumberedList[]): PacketSet {
  let [allowed, decided] = [packetSet.EMPTY, packetSet.EMPTY];
  for (const list of lists) {
    allowed = packetSet.union(allowed, packetSet.subtract(list.allowed, decided));
    decided = packetSet.union(decided, list.decided);
  }
  return allowed;
}

const answers = new WeakMap<(of: never) => unknown, WeakMap<object, unknown>>();

/** What a function says of an immutable object, asked once. */
function once<K extends object, V>(question: (of: K) => V, of: K): V {
  const known = answers.get(question) ?? new WeakMap<object, unknown>();
  answers.set(question, known);
  if (!known.has(of)) known.set(of, question(of));
  return known.get(of) as V;
}
