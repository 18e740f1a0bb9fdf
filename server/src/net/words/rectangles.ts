// A set of packets as a table, services by addresses, and the rectangles in it.
//
//   tcp 80 from any, tcp from 10.0.0.0/8            0.0.0.0/0 without 10.0.0.0/8   10.0.0.0/8
//                                          tcp 80              yes                    yes
//                                          other tcp                                  yes
//
// Services that have the same addresses are one row, addresses of one family that have the same services one column. A statement
// is a rectangle: some rows and some columns, with `yes` wherever they cross. What is looked for are few rectangles that hold every
// `yes`; they may overlap. It is enough to look among those to which no row and no column can be added, of which the ones that
// belong to a single row or column nearly always do: R. Belohlavek and V. Vychodil, "Discovery of optimal factors in binary data
// via a novel method of matrix decomposition", Journal of Computer and System Sciences 76 (2010).

import type { AddressSet } from '../addressSet.ts';
import type { Cuts } from '../cuts.ts';
import * as cuts from '../cuts.ts';
import type { PacketSet, Steps } from '../packetSet.ts';
import { ALL, ICMP, ICMPV6, type ServiceSet } from '../services.ts';

export interface Table {
  /** The services of each row. */
  readonly rows: readonly ServiceSet[];
  readonly columns: number;
  /** The runs of addresses by their starts, each with its column; NO_COLUMN where nothing has to be said. */
  readonly v4: Runs<number>;
  readonly v6: Runs<bigint>;
  /** By row, the columns that have to be said and those that may be. Packets that cannot exist may always be said. */
  readonly needed: readonly Bits[];
  readonly allowed: readonly Bits[];
  /** The same by column. */
  readonly neededRows: readonly Bits[];
  readonly allowedRows: readonly Bits[];
}

export type Bits = Int32Array;

interface Runs<T extends number | bigint> {
  readonly starts: readonly T[];
  readonly columns: readonly number[];
}

const NO_COLUMN = -1;

/** Rows and columns: every cell in which they cross may be said. */
export interface Rectangle {
  readonly rows: Bits;
  readonly columns: Bits;
}

/** `also` are packets that may be said though they need not be. */
export function tableOf(packets: PacketSet, also: PacketSet): Table {
  const found: Column[] = [];
  const v4 = runsOf(packets.v4, also.v4, ICMPV6, found);
  const v6 = runsOf(packets.v6, also.v6, ICMP, found);
  const ends = new Set<number>([...ALL, ...ICMP, ...ICMPV6]);
  for (const { needed, allowed } of found) {
    for (const end of needed) ends.add(end);
    for (const end of allowed) ends.add(end);
  }
  const points = [...ends].sort((a, b) => a - b);
  const neededRows = found.map(({ needed }) => heldBy(needed, points));
  const allowedRows = found.map(({ allowed }) => heldBy(allowed, points));
  const rows = new Map<string, [start: number, end: number][]>();
  const samples: number[] = [];
  for (let i = 0; i + 1 < points.length; i++) {
    const needed = bitsWhere(found.length, (c) => hasBit(neededRows[c]!, i));
    const allowed = bitsWhere(found.length, (c) => hasBit(allowedRows[c]!, i));
    const key = `${needed.join()} ${allowed.join()}`;
    const known = rows.get(key);
    if (known !== undefined) known.push([points[i]!, points[i + 1]!]);
    else {
      rows.set(key, [[points[i]!, points[i + 1]!]]);
      samples.push(i);
    }
  }
  const inRows = (column: Bits) => bitsWhere(samples.length, (r) => hasBit(column, samples[r]!));
  const byColumn = { needed: neededRows.map(inRows), allowed: allowedRows.map(inRows) };
  return {
    rows: [...rows.values()].map((intervals) => cuts.fromIntervals(intervals)),
    columns: found.length,
    v4,
    v6,
    needed: samples.map((_, r) => bitsWhere(found.length, (c) => hasBit(byColumn.needed[c]!, r))),
    allowed: samples.map((_, r) => bitsWhere(found.length, (c) => hasBit(byColumn.allowed[c]!, r))),
    neededRows: byColumn.needed,
    allowedRows: byColumn.allowed,
  };
}

/** Which of the intervals between two points the set holds, as bits. */
function heldBy(set: ServiceSet, points: readonly number[]): Bits {
  const bits = emptyBits(points.length);
  let k = 0;
  for (let i = 0; i + 1 < points.length; i++) {
    while (k < set.length && set[k + 1]! <= points[i]!) k += 2;
    if (k < set.length && set[k]! <= points[i]!) setBit(bits, i);
  }
  return bits;
}

interface Column {
  readonly needed: ServiceSet;
  readonly allowed: ServiceSet;
}

/** Adds the columns of a family, one for all addresses with the same services, to `found`. Returns where each of them stands. */
function runsOf<T extends number | bigint>(
  packets: Steps<T>,
  also: Steps<T>,
  impossible: ServiceSet,
  found: Column[],
): Runs<T> {
  const places = new Map<string, number>();
  const starts: T[] = [];
  const columns: number[] = [];
  let i = 0;
  let j = 0;
  let needed: ServiceSet = [];
  let more: ServiceSet = [];
  while (i < packets.starts.length || j < also.starts.length) {
    const isFirst = j >= also.starts.length || (i < packets.starts.length && packets.starts[i]! <= also.starts[j]!);
    const at = isFirst ? packets.starts[i]! : also.starts[j]!;
    if (packets.starts[i] === at) needed = packets.services[i++]!;
    if (also.starts[j] === at) more = also.services[j++]!;
    const key = `${needed.join()} ${more.join()}`;
    let place = needed.length === 0 && more.length === 0 ? NO_COLUMN : places.get(key);
    if (place === undefined) {
      place = found.push({ needed, allowed: cuts.unionAll([needed, more, impossible]) }) - 1;
      places.set(key, place);
    }
    starts.push(at);
    columns.push(place);
  }
  return { starts, columns };
}

export function servicesOf(table: Table, rows: Bits): ServiceSet {
  return cuts.unionAll(table.rows.filter((_, r) => hasBit(rows, r)));
}

export function addressesOf({ v4, v6 }: Table, columns: Bits): AddressSet {
  return { v4: cutsOf(v4, columns), v6: cutsOf(v6, columns) };
}

function cutsOf<T extends number | bigint>({ starts, columns }: Runs<T>, chosen: Bits): Cuts<T> {
  const result: T[] = [];
  let isInside = false;
  for (let i = 0; i < starts.length; i++) {
    const column = columns[i]!;
    if ((column !== NO_COLUMN && hasBit(chosen, column)) === isInside) continue;
    result.push(starts[i]!);
    isInside = !isInside;
  }
  return result;
}

/** For each row the largest rectangle with all columns that the row needs. */
export function rectanglesOfRows(table: Table): readonly Rectangle[] {
  return distinct(table.needed.flatMap((columns) => (isNone(columns) ? [] : largestWithColumns(table, columns))));
}

/** For each column the largest rectangle with all rows that the column needs. */
export function rectanglesOfColumns(table: Table): readonly Rectangle[] {
  return distinct(table.neededRows.flatMap((rows) => (isNone(rows) ? [] : largestWithRows(table, rows))));
}

/** All largest rectangles, or nothing where they are more than `most`. */
export function allRectangles(table: Table, most: number): readonly Rectangle[] | undefined {
  const known = new Map<string, Rectangle>();
  let fresh: readonly Rectangle[] = [...rectanglesOfRows(table), ...rectanglesOfColumns(table)];
  while (fresh.length > 0) {
    for (const rectangle of fresh) known.set(keyOf(rectangle), rectangle);
    if (known.size > most) return undefined;
    const all = [...known.values()];
    fresh = distinct(
      fresh.flatMap((one) =>
        all.flatMap((other) => {
          const rows = one.rows.map((word, i) => word & other.rows[i]!);
          return isNone(rows) ? [] : [largestWithRows(table, rows)];
        }),
      ),
    ).filter((rectangle) => !known.has(keyOf(rectangle)));
  }
  return [...known.values()];
}

function largestWithColumns(table: Table, columns: Bits): Rectangle {
  return largestWithRows(
    table,
    bitsWhere(table.rows.length, (r) => isSubset(columns, table.allowed[r]!)),
  );
}

function largestWithRows({ rows: { length }, columns: count, allowed, allowedRows }: Table, rows: Bits): Rectangle {
  const columns = bitsWhere(count, (c) => isSubset(rows, allowedRows[c]!));
  return { columns, rows: bitsWhere(length, (r) => isSubset(columns, allowed[r]!)) };
}

function distinct(rectangles: readonly Rectangle[]): readonly Rectangle[] {
  return [...new Map(rectangles.map((rectangle) => [keyOf(rectangle), rectangle])).values()];
}

function keyOf({ rows, columns }: Rectangle): string {
  return `${rows.join()} ${columns.join()}`;
}

export function emptyBits(length: number): Bits {
  return new Int32Array(Math.ceil(length / 32));
}

function bitsWhere(length: number, test: (i: number) => boolean): Bits {
  const bits = emptyBits(length);
  for (let i = 0; i < length; i++) if (test(i)) setBit(bits, i);
  return bits;
}

export function setBit(bits: Bits, i: number): void {
  bits[i >>> 5]! |= 1 << (i & 31);
}

export function hasBit(bits: Bits, i: number): boolean {
  return (bits[i >>> 5]! & (1 << (i & 31))) !== 0;
}

export function isNone(bits: Bits): boolean {
  return bits.every((word) => word === 0);
}

function isSubset(a: Bits, b: Bits): boolean {
  for (let i = 0; i < a.length; i++) if ((a[i]! & ~b[i]!) !== 0) return false;
  return true;
}
