// All addresses as if no machine had them, cut where the decision of any of some lists changes, where a subnet begins or ends, and where
// addresses of machines begin or end.
//
// A sweep along the addresses keeps what each list decides in the current cell as a row of numbers; equal rows are known by one number. A
// cut costs only as much as the lists that change there.

import type { Subnet } from '#model/model.ts';
import type { Address } from '#net/address.ts';
import { END4, END6 } from '#net/address.ts';
import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import { merging } from '#util/sorted.ts';
import type { Steps } from '#util/steps.ts';
import { type AddressCells, type Cells, cellAt } from '../list/addressCells.ts';
import type { ListTable, Telling } from './listTable.ts';
import { type Tuples, tuples } from './tuples.ts';

/** Addresses for which all lists decide alike and which the same subnet holds. */
export interface PlaceClass {
  readonly family: 4 | 6;
  /** The one subnet that holds them; nothing where none does, or several do. */
  readonly subnet: Subnet | undefined;
  /** An address for which all lists decide as for these; one and the same for classes that differ only in their subnets. */
  readonly sample: Address;
  readonly addresses: AddressSet;
  /** Those of them that no machine has. */
  readonly free: AddressSet;
}

export interface Places {
  /** In the order of their first addresses, IPv4 before IPv6. */
  readonly classes: readonly PlaceClass[];
  readonly classAt: (address: Address) => PlaceClass;
}

/** What else cuts the addresses. */
export interface Cut {
  readonly cells: Pick<AddressCells, 'v4' | 'v6'>;
  readonly tell: (place: number) => number;
}

export function* cuttingPlaces(
  tables: readonly ListTable[],
  subnets: readonly Subnet[],
  owned: AddressSet,
  tell: Telling,
  also: readonly Cut[] = [],
): Steps<Places> {
  const blocks = subnets.flatMap((subnet) => (subnet.cidr === undefined ? [] : [{ subnet, cidr: subnet.cidr }]));
  const sets = blocks.map(({ cidr }) => addressSet.of(cidr));
  const v4 = yield* sweep<number>(
    [
      ...tables.map((table) => ({ ...table.v4, tell: (place: number) => tell(table, place, 0) })),
      ...also.map((one) => ({ ...one.cells.v4, tell: one.tell })),
    ],
    [owned, ...sets].map((set) => set.v4),
    tuples(tables.length + also.length),
    { first: 0, end: END4, compare: (a, b) => a - b },
  );
  const v6 = yield* sweep<bigint>(
    [
      ...tables.map((table) => ({ ...table.v6, tell: (place: number) => tell(table, place, 0) })),
      ...also.map((one) => ({ ...one.cells.v6, tell: one.tell })),
    ],
    [owned, ...sets].map((set) => set.v6),
    tuples(tables.length + also.length),
    { first: 0n, end: END6, compare: (a, b) => (a < b ? -1 : a > b ? 1 : 0) },
  );
  const subnetOf = (place: number): Subnet | undefined => (place < 0 ? undefined : blocks[place]!.subnet);
  const first: readonly PlaceClass[] = classesOf(v4, END4).map(({ around, all, free, sample: start }) => ({
    family: 4,
    subnet: subnetOf(around),
    sample: { family: 4, start, end: start + 1 },
    addresses: { v4: all, v6: [] },
    free: { v4: free, v6: [] },
  }));
  const second: readonly PlaceClass[] = classesOf(v6, END6).map(({ around, all, free, sample: start }) => ({
    family: 6,
    subnet: subnetOf(around),
    sample: { family: 6, start, end: start + 1n },
    addresses: { v4: [], v6: all },
    free: { v4: [], v6: free },
  }));
  return {
    classes: [...first, ...second],
    classAt: (address) =>
      address.family === 4
        ? first[v4.classOf[cellAt(v4, address.start)]!]!
        : second[v6.classOf[cellAt(v6, address.start)]!]!,
  };
}

interface Swept<T> {
  readonly starts: readonly T[];
  readonly classOf: readonly number[];
  /** By cell. */
  readonly isOwned: readonly boolean[];
  /** By class: the place of the one subnet around it, -1 where there is none or several. */
  readonly around: readonly number[];
  /** By class: the first address that the lists do not tell apart from it. */
  readonly samples: readonly T[];
}

/** Where a list's cell begins, or a set begins or ends. */
interface End<T> {
  readonly at: T;
  readonly source: number;
}

/** The cells of one list, and what tells their classes apart. */
interface Source<T extends number | bigint> extends Cells<T> {
  readonly tell: (place: number) => number;
}

interface Family<T> {
  readonly first: T;
  readonly end: T;
  readonly compare: (a: T, b: T) => number;
}

/** Cuts that are looked at in one step. */
const CUTS_A_STEP = 2000;

/** The first of `sets` is the addresses of machines, the others are the subnets. */
function* sweep<T extends number | bigint>(
  cut: readonly Source<T>[],
  sets: readonly (readonly T[])[],
  row: Tuples,
  { first, end, compare }: Family<T>,
): Steps<Swept<T>> {
  const ends = yield* merging<End<T>>(
    [
      [{ at: first, source: -1 }],
      ...cut.map(({ starts }, source) => starts.map((at) => ({ at, source }))),
      ...sets.map((set, i) => set.flatMap((at) => (at < end ? [{ at, source: cut.length + i }] : []))),
    ],
    (a, b) => compare(a.at, b.at),
  );

  const cellOf = new Int32Array(cut.length).fill(-1);
  const inside = new Set<number>();
  let owned = false;
  const starts: T[] = [];
  const classOf: number[] = [];
  const isOwned: boolean[] = [];
  const classes = newClasses<T>();
  for (let i = 0, step = CUTS_A_STEP; i < ends.length; ) {
    if (i >= step) {
      step = i + CUTS_A_STEP;
      yield;
    }
    const { at } = ends[i]!;
    for (; i < ends.length && ends[i]!.at === at; i++) {
      const { source } = ends[i]!;
      if (source < 0) continue;
      const list = cut[source];
      if (list !== undefined) {
        cellOf[source]!++;
        row.set(source, list.tell(list.classOf[cellOf[source]!]!));
      } else if (source === cut.length) owned = !owned;
      else if (!inside.delete(source)) inside.add(source);
    }
    const [one] = inside;
    const subnet = inside.size === 1 && one !== undefined ? one - cut.length - 1 : -1;
    starts.push(at);
    classOf.push(classes.at(at, row.number(), subnet));
    isOwned.push(owned);
  }
  return { starts, classOf, isOwned, around: classes.around, samples: classes.samples };
}

/** The classes that a sweep has met: one for each number of a row and subnet around it. */
function newClasses<T>() {
  const around: number[] = [];
  const samples: T[] = [];
  const firstOf = new Map<number, T>();
  const known = new Map<number, Map<number, number>>();
  return {
    around,
    samples,
    /** The place of the class of the cell that begins at `start`. */
    at(start: T, number: number, subnet: number): number {
      let byRow = known.get(subnet);
      if (byRow === undefined) {
        byRow = new Map();
        known.set(subnet, byRow);
      }
      let place = byRow.get(number);
      if (place === undefined) {
        if (!firstOf.has(number)) firstOf.set(number, start);
        place = around.push(subnet) - 1;
        samples.push(firstOf.get(number) ?? start);
        byRow.set(number, place);
      }
      return place;
    },
  };
}

interface SweptClass<T extends number | bigint> {
  readonly around: number;
  readonly sample: T;
  readonly all: readonly T[];
  readonly free: readonly T[];
}

function classesOf<T extends number | bigint>(
  { starts, classOf, isOwned, around, samples }: Swept<T>,
  end: T,
): readonly SweptClass<T>[] {
  const found = around.map((subnet, i) => ({ around: subnet, sample: samples[i]!, all: [] as T[], free: [] as T[] }));
  for (let cell = 0; cell < starts.length; cell++) {
    const [from, to] = [starts[cell]!, starts[cell + 1] ?? end];
    const place = found[classOf[cell]!]!;
    append(place.all, from, to);
    if (!isOwned[cell]) append(place.free, from, to);
  }
  return found;
}

/** Adds [from, to) behind what is there; what touches becomes one. */
function append<T>(set: T[], from: T, to: T): void {
  if (set.at(-1) === from) set.pop();
  else set.push(from);
  set.push(to);
}
