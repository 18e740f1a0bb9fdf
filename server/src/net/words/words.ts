// A set of packets in the fewest words: statements `SERVICES from PEERS except PEERS` that together say exactly the set.
//
//   tcp 53 to any except 10.0.0.0/8
//   tcp 80,443, icmp from office, 10.1.0.0/16
//
// Counted are names, blocks, exceptions, protocols, ports and ranges of ports. The peers of a statement are the fewest that there
// are (prefixes.ts), and so are its services. Which statements there are is looked for among rectangles (rectangles.ts): in every
// way where the set is simple, else in a few. What several statements would say is left to the one that says it in fewer words.

import { keep } from '#util/memo.ts';
import type { PacketSet } from '../packetSet.ts';
import * as packetSet from '../packetSet.ts';
import { type NamedPeers, peerWords } from './peers.ts';
import { BLOCK } from './prefixes.ts';
import {
  addressesOf,
  allRectangles,
  type Bits,
  emptyBits,
  hasBit,
  isNone,
  type Rectangle,
  rectanglesOfColumns,
  rectanglesOfRows,
  servicesOf,
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

/** A statement with the packets that it is there for. Other statements may say some of them too. */
export interface Said extends Statement {
  readonly packets: PacketSet;
}

export interface Names {
  readonly peers: readonly NamedPeers[];
  readonly services: readonly NamedServices[];
}

interface Options {
  readonly names?: Names;
  /** Packets that may be said though they are not in the set, because they cannot occur. */
  readonly also?: PacketSet;
}

const NO_NAMES: Names = { peers: [], services: [] };

/** The statements in the order of their services; none for the empty set. */
export function inWords(packets: PacketSet, options: Options = {}): readonly Said[] {
  return bestStatements(packets, options).toSorted((a, b) => firstService(a) - firstService(b));
}

function bestStatements(packets: PacketSet, { names = NO_NAMES, also = packetSet.EMPTY }: Options): readonly Said[] {
  if (packetSet.isEmpty(packets)) return [];
  const table = tableOf(packets, also);
  const cells = table.rows.length * table.columns;
  const isOnce = cells <= FEW_CELLS || cells > MANY_CELLS;
  const best = bestOf(table, orders(table), wordsOfParts(table, isOnce ? names : NO_NAMES));
  const said = isOnce || best === undefined ? best : bestOf(table, [best.rectangles], wordsOfParts(table, names));
  return said?.parts.flatMap(({ statements }) => statements()) ?? [];
}

function firstService({ packets: { v4, v6 } }: Said): number {
  return Math.min(...[...v4.services, ...v6.services].flatMap(([first]) => first ?? []));
}

/** `tcp 80 from any except 10.0.0.0/8`, as the rule language spells it. */
export function printStatement({ services, peers, except }: Statement, word: 'from' | 'to'): string {
  return `${services.join(', ')} ${word} ${printPeers({ peers, except })}`;
}

/** `any except 10.0.0.0/8`. */
export function printPeers({ peers, except }: Pick<Statement, 'peers' | 'except'>): string {
  return `${peers.join(', ')}${except.length === 0 ? '' : ` except ${except.join(', ')}`}`;
}

/** Up to so many rectangles are tried in every order, up to `SOME_RECTANGLES` in some, and a table of more than `MANY_CELLS` in one only. */
const FEW_RECTANGLES = 4;
const SOME_RECTANGLES = 24;
const MANY_CELLS = 4096;
/** In a larger table the best statements are found without names first, and the names then looked for in these alone. */
const FEW_CELLS = 64;

/** Sequences of rectangles that together hold the whole table. Each one says only what those behind it leave. */
function* orders(table: Table): Generator<readonly Rectangle[]> {
  const byRows = smallestFirst(rectanglesOfRows(table));
  const byColumns = smallestFirst(rectanglesOfColumns(table));
  const cells = table.rows.length * table.columns;
  const all = cells > MANY_CELLS ? undefined : allRectangles(table, SOME_RECTANGLES);
  if (all !== undefined && all.length <= FEW_RECTANGLES) {
    yield* permutations(all);
    return;
  }
  if (cells > MANY_CELLS) {
    yield byRows.length <= byColumns.length ? byRows : byColumns;
    return;
  }
  for (const rectangles of [byRows, byColumns]) {
    yield rectangles;
    yield rectangles.toReversed();
  }
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
  readonly rectangles: readonly Rectangle[];
  readonly parts: readonly PartInWords[];
  readonly cost: number;
}

function bestOf(
  table: Table,
  candidates: Iterable<readonly Rectangle[]>,
  wordsOf: (part: Part) => PartInWords,
): Cover | undefined {
  let best: Cover | undefined;
  for (const rectangles of candidates) {
    let cost = 0;
    const parts: PartInWords[] = [];
    for (const part of partsOf(table, rectangles)) {
      const words = wordsOf(part);
      cost += words.cost;
      if (best !== undefined && cost >= best.cost) break;
      parts.push(words);
    }
    if (best === undefined || cost < best.cost) best = { rectangles, parts, cost };
  }
  return best;
}

interface PartInWords {
  readonly cost: number;
  /** Made when asked for, which is only done for the cheapest cover. */
  readonly statements: () => readonly Said[];
}

/** Different covers share many parts: the words of each are found once. */
function wordsOfParts(table: Table, names: Names): (part: Part) => PartInWords {
  const known = new Map<string, PartInWords>();
  return (part) => {
    const key = [part.neededRows, part.neededColumns, part.rows, part.columns].map((bits) => bits.join()).join(' ');
    return keep(known, key, () => sayPart(table, part, names));
  };
}

function sayPart(table: Table, part: Part, names: Names): PartInWords {
  const neededServices = servicesOf(table, part.neededRows);
  const neededPeers = addressesOf(table, part.neededColumns);
  const services = serviceWords(neededServices, servicesOf(table, part.rows), names.services);
  const cost = services.count * BLOCK;
  const peers = peerWords(neededPeers, addressesOf(table, part.columns), names.peers, cost);
  return {
    cost: cost + peers.cost,
    statements: () => {
      const packets = packetSet.of(neededPeers, neededServices);
      return peers.terms().map((term) => ({ services: services.texts, ...term, packets }));
    },
  };
}

interface Part extends Rectangle {
  readonly neededRows: Bits;
  readonly neededColumns: Bits;
}

/** What each rectangle has to say itself: the rows and columns that neither earlier nor later ones say for it. */
function partsOf(table: Table, rectangles: readonly Rectangle[]): readonly Part[] {
  const open = openRows(table, rectangles);
  const parts: Part[] = [];
  const said = table.rows.map(() => emptyBits(table.columns));
  rectangles.forEach(({ rows, columns }, i) => {
    const neededRows = emptyBits(table.rows.length);
    const neededColumns = emptyBits(table.columns);
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
    parts.push({ rows, columns, neededRows, neededColumns });
  });
  return parts;
}

/** For each rectangle, by row, the columns of the cells that have to be said and that no later rectangle holds. */
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
