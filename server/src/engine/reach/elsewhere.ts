// The machines of other regions, which are reached under their public addresses, sorted all at once by what is decided about them.
//
//   2,000 regions, each with a public machine and `expect allow tcp 443 from any to web-1`
//
//   Each expectation is about 1,999 machines of other regions. What their lists let out to the one address of web-1 is found once for all
//   expectations whose address every list treats like it, as one number for each machine. The expectation then goes through the machines in
//   the order of their addresses, and keeps at most a few of each kind.

import type { Model } from '#model/model.ts';
import type { PolicyList } from '#model/policy.ts';
import type { Address } from '#net/address.ts';
import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import type { Cuts } from '#net/cuts.ts';
import * as cuts from '#net/cuts.ts';
import { addTo } from '#util/groupBy.ts';
import { memoOf } from '#util/memo.ts';
import { type AddressKey, addressKey, directoryOf } from '../directory.ts';
import { type AddressCells, cellAt } from '../list/addressCells.ts';
import { pairTable } from '../list/pairTable.ts';
import { groupsNamed, listTable } from './listTable.ts';
import { eachWithin, type HostAddress, isSameAddress, type Keyed, publicHosts } from './machines.ts';
import { passingTablesOf } from './passingTables.ts';
import { type End, listsOf, type Side, sidesOf } from './sides.ts';

/** What judges the machines that have public addresses; the places are those of `publicHosts`. */
export interface PublicEnds {
  readonly v4: readonly PublicEnd[];
  readonly v6: readonly PublicEnd[];
  readonly sides: readonly Side[];
}

export interface PublicEnd {
  readonly end: End;
  /** The place of its side in `sides`. */
  readonly side: number;
  /** The groups of which the address is a member; most public addresses are in none. */
  readonly groups: ReadonlySet<string> | undefined;
}

export const publicEndsOf = memoOf((model: Model): PublicEnds => {
  const { endOf, endOfNobody } = sidesOf(model);
  const { groupsAt } = directoryOf(model);
  const places = new Map<Side, number>();
  const endAt = ({ networkInterface, address }: HostAddress): PublicEnd => {
    const end = networkInterface === undefined ? endOfNobody(undefined) : endOf(networkInterface);
    const side = places.get(end.side) ?? places.size;
    places.set(end.side, side);
    const groups = groupsAt(address);
    return { end, side, groups: groups.size === 0 ? undefined : groups };
  };
  const { v4, v6 } = publicHosts(model.cvms);
  return { v4: v4.map(({ host }) => endAt(host)), v6: v6.map(({ host }) => endAt(host)), sides: [...places.keys()] };
});

/** What each of the sides decides for one address at the other end. */
export interface Decisions {
  readonly id: number;
  /** By the place of a side: sides with equal numbers decide the same, also about answers where an acl looks at them. */
  readonly bySide: Int32Array;
}

export interface Deciders {
  readonly at: (address: Address, of: 'machine' | 'nobody') => Decisions;
  /** Cells, each of a class of its own, within which none of the lists treats addresses differently. */
  readonly cells: Pick<AddressCells, 'v4' | 'v6'>;
  /** The addresses of members of the groups that the lists name. From another region such an address may lead to no machine. */
  readonly members: AddressSet;
}

/** Which lists of machines of other regions are looked at: those for what they send, or for what they receive. */
export type Direction = 'inbound' | 'outbound';

const deciders = memoOf((_: Model) => new Map<Direction, Deciders>());

export function decidersOf(model: Model, direction: Direction): Deciders {
  const known = deciders(model).get(direction) ?? makeDeciders(model, direction);
  deciders(model).set(direction, known);
  return known;
}

/** At most so many numbers are kept, 32 MB; then all are dropped and found anew. */
const MAX_KEPT = 2 ** 23;

function makeDeciders(model: Model, direction: Direction): Deciders {
  const { sides } = publicEndsOf(model);
  const { groupsAt, members } = directoryOf(model);
  const tables = passingTablesOf(model);
  const numbers = pairTable();
  const cells = cellsOf(listsOf(sides, direction));
  const naming = sidesNaming(sides, direction);
  let count = 0;
  let ids = 0;

  const join = (a: number, b: number): number => {
    let number = numbers.get(a, b);
    if (number < 0) {
      number = count++;
      numbers.set(a, b, number);
    }
    return number;
  };
  const decide = (side: Side, peer: number): number => {
    const allowed = (lists: readonly PolicyList[] | undefined): number =>
      lists === undefined ? 0 : 2 + (tables.allowedBy(lists, peer) ?? -1);
    return join(join(allowed(side[direction]), allowed(side.aclInbound)), allowed(side.aclOutbound));
  };

  const known = new Map<string, Decisions>();
  const keep = (key: string, make: () => Int32Array): Decisions => {
    let decisions = known.get(key);
    if (decisions === undefined) {
      if (known.size * sides.length > MAX_KEPT) known.clear();
      decisions = { id: ids++, bySide: make() };
      known.set(key, decisions);
    }
    return decisions;
  };
  return {
    cells,
    members: addressSet.unionAll([...naming.keys()].map(members)),
    at: (address, of) => {
      const cell =
        address.family === 4 ? `4 ${cellAt(cells.v4, address.start)}` : `6 ${cellAt(cells.v6, address.start)}`;
      const usual = keep(cell, () => {
        const peer = tables.peerOf(address, 'nobody');
        return Int32Array.from(sides, (side) => decide(side, peer));
      });
      const named = of === 'nobody' ? [] : [...groupsAt(address)].filter((group) => naming.has(group));
      if (named.length === 0) return usual;
      return keep(`${cell} ${JSON.stringify(named)}`, () => {
        const peer = tables.peerOf(address, 'machine');
        const bySide = usual.bySide.slice();
        for (const group of named)
          for (const place of naming.get(group) ?? []) bySide[place] = decide(sides[place]!, peer);
        return bySide;
      });
    },
  };
}

function cellsOf(lists: readonly PolicyList[]): Deciders['cells'] {
  const tables = lists.flatMap((list) => listTable(list) ?? []);
  const starts4 = [...new Set([0, ...tables.flatMap(({ v4 }) => v4.starts)])].sort((a, b) => a - b);
  const starts6 = [...new Set([0n, ...tables.flatMap(({ v6 }) => v6.starts)])].sort((a, b) => (a < b ? -1 : 1));
  return {
    v4: { starts: starts4, classOf: starts4.map((_, i) => i) },
    v6: { starts: starts6, classOf: starts6.map((_, i) => i) },
  };
}

/** By the key of a group, the places of the sides of which a list names it. */
function sidesNaming(sides: readonly Side[], direction: Direction): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const [place, side] of sides.entries()) {
    for (const group of new Set(listsOf([side], direction).flatMap(groupsNamed))) addTo(found, group, place);
  }
  return found;
}

/** Machines of other regions that everything at the other end of their packets treats alike. */
export interface ElsewherePart {
  readonly end: End;
  /** A few of them: enough that for any single address at the other end, one of them is neither that address nor of its machine. */
  readonly hosts: readonly HostAddress[];
}

/** What tells them apart. */
export interface Apart {
  /** By the place of a side: the same number for sides that the other end treats alike. */
  readonly sideClass: ArrayLike<number>;
  /** The subnets at the other end, in which they would pass no acl; any subnet where it is undefined. */
  readonly networks: ReadonlySet<number> | undefined;
  /** The same number for addresses of a family that the other end's lists treat alike. It must be asked in the order of the addresses. */
  readonly peerClass: (family: 4 | 6) => (address: Address, groups: ReadonlySet<string> | undefined) => number;
}

/** So many hosts without a common address or machine are enough: the address at the other end, and its machine, are at most two of them. */
const ENOUGH = 3;

export function elsewhereIn(model: Model, set: AddressSet, apart: Apart): readonly ElsewherePart[] {
  const hosts = publicHosts(model.cvms);
  const ends = publicEndsOf(model);
  const parts: (ElsewherePart & { readonly hosts: HostAddress[]; readonly apart: HostAddress[] })[] = [];
  const visit = <T extends number | bigint>(
    family: 4 | 6,
    keyed: readonly Keyed<T>[],
    judged: readonly PublicEnd[],
    own: Cuts<T>,
  ): void => {
    const peerClass = apart.peerClass(family);
    const byClasses = new Map<number, Map<number, number>>();
    eachWithin(keyed, own, ({ host }, place) => {
      const { end, side, groups } = judged[place]!;
      const isNear = end.network >= 0 && (apart.networks?.has(end.network) ?? true);
      // A host that may be in one subnet with the other end has a class for its side and subnet, since no acl is passed within a subnet.
      const first = isNear ? -1 - (side + end.network * ends.sides.length) : apart.sideClass[side]!;
      const second = peerClass(host.address, groups);
      let byPeer = byClasses.get(first);
      if (byPeer === undefined) {
        byPeer = new Map();
        byClasses.set(first, byPeer);
      }
      let number = byPeer.get(second);
      if (number === undefined) {
        number = parts.push({ end, hosts: [], apart: [] }) - 1;
        byPeer.set(second, number);
      }
      const part = parts[number]!;
      if (part.apart.length >= ENOUGH) return;
      part.hosts.push(host);
      if (!part.apart.some((other) => other.cvm === host.cvm || isSameAddress(other.address, host.address)))
        part.apart.push(host);
    });
  };
  visit(4, hosts.v4, ends.v4, set.v4);
  visit(6, hosts.v6, ends.v6, set.v6);
  return parts;
}

/** Whether the set holds an address of a machine of another region. */
export function isAnyElsewhere(model: Model, set: AddressSet): boolean {
  return addressSet.overlap(publicHosts(model.cvms).addresses, set);
}

/** A number for each side: the same for sides for which all these decisions are the same. */
export function sideClasses(model: Model, all: readonly Decisions[]): ArrayLike<number> {
  const [first, ...others] = all;
  if (first === undefined) return new Int32Array(publicEndsOf(model).sides.length);
  let classes = first.bySide;
  for (const { bySide } of others) {
    const pairs = pairTable();
    let count = 0;
    classes = classes.map((known, place) => {
      let number = pairs.get(known, bySide[place]!);
      if (number < 0) {
        number = count++;
        pairs.set(known, bySide[place]!, number);
      }
      return number;
    });
  }
  return classes;
}

/** The addresses of machines of other regions that are in the set, each once. */
export function elsewhereAddresses(model: Model, set: AddressSet): readonly Address[] {
  const { v4, v6, addresses } = publicHosts(model.cvms);
  const found = new Map<AddressKey, Address>();
  if (addressSet.isEmpty(set) || addressSet.isEmpty(addresses)) return [];
  eachWithin(v4, set.v4, ({ host }) => found.set(addressKey(host.address), host.address));
  eachWithin(v6, set.v6, ({ host }) => found.set(addressKey(host.address), host.address));
  return [...found.values()];
}

/** The addresses in the set that the lists know as members of groups, one by one, IPv4 alone. */
export function membersIn({ members }: Deciders, set: AddressSet): readonly Address[] {
  const found: Address[] = [];
  for (const [first, end] of cuts.intervals(cuts.intersect(members.v4, set.v4)))
    for (let start = first; start < end; start++) found.push({ family: 4, start, end: start + 1 });
  return found;
}

/** One address of each cell that the set meets. */
export function samplesOfCells({ cells: { v4, v6 } }: Deciders, set: AddressSet): readonly Address[] {
  const found: Address[] = [];
  for (const start of meeting(v4.starts, set.v4)) found.push({ family: 4, start, end: start + 1 });
  for (const start of meeting(v6.starts, set.v6)) found.push({ family: 6, start, end: start + 1n });
  return found;
}

function* meeting<T extends number | bigint>(starts: readonly T[], set: Cuts<T>): Generator<T> {
  let last = -1;
  for (let i = 0; i < set.length; i += 2) {
    const from: T = set[i]!;
    const to: T = set[i + 1]!;
    for (let at = cellAt<T>({ starts, classOf: [] }, from); at < starts.length && starts[at]! < to; at++) {
      if (at > last) yield starts[at]! < from ? from : starts[at]!;
      last = at;
    }
  }
}
