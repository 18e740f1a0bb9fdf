import type { Cvm, Endpoint, Model } from '#model/model.ts';
import type { Address } from '#net/address.ts';
import * as addressSet from '#net/addressSet.ts';

/** The machines that an end can be, those of a region where it is told by addresses. */
export function machinesOfEndpoint(model: Model, end: Endpoint, inRegion: () => readonly Cvm[]): readonly Cvm[] {
  switch (end.kind) {
    case 'cvm': {
      const cvm = model.entities.get(end.key);
      return cvm?.kind === 'cvm' ? [cvm] : [];
    }
    case 'group':
      return model.members.get(end.key) ?? [];
    case 'subnet': {
      const subnet = model.entities.get(end.key);
      const set =
        subnet?.kind === 'subnet' && subnet.cidr !== undefined ? addressSet.of(subnet.cidr) : addressSet.EMPTY;
      return inRegion().filter((cvm) => cvm.subnet === end.key || hasAddressIn(cvm, set));
    }
    case 'addresses':
      return inRegion().filter((cvm) => hasAddressIn(cvm, end.set));
    case 'internet':
      return [];
  }
}

function hasAddressIn({ privateAddresses, publicAddresses }: Cvm, set: addressSet.AddressSet): boolean {
  const isIn = (address: Address) => addressSet.contains(set, address);
  return privateAddresses.some(isIn) || publicAddresses.some(isIn);
}
