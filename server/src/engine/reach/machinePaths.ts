// The paths between machines. Two machines with one address are distinguished if another address of theirs shows which is meant.

import type { Cvm } from '#model/model.ts';
import type { Steps } from '#util/steps.ts';
import { type AddressKey, addressKey } from '../directory.ts';
import { NOTHING } from '../list/serviceAxis.ts';
import type { Kinds } from './kinds.ts';
import { isSameAddress } from './machines.ts';
import type { Ends, Machine } from './reachEnds.ts';
import { addPath, passingOf, type Search, subtract } from './reachPaths.ts';

const MAX_UNTOLD = 100;

/** Pairs of machines that are looked at in one step. */
const PAIRS_A_STEP = 1000;

export function* betweenMachines(search: Search, from: Ends, to: Ends): Steps<void> {
  const known = new Map<string, number>();
  const isShared = sharedAddresses(search.kinds);
  const passing = (source: Machine, destination: Machine): number => {
    if (isShared(source) && isShared(destination)) return passingApart(search, source, destination);
    const key = `${source.sort} ${destination.sort}`;
    let set = known.get(key);
    if (set === undefined) {
      set = passingOf(search, source.hosts, destination.hosts);
      known.set(key, set);
    }
    return set;
  };
  let pairs = 0;
  for (const destination of to.machines) {
    for (const source of from.machines) {
      if (++pairs % PAIRS_A_STEP === 0) yield;
      if (source.cvm === destination.cvm) continue;
      if (isShared(source) && isShared(destination) && !haveTwoAddresses(source, destination)) {
        if (search.untold.length < MAX_UNTOLD) search.untold.push([source.name, destination.name]);
        continue;
      }
      const set = passing(source, destination);
      if (set === NOTHING) continue;
      const within = passing(source.itself ?? source, destination.itself ?? destination);
      const more =
        source.itself === undefined && destination.itself === undefined ? set : subtract(search, set, within);
      if (more !== NOTHING) addPath(search, source.name, destination.name, set, source.cvm, destination.cvm);
    }
  }
}

/** What passes between two machines, packets from an address to itself left out. */
function passingApart(search: Search, source: Machine, destination: Machine): number {
  return source.hosts.reduce((all, one) => {
    const others = destination.hosts.filter((other) => !isSameAddress(one.address, other.address));
    return search.kinds.numbers.or(all, passingOf(search, [one], others));
  }, NOTHING);
}

/** Whether another machine has one of the machine's addresses too. */
function sharedAddresses({ hosts }: Kinds): (machine: Machine) => boolean {
  const first = new Map<AddressKey, Cvm | undefined>();
  const shared = new Set<AddressKey>();
  for (const { cvm, address } of hosts()) {
    const key = addressKey(address);
    if (first.has(key) && first.get(key) !== cvm) shared.add(key);
    first.set(key, cvm);
  }
  return shared.size === 0
    ? () => false
    : (machine) => machine.hosts.some(({ address }) => shared.has(addressKey(address)));
}

/** Whether a packet can go from the one machine to the other at all, with an address of its own at each end. */
function haveTwoAddresses(a: Machine, b: Machine): boolean {
  return a.hosts.some((one) =>
    b.hosts.some((other) => one.kind.family === other.kind.family && !isSameAddress(one.address, other.address)),
  );
}
