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
export const MOST_TERMS = 3;
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

const V6: Family<bigint> = {
  bits: 128,
  first: 0n,
  middle: (start, bits) => start + (1n << BigInt(bits - 1)),
  print: (start, prefix) => (prefix === 0 ? 'any6' : prefix === 128 ? print6(start) : `${print6(start)}/${prefix}`),
};

export interface Prefixes {
  /** What the blocks cost in one term, in two, and so on; infinite where so many do not do. */
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
  const costs = Array.from({ length: MOST_TERMS }, (_, i) => costOf(tree, 0, 2 * (i + 1)));
  return { costs, terms: (count) => readTerms(family, tree, count) };
}

/** Blocks in the order of a walk: the left half of a block stands behind it, the right half at `right`, 0 for one without halves. */
interface Tree {
  readonly right: number[];
  /** What a block costs by state, block by block, where it does not turn the state itself. */
  readonly stays: number[];
  /** Whether names say anything, so that an exception may stand where no block has said the addresses. */
  readonly hasNames: boolean;
}

function treeOf<T extends number | bigint>(family: Family<T>, { starts, flags }: Cells<T>): Tree {
  const tree: Tree = { right: [], stays: [], hasNames: flags.some((flag) => (flag & NAMED) !== 0) };
  const { right, stays } = tree;
  const visit = (start: T, bits: number, from: number, to: number): number => {
    const node = right.push(0) - 1;
    for (let state = 0; state < STATES; state++) {
      stays.push(to - from === 1 && isRight(flags[from]!, state) ? 0 : Number.POSITIVE_INFINITY);
    }
    if (to - from === 1) return node;
    const middle = family.middle(start, bits);
    const split = firstFrom(starts, middle, from, to);
    const low = visit(start, bits - 1, from, split);
    const high = visit(middle, bits - 1, starts[split] === middle ? split : split - 1, to);
    right[node] = high;
    for (let state = 0; state < STATES; state++)
      stays[node * STATES + state] = costOf(tree, low, state) + costOf(tree, high, state);
    return node;
  };
  visit(family.first, family.bits, 0, starts.length);
  return tree;
}

function costOf(tree: Tree, node: number, state: number): number {
  let cost = tree.stays[node * STATES + state]!;
  if (cost === 0 || state === 0) return cost;
  for (const next of turnsFrom(tree, state)) cost = Math.min(cost, turned(tree, node, state, next));
  return cost;
}

function turnsFrom({ hasNames }: Tree, state: number): readonly number[] {
  return hasNames && (state & 1) === 0 ? [state - 1, 0] : [state - 1];
}

/** Two turns at one block would do no more than none. */
function turned({ stays }: Tree, node: number, state: number, next: number): number {
  return stays[node * STATES + next]! + ((next & 1) === 1 ? BLOCK : EXCEPTION);
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

function isRight(flags: number, state: number): boolean {
  return isSaid(flags, state) ? (flags & ALLOWED) !== 0 : (flags & NEEDED) === 0;
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
  const visit = (node: number, start: T, bits: number, entered: number): void => {
    const cost = costOf(tree, node, entered);
    let state = entered;
    if (cost < tree.stays[node * STATES + entered]!) {
      state = turnsFrom(tree, entered).find((next) => turned(tree, node, entered, next) === cost)!;
      const term = terms[count - Math.ceil((state + 1) / 2)]!;
      ((state & 1) === 1 ? term.peers : term.except).push(family.print(start, family.bits - bits));
    }
    const right = tree.right[node]!;
    if (right === 0) return;
    visit(node + 1, start, bits - 1, state);
    visit(right, family.middle(start, bits), bits - 1, state);
  };
  visit(0, family.first, family.bits, 2 * count);
  return terms;
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
