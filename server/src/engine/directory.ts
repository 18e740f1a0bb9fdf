// What the questions of the engine look up in a model again and again: entities by their keys, and the machines that have an address.
// It is made once for each model.
//
// A private address is known in one region only, so two regions may use the same one. A public address is known everywhere: every
// region reaches its machine under it. Machines of different networks (vpc) of one region may share a private address too; then the
// address means each of them, and a packet is assumed to stay inside one network where it can.

import type { Acl, Cvm, Entity, Group, Model, NetworkInterface, Subnet } from '#model/model.ts';
import type { PolicyPeer } from '#model/policy.ts';
import type { Address } from '#net/address.ts';
import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import { groupBy } from '#util/groupBy.ts';
import { keep, memo, memoOf } from '#util/memo.ts';

export interface Directory {
  readonly group: (key: string) => Group | undefined;
  readonly acl: (key: string | undefined) => Acl | undefined;
  readonly subnet: (key: string | undefined) => Subnet | undefined;
  readonly cvm: (key: string | undefined) => Cvm | undefined;
  /** The machines that have an address, seen from a region; private and public ones. */
  readonly owners: (region: string, address: Address) => readonly Cvm[];
  /** The private IPv4 addresses of the interfaces that are in the group. */
  readonly members: (group: string) => AddressSet;
  /** The groups of which an interface with the address is a member; equal answers are one object. */
  readonly groupsAt: (address: Address) => ReadonlySet<string>;
  /** The one declared subnet of the region that holds an address, if exactly one does. */
  readonly subnetAround: (region: string, address: Address) => Subnet | undefined;
  readonly subnetsIn: (region: string) => readonly Subnet[];
}

/** Where an end of a packet is. An address that no machine has is without `cvm`; one outside of all subnets is without `subnet`. */
export interface Place {
  readonly cvm: Cvm | undefined;
  /** The machine's interface that has the address. */
  readonly networkInterface: NetworkInterface | undefined;
  readonly subnet: Subnet | undefined;
}

/** The directory of a model. Its parts are shared by models that have the same machines and subnets. */
export const directoryOf = memoOf(
  (model: Model): Directory => ({
    group: (key) => ofKind(model, key, 'group'),
    acl: (key) => ofKind(model, key, 'acl'),
    subnet: (key) => ofKind(model, key, 'subnet'),
    cvm: (key) => ofKind(model, key, 'cvm'),
    owners: (region, address) => ownersAmong(model.cvms)(region, address),
    members: (group) => {
      const cvms = model.members.get(group);
      return cvms === undefined ? addressSet.EMPTY : addressesIn(cvms, group);
    },
    groupsAt: (address) =>
      (address.family === 4 ? groupsByAddress(model.cvms).get(address.start) : undefined) ?? NO_GROUPS,
    subnetAround: (region, address) => {
      const subnets = subnetsByRegion(model.subnets).get(region);
      const around = subnets?.filter(({ cidr }) => cidr !== undefined && holds(cidr, address)) ?? [];
      return around.length === 1 ? around[0] : undefined;
    },
    subnetsIn: (region) => subnetsByRegion(model.subnets).get(region) ?? [],
  }),
);

/** By the array of the members, which is the same object as long as the members are the same. */
const addressesOfMembers = memo<readonly Cvm[], AddressSet>();

function addressesIn(members: readonly Cvm[], group: string): AddressSet {
  return addressesOfMembers(members, [group], () => {
    const own = members.flatMap(({ interfaces }) => interfaces.filter(({ groups }) => groups.includes(group)));
    return addressSet.ofAll(own.flatMap((one) => one.privateAddresses).filter(({ family }) => family === 4));
  });
}

const NO_GROUPS: ReadonlySet<string> = new Set();

const groupsByAddress = memoOf((cvms: readonly Cvm[]): ReadonlyMap<number, ReadonlySet<string>> => {
  const keys = new Map<number, Set<string>>();
  for (const { privateAddresses, groups } of cvms.flatMap(({ interfaces }) => interfaces)) {
    for (const { family, start } of privateAddresses) {
      if (family !== 4 || groups.length === 0) continue;
      const known = keys.get(start);
      if (known === undefined) keys.set(start, new Set(groups));
      else for (const group of groups) known.add(group);
    }
  }
  const sets = new Map<string, ReadonlySet<string>>();
  return new Map(
    [...keys].map(([start, all]) => {
      return [start, keep(sets, JSON.stringify([...all].sort()), () => all)];
    }),
  );
});

const subnetsByRegion = memoOf((subnets: readonly Subnet[]) => groupBy(subnets, ({ region }) => region));

/** The addresses that a policy's peer stands for now. */
export function peerAddresses(directory: Directory, peer: PolicyPeer): AddressSet {
  return peer.kind === 'addresses' ? peer.addresses : directory.members(peer.group);
}

/** The machines that have the address, or the one place of an address that no machine has. Never empty. */
export function placesOf(directory: Directory, region: string, address: Address): readonly Place[] {
  const owners = directory.owners(region, address);
  if (owners.length === 0)
    return [{ cvm: undefined, networkInterface: undefined, subnet: directory.subnetAround(region, address) }];
  return owners.map((cvm) => placeOfCvm(directory, cvm, address));
}

export function placeOfCvm(directory: Directory, cvm: Cvm, address: Address): Place {
  const networkInterface = interfaceAt(cvm, address);
  return { cvm, networkInterface, subnet: directory.subnet(networkInterface.subnet) };
}

/** The interface of a machine that has an address: where several claim it, the first, and a private address before a public one. */
export function interfaceAt({ interfaces }: Cvm, address: Address): NetworkInterface {
  const [primary] = interfaces;
  if (interfaces.length === 1) return primary;
  return (
    interfaces.find(({ privateAddresses }) => hasAddress(privateAddresses, address)) ??
    interfaces.find(({ publicAddresses }) => hasAddress(publicAddresses, address)) ??
    primary
  );
}

export function hasAddress(addresses: readonly Address[], { family, start }: Address): boolean {
  return addresses.some((own) => own.family === family && own.start === start);
}

/** A key for maps: one address as a number or, for IPv6, as text (big integers collide badly). */
export type AddressKey = number | string;

export function addressKey(address: Address): AddressKey {
  return address.family === 4 ? address.start : address.start.toString(36);
}

/** The machines that have an address: `owners` of the directory. */
export const ownersAmong = memoOf((cvms: readonly Cvm[]): Directory['owners'] => {
  const privately = new Map<string, Map<AddressKey, Cvm[]>>();
  const publicly = new Map<AddressKey, Cvm[]>();
  for (const cvm of cvms) {
    const own = keep(privately, cvm.region, () => new Map());
    for (const address of cvm.privateAddresses) addOwner(own, address, cvm);
    for (const address of cvm.publicAddresses) addOwner(publicly, address, cvm);
  }
  return (region, address) => {
    const key = addressKey(address);
    const inside = privately.get(region)?.get(key) ?? [];
    const outside = publicly.get(key) ?? [];
    if (outside.length === 0) return inside;
    const near = outside.filter((cvm) => cvm.region === region && !inside.includes(cvm));
    const here = [...inside, ...near];
    return here.length > 0 ? here : outside;
  };
});

function holds(block: Address, address: Address): boolean {
  if (block.family === 4) return address.family === 4 && block.start <= address.start && address.end <= block.end;
  return address.family === 6 && block.start <= address.start && address.end <= block.end;
}

function addOwner(owners: Map<AddressKey, Cvm[]>, address: Address, cvm: Cvm): void {
  const known = keep(owners, addressKey(address), () => []);
  if (!known.includes(cvm)) known.push(cvm);
}

function ofKind<K extends Entity['kind']>(model: Model, key: string | undefined, kind: K) {
  const entity = key === undefined ? undefined : model.entities.get(key);
  return entity?.kind === kind ? (entity as Extract<Entity, { kind: K }>) : undefined;
}
