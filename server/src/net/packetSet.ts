// Any set of packets: an address (the peer's, of either family) with a protocol and port.
//
// A family is a staircase over its addresses: from `starts[i]` up to the next start, the packets have the services `services[i]`.
// Neighbouring steps differ and the last one is empty, so that two sets are equal exactly where their arrays are. Packets that
// cannot exist, icmpv6 over IPv4 and icmp over IPv6, are never in.
//
//   tcp 80 from 10.0.0.0/8, tcp 80,443 from 10.0.0.0/9     starts    10.0.0.0      10.128.0.0   11.0.0.0
//                                                          services  tcp 80,443    tcp 80       none

import { countBefore } from '#util/sorted.ts';
import type { Address } from './address.ts';
import type { AddressSet } from './addressSet.ts';
import * as addressSet from './addressSet.ts';
import type { Cuts } from './cuts.ts';
import * as cuts from './cuts.ts';
import { ALL, NONE, OVER_IPV4, OVER_IPV6, printServices, type ServiceSet } from './services.ts';

export interface PacketSet {
  readonly v4: Steps<number>;
  readonly v6: Steps<bigint>;
}

export interface Steps<T extends number | bigint> {
  readonly starts: readonly T[];
  readonly services: readonly ServiceSet[];
}

/** All of these services with all of these addresses: in print, `services` from `blocks`. */
export interface PacketBlock {
  /** One a protocol, as `printServices` writes them. */
  readonly services: readonly string[];
  readonly blocks: readonly string[];
}

const NO_STEPS: Steps<never> = { starts: [], services: [] };

export const EMPTY: PacketSet = { v4: NO_STEPS, v6: NO_STEPS };

/** Every packet from (or to) one of the addresses with one of the services. */
export function of(addresses: AddressSet, services: ServiceSet): PacketSet {
  return {
    v4: stepsOf(addresses.v4, cuts.intersect(services, OVER_IPV4)),
    v6: stepsOf(addresses.v6, cuts.intersect(services, OVER_IPV6)),
  };
}

/** The services from each start up to the next one, and those of the last start up to `end`. */
export function staircase<T extends number | bigint>(
  starts: readonly T[],
  services: readonly ServiceSet[],
  end: T,
): Steps<T> {
  const steps = { starts: [] as T[], services: [] as ServiceSet[] };
  let current = NONE;
  const step = (start: T, next: ServiceSet) => {
    if (cuts.equals(next, current)) return;
    steps.starts.push(start);
    steps.services.push(next);
    current = next;
  };
  starts.forEach((start, i) => {
    step(start, services[i] ?? NONE);
  });
  step(end, NONE);
  return steps.starts.length === 0 ? NO_STEPS : steps;
}

export const EVERYTHING: PacketSet = of(addressSet.EVERYTHING, cuts.union(OVER_IPV4, OVER_IPV6));

export function union(a: PacketSet, b: PacketSet): PacketSet {
  return combine(a, b, cuts.union);
}

export function intersect(a: PacketSet, b: PacketSet): PacketSet {
  return combine(a, b, cuts.intersect);
}

/** What is in `a` and not in `b`. */
export function subtract(a: PacketSet, b: PacketSet): PacketSet {
  return combine(a, b, cuts.subtract);
}

/** The addresses that have different services in the two sets. */
export function whereDifferent(a: PacketSet, b: PacketSet): AddressSet {
  const { v4, v6 } = combine(a, b, (x, y) => (cuts.equals(x, y) ? NONE : ALL));
  const isAny = () => true;
  return { v4: addressesWhere(v4, isAny), v6: addressesWhere(v6, isAny) };
}

export function isSubsetOf(a: PacketSet, b: PacketSet): boolean {
  return isEmpty(subtract(a, b));
}

export function overlap(a: PacketSet, b: PacketSet): boolean {
  return stepsOverlap(a.v4, b.v4) || stepsOverlap(a.v6, b.v6);
}

export function isEmpty(set: PacketSet): boolean {
  return set.v4.starts.length === 0 && set.v6.starts.length === 0;
}

/** Whether the set has packets of these addresses only. */
export function isAmong({ v4, v6 }: PacketSet, addresses: AddressSet): boolean {
  return stepsAreAmong(v4, addresses.v4) && stepsAreAmong(v6, addresses.v6);
}

export function equals(a: PacketSet, b: PacketSet): boolean {
  return sameSteps(a.v4, b.v4) && sameSteps(a.v6, b.v6);
}

/** The same text for equal sets, and another one for others. */
export function textOf({ v4, v6 }: PacketSet): string {
  return `${v4.starts.join()} ${v4.services.join(' ')} ${v6.starts.join()} ${v6.services.join(' ')}`;
}

export function contains(set: PacketSet, address: Address, servicePoint: number): boolean {
  const steps = address.family === 4 ? servicesAt(set.v4, address.start) : servicesAt(set.v6, address.start);
  return cuts.contains(steps, servicePoint);
}

/**
 * The set in words, of few parts: the addresses grouped by the services they have, or the services grouped by their addresses,
 * whichever takes fewer blocks and port ranges. No packet is said twice in either way.
 */
export function print(set: PacketSet): PacketBlock[] {
  const byAddress = products(groupByServices(set));
  const byService = products(groupByAddresses(set));
  return length(byService) <= length(byAddress) ? byService : byAddress;
}

interface Product {
  readonly services: ServiceSet;
  readonly addresses: AddressSet;
}

/** Parts whose services are written alike become one. `all`, for one, stands for other services over IPv4 than over IPv6. */
function products(parts: readonly Product[]): PacketBlock[] {
  const printed = new Map<string, { services: string[]; blocks: string[] }>();
  for (const { services, addresses } of parts) {
    const words = printServices(asWritten(services, addresses));
    const known = printed.get(words.join());
    if (known) known.blocks.push(...addressSet.toBlocks(addresses));
    else printed.set(words.join(), { services: words, blocks: addressSet.toBlocks(addresses) });
  }
  return [...printed.values()];
}

function length(parts: readonly PacketBlock[]): number {
  return parts.reduce((sum, { services, blocks }) => sum + blocks.length + services.join().split(',').length, 0);
}

/** Everything, which is written `all`, in the place of all services that can exist over these addresses. */
function asWritten(services: ServiceSet, addresses: AddressSet): ServiceSet {
  const possible = cuts.union(addresses.v4.length > 0 ? OVER_IPV4 : NONE, addresses.v6.length > 0 ? OVER_IPV6 : NONE);
  return cuts.equals(services, possible) ? cuts.union(OVER_IPV4, OVER_IPV6) : services;
}

function groupByServices(set: PacketSet): Product[] {
  const groups = new Map<string, Product>();
  const add = (services: ServiceSet, addresses: AddressSet) => {
    if (services.length === 0) return;
    const key = services.join();
    const known = groups.get(key);
    groups.set(key, { services, addresses: known ? addressSet.union(known.addresses, addresses) : addresses });
  };
  for (const services of distinct(set.v4.services)) {
    add(services, { v4: addressesWhere(set.v4, (s) => cuts.equals(s, services)), v6: [] });
  }
  for (const services of distinct(set.v6.services)) {
    add(services, { v4: [], v6: addressesWhere(set.v6, (s) => cuts.equals(s, services)) });
  }
  return [...groups.values()];
}

function groupByAddresses(set: PacketSet): Product[] {
  const ends = [...new Set([...set.v4.services, ...set.v6.services].flat())].sort((a, b) => a - b);
  const groups = new Map<string, Product>();
  for (let i = 0; i + 1 < ends.length; i++) {
    const point = ends[i]!;
    const addresses = {
      v4: addressesWhere(set.v4, (services) => cuts.contains(services, point)),
      v6: addressesWhere(set.v6, (services) => cuts.contains(services, point)),
    };
    if (addressSet.isEmpty(addresses)) continue;
    const key = `${addresses.v4.join()}|${addresses.v6.join()}`;
    const known = groups.get(key);
    const services: ServiceSet = [point, ends[i + 1]!];
    groups.set(key, { addresses, services: known ? cuts.union(known.services, services) : services });
  }
  return [...groups.values()];
}

function distinct(sets: readonly ServiceSet[]): ServiceSet[] {
  return [...new Map(sets.map((set) => [set.join(), set])).values()];
}

function addressesWhere<T extends number | bigint>(steps: Steps<T>, test: (services: ServiceSet) => boolean): Cuts<T> {
  const result: T[] = [];
  let inside = false;
  for (let i = 0; i < steps.starts.length; i++) {
    const services = steps.services[i]!;
    const now = services.length > 0 && test(services);
    if (now !== inside) result.push(steps.starts[i]!);
    inside = now;
  }
  return result;
}

function stepsOf<T extends number | bigint>(addresses: Cuts<T>, services: ServiceSet): Steps<T> {
  if (addresses.length === 0 || services.length === 0) return NO_STEPS;
  return { starts: addresses, services: addresses.map((_, i) => (i % 2 === 0 ? services : NONE)) };
}

function servicesAt<T extends number | bigint>(steps: Steps<T>, address: T): ServiceSet {
  const count = countBefore(steps.starts.length, (i) => steps.starts[i]! <= address);
  return count === 0 ? NONE : steps.services[count - 1]!;
}

function stepsAreAmong<T extends number | bigint>({ starts, services }: Steps<T>, addresses: Cuts<T>): boolean {
  // The last step is empty: every other one has an end.
  return services.every((each, i) => each.length === 0 || cuts.isSubsetOf([starts[i]!, starts[i + 1]!], addresses));
}

function stepsOverlap<T extends number | bigint>(a: Steps<T>, b: Steps<T>): boolean {
  let i = 0;
  let j = 0;
  while (i + 1 < a.starts.length && j + 1 < b.starts.length) {
    if (a.starts[i + 1]! <= b.starts[j]!) i++;
    else if (b.starts[j + 1]! <= a.starts[i]!) j++;
    else if (cuts.overlap(a.services[i]!, b.services[j]!)) return true;
    else if (a.starts[i + 1]! <= b.starts[j + 1]!) i++;
    else j++;
  }
  return false;
}

function sameSteps<T extends number | bigint>(a: Steps<T>, b: Steps<T>): boolean {
  if (a.starts.length !== b.starts.length) return false;
  return a.starts.every((start, i) => start === b.starts[i] && cuts.equals(a.services[i]!, b.services[i]!));
}

type Operation = (a: ServiceSet, b: ServiceSet) => ServiceSet;

function combine(a: PacketSet, b: PacketSet, operation: Operation): PacketSet {
  return { v4: combineSteps(a.v4, b.v4, operation), v6: combineSteps(a.v6, b.v6, operation) };
}

function combineSteps<T extends number | bigint>(a: Steps<T>, b: Steps<T>, operation: Operation): Steps<T> {
  const starts: T[] = [];
  const services: ServiceSet[] = [];
  let i = 0;
  let j = 0;
  let inA = NONE;
  let inB = NONE;
  let current = NONE;
  while (i < a.starts.length || j < b.starts.length) {
    const at =
      j >= b.starts.length || (i < a.starts.length && a.starts[i]! <= b.starts[j]!) ? a.starts[i]! : b.starts[j]!;
    if (i < a.starts.length && a.starts[i] === at) inA = a.services[i++]!;
    if (j < b.starts.length && b.starts[j] === at) inB = b.services[j++]!;
    const next = operation(inA, inB);
    if (cuts.equals(next, current)) continue;
    starts.push(at);
    services.push(next);
    current = next;
  }
  return starts.length === 0 ? NO_STEPS : { starts, services };
}
