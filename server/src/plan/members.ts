// Who is in which group: the private IPv4 addresses that a rule with the group as its peer matches.

import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import { addTo } from '#util/groupBy.ts';
import { keep, memoOf, recent, sameItems } from '#util/memo.ts';
import type { Instance } from './cloud.ts';
import { addressesOf } from './meaning.ts';

/** By the id of the group. A group without machines is not in it. */
export type Members = ReadonlyMap<string, AddressSet>;

interface Known {
  readonly parts: readonly AddressSet[];
  readonly set: AddressSet;
}

/** How many sets are kept. */
const MOST_SETS = 2000;

/** Finds the members at each moment. Equal sets are the same object, for all groups and moments. */
export function membersInTurn(): (region: string, machines: readonly Instance[]) => Members {
  const latest = new Map<string, ReadonlyMap<string, Known>>();
  const byText = recent<string, AddressSet>(MOST_SETS);
  const setOf = (parts: readonly AddressSet[]): AddressSet => {
    const { v4 } = addressSet.unionAll(parts);
    return keep(byText, v4.join(), () => ({ v4, v6: addressSet.EMPTY.v6 }));
  };
  return (region, machines) => {
    const parts = new Map<string, AddressSet[]>();
    for (const machine of machines) {
      const own = privateAddresses(machine);
      for (const id of new Set(machine.SecurityGroupIds)) addTo(parts, id, own);
    }
    const before = latest.get(region);
    const now = new Map(
      [...parts].map(([id, own]): [string, Known] => {
        const known = before?.get(id);
        return [id, known !== undefined && sameItems(known.parts, own) ? known : { parts: own, set: setOf(own) }];
      }),
    );
    latest.set(region, now);
    return new Map([...now].map(([id, { set }]) => [id, set]));
  };
}

/** Kept by the array of addresses, which a machine keeps when it is bound to other groups. */
const privateAddressesOf = memoOf((texts: readonly string[]) => addressSet.unionAll(texts.map(addressesOf)));
const NO_TEXTS: readonly string[] = [];

function privateAddresses({ PrivateIpAddresses = NO_TEXTS }: Instance): AddressSet {
  return privateAddressesOf(PrivateIpAddresses);
}
