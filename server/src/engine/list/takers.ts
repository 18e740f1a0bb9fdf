// Which policies take the packets of those that are never reached. An atom's cells are painted with the policies that take them, and the
// takers of a policy are then read from the colours of its cells.

import { type Board, findFree, freeCells, holdsService, inAtom } from './board.ts';
import { contains } from './policyParts.ts';

/** At most so many runs of one colour are looked at for a policy. */
const MAX_LOOKS = 1000;

/** A policy that is not reached, and what is known so far of those that take its packets. */
export interface Dead {
  readonly place: number;
  /** Those that take packets, with roughly how many each. Not complete once there is a container. */
  takers: number[];
  packets: number[];
  looks: number;
  /** The last of its takers that was seen, and the one that contains it, if that was found. */
  latest: number;
  container: number | undefined;
  /** A taker that decides otherwise. */
  differing: number | undefined;
}

/** The takers of all policies of which none is known yet: most never need a list of their own. */
const NOBODY: number[] = [];

/** Whether its takers are still to be counted; else it is only asked whether one of them decides otherwise. */
function counts({ container, looks }: Dead): boolean {
  return container === undefined && looks < MAX_LOOKS;
}

/** A policy of which no taker is known yet. */
export function unread(place: number): Dead {
  return { place, takers: NOBODY, packets: NOBODY, looks: 0, latest: -1, container: undefined, differing: undefined };
}

/** What the reached policies decide in the atom at hand. The arrays are made once and filled anew for each atom. */
interface Painting {
  readonly board: Board;
  /** By cell: the next cell that no policy has yet, the policy that has it, and where the run of cells of that policy ends. */
  readonly next: Int32Array;
  readonly owner: Int32Array;
  readonly runEnd: Int32Array;
  /** How many cells before this one are denied. */
  readonly deniesBefore: Int32Array;
  /** By group: the last atom that it was seen in, and its first policy there. */
  readonly groupSeen: Int32Array;
  readonly groupFirst: Int32Array;
  /** The first policy of each group in the atom, ascending. */
  readonly groupFirsts: number[];
  /** By action: the earliest of these policies. */
  readonly earliest: [number, number];
  /** By action: how many IPv4 cells before a place belong to later policies than that one, which takes its members' packets there. */
  readonly afterGroup: readonly [Int32Array, Int32Array];
  /** Where each taker stands among those of the policy that is read. */
  readonly slots: Int32Array;
}

function blank(board: Board): Painting {
  const { policies, cells4, cells, groups } = board;
  const n = policies.length;
  return {
    board,
    next: new Int32Array(cells + 1),
    owner: new Int32Array(cells),
    runEnd: new Int32Array(cells),
    deniesBefore: new Int32Array(cells + 1),
    groupSeen: new Int32Array(groups).fill(-1),
    groupFirst: new Int32Array(groups),
    groupFirsts: [],
    earliest: [n, n],
    afterGroup: [new Int32Array(cells4 + 1), new Int32Array(cells4 + 1)],
    slots: new Int32Array(n).fill(-1),
  };
}

export function readTakers(board: Board, reached: Uint8Array, dead: readonly Dead[]): void {
  const painting = blank(board);
  // A policy is looked at in its own atoms only, and most have few.
  const byService = Array.from({ length: board.services }, (): Dead[] => []);
  for (const each of dead) byService[board.service[each.place]!]!.push(each);
  for (let atom = 0; atom < board.atoms.count; atom++) {
    const here: Dead[] = [];
    let last = -1;
    for (let service = 0; service < board.services; service++) {
      if (byService[service]!.length === 0 || !holdsService(board, service, atom)) continue;
      const open = byService[service]!.filter((each) => each.differing === undefined || counts(each));
      byService[service] = open;
      for (const each of open) here.push(each);
      last = Math.max(last, open[open.length - 1]?.place ?? -1);
    }
    if (last < 0) continue;
    paint(painting, reached, atom, last);
    for (const each of here) readOne(painting, each, atom);
  }
}

/** Adds to a policy those that take its packets in the atom. */
function readOne(painting: Painting, each: Dead, atom: number): void {
  const { board, slots } = painting;
  if (counts(each)) {
    const latest = latestTaker(painting, each, atom);
    if (latest > each.latest) {
      each.latest = latest;
      if (contains(board.policies[latest]!, board.policies[each.place]!)) each.container = latest;
    }
  }
  const counting = counts(each);
  if (counting) for (let t = 0; t < each.takers.length; t++) slots[each.takers[t]!] = t;
  if (board.group[each.place]! >= 0) readGroup(painting, each, atom, counting);
  else readAddresses(painting, each, atom, counting);
  for (let t = counting ? 0 : each.takers.length - 1; t < each.takers.length; t++) slots[each.takers[t]!] = -1;
}

/** Gives each cell of the atom to the first reached policy that matches it. Policies behind `last` are not needed for what is asked. */
function paint(painting: Painting, reached: Uint8Array, atom: number, last: number): void {
  const { board, next, owner, groupSeen, groupFirst, groupFirsts, earliest } = painting;
  const { policies, allows, group, spans, lows, highs, atoms } = board;
  const n = policies.length;
  freeCells(board, atom, next);
  owner.fill(n);
  groupFirsts.length = 0;
  earliest[0] = earliest[1] = n;
  for (let i = 0; i <= last; i++) {
    if (!reached[i] || !inAtom(board, i, atom)) continue;
    const g = group[i]!;
    if (g >= 0) {
      if (groupSeen[g] === atom || !atoms.over4[atom]) continue;
      groupSeen[g] = atom;
      groupFirst[g] = i;
      groupFirsts.push(i);
      earliest[allows[i]!] = Math.min(earliest[allows[i]!]!, i);
      continue;
    }
    for (let k = spans[i]!; k < spans[i + 1]!; k++) {
      const high = highs[k]!;
      for (let c = findFree(next, lows[k]!); c < high; c = findFree(next, c + 1)) {
        owner[c] = i;
        next[c] = high;
      }
    }
  }
  countCells(painting);
}

/** Counts once what is asked of the cells again and again: where runs end, and how many denied cells lie before each cell. */
function countCells({ board, owner, runEnd, deniesBefore, earliest, afterGroup }: Painting): void {
  const { allows, cells4, cells } = board;
  const n = board.policies.length;
  for (let c = 0, denies = 0; c < cells; c++) {
    const by = owner[c]!;
    if (by < n && !allows[by]) denies++;
    deniesBefore[c + 1] = denies;
  }
  for (let c = cells - 1, end = cells; c >= 0; c--) {
    if (c + 1 === cells4 || owner[c + 1] !== owner[c]) end = c + 1;
    runEnd[c] = end;
  }
  for (const action of [0, 1] as const) {
    if (earliest[action] === n) continue;
    const after = afterGroup[action];
    for (let c = 0; c < cells4; c++) after[c + 1] = after[c]! + (owner[c]! > earliest[action] ? 1 : 0);
  }
}

/** The last of those with addresses, or of the same group, that take packets in the atom; -1 where there are no packets. */
function latestTaker(painting: Painting, { place }: Dead, atom: number): number {
  const { board, owner, runEnd } = painting;
  const { group, spans, lows, highs, cells4, atoms } = board;
  let latest = -1;
  if (group[place]! >= 0) {
    if (!atoms.over4[atom]) return -1;
    for (let c = 0; c < cells4; c = runEnd[c]!) latest = Math.max(latest, owner[c]!);
    return Math.min(latest, ownFirst(painting, place, atom));
  }
  for (let k = spans[place]!; k < spans[place + 1]!; k++) {
    if (!(lows[k]! < cells4 ? atoms.over4 : atoms.over6)[atom]) continue;
    for (let c = lows[k]!; c < highs[k]!; c = runEnd[c]!) latest = Math.max(latest, owner[c]!);
  }
  return latest;
}

/** The first policy in the atom of the same group as a dead one; it may be the dead one itself. */
function ownFirst({ board, groupSeen, groupFirst }: Painting, place: number, atom: number): number {
  const g = board.group[place]!;
  return groupSeen[g] === atom ? Math.min(groupFirst[g]!, place) : place;
}

function readAddresses(painting: Painting, each: Dead, atom: number, counting: boolean): void {
  const { board, owner, runEnd, deniesBefore, groupFirsts, earliest, afterGroup } = painting;
  const { policies, allows, spans, lows, highs, cells4, atoms } = board;
  const other = 1 - allows[each.place]!;
  const size = atoms.sizes[atom]!;
  let latest4 = -1;
  for (let k = spans[each.place]!; k < spans[each.place + 1]!; k++) {
    const low = lows[k]!;
    const high = highs[k]!;
    const is4 = low < cells4;
    if (!(is4 ? atoms.over4 : atoms.over6)[atom]) continue;
    if (counting) {
      for (let c = low; c < high; c = runEnd[c]!) {
        if (is4) latest4 = Math.max(latest4, owner[c]!);
        add(painting, each, owner[c]!, size * addressesIn(board, c, Math.min(high, runEnd[c]!)));
      }
    }
    if (each.differing !== undefined) continue;
    const denies = deniesBefore[high]! - deniesBefore[low]!;
    if (other === 0 ? denies > 0 : denies < high - low) {
      let c = low;
      while (allows[owner[c]!] !== other) c = runEnd[c]!;
      add(painting, each, owner[c]!, 0);
    } else if (is4 && earliest[other]! < policies.length && afterGroup[other]![high]! > afterGroup[other]![low]!) {
      add(painting, each, earliest[other]!, 0);
    }
  }
  for (const taker of groupFirsts) {
    if (taker >= latest4) break;
    add(painting, each, taker, 0);
  }
}

/** A dead policy of a group: its members may have any IPv4 address, and be in any other group too. */
function readGroup(painting: Painting, each: Dead, atom: number, counting: boolean): void {
  const { board, owner, runEnd, groupFirsts } = painting;
  const { allows, cells4, atoms } = board;
  if (!atoms.over4[atom]) return;
  const { place } = each;
  const size = atoms.sizes[atom]!;
  const own = ownFirst(painting, place, atom);
  let latestOwner = -1;
  for (let c = 0; c < cells4; c = runEnd[c]!) {
    const taker = Math.min(owner[c]!, own);
    latestOwner = Math.max(latestOwner, owner[c]!);
    if (counting || (each.differing === undefined && allows[taker] !== allows[place])) {
      add(painting, each, taker, size * addressesIn(board, c, runEnd[c]!));
    }
  }
  for (const taker of groupFirsts) {
    if (taker >= Math.min(own, latestOwner)) break;
    if (counting || (each.differing === undefined && allows[taker] !== allows[place])) add(painting, each, taker, 0);
  }
}

function add({ board, slots }: Painting, each: Dead, taker: number, packets: number): void {
  const { allows } = board;
  each.looks++;
  const slot = slots[taker]!;
  if (slot >= 0) {
    each.packets[slot]! += packets;
    return;
  }
  slots[taker] = each.takers.length;
  if (each.takers === NOBODY) {
    each.takers = [taker];
    each.packets = [packets];
  } else {
    each.takers.push(taker);
    each.packets.push(packets);
  }
  if (each.differing === undefined && allows[taker] !== allows[each.place]) each.differing = taker;
}

function addressesIn({ cells4, ends4, ends6 }: Board, low: number, high: number): number {
  if (low < cells4) return ends4[high]! - ends4[low]!;
  return Number(ends6[high - cells4]! - ends6[low - cells4]!);
}
