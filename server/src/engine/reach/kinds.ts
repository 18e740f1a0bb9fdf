// What may pass between any two addresses of a model, found for kinds of addresses instead of single ones.
//
//   web-1 and web-2 have the same groups, their subnets the same acl, and no rule anywhere names one of them without the other. They are
//   of one kind, and what passes between them and db-1 is found once. Ten thousand machines are usually a few hundred kinds.
//
// Two things make a kind: its side, which is the lists that judge what it sends and receives (the groups in their order, the
// acl), and its peer class, which is the peers of rules that it is in. Between S and D then passes
//
//   (what S's side lets out to D's peer class)  ∩  (what D's side lets in from S's peer class)
//
// Between subnets each half also includes the acls: what they allow of the request, and the protocols whose answers they allow to
// every one of the sender's ports. Each half is kept in a table by side and peer class. A list is folded once for each set of its own peers
// that a class is in (few), and a side is made of its lists; a pair of kinds is then a lookup in each half and one remembered
// intersection. The cost is sides × peer classes for the tables, then pairs of kinds; single machines count only while they are sorted
// into kinds.
//
// Addresses that no machine has are called strangers: they have kinds too, without groups.

import { addressesOf } from '#model/interfaces.ts';
import type { Cvm, Model } from '#model/model.ts';
import type { PolicyList } from '#model/policy.ts';
import type { Address } from '#net/address.ts';
import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import { addTo, groupBy } from '#util/groupBy.ts';
import { keep, memoOf, once } from '#util/memo.ts';
import type { Steps } from '#util/steps.ts';
import { directoryOf } from '../directory.ts';
import { byDecision, classAt, groupsNamed, type ListTable, listTable } from './listTable.ts';
import { type HostAddress, isSeenIn, type Machines, machinesMet } from './machines.ts';
import { type Passing, type PassingEnd, type PassingTables, passingTablesOf } from './passingTables.ts';
import { cuttingPlaces, type Places } from './places.ts';
import type { ServiceNumbers } from './serviceNumbers.ts';
import { type End, listsOf, type Side, sidesOf } from './sides.ts';

/** All that can be reached from a region, sorted into kinds, and what passes between these. */
export interface Kinds extends Machines<Host> {
  /** The machines that can be reached from this region: its own, others with a public address, and others that its expectations name. */
  readonly cvms: readonly Cvm[];
  /** Every address of these machines, in their order. */
  readonly hosts: () => readonly Host[];
  /** Every address that leads to a machine from here. */
  readonly owned: AddressSet;
  readonly numbers: ServiceNumbers;
  /** The addresses that no machine has, by kind. */
  readonly strangers: readonly Strangers[];
  /** All addresses as if no machine had them, by kind. */
  readonly places: readonly Strangers[];
  readonly sides: readonly Side[];
  /** The number of the services that pass from one kind to another; undefined where finding them would take too long. */
  readonly passing: Passing['passing'];
  readonly tables: PassingTables;
}

/** Addresses that every filter of the model treats alike. */
export interface Kind extends PassingEnd {
  readonly id: number;
  readonly family: 4 | 6;
}

/** One address with the machine that has it. */
export interface Host extends HostAddress {
  readonly kind: Kind;
}

export interface Strangers {
  readonly kind: Kind;
  readonly addresses: AddressSet;
}

const byRegion = memoOf((_: Model) => new Map<string, Kinds>());

/** The kinds of a model as seen from a region, made once, in steps. */
export function* makingKinds(model: Model, region: string): Steps<Kinds> {
  const known = byRegion(model);
  let kinds = known.get(region);
  if (kinds === undefined) {
    kinds = yield* sortIntoKinds(model, region, cvmsMetFrom(model, region));
    known.set(region, kinds);
  }
  return kinds;
}

const cvmsByRegion = memoOf(({ cvms }: Model) => groupBy(cvms, ({ region }) => region));

/** The kinds of the machines of the region alone. They are not kept, because whoever asks for them goes through all regions. */
export function kindsWithin(model: Model, region: string): Steps<Kinds> {
  return sortIntoKinds(model, region, cvmsByRegion(model).get(region) ?? []);
}

/** Kinds that are looked at in one step. */
const KINDS_A_STEP = 200;

function* sortIntoKinds(model: Model, region: string, cvms: readonly Cvm[]): Steps<Kinds> {
  const machines = machinesMet(model, region);
  const tables = passingTablesOf(model);
  const { groupsAt } = directoryOf(model);
  const owned = addressSet.ofAll(
    cvms.flatMap((cvm) => (cvm.region === region ? addressesOf(cvm) : cvm.publicAddresses)),
  );
  const sides = sidesMet(model, region, cvms);
  const lists = [...new Set([...listsOf(sides, 'inbound'), ...listsOf(sides, 'outbound')])];
  const places = yield* placesCutBy(model, region, owned, lists);
  const { endOf, endOfNobody } = sidesOf(model);
  const kindOf = kindTable();
  // A list treats machines alike that are in the same groups and at addresses of one class of places. If it names one of the groups, its
  // rules for the group may tell addresses apart that it treats alike for all others.
  const naming = memoOf((groups: ReadonlySet<string>) => lists.flatMap((list) => namedIn(list, groups)));
  const peers = memoOf((_: ReadonlySet<string>) => new Map<string, number>());
  const peerAt = (address: Address): number => {
    const groups = groupsAt(address);
    const decided = naming(groups).map(({ table, named }) => byDecision(table, classAt(table, address), named));
    const key = [address.family, places.classAt(address).sample.start, ...decided].join(' ');
    return keep(peers(groups), key, () => tables.peerOf(address, 'machine'));
  };

  const hostsOf = memoOf((cvm: Cvm): readonly Host[] =>
    machines.hostsOf(cvm).map((host) => {
      const { address, networkInterface = cvm.interfaces[0] } = host;
      return { ...host, kind: kindOf(address.family, endOf(networkInterface), peerAt(address)) };
    }),
  );
  const byKind = function* (of: 'free' | 'addresses'): Steps<readonly Strangers[]> {
    const found = new Map<Kind, AddressSet[]>();
    for (const [i, place] of places.classes.entries()) {
      if (i % KINDS_A_STEP === KINDS_A_STEP - 1) yield;
      if (addressSet.isEmpty(place[of])) continue;
      const kind = kindOf(place.family, endOfNobody(place.subnet?.key), tables.peerOf(place.sample, 'nobody'));
      addTo(found, kind, place[of]);
    }
    return [...found].map(([kind, sets]) => ({ kind, addresses: addressSet.unionAll(sets) }));
  };
  const strangers = yield* byKind('free');
  const all = yield* byKind('addresses');
  const hosts = once(() => cvms.flatMap(hostsOf));
  const isMet = new Set(cvms);
  return {
    region,
    cvms,
    owned,
    hostsOf,
    hosts,
    seenIn: (set) => hosts().filter((host) => isSeenIn(set, host)),
    inSubnet: (subnet) => machines.inSubnet(subnet).filter((cvm) => isMet.has(cvm)),
    numbers: tables.numbers,
    strangers,
    places: all,
    sides,
    passing: tables.atEveryPort.passing,
    tables,
  };
}

function cvmsMetFrom(model: Model, region: string): readonly Cvm[] {
  const named = new Set<string>();
  for (const expectation of model.expectations) {
    if (expectation.region !== region) continue;
    for (const end of [...expectation.from, ...expectation.to]) {
      if (end.kind === 'cvm') named.add(end.key);
      if (end.kind === 'group') for (const cvm of model.members.get(end.key) ?? []) named.add(cvm.key);
    }
  }
  return model.cvms.filter((cvm) => cvm.region === region || cvm.publicAddresses.length > 0 || named.has(cvm.key));
}

/** The sides of all machines that are reached, and those of addresses that no machine has. */
function sidesMet(model: Model, region: string, cvms: readonly Cvm[]): readonly Side[] {
  const { endOf, endOfNobody } = sidesOf(model);
  const found = new Set<Side>([endOfNobody(undefined).side]);
  for (const { interfaces } of cvms) for (const one of interfaces) found.add(endOf(one).side);
  for (const { region: own, key, cidr } of model.subnets)
    if (own === region && cidr !== undefined) found.add(endOfNobody(key).side);
  return [...found];
}

/** The table of a list that names one of the groups, with the number of those that it names. */
function namedIn(list: PolicyList, groups: ReadonlySet<string>) {
  const table = groupsNamed(list).some((group) => groups.has(group)) ? listTable(list) : undefined;
  return table === undefined ? [] : [{ table, named: table.namedAmong(groups) }];
}

function* placesCutBy(model: Model, region: string, owned: AddressSet, lists: readonly PolicyList[]): Steps<Places> {
  const tables: ListTable[] = [];
  for (const list of lists) {
    const table = listTable(list);
    if (table !== undefined) tables.push(table);
    yield;
  }
  const subnets = model.subnets.filter((subnet) => subnet.region === region);
  return yield* cuttingPlaces(tables, subnets, owned, byDecision);
}

function kindTable() {
  const made = new Map<string, Kind>();
  return (family: 4 | 6, end: End, peer: number): Kind => {
    const key = `${family} ${end.side.id} ${end.network} ${peer}`;
    let kind = made.get(key);
    if (kind === undefined) {
      kind = { id: made.size, family, ...end, peer };
      made.set(key, kind);
    }
    return kind;
  };
}
