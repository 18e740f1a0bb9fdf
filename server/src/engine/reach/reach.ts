// Who reaches an endpoint, or whom it reaches, and on what.
//
//   group db { inbound { allow tcp 3306 from web, 10.9.0.0/16  allow tcp 22 from office } }
//
//   reach to db-1:   web-1            tcp 3306
//                    web-2            tcp 3306
//                    10.9.0.0/16      tcp 3306
//                    office           tcp 22
//
// A machine is listed by its name, for whichever of its private addresses gets through; a public address that gets further has a row of its
// own. Addresses that no machine has are listed as the largest blocks all of whose addresses get that far. A part that gets further is
// listed once more:
//
//   reach to web-1:  0.0.0.0/0        tcp 80,443
//                    office           tcp 22,80,443
//
// A block may hold addresses of machines where these would get as far if no machine had them: a machine inside of 0.0.0.0/0 is only
// stopped by its own rules, and its own row shows that. Two addresses that no machine has are left out where no acl stands between them.

import type { Cvm, Endpoint, Model } from '#model/model.ts';
import type { Address } from '#net/address.ts';
import { printAddress } from '#net/address.ts';
import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import type { ServiceSet } from '#net/services.ts';
import { groupBy } from '#util/groupBy.ts';
import { memoOf } from '#util/memo.ts';
import { finish, type Steps } from '#util/steps.ts';
import { NOTHING } from '../list/serviceAxis.ts';
import { hostsOf, strangersOf } from './endpointAddresses.ts';
import type { Host, Kind, Kinds, Strangers } from './kinds.ts';
import { kindsWithin, makingKinds } from './kinds.ts';
import { passingAny, passingText } from './machineClasses.ts';
import { isSameAddress } from './machines.ts';
import { isNear } from './sides.ts';
import { nameStrangers } from './strangerNames.ts';

export interface ReachQuestion {
  /** The region that is looked at. */
  readonly region: string;
  /** One of the two, or both: then what passes between them. */
  readonly from?: Endpoint;
  readonly to?: Endpoint;
  /** Only these; all where it is absent. */
  readonly services?: ServiceSet;
  /** Leaves out machines of other regions: for a caller who asks region by region, and finds them in the answers for theirs. */
  readonly ownOnly?: boolean;
}

export interface Reach {
  readonly paths: readonly ReachPath[];
  /** False where there are more paths than `MAX_PATHS`, or where finding them would take too long. */
  readonly complete: boolean;
  /** Pairs of machines with one address, by name: a packet from one to the other is the same as one to itself. At most `MAX_UNTOLD`. */
  readonly untold: readonly (readonly [from: string, to: string])[];
  /** Whether both ends hold addresses that no machine has and between which no acl stands: these are left out. */
  readonly leavesOutStrangers: boolean;
}

export interface ReachPath {
  /** A machine's name, a block or address, the name of a list of addresses, or `internet`. */
  readonly from: string;
  readonly to: string;
  /** One string a protocol: `tcp 80,443`; the one string `all` for everything that there is between the two. */
  readonly services: readonly string[];
  /** The keys of the machines at the ends. */
  readonly source: string | undefined;
  readonly destination: string | undefined;
}

export const MAX_PATHS = 200_000;
const MAX_UNTOLD = 100;

export function reach(model: Model, question: ReachQuestion): Reach {
  return finish(reaching(model, question));
}

/** `reach` in steps. */
export function* reaching(model: Model, question: ReachQuestion): Steps<Reach> {
  const made = question.ownOnly === true ? kindsWithin(model, question.region) : makingKinds(model, question.region);
  const kinds = yield* made;
  const asked = question.services === undefined ? undefined : kinds.numbers.of(question.services);
  const search: Search = {
    model,
    kinds,
    asked,
    services: question.services,
    texts: new Map(),
    paths: [],
    untold: [],
    isComplete: true,
  };
  const from = endsOf(model, kinds, question.from);
  const to = endsOf(model, kinds, question.to);
  yield;
  yield* betweenMachines(search, from, to);
  yield;
  yield* fromStrangers(search, from, to);
  yield* toStrangers(search, from, to);
  yield* betweenStrangers(search, from, to);
  return {
    paths: search.paths,
    complete: search.isComplete,
    untold: search.untold,
    leavesOutStrangers: areUnfiltered(from, to),
  };
}

/** At most so many kinds are looked at, over all rows, to find the largest blocks for addresses. */
const MAX_FILLED = 2_000_000;

interface Search {
  readonly model: Model;
  readonly kinds: Kinds;
  /** The number on the axis of what is asked for. */
  readonly asked: number | undefined;
  readonly services: ServiceSet | undefined;
  readonly texts: Map<number, readonly string[]>;
  readonly paths: ReachPath[];
  readonly untold: (readonly [from: string, to: string])[];
  isComplete: boolean;
}

/** One side of the paths. */
interface Ends {
  readonly machines: readonly Machine[];
  readonly strangers: readonly Strangers[];
  /** The one name for all strangers of the endpoint, if there is one. */
  readonly name: string | undefined;
  readonly all: AddressSet;
  /** Where to look for addresses, mostly of machines, that can be in one block with the strangers. */
  readonly around: AddressSet;
}

/** A machine under its name, or under one public address. */
interface Machine {
  readonly cvm: Cvm;
  readonly name: string;
  readonly hosts: readonly Host[];
  /** The same text for machines that everything treats alike. */
  readonly sort: string;
  /** For a public address the machine itself. */
  readonly itself: Machine | undefined;
}

function endsOf(model: Model, kinds: Kinds, endpoint: Endpoint | undefined): Ends {
  if (endpoint === undefined) {
    const machines = allMachines(kinds);
    return {
      machines,
      strangers: kinds.strangers,
      name: undefined,
      all: addressSet.EMPTY,
      around: kinds.owned,
    };
  }
  const byCvm = groupBy(hostsOf(model, kinds, endpoint), ({ cvm }) => cvm);
  const machines = [...byCvm].flatMap(([cvm, hosts]) => (cvm === undefined ? [] : machineOf(cvm, nameOf(cvm), hosts)));
  const set = strangersOf(model, endpoint);
  const strangers = kinds.strangers.flatMap(({ kind, addresses }) => {
    const inside = addressSet.intersect(addresses, set);
    return addressSet.isEmpty(inside) ? [] : [{ kind, addresses: inside }];
  });
  const name = endpoint.kind === 'internet' ? 'internet' : endpoint.kind === 'addresses' ? endpoint.text : undefined;
  const written = name === 'any' ? '0.0.0.0/0' : name === 'any6' ? '::/0' : name;
  const all = addressSet.unionAll(strangers.map(({ addresses }) => addresses));
  // Where one family of the internet gets through as a whole, a block that holds more than the internet can stand for it in one row.
  const around = endpoint.kind === 'internet' ? addressSet.EVERYTHING : addressSet.intersect(set, kinds.owned);
  return { machines, strangers, name: written, all, around };
}

const allMachines = memoOf((kinds: Kinds): readonly Machine[] => kinds.cvms.flatMap((cvm) => machinesOf(kinds, cvm)));

function machinesOf(kinds: Kinds, cvm: Cvm): readonly Machine[] {
  const hosts = kinds.hostsOf(cvm);
  const own = hosts.filter(({ isPublic }) => !isPublic);
  const itself = machineOf(cvm, nameOf(cvm), own.length > 0 ? own : hosts);
  if (own.length === 0) return hosts.length > 0 ? [itself] : [];
  const others = hosts.filter(({ isPublic }) => isPublic);
  return [itself, ...others.map((host) => ({ ...machineOf(cvm, printAddress(host.address), [host]), itself }))];
}

function machineOf(cvm: Cvm, name: string, hosts: readonly Host[]): Machine {
  return { cvm, name, hosts, sort: hosts.map(({ kind }) => kind.id).join(), itself: undefined };
}

function nameOf(cvm: Cvm): string {
  return cvm.name === '' ? (cvm.id ?? cvm.key) : cvm.name;
}

/** Pairs of machines that are looked at in one step. */
const PAIRS_A_STEP = 1000;

function* betweenMachines(search: Search, from: Ends, to: Ends): Steps<void> {
  const known = new Map<string, number>();
  const isShared = sharedAddresses(search.kinds);
  const passing = (source: Machine, destination: Machine): number => {
    if (isShared(source) && isShared(destination)) return passingApart(search, source, destination);
    const key = `${source.sort} ${destination.sort}`;
    let set = known.get(key);
    if (set === undefined) {
      set = passingOf(search, source.hosts, destination.hosts);
      known.set(key, set);
    }
    return set;
  };
  let pairs = 0;
  for (const destination of to.machines) {
    for (const source of from.machines) {
      if (++pairs % PAIRS_A_STEP === 0) yield;
      if (source.cvm === destination.cvm) continue;
      if (isShared(source) && isShared(destination) && !haveTwoAddresses(source, destination)) {
        if (search.untold.length < MAX_UNTOLD) search.untold.push([source.name, destination.name]);
        continue;
      }
      const set = passing(source, destination);
      if (set === NOTHING) continue;
      const within = passing(source.itself ?? source, destination.itself ?? destination);
      const more =
        source.itself === undefined && destination.itself === undefined ? set : subtract(search, set, within);
      if (more !== NOTHING) addPath(search, source.name, destination.name, set, source.cvm, destination.cvm);
    }
  }
}

/** What passes between two machines, packets from an address to itself left out. */
function passingApart(search: Search, source: Machine, destination: Machine): number {
  return source.hosts.reduce((all, one) => {
    const others = destination.hosts.filter((other) => !isSameAddress(one.address, other.address));
    return search.kinds.numbers.or(all, passingOf(search, [one], others));
  }, NOTHING);
}

/** Whether another machine has one of the machine's addresses too. */
function sharedAddresses({ hosts }: Kinds): (machine: Machine) => boolean {
  const first = new Map<string, Cvm | undefined>();
  const shared = new Set<string>();
  for (const { cvm, address } of hosts()) {
    const key = addressKey(address);
    if (first.has(key) && first.get(key) !== cvm) shared.add(key);
    first.set(key, cvm);
  }
  return shared.size === 0
    ? () => false
    : (machine) => machine.hosts.some(({ address }) => shared.has(addressKey(address)));
}

function addressKey({ family, start }: Address): string {
  return `${family} ${start}`;
}

/** Whether a packet can go from the one machine to the other at all, with an address of its own at each end. */
function haveTwoAddresses(a: Machine, b: Machine): boolean {
  return a.hosts.some((one) =>
    b.hosts.some((other) => one.kind.family === other.kind.family && !isSameAddress(one.address, other.address)),
  );
}

function subtract({ kinds }: Search, a: number, b: number): number {
  return kinds.numbers.without(a, b);
}

function* fromStrangers(search: Search, from: Ends, to: Ends): Steps<void> {
  const rowsTo = rowsByMachine(search, from, (kind, { hosts }) => passingOf(search, [{ kind }], hosts));
  for (const destination of to.machines) {
    for (const { name, set } of yield* rowsTo(destination)) {
      addPath(search, name, destination.name, set, undefined, destination.cvm);
    }
    yield;
  }
}

function* toStrangers(search: Search, from: Ends, to: Ends): Steps<void> {
  const rowsFrom = rowsByMachine(search, to, (kind, { hosts }) => passingOf(search, hosts, [{ kind }]));
  for (const source of from.machines) {
    for (const { name, set } of yield* rowsFrom(source)) addPath(search, source.name, name, set, source.cvm, undefined);
    yield;
  }
}

/** What passes between a machine and the strangers; for a public address only what the machine's own rows do not show. */
function rowsByMachine(search: Search, strangers: Ends, passing: (kind: Kind, machine: Machine) => number) {
  const known = new Map<string, readonly NamedSet[]>();
  return function* (machine: Machine): Steps<readonly NamedSet[]> {
    const { sort, itself } = machine;
    const key = `${sort} ${itself?.sort ?? ''}`;
    let rows = known.get(key);
    if (rows === undefined) {
      rows = yield* strangerRows(search, strangers, (kind) => {
        const set = passing(kind, machine);
        return itself !== undefined && subtract(search, set, passing(kind, itself)) === NOTHING ? NOTHING : set;
      });
      known.set(key, rows);
    }
    return rows;
  };
}

/** Strangers between which and all others the same passes are one source. */
function* betweenStrangers(search: Search, from: Ends, to: Ends): Steps<void> {
  const [few, many] = from.strangers.length <= to.strangers.length ? [from, to] : [to, from];
  if (few.strangers.length * many.strangers.length > MAX_PATHS * 10) {
    if ([...few.strangers, ...many.strangers].some(({ kind }) => hasAcl(kind))) search.isComplete = false;
    return;
  }
  const between = (one: Kind, other: Kind) =>
    few === from
      ? passingOf(search, [{ kind: one }], [{ kind: other }])
      : passingOf(search, [{ kind: other }], [{ kind: one }]);
  const sort = (one: Kind) =>
    many.strangers.map(({ kind }) => (isFiltered(one, kind) ? between(one, kind) : -1)).join();
  for (const group of groupBy(few.strangers, ({ kind }) => sort(kind)).values()) {
    const { kind } = group[0]!;
    const set = addressSet.unionAll(group.map(({ addresses }) => addresses));
    const rows = yield* strangerRows(
      search,
      many,
      (other) => between(kind, other),
      (other) => isFiltered(kind, other),
    );
    for (const name of namesOf(search, few, set, set)) {
      for (const row of rows) {
        if (isSingle(set) && addressSet.equals(row.addresses, set)) continue;
        const [source, destination] = few === from ? [name, row.name] : [row.name, name];
        addPath(search, source, destination, row.set, undefined, undefined);
      }
    }
  }
}

/** Whether both sides hold addresses that no machine has and between which no acl stands. */
function areUnfiltered(from: Ends, to: Ends): boolean {
  const open = ({ strangers }: Ends) =>
    new Set(strangers.filter(({ kind }) => !hasAcl(kind)).map(({ kind }) => kind.family));
  const networks = ({ strangers }: Ends) =>
    new Set(strangers.map(({ kind }) => kind.network).filter((network) => network >= 0));
  const meet = <T>(a: ReadonlySet<T>, b: ReadonlySet<T>) => [...a].some((each) => b.has(each));
  return meet(open(from), open(to)) || meet(networks(from), networks(to));
}

/** Whether an acl stands between two addresses that no machine has. */
function isFiltered(one: Kind, other: Kind): boolean {
  return !isNear(one, other) && (hasAcl(one) || hasAcl(other));
}

function hasAcl({ side }: Kind): boolean {
  return side.aclInbound !== undefined;
}

function isSingle({ v4, v6 }: AddressSet): boolean {
  if (v4.length + v6.length !== 2) return false;
  return v4.length === 2 ? v4[1]! - v4[0]! === 1 : v6[1]! - v6[0]! === 1n;
}

interface NamedSet {
  readonly name: string;
  readonly set: number;
  readonly addresses: AddressSet;
}

/** The strangers of one side by what passes between them and something on the other side. */
function* strangerRows(
  search: Search,
  ends: Ends,
  passing: (kind: Kind) => number,
  isTold: (kind: Kind) => boolean = () => true,
): Steps<readonly NamedSet[]> {
  const passingOnce = memoOf(passing);
  const setOf = ({ kind }: Strangers): number => passingOnce(kind);
  const bySet = groupBy(
    ends.strangers.filter(({ kind }) => isTold(kind)),
    setOf,
  );
  bySet.delete(NOTHING);
  // Where nearly every address fares in its own way, larger blocks are not looked for: the rows say the same with more words.
  const isLarge = bySet.size * search.kinds.places.length > MAX_FILLED;
  const all = isLarge || bySet.size === 0 ? [] : filling(search, ends, setOf);
  const rows: NamedSet[] = [];
  for (const [set, strangers] of bySet) {
    yield;
    const addresses = addressSet.unionAll(strangers.map((stranger) => stranger.addresses));
    const further = all.filter((each) => subtract(search, set, each.set) === NOTHING);
    const filled = isLarge ? addresses : addressSet.unionAll(further.map((each) => each.addresses));
    for (const name of namesOf(search, ends, addresses, filled)) rows.push({ name, set, addresses });
  }
  return rows;
}

/** By what passes: the strangers, and the addresses of machines that would fare so if they were nobody's. */
function filling(
  { kinds }: Search,
  { strangers, around }: Ends,
  setOf: (strangers: Strangers) => number,
): readonly { readonly set: number; readonly addresses: AddressSet }[] {
  const joined = (some: readonly Strangers[]) =>
    [...groupBy(some, setOf)].map(([set, alike]) => ({
      set,
      addresses: addressSet.unionAll(alike.map(({ addresses }) => addresses)),
    }));
  if (addressSet.isEmpty(around)) return joined(strangers);
  // Of all addresses the strangers are a part.
  if (addressSet.equals(around, addressSet.EVERYTHING)) return joined(kinds.places);
  const within = joined(kinds.places).map((each) => ({
    ...each,
    addresses: addressSet.intersect(each.addresses, around),
  }));
  return [...joined(strangers), ...within];
}

function namesOf({ model, kinds }: Search, ends: Ends, addresses: AddressSet, filled: AddressSet): readonly string[] {
  if (ends.name !== undefined && addressSet.isSubsetOf(ends.all, filled)) return [ends.name];
  return nameStrangers(model, kinds, addresses, filled);
}

/** What passes between any two of the addresses, of the services that are asked for. */
function passingOf(search: Search, from: readonly Pick<Host, 'kind'>[], to: readonly Pick<Host, 'kind'>[]): number {
  const { kinds, asked } = search;
  const all = passingAny(kinds, from, to, asked);
  if (all === undefined) search.isComplete = false;
  return all ?? NOTHING;
}

function addPath(search: Search, from: string, to: string, set: number, source?: Cvm, destination?: Cvm): void {
  if (search.paths.length >= MAX_PATHS) {
    search.isComplete = false;
    return;
  }
  let text = search.texts.get(set);
  if (text === undefined) {
    text = passingText(search.kinds, set, search.services);
    search.texts.set(set, text);
  }
  if (text.length === 0) return;
  search.paths.push({ from, to, services: text, source: source?.key, destination: destination?.key });
}
