// What the endpoints of expectations and of reach stand for, by kinds of addresses.
//
// A cvm is all its private addresses. A group is its machines, so their IPv6 addresses are in it too: as a peer of a rule it
// leaves them out, and an expectation has to tell. A subnet is every address of its cidr (without one, its machines). The
// internet is what is neither reserved nor any machine's.

import type { Endpoint, Model } from '#model/model.ts';
import type { Address } from '#net/address.ts';
import { parseAddress } from '#net/address.ts';
import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import type { Cuts } from '#net/cuts.ts';
import * as cuts from '#net/cuts.ts';
import { groupBy } from '#util/groupBy.ts';
import type { Host, Kind, Reachability } from './reachability.ts';

/** The addresses of one kind that are in an endpoint. */
export interface EndpointPart {
  readonly kind: Kind;
  /** All of them where they are machines', else at most two that stand for all. */
  readonly hosts: readonly Host[];
}

/** Of IPv4 what no block is reserved of, of IPv6 what is given out, but for what stands in documents. */
export const INTERNET: AddressSet = addressSet.subtract(
  addressSet.union(addressSet.ANY4, blocks('2000::/3')),
  blocks(
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.168.0.0/16',
    '224.0.0.0/4',
    '240.0.0.0/4',
    '2001:db8::/32',
  ),
);

function blocks(...texts: readonly string[]): AddressSet {
  return addressSet.of(
    ...texts.flatMap((text) => {
      const parsed = parseAddress(text);
      return parsed.ok ? [parsed.address] : [];
    }),
  );
}

const parts = new WeakMap<Reachability, Map<string, readonly EndpointPart[]>>();

/** The kinds of addresses that any of the endpoints stands for, machines first. */
export function partsOf(
  model: Model,
  reachability: Reachability,
  endpoints: readonly Endpoint[],
): readonly EndpointPart[] {
  const [only] = endpoints;
  if (endpoints.length === 1 && only !== undefined) return partsOfOne(model, reachability, only);
  const hosts = new Set(endpoints.flatMap((endpoint) => hostsOf(model, reachability, endpoint)));
  const strangers = addressSet.unionAll(endpoints.map((endpoint) => strangersOf(model, endpoint)));
  return [...partsOfHosts([...hosts]), ...partsOfStrangers(reachability, strangers)];
}

/** The addresses of machines that an endpoint stands for. */
export function hostsOf(model: Model, reachability: Reachability, endpoint: Endpoint): readonly Host[] {
  switch (endpoint.kind) {
    case 'cvm': {
      const cvm = model.entities.get(endpoint.key);
      return cvm?.kind === 'cvm' ? reachability.hostsOf(cvm).filter(({ isPublic }) => !isPublic) : [];
    }
    case 'group':
      return (model.members.get(endpoint.key) ?? []).flatMap((cvm) =>
        reachability.hostsOf(cvm).filter(({ isPublic }) => !isPublic),
      );
    case 'subnet': {
      const cidr = cidrOf(model, endpoint.key);
      if (cidr === undefined) {
        return reachability.hosts.filter(({ cvm, isPublic }) => cvm?.subnet === endpoint.key && !isPublic);
      }
      // Where machines of several networks share an address, its own are meant.
      const inside = seenIn(reachability, addressSet.of(cidr));
      const own = new Set(inside.filter(({ cvm }) => cvm?.subnet === endpoint.key).map(({ address }) => address.start));
      return inside.filter(({ cvm, address }) => cvm?.subnet === endpoint.key || !own.has(address.start));
    }
    case 'addresses':
      return seenIn(reachability, endpoint.set);
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
      return internetOf(model);
  }
}

const internets = new WeakMap<Model, AddressSet>();

/** Without the addresses of machines, whichever region they are of and whether they are met from there or not. */
function internetOf(model: Model): AddressSet {
  let internet = internets.get(model);
  if (internet === undefined) {
    const all = model.cvms.flatMap((cvm) => [...cvm.privateAddresses, ...cvm.publicAddresses]);
    internet = addressSet.subtract(INTERNET, addressSet.ofAll(all));
    internets.set(model, internet);
  }
  return internet;
}

/** By what an endpoint is, not by who names it: expectations name the same few again and again. */
function partsOfOne(model: Model, reachability: Reachability, endpoint: Endpoint): readonly EndpointPart[] {
  const key =
    endpoint.kind === 'internet'
      ? 'internet'
      : endpoint.kind === 'addresses'
        ? `${endpoint.set.v4.join()} ${endpoint.set.v6.join()}`
        : endpoint.key;
  let remembered = parts.get(reachability);
  if (remembered === undefined) {
    remembered = new Map();
    parts.set(reachability, remembered);
  }
  let found = remembered.get(key);
  if (found === undefined) {
    const hosts = hostsOf(model, reachability, endpoint);
    found = [...partsOfHosts(hosts), ...partsOfStrangers(reachability, strangersOf(model, endpoint))];
    remembered.set(key, found);
  }
  return found;
}

function partsOfHosts(hosts: readonly Host[]): EndpointPart[] {
  return [...groupBy(hosts, ({ kind }) => kind)].map(([kind, own]) => ({ kind, hosts: own }));
}

function partsOfStrangers(reachability: Reachability, set: AddressSet): EndpointPart[] {
  if (addressSet.isEmpty(set)) return [];
  return reachability.strangers.flatMap(({ kind, addresses }) => {
    const samples = samplesOf(addresses, set);
    const hosts = samples.map((address) => ({ cvm: undefined, address, kind, isPublic: false, isSeen: true }));
    return hosts.length === 0 ? [] : [{ kind, hosts }];
  });
}

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

function seenIn(reachability: Reachability, set: AddressSet): readonly Host[] {
  return reachability.hosts.filter(
    ({ address, isSeen }) =>
      isSeen && (address.family === 4 ? cuts.contains(set.v4, address.start) : cuts.contains(set.v6, address.start)),
  );
}

function cidrOf(model: Model, key: string): Address | undefined {
  const subnet = model.entities.get(key);
  return subnet?.kind === 'subnet' ? subnet.cidr : undefined;
}
