// The machines that addresses lead to, as seen from a region: its own machines, and under their public addresses those of other regions.
//
// Two thousand regions with a public machine each see four million machines. Most questions are not about machines of other regions, so
// these are looked at only when a question holds an address, a name or a set that leads to them.

import { addressesOf } from '#model/interfaces.ts';
import type { Cvm, Model, NetworkInterface } from '#model/model.ts';
import type { Address } from '#net/address.ts';
import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import type { Cuts } from '#net/cuts.ts';
import * as cuts from '#net/cuts.ts';
import { addTo, groupBy } from '#util/groupBy.ts';
import { keep, memoOf, once } from '#util/memo.ts';
import { countBefore } from '#util/sorted.ts';
import { addressKey, interfaceAt, ownersAmong } from '../directory.ts';

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
  /** The machines that an address in the set leads to from here: those of the region in the order of the model, then others. */
  readonly seenIn: (set: AddressSet) => readonly H[];
  /** The machines with an interface in the subnet. */
  readonly inSubnet: (subnet: string) => readonly Cvm[];
}

/** The machines of a region, and those of other regions as this region sees them. */
export interface MachinesMet extends Machines {
  /** The machines of the region that an address in the set leads to. */
  readonly ownIn: (set: AddressSet) => readonly HostAddress[];
  /** The addresses that lead to machines of the region, whoever has them elsewhere. */
  readonly own: AddressSet;
}

/** Made once for the machines of a model and a region. */
export function machinesMet(model: Model, region: string): MachinesMet {
  return keep(regions(model.cvms), region, () => makeMachines(model.cvms, region));
}

const regions = memoOf((_: Model['cvms']) => new Map<string, MachinesMet>());

function makeMachines(cvms: readonly Cvm[], region: string): MachinesMet {
  const owners = ownersAmong(cvms);
  const own = cvmsByRegion(cvms).get(region) ?? [];
  // An address of the region's own machine leads to that machine alone, even if another region's machine has it too.
  const ownAddresses = own.flatMap(addressesOf);
  const hidden = new Set(ownAddresses.map(addressKey));
  const seenFromHere = memoOf((cvm: Cvm): readonly HostAddress[] =>
    hostsFromElsewhere(cvm).map((host) => ({ ...host, isSeen: owners(region, host.address).includes(cvm) })),
  );
  const hostsOf = (cvm: Cvm): readonly HostAddress[] => {
    const usual = hostsFromElsewhere(cvm);
    const isUsual = cvm.region !== region && !usual.some(({ address }) => hidden.has(addressKey(address)));
    return isUsual ? usual : seenFromHere(cvm);
  };
  const ownHosts = once(() => {
    const all = own.flatMap(hostsOf).filter(({ isSeen }) => isSeen);
    return { order: new Map(all.map((host, i) => [host, i])), byAddress: inOrderOfAddress(all) };
  });
  const ownIn = memoOf((set: AddressSet): readonly HostAddress[] => {
    const { order, byAddress } = ownHosts();
    return hostsIn(byAddress, set).sort((a, b) => order.get(a)! - order.get(b)!);
  });
  return {
    region,
    hostsOf,
    ownIn,
    own: addressSet.ofAll(ownAddresses),
    seenIn: (set) => {
      const found = [...ownIn(set)];
      for (const host of hostsIn(publicHosts(cvms), set))
        if (host.cvm?.region !== region && !hidden.has(addressKey(host.address))) found.push(host);
      return found;
    },
    inSubnet: (subnet) => cvmsBySubnet(cvms).get(subnet) ?? [],
  };
}

/** As most other regions see a machine, under its public addresses alone: these regions share what they see. */
const hostsFromElsewhere = memoOf((cvm: Cvm): readonly HostAddress[] => {
  const { privateAddresses: own, publicAddresses } = cvm;
  const others = publicAddresses.filter((address) => !own.some((known) => isSameAddress(known, address)));
  const host = (address: Address, isPublic: boolean): HostAddress => ({
    cvm,
    networkInterface: interfaceAt(cvm, address),
    address,
    isPublic,
    isSeen: publicAddresses.some((known) => isSameAddress(known, address)),
  });
  return [...own.map((address) => host(address, false)), ...others.map((address) => host(address, true))];
});

export function isSeenIn({ v4, v6 }: AddressSet, { address, isSeen }: HostAddress): boolean {
  return isSeen && (address.family === 4 ? cuts.contains(v4, address.start) : cuts.contains(v6, address.start));
}

export function isSameAddress(a: Address, b: Address): boolean {
  return a.family === b.family && a.start === b.start;
}

const cvmsByRegion = memoOf((cvms: readonly Cvm[]) => groupBy(cvms, ({ region }) => region));
/** The machines with an interface in each subnet, by the subnet's key. */
export const cvmsBySubnet = memoOf((cvms: readonly Cvm[]): ReadonlyMap<string, readonly Cvm[]> => {
  const found = new Map<string, Cvm[]>();
  for (const cvm of cvms) {
    for (const subnet of new Set(cvm.interfaces.map((one) => one.subnet))) {
      if (subnet !== undefined) addTo(found, subnet, cvm);
    }
  }
  return found;
});

/** One host of each public address that a machine has, in the order of the addresses. */
export const publicHosts = memoOf((cvms: readonly Cvm[]) => {
  const all = cvms.flatMap((cvm) => hostsFromElsewhere(cvm).filter(({ isSeen }) => isSeen));
  return { ...inOrderOfAddress(all), addresses: addressSet.ofAll(all.map(({ address }) => address)) };
});

interface ByAddress {
  readonly v4: readonly Keyed<number>[];
  readonly v6: readonly Keyed<bigint>[];
}

function inOrderOfAddress(hosts: readonly HostAddress[]): ByAddress {
  const sorted = <T extends number | bigint>(keyed: readonly Keyed<T>[]) =>
    keyed.toSorted((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
  return {
    v4: sorted(hosts.flatMap((host) => (host.address.family === 4 ? [{ start: host.address.start, host }] : []))),
    v6: sorted(hosts.flatMap((host) => (host.address.family === 6 ? [{ start: host.address.start, host }] : []))),
  };
}

export interface Keyed<T extends number | bigint> {
  readonly start: T;
  readonly host: HostAddress;
}

function hostsIn({ v4, v6 }: ByAddress, set: AddressSet): HostAddress[] {
  const found: HostAddress[] = [];
  eachWithin(v4, set.v4, ({ host }) => found.push(host));
  eachWithin(v6, set.v6, ({ host }) => found.push(host));
  return found;
}

/** The hosts that are in the set, with their places. `hosts` are in the order of their addresses. */
export function eachWithin<T extends number | bigint>(
  hosts: readonly Keyed<T>[],
  set: Cuts<T>,
  visit: (host: Keyed<T>, place: number) => void,
): void {
  for (let i = 0; i < set.length; i += 2)
    for (
      let at = countBefore(hosts.length, (k) => hosts[k]!.start < set[i]!);
      at < hosts.length && hosts[at]!.start < set[i + 1]!;
      at++
    )
      visit(hosts[at]!, at);
}
