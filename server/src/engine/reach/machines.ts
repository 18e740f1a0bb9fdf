// Whose addresses packets meet, seen from a region: its own machines, and under their public addresses those of other regions.
//
// Two thousand regions with a public machine each meet four million machines. Most questions are about none of other regions, so
// nobody is looked at before an address, a name or a set asks for him.

import type { Cvm, Model, NetworkInterface } from '#model/model.ts';
import type { Address } from '#net/address.ts';
import type { AddressSet } from '#net/addressSet.ts';
import type { Cuts } from '#net/cuts.ts';
import * as cuts from '#net/cuts.ts';
import { groupBy } from '#util/groupBy.ts';
import { memoOf } from '#util/memo.ts';
import { interfaceAt, ownersAmong } from '../directory.ts';

/** One address, with the machine that has it. */
export interface HostAddress {
  readonly cvm: Cvm | undefined;
  /** The machine's interface that has it. */
  readonly networkInterface: NetworkInterface | undefined;
  readonly address: Address;
  readonly isPublic: boolean;
  /** Whether the address alone leads to the machine from this region, and not only its name. */
  readonly isSeen: boolean;
}

export interface Machines<H extends HostAddress = HostAddress> {
  readonly region: string;
  readonly hostsOf: (cvm: Cvm) => readonly H[];
  /** Those that an address in the set leads to from here: of the region in the order of the model, then others. */
  readonly seenIn: (set: AddressSet) => readonly H[];
  /** The machines with an interface in the subnet. */
  readonly inSubnet: (subnet: string) => readonly Cvm[];
}

/** Made once for the machines of a model and a region. */
export function machinesMet(model: Model, region: string): Machines {
  const byRegion = regions(model.cvms);
  let met = byRegion.get(region);
  if (met === undefined) {
    met = makeMachines(model.cvms, region);
    byRegion.set(region, met);
  }
  return met;
}

const regions = memoOf((_: Model['cvms']) => new Map<string, Machines>());

function makeMachines(cvms: readonly Cvm[], region: string): Machines {
  const owners = ownersAmong(cvms);
  const hostsOf = memoOf((cvm: Cvm): readonly HostAddress[] => {
    const { privateAddresses: own, publicAddresses } = cvm;
    const others = publicAddresses.filter((address) => !own.some((known) => isSameAddress(known, address)));
    const host = (address: Address, isPublic: boolean): HostAddress => ({
      cvm,
      networkInterface: interfaceAt(cvm, address),
      address,
      isPublic,
      isSeen: owners(region, address).includes(cvm),
    });
    return [...own.map((address) => host(address, false)), ...others.map((address) => host(address, true))];
  });
  return {
    region,
    hostsOf,
    seenIn: (set) => {
      const own = cvmsByRegion(cvms).get(region) ?? [];
      const others = publicIn(cvms, set).filter((cvm) => cvm.region !== region);
      return [...own, ...others].flatMap(hostsOf).filter((host) => isSeenIn(set, host));
    },
    inSubnet: (subnet) => cvmsBySubnet(cvms).get(subnet) ?? [],
  };
}

export function isSeenIn({ v4, v6 }: AddressSet, { address, isSeen }: HostAddress): boolean {
  return isSeen && (address.family === 4 ? cuts.contains(v4, address.start) : cuts.contains(v6, address.start));
}

export function isSameAddress(a: Address, b: Address): boolean {
  return a.family === b.family && a.start === b.start;
}

const cvmsByRegion = memoOf((cvms: readonly Cvm[]) => groupBy(cvms, ({ region }) => region));
const cvmsBySubnet = memoOf((cvms: readonly Cvm[]) => {
  const found = new Map<string, Cvm[]>();
  for (const cvm of cvms) {
    for (const subnet of new Set(cvm.interfaces.map((one) => one.subnet))) {
      if (subnet === undefined) continue;
      const known = found.get(subnet);
      if (known === undefined) found.set(subnet, [cvm]);
      else known.push(cvm);
    }
  }
  return found;
});

interface Public<T> {
  readonly address: T;
  readonly cvm: Cvm;
}

/** By their public addresses, ascending. */
const publicAddresses = memoOf((cvms: readonly Cvm[]) => {
  const all = cvms.flatMap((cvm) => cvm.publicAddresses.map((address) => ({ address, cvm })));
  return {
    v4: sorted(all.flatMap(({ address, cvm }) => (address.family === 4 ? [{ address: address.start, cvm }] : []))),
    v6: sorted(all.flatMap(({ address, cvm }) => (address.family === 6 ? [{ address: address.start, cvm }] : []))),
  };
});

function sorted<T extends number | bigint>(addresses: readonly Public<T>[]): readonly Public<T>[] {
  return addresses.toSorted((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0));
}

function publicIn(cvms: readonly Cvm[], set: AddressSet): readonly Cvm[] {
  const { v4, v6 } = publicAddresses(cvms);
  return [...new Set([...within(v4, set.v4), ...within(v6, set.v6)])];
}

function* within<T extends number | bigint>(addresses: readonly Public<T>[], set: Cuts<T>): Generator<Cvm> {
  for (let i = 0; i < set.length; i += 2) {
    for (let at = firstFrom(addresses, set[i]!); at < addresses.length && addresses[at]!.address < set[i + 1]!; at++)
      yield addresses[at]!.cvm;
  }
}

function firstFrom<T extends number | bigint>(addresses: readonly Public<T>[], start: T): number {
  let low = 0;
  let high = addresses.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (addresses[middle]!.address < start) low = middle + 1;
    else high = middle;
  }
  return low;
}
