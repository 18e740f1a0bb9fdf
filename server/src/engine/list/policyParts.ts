// What a policy matches, as one part for each address family, and which other policies are certain to take it.

import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import * as cuts from '#net/cuts.ts';
import { OVER_IPV4, OVER_IPV6, type ServiceSet } from '#net/services.ts';
import type { ListPolicy } from './board.ts';

export interface Part {
  readonly addresses: AddressSet;
  readonly services: ServiceSet;
}

/** The parts of a policy, one for each family. With a group as its peer: any IPv4 address, since the members are unknown. */
export function partsOf({ peer, services }: ListPolicy): Part[] {
  const { v4, v6 } = addressesOf(peer);
  const parts: Part[] = [];
  if (v4.length > 0) parts.push({ addresses: { v4, v6: [] }, services: within(services, OVER_IPV4) });
  if (v6.length > 0) parts.push({ addresses: { v4: [], v6 }, services: within(services, OVER_IPV6) });
  return parts.filter((part) => part.services.length > 0);
}

function within(services: ServiceSet, possible: ServiceSet): ServiceSet {
  return cuts.isSubsetOf(services, possible) ? services : cuts.intersect(services, possible);
}

function addressesOf(peer: ListPolicy['peer']): AddressSet {
  return peer.kind === 'group' ? addressSet.ANY4 : peer.addresses;
}

/** Whether it is certain what a taker takes of a policy: a group is only for a policy of the same group, addresses are for every policy. */
function countsFor(taker: ListPolicy, policy: ListPolicy): boolean {
  return taker.peer.kind === 'addresses' || (policy.peer.kind === 'group' && policy.peer.group === taker.peer.group);
}

/** Whether the taker takes every packet that the policy matches. */
export function contains(taker: ListPolicy, policy: ListPolicy): boolean {
  if (!countsFor(taker, policy)) return false;
  const addresses = addressesOf(taker.peer);
  const all = { addresses: addressesOf(policy.peer), services: policy.services };
  const inTaker = (part: Part): boolean =>
    cuts.isSubsetOf(part.services, taker.services) && addressSet.isSubsetOf(part.addresses, addresses);
  // The parts leave out services that do not exist over their family; policies that have such services are rare.
  return inTaker(all) || partsOf(policy).every(inTaker);
}

/** The parts without what a taker takes; the same array where it takes nothing. */
export function without(parts: readonly Part[], taker: ListPolicy, policy: ListPolicy): readonly Part[] {
  if (!countsFor(taker, policy)) return parts;
  const taken = { addresses: addressesOf(taker.peer), services: taker.services };
  const result: Part[] = [];
  let changed = false;
  for (const part of parts) {
    if (!(cuts.overlap(part.services, taken.services) && addressSet.overlap(part.addresses, taken.addresses))) {
      result.push(part);
      continue;
    }
    changed = true;
    const beside = addressSet.subtract(part.addresses, taken.addresses);
    if (!addressSet.isEmpty(beside)) result.push({ addresses: beside, services: part.services });
    const services = cuts.subtract(part.services, taken.services);
    if (services.length > 0)
      result.push({ addresses: addressSet.intersect(part.addresses, taken.addresses), services });
  }
  return changed ? result : parts;
}
