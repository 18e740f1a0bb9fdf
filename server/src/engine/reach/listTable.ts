// What one list decides for each address, cut where the addresses of its peers begin and end.
//
//   allow tcp 22 from 10.0.0.0/8       0.0.0.0      takes nothing
//   deny  tcp    from 10.1.0.0/16      10.0.0.0     allows tcp 22, takes tcp 22
//                                      10.1.0.0     allows tcp 22, takes tcp
//                                      10.2.0.0     allows tcp 22, takes tcp 22
//                                      11.0.0.0     takes nothing
//
// Groups as peers do not cut the addresses: the groups that an address is in are given with each question. So a table follows from its list
// alone and stays as it is whatever else is edited. What is decided in a cell is found when it is first asked for.

import type { Policy, PolicyList } from '#model/policy.ts';
import type { Address } from '#net/address.ts';
import type { AddressSet } from '#net/addressSet.ts';
import type { ServiceSet } from '#net/services.ts';
import { memoOf } from '#util/memo.ts';
import { type AddressCells, addressCells, cellAt, hasSet } from '../list/addressCells.ts';
import { bitSets } from '../list/bitSets.ts';
import { bitList, decideInto } from '../list/firstMatch.ts';

export interface ListTable {
  /** The cells in the order of their addresses; cells of one class are in the same peers. */
  readonly v4: AddressCells['v4'];
  readonly v6: AddressCells['v6'];
  readonly classes: number;
  /** A number for the set of those of the groups that the list names; 0 for the empty set. */
  readonly namedAmong: (groups: ReadonlySet<string>) => number;
  /** What is decided in a class for addresses in the groups of that number. Equal answers of one table are one object. */
  readonly foldOf: (place: number, named: number) => Fold;
}

/** What a list decides for some addresses: what it allows, and all that it takes, whether it allows it or not. */
export interface Fold {
  /** A number from 0, its own in the table. */
  readonly id: number;
  readonly allowed: ServiceSet;
  readonly taken: ServiceSet;
}

/** A number that addresses share for which the list decides the same, or, in another telling, for which the same policies match. */
export type Telling = (table: ListTable, place: number, named: number) => number;

export const byDecision: Telling = (table, place, named) => table.foldOf(place, named).id + 1;
export const byPolicies: Telling = ({ classes }, place, named) => named * classes + place + 1;

/** A table of more bits than this is not made: some 20,000 peers that all differ. */
const MAX_BITS = 2 ** 30;

/** The table of a list, made once; undefined for a list that is too large. */
export const listTable = memoOf((list: PolicyList): ListTable | undefined => {
  const { policies } = list;
  const { sets, placeOf } = peersOf(policies);
  const ends = sets.reduce((sum, { v4, v6 }) => sum + v4.length + v6.length, 0);
  if (sets.length * ends > MAX_BITS) return undefined;
  const { v4, v6, classes } = addressCells(sets);
  const { namedAmong, groupsOf } = namedGroups(groupsNamed(list));
  const fold = folder(policies);
  const folds: Fold[][] = [];
  return {
    v4,
    v6,
    classes: classes.length,
    namedAmong,
    foldOf: (place, named) => {
      folds[named] ??= [];
      const byPlace = folds[named];
      const members = classes[place]!;
      const groups = groupsOf(named);
      byPlace[place] ??= fold((policy) => {
        const { peer } = policies[policy]!;
        return peer.kind === 'group' ? groups.has(peer.group) : hasSet(members, placeOf[policy]!);
      });
      return byPlace[place];
    },
  };
});

/** The class of the cell that holds an address. */
export function classAt({ v4, v6 }: ListTable, address: Address): number {
  return address.family === 4 ? v4.classOf[cellAt(v4, address.start)]! : v6.classOf[cellAt(v6, address.start)]!;
}

/** The sets of addresses that the policies have as peers, each once, and which of them each policy has. */
function peersOf(policies: readonly Policy[]) {
  const sets: AddressSet[] = [];
  const known = new Map<AddressSet, number>();
  const placeOf = policies.map(({ peer }) => {
    if (peer.kind === 'group') return -1;
    let place = known.get(peer.addresses);
    if (place === undefined) {
      place = sets.push(peer.addresses) - 1;
      known.set(peer.addresses, place);
    }
    return place;
  });
  return { sets, placeOf };
}

/** The groups that a list names as peers. */
export const groupsNamed = memoOf(({ policies }: PolicyList): readonly string[] => [
  ...new Set(policies.flatMap(({ peer }) => (peer.kind === 'group' ? [peer.group] : []))),
]);

function namedGroups(all: readonly string[]) {
  const numbers = new Map<string, number>([['', 0]]);
  const sets: ReadonlySet<string>[] = [new Set()];
  const namedAmong = (groups: ReadonlySet<string>): number => {
    if (groups.size === 0 || all.length === 0) return 0;
    const places = all.flatMap((group, i) => (groups.has(group) ? [i] : []));
    const key = places.join();
    let number = numbers.get(key);
    if (number === undefined) {
      number = sets.push(new Set(places.map((place) => all[place]!))) - 1;
      numbers.set(key, number);
    }
    return number;
  };
  return { namedAmong, groupsOf: (named: number) => sets[named]! };
}

/** First match over the policies that match. Equal answers are one object. */
function folder(policies: readonly Policy[]): (matches: (policy: number) => boolean) => Fold {
  const list = bitList(policies, ({ action }) => action === 'allow');
  const { words, toServices } = list;
  const found = bitSets(2 * words);
  const folds: Fold[] = [];
  const both = new Int32Array(2 * words);
  return (matches) => {
    decideInto(both, list, matches);
    const id = found.intern(both);
    folds[id] ??= { id, allowed: toServices(both.subarray(0, words)), taken: toServices(both.subarray(words)) };
    return folds[id];
  };
}
