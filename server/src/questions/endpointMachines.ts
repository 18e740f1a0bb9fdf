import type { EndpointError } from '#engine/packet/endpoint.ts';
import { isInSubnet } from '#model/interfaces.ts';
import type { Cvm, Endpoint, Model } from '#model/model.ts';
import type { Address } from '#net/address.ts';
import * as addressSet from '#net/addressSet.ts';

/** The machines that an end stands for. Of an end of addresses, those of the machines `met` that are reached from the region. */
export function machinesOfEndpoint(
  model: Model,
  end: Endpoint,
  region: string,
  met: () => readonly Cvm[],
): readonly Cvm[] {
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
      return met().filter((cvm) => isInSubnet(cvm, end.key) || hasAddressIn(cvm, region, set));
    }
    case 'addresses':
      return met().filter((cvm) => hasAddressIn(cvm, region, end.set));
    case 'internet':
      return [];
  }
}

function hasAddressIn(
  { region: own, privateAddresses, publicAddresses }: Cvm,
  region: string,
  set: addressSet.AddressSet,
): boolean {
  const isIn = (address: Address) => addressSet.contains(set, address);
  return (own === region && privateAddresses.some(isIn)) || publicAddresses.some(isIn);
}

/** Whether more of the files could make an end of a text that is none: what it names, or an address of that, may not have been read. */
export function hangsOnFiles({ code }: EndpointError): boolean {
  return HANGING.has(code);
}

const HANGING: ReadonlySet<EndpointError['code']> = new Set([
  'unknown',
  'no-address',
  'wrong-family',
  'families-differ',
]);
