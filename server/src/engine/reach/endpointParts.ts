// The two ends of an expectation, each cut into parts whose addresses everything at the other end treats alike: an expectation is judged
// for each pair of parts.

import type { Endpoint, Model } from '#model/model.ts';
import type { Address } from '#net/address.ts';
import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import { keep, memoInSteps, tokenOf } from '#util/memo.ts';
import type { Steps } from '#util/steps.ts';
import { directoryOf } from '../directory.ts';
import {
  type Apart,
  type Deciders,
  type Decisions,
  type Direction,
  decidersOf,
  elsewhereAddresses,
  elsewhereIn,
  isAnyElsewhere,
  membersIn,
  publicEndsOf,
  samplesOfCells,
  sideClasses,
} from './elsewhere.ts';
import { metIn, nobodysIn, ownHostsOf } from './endpointAddresses.ts';
import { byDecision, classAt, type ListTable, listTable, type Telling } from './listTable.ts';
import type { HostAddress, Machines, MachinesMet } from './machines.ts';
import { type PassingEnd, passingTablesOf } from './passingTables.ts';
import { cuttingPlaces, type Places } from './places.ts';
import { samplesOf } from './samples.ts';
import { listsOf, type Side, sidesOf } from './sides.ts';
import { tuples } from './tuples.ts';

/** Addresses of one end that everything at the other end treats alike. */
export interface EndpointPart {
  readonly kind: EndKind;
  /** All of them where they are machines', else at most two that stand for all. */
  readonly hosts: readonly HostAddress[];
}

export interface EndKind extends PassingEnd {
  readonly family: 4 | 6;
}

/** The parts of the two ends, machines first. Each end is cut only where the other one treats addresses differently; `tell` says by what. */
export interface EndpointParts {
  readonly from: readonly EndpointPart[];
  readonly to: readonly EndpointPart[];
  /** False where sorting machines of other regions into parts would take too long: then the parts prove nothing. */
  readonly isWhole: boolean;
}

export function* partsOf(
  model: Model,
  machines: MachinesMet,
  ends: { readonly from: readonly Endpoint[]; readonly to: readonly Endpoint[] },
  tell: Telling = byDecision,
): Steps<EndpointParts> {
  const [from, to] = [addressesOf(model, machines, ends.from), addressesOf(model, machines, ends.to)];
  const senders = yield* facing(model, machines, from, to, 'outbound');
  const receivers = yield* facing(model, machines, to, from, 'inbound');
  return {
    from: yield* cut(model, machines, ends.from, from, receivers, tell),
    to: yield* cut(model, machines, ends.to, to, senders, tell),
    isWhole: senders.isWhole && receivers.isWhole,
  };
}

/** All addresses of some endpoints. */
interface Addresses {
  readonly hosts: readonly HostAddress[];
  /** Addresses under which machines of other regions are reached. */
  readonly elsewhere: AddressSet;
  /** Addresses that no machine has. */
  readonly strangers: AddressSet;
}

function isOne({ hosts, elsewhere, strangers }: Addresses): boolean {
  return hosts.length <= 1 && addressSet.isEmpty(elsewhere) && addressSet.isEmpty(strangers);
}

function addressesOf(model: Model, machines: MachinesMet, endpoints: readonly Endpoint[]): Addresses {
  const found = endpoints.map((endpoint) => ownHostsOf(model, machines, endpoint));
  const [hosts = []] = found.length < 2 ? found : [[...new Set(found.flat())]];
  const met = addressSet.subtract(
    addressSet.unionAll(endpoints.map((endpoint) => metIn(model, endpoint))),
    machines.own,
  );
  const elsewhere = isAnyElsewhere(model, met) ? met : addressSet.EMPTY;
  const strangers = addressSet.unionAll(endpoints.map((endpoint) => nobodysIn(model, endpoint)));
  if (addressSet.isEmpty(strangers)) return { hosts, elsewhere, strangers };
  const owned = addressSet.ofAll(hosts.flatMap(({ address, isSeen }) => (isSeen ? [address] : [])));
  return { hosts, elsewhere, strangers: addressSet.subtract(strangers, owned) };
}

function sidesOfAddresses(model: Model, { region }: Machines, { hosts, strangers }: Addresses): ReadonlySet<Side> {
  const sides = sidesOf(model);
  const found = new Set(
    hosts.flatMap(({ networkInterface: one }) => (one === undefined ? [] : [sides.endOf(one).side])),
  );
  if (addressSet.isEmpty(strangers)) return found;
  found.add(sides.endOfNobody(undefined).side);
  for (const { key, cidr } of directoryOf(model).subnetsIn(region))
    if (cidr !== undefined && addressSet.overlap(addressSet.of(cidr), strangers))
      found.add(sides.endOfNobody(key).side);
  return found;
}

/** What packets of one end meet at the other end. */
interface Facing {
  readonly tables: readonly ListTable[];
  /** The lists of machines of other regions, where there are any. */
  readonly deciders: Deciders | undefined;
  /** What distinguishes machines of other regions from each other if they are at this end. */
  readonly apart: Pick<Apart, 'sideClass' | 'networks'> | undefined;
  /** False where telling them apart would take too long. */
  readonly isWhole: boolean;
}

/** How much is done in one step: policies of lists that are cut, and addresses times lists that are looked at. */
const POLICIES_A_STEP = 1000;
const STEP = 5000;

/** At most so many decisions of machines of other regions about addresses at the other end are looked at for an expectation. */
const MAX_DECISIONS = 2_000_000;

/** What the end `other`, of which packets go in the direction, is for the end that it sends to or receives from. */
function* facing(
  model: Model,
  machines: MachinesMet,
  other: Addresses,
  end: Addresses,
  direction: Direction,
): Steps<Facing> {
  const tables: ListTable[] = [];
  let policies = 0;
  // A single address cannot be cut, so the lists of the other end are not needed.
  const lists = isOne(end) ? [] : listsOf(sidesOfAddresses(model, machines, other), direction);
  for (const list of lists) {
    const table = listTable(list);
    if (table !== undefined) tables.push(table);
    policies += list.policies.length;
    if (policies < POLICIES_A_STEP) continue;
    policies = 0;
    yield;
  }
  const isElsewhere = (addresses: Addresses) => !addressSet.isEmpty(addresses.elsewhere);
  const deciders = isElsewhere(other) && !isOne(end) ? decidersOf(model, direction) : undefined;
  if (!isElsewhere(end)) return { tables, deciders, apart: undefined, isWhole: true };
  const back = direction === 'outbound' ? 'inbound' : 'outbound';
  const { decisions, isWhole } = decisionsAbout(model, other, decidersOf(model, back));
  yield;
  return {
    tables,
    deciders,
    apart: { sideClass: sideClasses(model, decisions), networks: networksOf(model, machines, other) },
    isWhole,
  };
}

/** What machines of other regions decide about the addresses of the other end. */
function decisionsAbout(
  model: Model,
  { hosts, elsewhere, strangers }: Addresses,
  deciders: Deciders,
): { readonly decisions: readonly Decisions[]; readonly isWhole: boolean } {
  const most = MAX_DECISIONS / Math.max(1, publicEndsOf(model).sides.length);
  const found = new Set<Decisions>();
  for (const { address } of hosts) {
    found.add(deciders.at(address, 'machine'));
    if (found.size > most) return { decisions: [...found], isWhole: false };
  }
  const others = [
    ...elsewhereAddresses(model, elsewhere).map((address) => [address, 'machine'] as const),
    ...membersIn(deciders, strangers).map((address) => [address, 'machine'] as const),
    ...samplesOfCells(deciders, strangers).map((address) => [address, 'nobody'] as const),
  ];
  if (found.size + others.length > most) return { decisions: [...found], isWhole: false };
  for (const [address, of] of others) found.add(deciders.at(address, of));
  return { decisions: [...found], isWhole: true };
}

/** The subnets in which machines of other regions might be as well; undefined where such machines are at this end themselves. */
function networksOf(
  model: Model,
  { region }: Machines,
  { hosts, elsewhere }: Addresses,
): ReadonlySet<number> | undefined {
  if (!addressSet.isEmpty(elsewhere)) return undefined;
  const { endOf } = sidesOf(model);
  const named = hosts.filter(({ cvm }) => cvm?.region !== region);
  return new Set(named.flatMap(({ networkInterface: one }) => (one === undefined ? [] : endOf(one).network)));
}

function* cut(
  model: Model,
  machines: MachinesMet,
  endpoints: readonly Endpoint[],
  end: Addresses,
  facing: Facing,
  tell: Telling,
): Steps<readonly EndpointPart[]> {
  const own = yield* partsOfHosts(model, end, facing, tell);
  const others = facing.apart === undefined ? [] : partsElsewhere(model, end, facing, facing.apart, tell);
  if (addressSet.isEmpty(end.strangers)) return [...own, ...others];
  yield;
  return [...own, ...others, ...(yield* partsOfStrangers(model, machines, endpoints, end.strangers, facing, tell))];
}

function partsElsewhere(
  model: Model,
  { elsewhere }: Addresses,
  { tables, deciders }: Facing,
  { sideClass, networks }: Pick<Apart, 'sideClass' | 'networks'>,
  tell: Telling,
): readonly EndpointPart[] {
  const { peerOf } = passingTablesOf(model);
  const { sides } = publicEndsOf(model);
  const peerClass = (): ReturnType<Apart['peerClass']> => {
    const row = tuples(tables.length + 1);
    return (address, groups) => {
      tables.forEach((table, i) => {
        row.set(i, tell(table, classAt(table, address), groups === undefined ? 0 : table.namedAmong(groups)));
      });
      if (deciders !== undefined) row.set(tables.length, deciders.at(address, 'machine').id + 1);
      return row.number();
    };
  };
  // Where it is asked which policies match, sides that only decide alike are not the same.
  const apart = { sideClass: tell === byDecision ? sideClass : sides.map((_, place) => place), networks, peerClass };
  return elsewhereIn(model, elsewhere, apart).map(({ end, hosts }) => {
    const { address } = hosts[0]!;
    return { kind: { family: address.family, ...end, peer: peerOf(address, 'machine') }, hosts };
  });
}

function* partsOfHosts(
  model: Model,
  { hosts }: Addresses,
  { tables, deciders }: Facing,
  tell: Telling,
): Steps<readonly EndpointPart[]> {
  const { peerOf } = passingTablesOf(model);
  const { groupsAt } = directoryOf(model);
  const sides = sidesOf(model);
  const parts = new Map<number, { readonly kind: EndKind; readonly hosts: HostAddress[] }>();
  const row = tuples(tables.length + 4);
  const namedBy = new Map<ReadonlySet<string>, readonly number[]>();
  let cost = 0;
  for (const host of hosts) {
    const { networkInterface, address } = host;
    if (hosts.length > 1) {
      const groups = groupsAt(address);
      const named = keep(namedBy, groups, () => tables.map((table) => table.namedAmong(groups)));
      for (let i = 0; i < tables.length; i++) row.set(i, tell(tables[i]!, classAt(tables[i]!, address), named[i]!));
      if (deciders !== undefined) row.set(tables.length, deciders.at(address, 'machine').id + 1);
    }
    const { side, network } =
      networkInterface === undefined ? sides.endOfNobody(undefined) : sides.endOf(networkInterface);
    row.set(tables.length + 1, address.family);
    row.set(tables.length + 2, side.id);
    row.set(tables.length + 3, network + 1);
    const key = row.number();
    const known = parts.get(key);
    if (known === undefined) {
      const kind = { family: address.family, side, network, peer: peerOf(address, 'machine') };
      parts.set(key, { kind, hosts: [host] });
    } else known.hosts.push(host);
    cost += tables.length;
    if (cost < STEP) continue;
    cost = 0;
    yield;
  }
  return [...parts.values()];
}

/** By the endpoints that the places are for. */
const keptPlaces = memoInSteps<readonly Endpoint[], Places>();

function* partsOfStrangers(
  model: Model,
  { region }: Machines,
  endpoints: readonly Endpoint[],
  set: AddressSet,
  { tables, deciders }: Facing,
  tell: Telling,
): Steps<readonly EndpointPart[]> {
  const { peerOf } = passingTablesOf(model);
  const sides = sidesOf(model);
  const subnets = directoryOf(model).subnetsIn(region);
  const cut = deciders === undefined ? [] : [{ cells: deciders.cells, tell: (place: number) => place }];
  const members = deciders === undefined ? [] : membersIn(deciders, set);
  const others = members.length === 0 ? set : addressSet.subtract(set, addressSet.ofAll(members));
  const from = [...tables.map(tokenOf), subnets, tell, deciders];
  const places = yield* keptPlaces(endpoints, from, () => cuttingPlaces(tables, subnets, addressSet.EMPTY, tell, cut));
  const classes = places.classes.flatMap(({ family, subnet, sample, addresses }) => {
    const hosts = samplesOf(addresses, others).map(nobodyAt);
    const kind = { family, ...sides.endOfNobody(subnet?.key), peer: peerOf(sample, 'nobody') };
    return hosts.length === 0 ? [] : [{ kind, hosts }];
  });
  const { subnetAround } = directoryOf(model);
  return [
    ...classes,
    ...members.map((address) => {
      const end = sides.endOfNobody(subnetAround(region, address)?.key);
      return { kind: { family: address.family, ...end, peer: peerOf(address, 'machine') }, hosts: [nobodyAt(address)] };
    }),
  ];
}

function nobodyAt(address: Address): HostAddress {
  return { cvm: undefined, networkInterface: undefined, address, isPublic: false, isSeen: true };
}
