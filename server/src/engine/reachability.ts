// What may pass between any two addresses of a model, answered from classes.
//
//   web-1 and web-2 have the same groups, stand under the same acl, and no rule anywhere names one without the other. They are
//   of one kind, and so is every pair of them with db-1. Ten thousand machines are usually a few hundred kinds.
//
// Two things make a kind: its side, which is the lists that judge what it sends and receives (the groups in their order, the
// acl), and its peer class, which is in whose peers it is. Between S and D then passes
//
//   (what S's side lets out to D's peer class)  ∩  (what D's side lets in from S's peer class)
//
// with, between subnets, the acls of both directions in each half: the request's own, and of the answer the protocols that may
// come back to every one of the sender's ports. Each half is kept in a table by side and peer class. A list is folded once for
// each set of its own peers that a class is in (few), a side from its lists, a pair of kinds is one lookup in each half and one
// remembered intersection. Cost: sides × peer classes for the tables, then pairs of kinds; machines only count when they are
// sorted into kinds.

import type { Cvm, Model } from '#model/model.ts';
import type { Policy, PolicyList } from '#model/policy.ts';
import type { Address } from '#net/address.ts';
import { END4, END6 } from '#net/address.ts';
import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import type { ServiceSet } from '#net/services.ts';
import * as services from '#net/services.ts';
import type { AddressCells, Cells } from './addressCells.ts';
import { addressCells, cellAt, hasSet } from './addressCells.ts';
import { bitSets } from './bitSets.ts';
import { directoryOf, peerAddresses } from './directory.ts';
import { machinesAskedIn, machinesMetFrom } from './machinesMet.ts';
import { EPHEMERAL, hasPorts } from './packet.ts';
import { type PassingEnd, type PassingTables, type PeerClass, passingTables, type Side } from './passingTables.ts';
import { type ServiceAxis, serviceAxis } from './serviceAxis.ts';

export interface Reachability {
  readonly region: string;
  readonly axis: ServiceAxis;
  /** What there is over each family at all. */
  readonly over4: number;
  readonly over6: number;
  /** The machines that are met from this region: its own, and others' under their public addresses. */
  readonly cvms: readonly Cvm[];
  /** Every address of these machines, in their order. */
  readonly hosts: readonly Host[];
  readonly hostsOf: (cvm: Cvm) => readonly Host[];
  /** The addresses that are nobody's, by kind. */
  readonly strangers: readonly Strangers[];
  /** All addresses as if they were nobody's, by kind. */
  readonly places: readonly Strangers[];
  readonly kinds: readonly Kind[];
  readonly sides: readonly Side[];
  /** Every address that is a machine's, seen from here. */
  readonly owned: AddressSet;
  readonly strangerAt: (address: Address) => Kind;
  /** The number on the axis of what passes from one kind to another; undefined where that would take too long to find. */
  readonly passing: PassingTables['atEveryPort']['passing'];
  readonly tables: PassingTables;
  /** Whether the addresses of a peer class are among the policy's peers. */
  readonly matches: (policy: Policy, peer: number) => boolean;
}

/** Addresses that no filter of the model tells apart. */
export interface Kind extends PassingEnd {
  readonly id: number;
  readonly family: 4 | 6;
  /** The key of the subnet; undefined outside of all. */
  readonly subnet: string | undefined;
}

/** One address with the machine that has it. */
export interface Host {
  readonly cvm: Cvm | undefined;
  readonly address: Address;
  readonly kind: Kind;
  readonly isPublic: boolean;
  /** Whether the address alone leads to the machine from this region, and not only its name. */
  readonly isSeen: boolean;
}

export interface Strangers {
  readonly kind: Kind;
  readonly addresses: AddressSet;
}

/** By region, with all machines that are met from it. */
const whole = new WeakMap<Model, Map<string, Reachability>>();

/** Made once for a model and region. */
export function reachabilityOf(model: Model, region: string): Reachability {
  return keep(
    keep(whole, model, () => new Map()),
    region,
    () => makeReachability(model, region, machinesMetFrom(model, region)),
  );
}

/** By region, with no more machines of other regions than its expectations speak of. */
const asked = new WeakMap<Model, Map<string, Reachability | 'too-large'>>();

/**
 * The same for what the expectations of a region speak of, so that regions do not all hold the machines of all others. `too-large`
 * where they speak of more than can be held, over all regions.
 */
export function reachabilityAsked(model: Model, region: string): Reachability | 'too-large' {
  return keep(
    keep(asked, model, () => new Map()),
    region,
    () => {
      const machines = machinesAskedIn(model, region);
      return machines === undefined ? 'too-large' : makeReachability(model, region, machines);
    },
  );
}

function keep<K, V>(
  kept: { get: (key: K) => V | undefined; set: (key: K, value: V) => unknown },
  key: K,
  make: () => V,
): V {
  let value = kept.get(key);
  if (value === undefined) {
    value = make();
    kept.set(key, value);
  }
  return value;
}

export function isSameAddress({ address: a }: Host, { address: b }: Host): boolean {
  return isSame(a, b);
}

function makeReachability(model: Model, region: string, cvms: readonly Cvm[]): Reachability {
  const directory = directoryOf(model);
  const subnets = model.subnets.filter((subnet) => subnet.region === region && subnet.cidr !== undefined);
  const sides = sideTable(model);
  const sideOfCvm = new Map(cvms.map((cvm) => [cvm, sides.of(cvm, directory.subnet(cvm.subnet)?.acl)]));
  const sideOfSubnet = subnets.map(({ acl }) => sides.of(undefined, acl));
  const outside = sides.of(undefined, undefined);

  const lists = sides.lists();
  const { sets: peers, idOf } = peerTable(model, lists);
  const axis = serviceAxis(servicesOn(lists));
  const owned = addressSet.ofAll(cvms.flatMap((cvm) => addressesSeenFrom(cvm, region)));
  // Behind the peers and padded to whole words: the subnets and what is owned, which tell cells apart but no peer classes.
  const padding = Array.from({ length: (32 - (peers.length % 32)) % 32 }, () => addressSet.EMPTY);
  const firstSubnet = peers.length + padding.length;
  const blocks = subnets.map(({ cidr }) => (cidr === undefined ? addressSet.EMPTY : addressSet.of(cidr)));
  const cells = addressCells([...peers, ...padding, ...blocks, owned]);
  const over4 = axis.touching(services.OVER_IPV4);
  const over6 = axis.touching(services.OVER_IPV6);
  const { peers: classes, peerOf } = peerClasses(cells, firstSubnet / 32, over4, over6);
  const ownedBit = firstSubnet + blocks.length;

  const kinds: Kind[] = [];
  const kindByKey = new Map<string, Kind>();
  const networks = new Map<string, number>();
  const kindFor = (family: 4 | 6, side: Side, subnet: string | undefined, peer: number): Kind => {
    const key = `${family} ${side.id} ${peer} ${subnet ?? ''}`;
    let kind = kindByKey.get(key);
    if (kind === undefined) {
      const network = subnet === undefined ? -1 : (networks.get(subnet) ?? networks.size);
      if (subnet !== undefined) networks.set(subnet, network);
      kind = { id: kinds.length, family, side, subnet, network, peer };
      kinds.push(kind);
      kindByKey.set(key, kind);
    }
    return kind;
  };
  const classAt = (address: Address): number =>
    address.family === 4
      ? cells.v4.classOf[cellAt(cells.v4, address.start)]!
      : cells.v6.classOf[cellAt(cells.v6, address.start)]!;

  const hostsByCvm = new Map<Cvm, Host[]>();
  for (const cvm of cvms) {
    const side = sideOfCvm.get(cvm)!;
    const host = (address: Address, isPublic: boolean): Host => ({
      cvm,
      address,
      kind: kindFor(address.family, side, cvm.subnet, peerOf(address.family, classAt(address))),
      isPublic,
      isSeen: directory.owners(region, address).includes(cvm),
    });
    const own = cvm.privateAddresses.map((address) => host(address, false));
    const others = cvm.publicAddresses.filter((address) => !own.some((known) => isSame(known.address, address)));
    hostsByCvm.set(cvm, [...own, ...others.map((address) => host(address, true))]);
  }

  const strangerKind = (family: 4 | 6, cell: number): Kind => {
    const members = cells.classes[cell]!;
    const around = blocks.flatMap((_, i) => (hasSet(members, firstSubnet + i) ? [i] : []));
    const [only] = around;
    if (around.length !== 1 || only === undefined) return kindFor(family, outside, undefined, peerOf(family, cell));
    return kindFor(family, sideOfSubnet[only]!, subnets[only]!.key, peerOf(family, cell));
  };
  const kindOfClass4 = memoized((cell) => strangerKind(4, cell));
  const kindOfClass6 = memoized((cell) => strangerKind(6, cell));
  const isFree = (cell: number) => !hasSet(cells.classes[cell]!, ownedBit);

  const tables = passingTables(axis, classes, sides.all(), idOf);
  return {
    region,
    axis,
    over4,
    over6,
    cvms,
    hosts: cvms.flatMap((cvm) => hostsByCvm.get(cvm) ?? []),
    hostsOf: (cvm) => hostsByCvm.get(cvm) ?? [],
    strangers: byKind(cells, kindOfClass4, kindOfClass6, isFree),
    places: byKind(cells, kindOfClass4, kindOfClass6, () => true),
    kinds,
    sides: sides.all(),
    owned,
    strangerAt: (address) => (address.family === 4 ? kindOfClass4 : kindOfClass6)(classAt(address)),
    passing: tables.atEveryPort.passing,
    tables,
    matches: (policy, peer) => hasSet(classes[peer]!.bits, idOf(policy)),
  };
}

function addressesSeenFrom(cvm: Cvm, region: string): readonly Address[] {
  return cvm.region === region ? [...cvm.privateAddresses, ...cvm.publicAddresses] : cvm.publicAddresses;
}

function sideTable(model: Model) {
  const directory = directoryOf(model);
  const sides = new Map<string, Side>();
  // Sides with the same groups have the same arrays of lists, by which the tables know that they let the same through.
  const sequences = new Map<
    string,
    { readonly inbound: readonly PolicyList[]; readonly outbound: readonly PolicyList[] }
  >();
  const sequenceOf = (keys: readonly string[]) => {
    const text = JSON.stringify(keys);
    let sequence = sequences.get(text);
    if (sequence === undefined) {
      const groups = keys.flatMap((group) => directory.group(group) ?? []);
      sequence = { inbound: groups.map(({ inbound }) => inbound), outbound: groups.map(({ outbound }) => outbound) };
      sequences.set(text, sequence);
    }
    return sequence;
  };
  const of = (cvm: Cvm | undefined, aclKey: string | undefined): Side => {
    const key = JSON.stringify([cvm?.filtered === true ? cvm.groups : null, aclKey]);
    let side = sides.get(key);
    if (side === undefined) {
      const groups = cvm?.filtered === true ? sequenceOf(cvm.groups) : undefined;
      const acl = directory.acl(aclKey);
      side = {
        id: sides.size,
        inbound: groups?.inbound,
        outbound: groups?.outbound,
        aclInbound: acl === undefined ? undefined : [acl.inbound],
        aclOutbound: acl === undefined ? undefined : [acl.outbound],
      };
      sides.set(key, side);
    }
    return side;
  };
  const all = () => [...sides.values()];
  const lists = () => [
    ...new Set(
      all().flatMap(({ inbound = [], outbound = [], aclInbound = [], aclOutbound = [] }) => [
        ...inbound,
        ...outbound,
        ...aclInbound,
        ...aclOutbound,
      ]),
    ),
  ];
  return { of, all, lists };
}

/** The distinct sets of addresses that policies have as peers, members of groups as they are now. */
function peerTable(model: Model, lists: readonly PolicyList[]) {
  const directory = directoryOf(model);
  const sets: AddressSet[] = [];
  const byText = new Map<string, number>();
  const bySet = new Map<AddressSet, number>();
  const byPolicy = new Map<Policy, number>();
  for (const { policies } of lists) {
    for (const policy of policies) {
      const set = peerAddresses(directory, policy.peer);
      let id = bySet.get(set);
      if (id === undefined) {
        const text = `${set.v4.join()} ${set.v6.join()}`;
        id = byText.get(text) ?? sets.push(set) - 1;
        byText.set(text, id);
        bySet.set(set, id);
      }
      byPolicy.set(policy, id);
    }
  }
  return { sets, idOf: (policy: Policy) => byPolicy.get(policy)! };
}

function* servicesOn(lists: readonly PolicyList[]): Generator<ServiceSet> {
  yield services.OVER_IPV4;
  yield services.OVER_IPV6;
  for (const protocol of services.PROTOCOLS) {
    yield services.protocol(protocol);
    if (hasPorts(protocol)) yield services.ports(protocol, ...EPHEMERAL);
  }
  for (const { policies } of lists) for (const policy of policies) yield policy.services;
}

/** Classes of cells that differ only in subnets or owners are one peer class, of each family. */
function peerClasses({ classes }: AddressCells, words: number, over4: number, over6: number) {
  const sets = bitSets(words);
  const known = classes.map((members) => sets.intern(members.subarray(0, words)));
  const count = sets.count();
  const ofFamily = (possible: number): PeerClass[] =>
    Array.from({ length: count }, (_, id) => ({ bits: sets.bitsOf(id), possible }));
  return {
    peers: [...ofFamily(over4), ...ofFamily(over6)],
    peerOf: (family: 4 | 6, cell: number) => known[cell]! + (family === 4 ? 0 : count),
  };
}

function byKind(
  cells: AddressCells,
  kind4: (cell: number) => Kind,
  kind6: (cell: number) => Kind,
  isIn: (cell: number) => boolean,
): readonly Strangers[] {
  const v4 = intervalsByKind(cells.v4, END4, kind4, isIn);
  const v6 = intervalsByKind(cells.v6, END6, kind6, isIn);
  return [
    ...[...v4].map(([kind, intervals]) => ({ kind, addresses: { v4: intervals, v6: [] } })),
    ...[...v6].map(([kind, intervals]) => ({ kind, addresses: { v4: [], v6: intervals } })),
  ];
}

function intervalsByKind<T extends number | bigint>(
  { starts, classOf }: Cells<T>,
  end: T,
  kindOf: (cell: number) => Kind,
  isIn: (cell: number) => boolean,
): Map<Kind, T[]> {
  const found = new Map<Kind, T[]>();
  classOf.forEach((cell, i) => {
    if (!isIn(cell)) return;
    const kind = kindOf(cell);
    let intervals = found.get(kind);
    if (intervals === undefined) {
      intervals = [];
      found.set(kind, intervals);
    }
    const start = starts[i]!;
    if (intervals.at(-1) === start) intervals.pop();
    else intervals.push(start);
    intervals.push(starts[i + 1] ?? end);
  });
  return found;
}

function isSame(a: Address, b: Address): boolean {
  return a.family === b.family && a.start === b.start;
}

function memoized<T>(make: (id: number) => T): (id: number) => T {
  const made: (T | undefined)[] = [];
  return (id) => {
    const value = made[id] ?? make(id);
    made[id] = value;
    return value;
  };
}
