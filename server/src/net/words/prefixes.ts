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

import { END4, END6, print4, print6 } from '../address.ts';

/** What holds for the addresses of a cell, as bits. Without NEEDED and ALLOWED they must not be said; with ALLOWED alone they may be. */
export const NEEDED = 1;
export const ALLOWED = 2;
/** In a name that the innermost term says, or that it leaves out. */
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

/** The terms that are tried: `PEERS except PEERS`, so many times. */
const MOST_TERMS = 2;
const STATES = 2 * MOST_TERMS + 1;

/** One block; of two answers with as many blocks the one with fewer exceptions is taken. */
export const BLOCK = 64;
const EXCEPTION = 65;

interface Family<T extends number | bigint> {
  readonly bits: number;
  readonly first: T;
  middle(start: T, bits: number): T;
  print(start: T, prefix: number): string;
}

const V4: Family<number> = {
  bits: 32,
  first: 0,
  middle: (start, bits) => start + 2 ** (bits - 1),
  print: (start, prefix) => (prefix === 0 ? 'any' : prefix === 32 ? print4(start) : `${print4(start)}/${prefix}`),
};

/** Half of a block of so many bits. */
const HALVES6 = Array.from({ length: 129 }, (_, bits) => (bits === 0 ? 0n : 1n << BigInt(bits - 1)));

const V6: Family<bigint> = {
  bits: 128,
  first: 0n,
  middle: (start, bits) => start + HALVES6[bits]!,
  print: (start, prefix) => (prefix === 0 ? 'any6' : prefix === 128 ? print6(start) : `${print6(start)}/${prefix}`),
};

export interface Prefixes {
  /** What the blocks cost in one term, in two, and so on; more than any answer where so many do not do. */
  readonly costs: readonly number[];
  /** The blocks in so many terms. */
  terms(count: number): readonly Term[];
}

export function fewest4(cells: Cells<number>): Prefixes {
  return fewest(V4, cells);
}

export function fewest6(cells: Cells<bigint>): Prefixes {
  return fewest(V6, cells);
}

function fewest<T extends number | bigint>(family: Family<T>, cells: Cells<T>): Prefixes {
  const tree = treeOf(family, cells);
  const costs = Array.from({ length: MOST_TERMS }, (_, i) => costOf(tree, tree.root, 2 * (i + 1)));
  return { costs, terms: (count) => readTerms(family, tree, count) };
}

/** Blocks that hold several cells, the halves of each before itself, so that the whole is the last one. */
interface Tree {
  /** By block its two halves: another block, or a cell as the complement of its flags. */
  readonly halves: readonly number[];
  /** What is least by block and state. */
  readonly costs: Int32Array;
  /** The same for a single cell by its flags. */
  readonly cellCosts: Int32Array;
  readonly root: number;
}

/** Far more than any answer costs, and still a small integer when added up. */
const NEVER = 2 ** 28;

function treeOf<T extends number | bigint>(family: Family<T>, { starts, flags }: Cells<T>): Tree {
  // Where names say something, an exception may stand where no block has said the addresses.
  const hasNames = flags.some((flag) => (flag & NAMED) !== 0);
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
    const [costsLow, atLow] = low < 0 ? [cellCosts, ~low * STATES] : [costs, low * STATES];
    const [costsHigh, atHigh] = high < 0 ? [cellCosts, ~high * STATES] : [costs, high * STATES];
    for (let state = 0; state < STATES; state++)
      costs[own + state] = costsLow[atLow + state]! + costsHigh[atHigh + state]!;
    addTurns(costs, own, hasNames);
    return block;
  };
  const root = visit(family.first, family.bits, 0, starts.length);
  return { halves, costs, cellCosts, root };
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

/** What is least where the block itself may turn the state, from what is least where it does not. */
function addTurns(costs: Int32Array, first: number, hasNames: boolean): void {
  // From the highest state down, since each looks at lower ones without a turn: two turns at one block do no more than none.
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

/** The place of the first start from `value` on, among those from `from` to `to`. */
function firstFrom<T extends number | bigint>(starts: readonly T[], value: T, from: number, to: number): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (starts[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Nothing where what a state says of a cell is right, else it cannot be. */
function cellCost(flags: number, state: number): number {
  const isRight = isSaid(flags, state) ? (flags & ALLOWED) !== 0 : (flags & NEEDED) === 0;
  return isRight ? 0 : NEVER;
}

/** Names belong to the innermost term, whose states are 2, 1 and 0: what stands in 0 was left out of it. */
function isSaid(flags: number, state: number): boolean {
  const isNamed = (flags & NAMED) !== 0;
  const isNamedOut = (flags & NAMED_OUT) !== 0;
  if ((state & 1) === 1) return state > 1 || !isNamedOut;
  return state > 0 && isNamed && !isNamedOut;
}

function readTerms<T extends number | bigint>(family: Family<T>, tree: Tree, count: number): readonly Term[] {
  const terms = Array.from({ length: count }, () => ({ peers: [] as string[], except: [] as string[] }));
  const visit = (block: number, start: T, bits: number, entered: number): void => {
    const [low, high] = block < 0 ? [] : [tree.halves[2 * block]!, tree.halves[2 * block + 1]!];
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

/** The cells that several sets cut a family into; each set gives its flag to what it holds. */
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
  const toggles = new Map<T, number>();
  for (const [set, flag] of sets) for (const place of set) toggles.set(place, (toggles.get(place) ?? 0) ^ flag);
  const places = [...toggles.keys()].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const starts: T[] = [first];
  const flags: number[] = [0];
  let current = 0;
  for (const place of places) {
    if (place === end) break;
    const next = current ^ toggles.get(place)!;
    if (next === current) continue;
    current = next;
    if (place === first) flags[0] = next;
    else {
      starts.push(place);
      flags.push(next);
    }
  }
  return { starts, flags };
}
