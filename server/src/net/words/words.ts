// A set of packets in the fewest words: statements `SERVICES from PEERS except PEERS` that together say exactly the set.
//
//   tcp 53 to any except 10.0.0.0/8
//   tcp 80,443, icmp from office, 10.1.0.0/16
//
// Counted are names, blocks, exceptions, protocols, ports and ranges of ports. The peers of a statement are the fewest that there
// are (prefixes.ts), and so are its services. Which statements there are is looked for among rectangles (rectangles.ts): in every
// way where the set is simple, else in a few. What several statements would say is left to the one that says it in fewer words.

import type { AddressSet } from '../addressSet.ts';
import * as addressSet from '../addressSet.ts';
import * as cuts from '../cuts.ts';
import type { PacketSet } from '../packetSet.ts';
import * as packetSet from '../packetSet.ts';
import type { ServiceSet } from '../services.ts';
import { type NamedPeers, peerWords } from './peers.ts';
import { BLOCK } from './prefixes.ts';
import {
  allRectangles,
  type Bits,
  emptyBits,
  hasBit,
  isNone,
  type Rectangle,
  rectanglesOfColumns,
  rectanglesOfRows,
  setBit,
  type Table,
  tableOf,
} from './rectangles.ts';
import { type NamedServices, serviceWords } from './services.ts';

export interface Statement {
  /** `tcp 80,443`, `icmp`, `web-ports`; never none. */
  readonly services: readonly string[];
  /** Blocks, `any`, `any6` and names; never none. */
  readonly peers: readonly string[];
  readonly except: readonly string[];
}

export interface Names {
  readonly peers: readonly NamedPeers[];
  readonly services: readonly NamedServices[];
}

interface Options {
  readonly names?: Names;
  /** Packets that may be said though they are not of the set: such as cannot occur. */
  readonly also?: PacketSet;
}

const NO_NAMES: Names = { peers: [], services: [] };

/** None for the empty set. */
export function inWords(packets: PacketSet, { names = NO_NAMES, also = packetSet.EMPTY }: Options = {}): readonly Statement[] {
  if (packetSet.isEmpty(packets)) return [];
  const table = tableOf(packets, also);
  let best: Cover | undefined;
  for (const rectangles of orders(table)) {
    const cover = coverBy(table, rectangles, names, best?.cost);
    if (cover !== undefined && (best === undefined || cover.cost < best.cost)) best = cover;
  }
  return best?.statements ?? [];
}

/** `tcp 80 from any except 10.0.0.0/8`, as the rule language spells it. */
export function printStatement({ services, peers, except }: Statement, word: 'from' | 'to'): string {
  const without = except.length === 0 ? '' : ` except ${except.join(', ')}`;
  return `${services.join(', ')} ${word} ${peers.join(', ')}${without}`;
}

/** More rectangles than these are not taken in every order; more cells are looked at once by rows and once by columns. */
const FEW_RECTANGLES = 4;
const SOME_RECTANGLES = 24;
const MANY_CELLS = 4096;

/** Sequences of rectangles that hold the whole table. What comes first says only what the later ones leave to it. */
function* orders(table: Table): Generator<readonly Rectangle[]> {
  const byRows = smallestFirst(rectanglesOfRows(table));
  const byColumns = smallestFirst(rectanglesOfColumns(table));
  const cells = table.rows.length * table.columns.length;
  const all = cells > MANY_CELLS ? undefined : allRectangles(table, SOME_RECTANGLES);
  if (all !== undefined && all.length <= FEW_RECTANGLES) {
    yield* permutations(all);
    return;
  }
  yield byRows;
  yield byColumns;
  if (cells > MANY_CELLS) return;
  yield byRows.toReversed();
  yield byColumns.toReversed();
  if (all === undefined) return;
  const sorted = smallestFirst(all);
  yield sorted;
  yield sorted.toReversed();
  for (const last of all) yield [...sorted.filter((each) => each !== last), last];
}

function* permutations<T>(items: readonly T[]): Generator<readonly T[]> {
  if (items.length <= 1) {
    yield items;
    return;
  }
  for (const first of items) {
    for (const rest of permutations(items.filter((item) => item !== first))) yield [first, ...rest];
  }
}

function smallestFirst(rectangles: readonly Rectangle[]): readonly Rectangle[] {
  const size = ({ rows, columns }: Rectangle) => countBits(rows) * countBits(columns);
  return rectangles.toSorted((a, b) => size(a) - size(b));
}

function countBits(bits: Bits): number {
  let count = 0;
  for (let i = 0; i < bits.length * 32; i++) if (hasBit(bits, i)) count++;
  return count;
}

interface Cover {
  readonly statements: readonly Statement[];
  readonly cost: number;
}

/** Nothing where it would cost more than `most`. */
function coverBy(
  table: Table,
  rectangles: readonly Rectangle[],
  names: Names,
  most = Number.POSITIVE_INFINITY,
): Cover | undefined {
  const statements: Statement[] = [];
  let cost = 0;
  for (const part of partsOf(table, rectangles)) {
    const services = serviceWords(part.neededServices, part.allowedServices, names.services);
    const peers = peerWords(part.neededPeers, part.allowedPeers, names.peers, services.count * BLOCK);
    cost += services.count * BLOCK + peers.cost;
    if (cost >= most) return undefined;
    statements.push(...peers.terms.map((term) => ({ services: services.texts, ...term })));
  }
  return { statements, cost };
}

interface Part {
  readonly neededServices: ServiceSet;
  readonly allowedServices: ServiceSet;
  readonly neededPeers: AddressSet;
  readonly allowedPeers: AddressSet;
}

/** Each rectangle with the rows and columns that no other one says for it. */
function partsOf(table: Table, rectangles: readonly Rectangle[]): readonly Part[] {
  const open = openRows(table, rectangles);
  const parts: Part[] = [];
  const said = table.rows.map(() => emptyBits(table.columns.length));
  rectangles.forEach(({ rows, columns }, i) => {
    const neededRows = emptyBits(table.rows.length);
    const neededColumns = emptyBits(table.columns.length);
    open[i]!.forEach((left, r) => {
      const own = left.map((word, w) => word & ~said[r]![w]!);
      if (isNone(own)) return;
      setBit(neededRows, r);
      for (const [w, word] of own.entries()) neededColumns[w]! |= word;
    });
    if (isNone(neededRows)) return;
    for (let r = 0; r < table.rows.length; r++) {
      if (!hasBit(neededRows, r)) continue;
      for (let w = 0; w < neededColumns.length; w++) said[r]![w]! |= neededColumns[w]!;
    }
    parts.push({
      neededServices: servicesOf(table, neededRows),
      allowedServices: servicesOf(table, rows),
      neededPeers: addressesOf(table, neededColumns),
      allowedPeers: addressesOf(table, columns),
    });
  });
  return parts;
}

/** For each rectangle the cells, row by row, that have to be said and that no later one holds. */
function openRows(table: Table, rectangles: readonly Rectangle[]): readonly ReadonlyMap<number, Bits>[] {
  const later = table.needed.map((columns) => columns.slice());
  const found: Map<number, Bits>[] = [];
  for (const { rows, columns } of rectangles.toReversed()) {
    const own = new Map<number, Bits>();
    for (let r = 0; r < table.rows.length; r++) {
      if (!hasBit(rows, r)) continue;
      const open = later[r]!;
      const mine = open.map((word, w) => word & columns[w]!);
      if (isNone(mine)) continue;
      own.set(r, mine);
      for (let w = 0; w < open.length; w++) open[w]! &= ~columns[w]!;
    }
    found.push(own);
  }
  return found.reverse();
}

function servicesOf(table: Table, rows: Bits): ServiceSet {
  return cuts.unionAll(table.rows.filter((_, r) => hasBit(rows, r)));
}

function addressesOf(table: Table, columns: Bits): AddressSet {
  return addressSet.unionAll(table.columns.filter((_, c) => hasBit(columns, c)).map(({ addresses }) => addresses));
}
