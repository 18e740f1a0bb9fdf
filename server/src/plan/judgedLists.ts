// What a list of rules decides by itself, for all packets or only for those from and to some addresses, and for which addresses two lists
// decide differently. Two lists with the same rules about groups with the same members are one judged list, at every moment of a plan.
//
//   store inbound { allow tcp 22 from ops    allow tcp 3306 from web }
//     read     the rules, and the groups that they name: [ops, web]. It is read once as long as its rules are the same.
//     judged   the read list with the members of ops and web at a moment. When web-7 leaves web it is another judged list, which differs
//              from the one before for the address of web-7 alone.

import { type AddressRule, type Decisions, decisionsOf } from '#engine/list/decisions.ts';
import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import * as packetSet from '#net/packetSet.ts';
import { keep, memoOf, once, recent } from '#util/memo.ts';
import type { Lists, Meaning } from './meaning.ts';
import type { Members } from './members.ts';

/** What the names in rules stand for, in one region at one moment. */
export interface Lookup {
  readonly lists: Lists;
  readonly members: Members;
}

export interface JudgedList {
  readonly id: number;
  /** Of all packets. */
  readonly decisions: () => Decisions;
  /** Of packets from or to these addresses. */
  readonly decisionsFor: (addresses: AddressSet) => Decisions;
  readonly read: ReadList;
  /** The members of each of `read.groups`. */
  readonly members: readonly AddressSet[];
}

/** A list of rules, whoever is in the groups that it names. */
interface ReadList {
  readonly meanings: readonly Meaning[];
  /** Lists with the same rules have the same id. */
  readonly id: number;
  readonly groups: readonly string[];
}

/** How many lists, and comparisons of two, are kept. */
const MOST_LISTS = 2000;
const MOST_DIFFERENCES = 20_000;

export function judgedLists() {
  const listNumbers = new Map<string, number>();
  const readings = memoOf((_: Lists) => new WeakMap<readonly object[], ReadList>());
  const setNumbers = numbers<AddressSet>();
  const judged = recent<string, JudgedList>(MOST_LISTS);
  const judgedNumbers = new Map<string, number>();
  const atMoment = memoOf((_: Lookup) => new Map<readonly object[], JudgedList>());
  const differences = recent<string, AddressSet>(MOST_DIFFERENCES);
  const same = sameSets();

  function read(list: readonly object[], { lists, members }: Lookup, meaningsOf: () => readonly Meaning[]): JudgedList {
    const readNow = () => readList(meaningsOf(), (text) => numberIn(listNumbers, text));
    const reading = keep(readings(lists), list, readNow);
    const { id, groups } = reading;
    const sets = groups.map((group) => members.get(group) ?? addressSet.EMPTY);
    const key = [id, ...sets.map(setNumbers)].join();
    return keep(judged, key, () => judgedList(numberIn(judgedNumbers, key), reading, sets));
  }

  return {
    judgedList: (list: readonly object[], lookup: Lookup, meaningsOf: () => readonly Meaning[]): JudgedList =>
      keep(atMoment(lookup), list, () => read(list, lookup, meaningsOf)),
    /** The addresses for which two lists decide otherwise. */
    difference: (a: JudgedList, b: JudgedList): AddressSet => {
      if (a === b) return addressSet.EMPTY;
      const key = a.id < b.id ? `${a.id} ${b.id}` : `${b.id} ${a.id}`;
      return keep(differences, key, () => same(differenceOf(a, b, same)));
    },
    same,
  };
}

/** Numbers objects in the order in which they come. */
function numbers<K extends object>(): (key: K) => number {
  let count = 0;
  return memoOf(() => count++);
}

export function numberIn(numbers: Map<string, number>, text: string): number {
  return keep(numbers, text, () => numbers.size);
}

/** Makes equal sets one object, so that what is known of one is known of all. */
function sameSets(): (set: AddressSet) => AddressSet {
  const known = recent<string, AddressSet>(MOST_DIFFERENCES);
  return (set) => keep(known, textOf(set), () => set);
}

function judgedList(id: number, read: ReadList, members: readonly AddressSet[]): JudgedList {
  const rules = once(() => {
    const membersOf = new Map(read.groups.map((group, i) => [group, members[i] ?? addressSet.EMPTY]));
    return read.meanings.map(
      ({ allows, services, peer }): AddressRule => ({
        allows,
        services,
        addresses: 'group' in peer ? (membersOf.get(peer.group) ?? addressSet.EMPTY) : peer,
      }),
    );
  });
  return {
    id,
    read,
    members,
    decisions: once(() => decisionsOf(rules())),
    decisionsFor: memoOf((addresses) => decisionsOf(within(rules(), addresses))),
  };
}

function within(rules: readonly AddressRule[], addresses: AddressSet): AddressRule[] {
  const cut = memoOf((set: AddressSet) => addressSet.intersect(set, addresses));
  return rules.flatMap((rule) => {
    const left = cut(rule.addresses);
    return addressSet.isEmpty(left) ? [] : [{ ...rule, addresses: left }];
  });
}

/** Lists with the same rules can differ only for the members that their groups have got or lost. */
function differenceOf(a: JudgedList, b: JudgedList, same: (set: AddressSet) => AddressSet): AddressSet {
  if (a.read.id !== b.read.id) return differing(a.decisions(), b.decisions());
  const moved = a.members.flatMap((set, i) => {
    const other = b.members[i] ?? addressSet.EMPTY;
    return set === other ? [] : [addressSet.subtract(set, other), addressSet.subtract(other, set)];
  });
  const addresses = same(addressSet.unionAll(moved));
  return differing(a.decisionsFor(addresses), b.decisionsFor(addresses));
}

function differing(a: Decisions, b: Decisions): AddressSet {
  return addressSet.union(
    packetSet.whereDifferent(a.allowed, b.allowed),
    packetSet.whereDifferent(a.decided, b.decided),
  );
}

function readList(meanings: readonly Meaning[], numberOf: (text: string) => number): ReadList {
  const text = meanings
    .map(({ allows, services, peer }) => `${allows} ${services.join()} ${'group' in peer ? peer.group : textOf(peer)}`)
    .join(';');
  const groups = new Set(meanings.flatMap(({ peer }) => ('group' in peer ? [peer.group] : [])));
  return { meanings, id: numberOf(text), groups: [...groups] };
}

function textOf({ v4, v6 }: AddressSet): string {
  return `${v4.join()} ${v6.join()}`;
}
