// What the endpoints of expectations and of reach stand for, by kinds of addresses.
//
// A cvm is all private addresses of all its interfaces. A group is the interfaces in it, so their IPv6 addresses are in it too: as a peer of a rule it
// leaves them out, and an expectation has to tell. A subnet is every address of its cidr (without one, its machines). The
// internet is what is neither reserved nor any machine's.

import type { Cvm, Endpoint, Model } from '#model/model.ts';
import type { PolicyList } from '#model/policy.ts';
import type { Address } from '#net/address.ts';
import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import type { Cuts } from '#net/cuts.ts';
import { memoOf } from '#util/memo.ts';
import type { Steps } from '#util/steps.ts';
import { directoryOf } from '../directory.ts';
import { INTERNET } from './internet.ts';
import { byDecision, classAt, type ListTable, listTable, type Telling } from './listTable.ts';
import type { HostAddress, Machines } from './machines.ts';
import { type PassingEnd, passingTablesOf } from './passingTables.ts';
import { cuttingPlaces } from './places.ts';
import { listsOf, type Side, sidesOf } from './sides.ts';
import { tuples } from './tuples.ts';

/** Addresses of one end that nothing at the other end tells apart. */
export interface EndpointPart {
  readonly kind: EndKind;
  /** All of them where they are machines', else at most two that stand for all. */
  readonly hosts: readonly HostAddress[];
}

export interface EndKind extends PassingEnd {
  readonly family: 4 | 6;
}

/** What two ends of packets stand for, each cut only where the other one tells its addresses apart (`tell` says how); machines first. */
export interface EndpointParts {
  readonly from: readonly EndpointPart[];
  readonly to: readonly EndpointPart[];
}

export function* partsOf(
  model: Model,
  machines: Machines,
  ends: { readonly from: readonly Endpoint[]; readonly to: readonly Endpoint[] },
  tell: Telling = byDecision,
): Steps<EndpointParts> {
  const [from, to] = [addressesOf(model, machines, ends.from), addressesOf(model, machines, ends.to)];
  // What is one address is not cut, and so the other end's lists are not looked for.
  const listsAt = (end: Addresses, other: Addresses, direction: 'inbound' | 'outbound') =>
    isOne(end) ? [] : listsOf(sidesOfAddresses(model, machines, other), direction);
  return {
    from: yield* cut(model, machines, from, listsAt(from, to, 'inbound'), tell),
    to: yield* cut(model, machines, to, listsAt(to, from, 'outbound'), tell),
  };
}

/** What some endpoints stand for together. */
interface Addresses {
  readonly hosts: readonly HostAddress[];
  /** Addresses that are nobody's. */
  readonly strangers: AddressSet;
}

function isOne({ hosts, strangers }: Addresses): boolean {
  return hosts.length <= 1 && addressSet.isEmpty(strangers);
}

function addressesOf(model: Model, machines: Machines, endpoints: readonly Endpoint[]): Addresses {
  const found = endpoints.map((endpoint) => hostsOf(model, machines, endpoint));
  const [hosts = []] = found.length < 2 ? found : [[...new Set(found.flat())]];
  const strangers = addressSet.unionAll(endpoints.map((endpoint) => strangersOf(model, endpoint)));
  if (addressSet.isEmpty(strangers)) return { hosts, strangers };
  const owned = addressSet.ofAll(hosts.flatMap(({ address, isSeen }) => (isSeen ? [address] : [])));
  return { hosts, strangers: addressSet.subtract(strangers, owned) };
}

function sidesOfAddresses(model: Model, { region }: Machines, { hosts, strangers }: Addresses): ReadonlySet<Side> {
  const sides = sidesOf(model);
  const found = new Set(
    hosts.flatMap(({ networkInterface: one }) => (one === undefined ? [] : [sides.endOf(one).side])),
  );
  if (addressSet.isEmpty(strangers)) return found;
  found.add(sides.endOfNobody(undefined).side);
  for (const { key, cidr, region: own } of model.subnets)
    if (own === region && cidr !== undefined && addressSet.overlap(addressSet.of(cidr), strangers))
      found.add(sides.endOfNobody(key).side);
  return found;
}

/** Policies whose list is cut in one step, and addresses times lists that are looked at. */
const POLICIES_A_STEP = 1000;
const STEP = 5000;

function* cut(
  model: Model,
  machines: Machines,
  { hosts, strangers }: Addresses,
  lists: readonly PolicyList[],
  tell: Telling,
): Steps<readonly EndpointPart[]> {
  const found: ListTable[] = [];
  let cut = 0;
  for (const list of lists) {
    const table = listTable(list);
    if (table !== undefined) found.push(table);
    cut += list.policies.length;
    if (cut < POLICIES_A_STEP) continue;
    cut = 0;
    yield;
  }
  const own = yield* partsOfHosts(model, hosts, found, tell);
  if (addressSet.isEmpty(strangers)) return own;
  yield;
  return [...own, ...(yield* partsOfStrangers(model, machines, strangers, found, tell))];
}

function* partsOfHosts(
  model: Model,
  hosts: readonly HostAddress[],
  tables: readonly ListTable[],
  tell: Telling,
): Steps<readonly EndpointPart[]> {
  const { peerOf } = passingTablesOf(model);
  const { groupsAt } = directoryOf(model);
  const sides = sidesOf(model);
  const parts = new Map<string, { readonly kind: EndKind; readonly hosts: HostAddress[] }>();
  const row = tuples(hosts.length === 1 ? 0 : tables.length);
  const namedBy = new Map<ReadonlySet<string>, readonly number[]>();
  let cost = 0;
  for (const host of hosts) {
    const { networkInterface, address } = host;
    if (hosts.length > 1) {
      const groups = groupsAt(address);
      const named = namedBy.get(groups) ?? tables.map((table) => table.namedAmong(groups));
      namedBy.set(groups, named);
      for (let i = 0; i < tables.length; i++) row.set(i, tell(tables[i]!, classAt(tables[i]!, address), named[i]!));
    }
    const { side, network } =
      networkInterface === undefined ? sides.endOfNobody(undefined) : sides.endOf(networkInterface);
    const key = `${address.family} ${side.id} ${network} ${row.number()}`;
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

function* partsOfStrangers(
  model: Model,
  { region }: Machines,
  set: AddressSet,
  tables: readonly ListTable[],
  tell: Telling,
): Steps<readonly EndpointPart[]> {
  const { peerOf } = passingTablesOf(model);
  const sides = sidesOf(model);
  const subnets = model.subnets.filter((subnet) => subnet.region === region);
  const { classes } = yield* cuttingPlaces(tables, subnets, addressSet.EMPTY, tell);
  return classes.flatMap(({ family, subnet, sample, addresses }) => {
    const hosts = samplesOf(addresses, set).map((address) => ({
      cvm: undefined,
      networkInterface: undefined,
      address,
      isPublic: false,
      isSeen: true,
    }));
    const kind = { family, ...sides.endOfNobody(subnet?.key), peer: peerOf(sample, 'nobody') };
    return hosts.length === 0 ? [] : [{ kind, hosts }];
  });
}

/** The addresses of machines that an endpoint stands for. */
export function hostsOf<H extends HostAddress>(model: Model, machines: Machines<H>, endpoint: Endpoint): readonly H[] {
  switch (endpoint.kind) {
    case 'cvm': {
      const cvm = model.entities.get(endpoint.key);
      return cvm?.kind === 'cvm' ? machines.hostsOf(cvm).filter(({ isPublic }) => !isPublic) : [];
    }
    case 'group':
      return (model.members.get(endpoint.key) ?? []).flatMap((cvm) =>
        machines
          .hostsOf(cvm)
          .filter(({ isPublic, networkInterface }) => !isPublic && networkInterface?.groups.includes(endpoint.key)),
      );
    case 'subnet': {
      const cidr = cidrOf(model, endpoint.key);
      const isIn = ({ networkInterface }: HostAddress) => networkInterface?.subnet === endpoint.key;
      if (cidr === undefined) {
        return machines
          .inSubnet(endpoint.key)
          .flatMap((cvm) => machines.hostsOf(cvm).filter((host) => !host.isPublic && isIn(host)));
      }
      // Where machines of several networks share an address, its own are meant.
      const inside = machines.seenIn(addressSet.of(cidr));
      const own = new Set(inside.filter(isIn).map(({ address }) => address.start));
      return inside.filter((host) => isIn(host) || !own.has(host.address.start));
    }
    case 'addresses':
      return machines.seenIn(endpoint.set);
    case 'internet':
      return [];
  }
}

/** A set that holds those of an endpoint's addresses that are nobody's, and some that are a machine's perhaps. */
export function strangersOf(model: Model, endpoint: Endpoint): AddressSet {
  switch (endpoint.kind) {
    case 'cvm':
    case 'group':
      return addressSet.EMPTY;
    case 'subnet': {
      const cidr = cidrOf(model, endpoint.key);
      return cidr === undefined ? addressSet.EMPTY : addressSet.of(cidr);
    }
    case 'addresses':
      return endpoint.set;
    case 'internet':
      return internetOf(model.cvms);
  }
}

/** Without the addresses of machines, whichever region they are of and whether they are met from there or not. */
const internetOf = memoOf((cvms: readonly Cvm[]) =>
  addressSet.subtract(
    INTERNET,
    addressSet.ofAll(cvms.flatMap((cvm) => [...cvm.privateAddresses, ...cvm.publicAddresses])),
  ),
);

/** Up to two addresses that are in both sets: with two, one is left where the other is the packet's own. */
function samplesOf(a: AddressSet, b: AddressSet): Address[] {
  const found: Address[] = [];
  for (const [start, end] of meetings(a.v4, b.v4)) {
    for (let at = likely(start, end); at < end && found.length < 2; at++) {
      found.push({ family: 4, start: at, end: at + 1 });
    }
    if (found.length < 2 && likely(start, end) > start) found.push({ family: 4, start, end: start + 1 });
    if (found.length === 2) return found;
  }
  for (const [start, end] of meetings(a.v6, b.v6)) {
    for (let at = start; at < end && found.length < 2; at++) found.push({ family: 6, start: at, end: at + 1n });
    if (found.length === 2) return found;
  }
  return found;
}

/** The intervals of what is in both, one by one: mostly the first is enough of thousands. */
function* meetings<T extends number | bigint>(a: Cuts<T>, b: Cuts<T>): Generator<readonly [start: T, end: T]> {
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    let start = a[i]!;
    if (b[j]! > start) start = b[j]!;
    const isFirst = a[i + 1]! < b[j + 1]!;
    const end = isFirst ? a[i + 1]! : b[j + 1]!;
    if (start < end) yield [start, end];
    if (isFirst) i += 2;
    else j += 2;
  }
}

/** An address that could be somebody's, rather than 0.0.0.0 or the first of a block, where there is one. */
function likely(start: number, end: number): number {
  const someone = 16843009; // 1.1.1.1
  if (start < someone && someone < end) return someone;
  return start % 256 === 0 && start + 1 < end ? start + 1 : start;
}

function cidrOf(model: Model, key: string): Address | undefined {
  const subnet = model.entities.get(key);
  return subnet?.kind === 'subnet' ? subnet.cidr : undefined;
}
