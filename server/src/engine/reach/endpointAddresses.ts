// What the endpoints of expectations and of reach stand for.
//
// A cvm stands for all private addresses of all its interfaces. A group stands for the interfaces in it, with their IPv6 addresses too: as
// a peer of a rule it leaves these out, and an expectation has to notice that. A subnet stands for every address of its cidr, and for the
// private addresses of the interfaces in it: a cidr of IPv4 holds none of IPv6. A machine in a subnet of another vpc is not in it, though
// both may have the same block. The internet is every address that is neither reserved nor a machine's.

import { addressesOf } from '#model/interfaces.ts';
import type { Cvm, Endpoint, Model, NetworkInterface, Subnet } from '#model/model.ts';
import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import { memoOf } from '#util/memo.ts';
import { INTERNET } from './internet.ts';
import { type HostAddress, isSameAddress, type Machines, type MachinesMet, publicHosts } from './machines.ts';

/** The addresses of machines that an endpoint stands for. */
export function hostsOf<H extends HostAddress>(model: Model, machines: Machines<H>, endpoint: Endpoint): readonly H[] {
  return hostsAmong(model, machines, endpoint, machines.seenIn);
}

/** The same without machines of other regions, which are reached under public addresses. */
export function ownHostsOf(model: Model, machines: MachinesMet, endpoint: Endpoint): readonly HostAddress[] {
  return hostsAmong(model, machines, endpoint, machines.ownIn);
}

function hostsAmong<H extends HostAddress>(
  model: Model,
  machines: Machines<H>,
  endpoint: Endpoint,
  seenIn: (set: AddressSet) => readonly H[],
): readonly H[] {
  switch (endpoint.kind) {
    case 'cvm': {
      const cvm = model.entities.get(endpoint.key);
      if (cvm?.kind !== 'cvm') return [];
      const { at } = endpoint;
      const isMeant = ({ address, isPublic }: HostAddress) =>
        at === undefined ? !isPublic : isSameAddress(address, at);
      return machines.hostsOf(cvm).filter(isMeant);
    }
    case 'group':
      return (model.members.get(endpoint.key) ?? []).flatMap((cvm) =>
        machines
          .hostsOf(cvm)
          .filter(({ isPublic, networkInterface }) => !isPublic && networkInterface?.groups.includes(endpoint.key)),
      );
    case 'subnet': {
      const isIn = ({ networkInterface }: HostAddress) => networkInterface?.subnet === endpoint.key;
      const own = machines
        .inSubnet(endpoint.key)
        .flatMap((cvm) => machines.hostsOf(cvm).filter((host) => !host.isPublic && isIn(host)));
      const subnet = subnetOf(model, endpoint.key);
      if (subnet?.cidr === undefined) return own;
      // Where machines of several networks share an address, those of this subnet are meant.
      const taken = new Set(own.map(({ address }) => address.start));
      const inside = seenIn(addressSet.of(subnet.cidr)).filter(
        (host) =>
          isIn(host) || !(taken.has(host.address.start) || (!host.isPublic && isApart(subnet, host.networkInterface))),
      );
      return [...new Set([...inside, ...own])];
    }
    case 'addresses':
      return seenIn(endpoint.set);
    case 'internet':
      return [];
  }
}

/** The addresses of an endpoint under which machines of other regions may be reached. */
export function metIn(model: Model, endpoint: Endpoint): AddressSet {
  return endpoint.kind === 'internet' ? addressSet.EMPTY : strangersOf(model, endpoint);
}

/** The addresses of an endpoint that no machine has, private addresses of its own region left out. */
export function nobodysIn(model: Model, endpoint: Endpoint): AddressSet {
  const set = strangersOf(model, endpoint);
  return endpoint.kind === 'internet' ? set : withoutPublic(model.cvms)(set);
}

/** Made once for the machines and each set: `any` is one set for all expectations. */
const withoutPublic = memoOf((cvms: readonly Cvm[]) =>
  memoOf((set: AddressSet) => addressSet.subtract(set, publicHosts(cvms).addresses)),
);

/** A set that holds all addresses of an endpoint that no machine has. It may also hold some that a machine has. */
export function strangersOf(model: Model, endpoint: Endpoint): AddressSet {
  switch (endpoint.kind) {
    case 'cvm':
    case 'group':
      return addressSet.EMPTY;
    case 'subnet': {
      const subnet = subnetOf(model, endpoint.key);
      if (subnet?.cidr === undefined) return addressSet.EMPTY;
      return addressSet.subtract(addressSet.of(subnet.cidr), addressesApart(model)(subnet));
    }
    case 'addresses':
      return endpoint.set;
    case 'internet':
      return internetOf(model.cvms);
  }
}

/** Whether an interface is in a subnet of another vpc than this subnet, which may have the same block. */
function isApart({ vpc }: Subnet, one: NetworkInterface | undefined): boolean {
  return one?.subnet !== undefined && one.vpc !== vpc;
}

/** The private addresses of machines that are in subnets of other vpcs. */
const addressesApart = memoOf((model: Model) =>
  memoOf((subnet: Subnet): AddressSet => {
    const own = model.cvms.filter(({ region }) => region === subnet.region);
    const others = own.flatMap(({ interfaces }) => interfaces.filter((one) => isApart(subnet, one)));
    return addressSet.ofAll(others.flatMap(({ privateAddresses }) => privateAddresses));
  }),
);

/** The internet without the addresses of machines of any region, whether they can be reached from here or not. */
const internetOf = memoOf((cvms: readonly Cvm[]) =>
  addressSet.subtract(INTERNET, addressSet.ofAll(cvms.flatMap(addressesOf))),
);

function subnetOf(model: Model, key: string): Subnet | undefined {
  const entity = model.entities.get(key);
  return entity?.kind === 'subnet' ? entity : undefined;
}
