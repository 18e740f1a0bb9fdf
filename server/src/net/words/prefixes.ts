// The fewest prefixes, with exceptions, that say a set of addresses.
//
//   wanted    0.0.0.0/0 without 10.0.0.0/8, but with 10.1.0.0/16
//   said      any except 10.0.0.0/8   and   10.1.0.0/16
//
// Dynamic programming over the binary tree of prefixes, after R. Draves, C. King, S. Venkatachary and B. Zill, "Constructing
// optimal IP routing tables", INFOCOM 1999: what the best answer for a block costs follows from the best answers for its halves.
// There a prefix gives everything below it another next hop; here it turns the addresses below it from unsaid to said, or back.
// A state counts the turns that may still come, so that it is odd where an address is said and even where it is not. Each
// two turns are one term, `PEERS except PEERS`; a block that is said again within an exception belongs to the next term.

import { countBefore } from '#util/sorted.ts';
import { END4, END6, print4, print6 } from '../address.ts';

/**
 * What holds for the addresses of a cell, as bits. With NEEDED they must be said, with ALLOWED alone they may be, with neither they must not
 * be.
 */
export const NEEDED = 1;
export const ALLOWED = 2;
/** The last term names a list that holds them, among its peers or (`NAMED_OUT`) among its exceptions. */
export const NAMED = 4;
export const NAMED_OUT = 8;

/** The cells of a family from its first address to its last. */
export interface Cells<T extends number | bigint> {
  readonly starts: readonly T[];
  readonly flags: readonly number[];
}

export interface Term {
  readonly peers: readonly string[];
  readonly except: readonly string[];
}

/** At most so many terms, `PEERS except PEERS`, are used. */
const MOST_TERMS = 2;
const STATES = 2 * MOST_TERMS + 1;

/** What a block costs. An exception costs a little more, so that of two answers with as many blocks the one with fewer exceptions wins. */
export const BLOCK = 64;
const EXCEPTION = 65;

interface Family<T extends number | bigint> {
  readonly bits: number;
  readonly first: T;
  middle(start: T, bits: number): T;
  /** The bits of the smallest block that holds `address` and the address before `next`. */
  bitsAround(address: T, next: T): number;
  /** The first address of the block of so many bits that holds the address. */
  startOf(address: T, bits: number): T;
  print(start: T, prefix: number): string;
}

/** How many addresses half a block has, by the bits of the block. */
const HALVES4 = Array.from({ length: 33 }, (_, bits) => 2 ** (bits - 1));
const HALVES6 = Array.from({ length: 129 }, (_, bits) => (bits === 0 ? 0n : 1n << BigInt(bits - 1)));

const V4: Family<number> = {
  bits: 32,
  first: 0,
  middle: (start, bits) => start + HALVES4[bits]!,
  bitsAround: (address, next) => 32 - Math.clz32(address ^ (next - 1)),
  startOf: (address, bits) => address - (address % (2 * HALVES4[bits]!)),
  print: (start, prefix) => (prefix === 0 ? 'any' : prefix === 32 ? print4(start) : `${print4(start)}/${prefix}`),
};

const V6: Family<bigint> = {
  bits: 128,
  first: 0n,
  middle: (start, bits) => start + HALVES6[bits]!,
  bitsAround: (address, next) => (address ^ (next - 1n)).toString(2).length,
  startOf: (address, bits) => (address >> BigInt(bits)) << BigInt(bits),
  print: (start, prefix) => (prefix === 0 ? 'any6' : prefix === 128 ? print6(start) : `${print6(start)}/${prefix}`),
};

export interface Prefixes {
  /** What the best answer costs with one term, with two, and so on; `NEVER` where so few terms cannot say the set. */
  readonly costs: readonly number[];
  /** The best answer with so many terms. */
  terms(count: number): readonly Term[];
}

export function fewest4(cells: Cells<number>): Prefixes {
  return fewest(V4, cells);
}

export function fewest6(cells: Cells<bigint>): Prefixes {
  return fewest(V6, cells);
}

function fewest<T extends number | bigint>(family: Family<T>, cells: Cells<T>): Prefixes {
  if (cells.flags.every((flag) => (flag & (NEEDED | NAMED)) === 0)) return NOTHING_TO_SAY;
  // Many sets are compared by their costs and few are written out: only for those the tree is made.
  return { costs: leastCosts(family, cells), terms: (count) => readTerms(family, treeOf(family, cells), count) };
}

const NOTHING_TO_SAY: Prefixes = {
  costs: Array.from({ length: MOST_TERMS }, () => 0),
  terms: (count) => Array.from({ length: count }, () => ({ peers: [], except: [] })),
};

/** The least costs by state, with room for a block of each size and for its other half. */
const least = new Int32Array(STATES * 130);

/**
 * The least cost with one term, two, and so on: that of the root of `treeOf`, without making the tree. A block in which all is alike but for one
 * smaller block needs no halves of its own: the costs are carried from the smaller block to ever larger ones, until they stay the same.
 */
function leastCosts<T extends number | bigint>(family: Family<T>, { starts, flags }: Cells<T>): readonly number[] {
  const hasNames = hasAnyName(flags);
  const cellCosts = hasNames ? CELL_COSTS.withNames : CELL_COSTS.plain;
  const find = (start: T, bits: number, from: number, to: number, at: number): void => {
    const around = flags[from]!;
    if (to - from === 1) {
      for (let state = 0; state < STATES; state++) least[at + state] = cellCosts[around * STATES + state]!;
      return;
    }
    const isAlike = around === flags[to - 1];
    const last = starts[to - 1]!;
    const inner = isAlike ? family.bitsAround(last, starts[from + 1]!) : bits;
    const innerStart = isAlike ? family.startOf(last, inner) : start;
    const middle = family.middle(innerStart, inner);
    const split = firstFrom(starts, middle, from, to);
    find(innerStart, inner - 1, from, split, at);
    find(middle, inner - 1, split < to && starts[split] === middle ? split : split - 1, to, at + STATES);
    for (let state = 0; state < STATES; state++) least[at + state]! += least[at + STATES + state]!;
    addTurns(least, at, hasNames);
    for (let size = inner; size < bits; size++) if (!widen(at, cellCosts, around * STATES, hasNames)) return;
  };
  find(family.first, family.bits, 0, starts.length, 0);
  return Array.from({ length: MOST_TERMS }, (_, i) => least[2 * (i + 1)]!);
}

/** Carries the costs from a block to the one of twice its size, whose other half is one cell. False where they stay the same. */
function widen(at: number, cellCosts: Int32Array, cell: number, hasNames: boolean): boolean {
  for (let state = 0; state < STATES; state++) {
    last[state] = least[at + state]!;
    least[at + state]! += cellCosts[cell + state]!;
  }
  addTurns(least, at, hasNames);
  for (let state = 0; state < STATES; state++) if (last[state] !== least[at + state]) return true;
  return false;
}

const last = new Int32Array(STATES);

/** The blocks that hold several cells. The halves of a block come before it, so that the last one is the root. */
interface Tree {
  /** Two for each block: the number of a block, or the complement (`~`) of the flags of a cell. */
  readonly halves: readonly number[];
  /** The least cost by block and state. */
  readonly costs: Int32Array;
  /** The least cost of a single cell by its flags and state. */
  readonly cellCosts: Int32Array;
  readonly root: number;
}

/** The cost of what cannot be: more than any answer costs, and still a small integer when a few are added up. */
const NEVER = 2 ** 28;

function treeOf<T extends number | bigint>(family: Family<T>, { starts, flags }: Cells<T>): Tree {
  const hasNames = hasAnyName(flags);
  const cellCosts = hasNames ? CELL_COSTS.withNames : CELL_COSTS.plain;
  const halves: number[] = [];
  let costs = new Int32Array(STATES * Math.max(16, 8 * starts.length));
  const visit = (start: T, bits: number, from: number, to: number): number => {
    if (to - from === 1) return ~flags[from]!;
    const middle = family.middle(start, bits);
    const split = firstFrom(starts, middle, from, to);
    const low = visit(start, bits - 1, from, split);
    const high = visit(middle, bits - 1, split < to && starts[split] === middle ? split : split - 1, to);
    const block = halves.push(low, high) / 2 - 1;
    const own = block * STATES;
    if (own + STATES > costs.length) costs = grown(costs);
    const costsLow = low < 0 ? cellCosts : costs;
    const costsHigh = high < 0 ? cellCosts : costs;
    const atLow = (low < 0 ? ~low : low) * STATES;
    const atHigh = (high < 0 ? ~high : high) * STATES;
    for (let state = 0; state < STATES; state++)
      costs[own + state] = costsLow[atLow + state]! + costsHigh[atHigh + state]!;
    addTurns(costs, own, hasNames);
    return block;
  };
  const root = visit(family.first, family.bits, 0, starts.length);
  return { halves, costs, cellCosts, root };
}

/** With names among the peers an exception may take out addresses that no block has said. */
function hasAnyName(flags: readonly number[]): boolean {
  return flags.some((flag) => (flag & NAMED) !== 0);
}

function grown(costs: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const twice = new Int32Array(2 * costs.length);
  twice.set(costs);
  return twice;
}

const CELL_COSTS = { plain: costsOfCells(false), withNames: costsOfCells(true) };

function costsOfCells(hasNames: boolean): Int32Array {
  const costs = new Int32Array(16 * STATES);
  for (let flags = 0; flags < 16; flags++) {
    for (let state = 0; state < STATES; state++) costs[flags * STATES + state] = cellCost(flags, state);
    addTurns(costs, flags * STATES, hasNames);
  }
  return costs;
}

/** Lowers the costs of a block by what it saves to write the block itself, which turns the state. */
function addTurns(costs: Int32Array, first: number, hasNames: boolean): void {
  // From the highest state down, because each one is compared with lower ones before their own turn: two turns at one block undo each other.
  for (let state = STATES - 1; state > 0; state--) {
    let least = Math.min(costs[first + state]!, costs[first + state - 1]! + turnCost(state - 1), NEVER);
    if (hasNames && (state & 1) === 0) least = Math.min(least, costs[first]! + EXCEPTION);
    costs[first + state] = least;
  }
  costs[first] = Math.min(costs[first]!, NEVER);
}

function turnCost(to: number): number {
  return (to & 1) === 1 ? BLOCK : EXCEPTION;
}

/** The place of the first start that is `value` or more, between two places. */
function firstFrom<T extends number | bigint>(starts: readonly T[], value: T, from: number, to: number): number {
  return from + countBefore(to - from, (i) => starts[from + i]! < value);
}

/** Free where the cell may be as the state has it, said or not, and else impossible. */
function cellCost(flags: number, state: number): number {
  const isRight = isSaid(flags, state) ? (flags & ALLOWED) !== 0 : (flags & NEEDED) === 0;
  return isRight ? 0 : NEVER;
}

/** Whether a state says a cell. Names belong to the last term, whose states are 2 (not yet said), 1 (said) and 0 (left out again). */
function isSaid(flags: number, state: number): boolean {
  const isNamed = (flags & NAMED) !== 0;
  const isNamedOut = (flags & NAMED_OUT) !== 0;
  if ((state & 1) === 1) return state > 1 || !isNamedOut;
  return state > 0 && isNamed && !isNamedOut;
}

function readTerms<T extends number | bigint>(family: Family<T>, tree: Tree, count: number): readonly Term[] {
  const terms = Array.from({ length: count }, () => ({ peers: [] as string[], except: [] as string[] }));
  const visit = (block: number, start: T, bits: number, entered: number): void => {
    const low = block < 0 ? undefined : tree.halves[2 * block];
    const high = block < 0 ? undefined : tree.halves[2 * block + 1];
    const stayCost = (state: number): number =>
      low === undefined || high === undefined
        ? cellCost(~block, state)
        : costOf(tree, low, state) + costOf(tree, high, state);
    const cost = costOf(tree, block, entered);
    let state = entered;
    if (cost < stayCost(entered)) {
      state = cost === stayCost(entered - 1) + turnCost(entered - 1) ? entered - 1 : 0;
      const term = terms[count - Math.ceil((state + 1) / 2)]!;
      ((state & 1) === 1 ? term.peers : term.except).push(family.print(start, family.bits - bits));
    }
    if (low === undefined || high === undefined) return;
    if (costOf(tree, block, state) === 0) return;
    visit(low, start, bits - 1, state);
    visit(high, family.middle(start, bits), bits - 1, state);
  };
  visit(tree.root, family.first, family.bits, 2 * count);
  return terms;
}

function costOf({ costs, cellCosts }: Tree, block: number, state: number): number {
  return block < 0 ? cellCosts[~block * STATES + state]! : costs[block * STATES + state]!;
}

/** The addresses of a family, cut where a set begins or ends. Each set gives its flag to the cells that it holds. */
export function cells4(sets: readonly (readonly [set: readonly number[], flag: number])[]): Cells<number> {
  return cellsOf(0, END4, sets);
}

export function cells6(sets: readonly (readonly [set: readonly bigint[], flag: number])[]): Cells<bigint> {
  return cellsOf(0n, END6, sets);
}

function cellsOf<T extends number | bigint>(
  first: T,
  end: T,
  sets: readonly (readonly [set: readonly T[], flag: number])[],
): Cells<T> {
  const starts: T[] = [first];
  const flags: number[] = [0];
  const next = sets.map(() => 0);
  let current = 0;
  for (;;) {
    let place = end;
    for (let i = 0; i < sets.length; i++) {
      const [set] = sets[i]!;
      if (next[i]! < set.length && set[next[i]!]! < place) place = set[next[i]!]!;
    }
    if (place === end) return { starts, flags };
    const before = current;
    for (let i = 0; i < sets.length; i++) {
      const [set, flag] = sets[i]!;
      if (set[next[i]!] !== place) continue;
      current ^= flag;
      next[i]!++;
    }
    if (place === first) flags[0] = current;
    else if (current !== before) {
      starts.push(place);
      flags.push(current);
    }
  }
}
