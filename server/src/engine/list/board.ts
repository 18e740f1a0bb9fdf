// A list of policies laid out as a board of cells and atoms: numbers in flat arrays, so that the loops over it allocate nothing.
//
// The ends of the policies' addresses cut each family into cells, which are numbered from 0, those of IPv6 behind those of IPv4. The ends
// of their services cut the services into atoms. A policy is a few spans of cells and a set of atoms. A square, one cell with one atom,
// holds packets that all policies treat alike.

import type { Policy } from '#model/policy.ts';
import { END4, END6 } from '#net/address.ts';
import * as cuts from '#net/cuts.ts';
import { ICMP, ICMPV6, OVER_IPV4, OVER_IPV6, type ServiceSet } from '#net/services.ts';
import { type ServiceAtoms, serviceAtoms } from './serviceAtoms.ts';

/** The part of a policy that decides over packets. */
export type ListPolicy = Pick<Policy, 'action' | 'services' | 'peer' | 'complete'>;

export interface Board {
  readonly policies: readonly ListPolicy[];
  /** 1 where a policy allows, 0 where it denies. */
  readonly allows: Uint8Array;
  /** The number of the peer group, -1 for a policy with addresses. */
  readonly group: Int32Array;
  readonly groups: number;
  /** How many sets of services there are. */
  readonly services: number;
  /** The number of the set of services; -1 for a policy that matches nothing, which is not on the board. */
  readonly service: Int32Array;
  /** The spans of policy i are [lows[k], highs[k]) for k from spans[i] to spans[i + 1]. */
  readonly spans: Int32Array;
  readonly lows: Int32Array;
  readonly highs: Int32Array;
  /** Cells below this are IPv4. Both families are wholly cut up, gaps included. */
  readonly cells4: number;
  readonly cells: number;
  /** Where the cells begin, with the end of the last one. */
  readonly ends4: Float64Array;
  readonly ends6: readonly bigint[];
  /** 0, 1, 2 … as far as there are cells, for `freeCells`. */
  readonly numbers: Int32Array;
  readonly atoms: ServiceAtoms;
}

/**
 * Squares to look at (policies and cells, times atoms) beyond which a list is not judged: the worst lists of this size, thousands of
 * policies that all overlap in addresses and ports, take two or three seconds. Lists as people write them have few atoms; 10,000 policies of
 * theirs come to a twentieth of it.
 */
export const MAX_SQUARES = 200_000_000;

/** A thousand times what the cloud takes. Past it, a finding for each policy would be more than a memory holds. */
export const MAX_POLICIES = 100_000;

/**
 * Only policies marked in `cutting` cut the board into cells and atoms (all, if it is left out). The others have every cell and atom
 * that they meet. Nothing where the list is too large, see `MAX_SQUARES` and `MAX_POLICIES`.
 */
export function layOut(policies: readonly ListPolicy[], cutting?: Uint8Array): Board | undefined {
  if (policies.length > MAX_POLICIES) return undefined;
  const { allows, group, groups, service, sets, cuttingSets } = numbered(policies, cutting);
  const { ends4, ends6 } = endsOf(policies, service, cutting);
  const cells4 = ends4.length - 1;
  const cells = cells4 + Math.max(0, ends6.length - 1);
  const atoms = serviceAtoms(sets, cuttingSets);
  if (atoms === undefined || atoms.count * (policies.length + cells) > MAX_SQUARES) return undefined;
  const numbers = new Int32Array(cells + 1);
  for (let c = 0; c <= cells; c++) numbers[c] = c;
  return {
    policies,
    allows,
    group,
    groups,
    services: sets.length,
    service,
    ...spansOf(policies, service, ends4, ends6),
    cells4,
    cells,
    ends4,
    ends6,
    numbers,
    atoms,
  };
}

interface Numbered extends Pick<Board, 'allows' | 'group' | 'groups' | 'service'> {
  /** Each set of services once, those that cut first. */
  readonly sets: readonly ServiceSet[];
  readonly cuttingSets: number;
}

function numbered(policies: readonly ListPolicy[], cutting: Uint8Array | undefined): Numbered {
  const n = policies.length;
  const allows = new Uint8Array(n);
  const group = new Int32Array(n).fill(-1);
  const service = new Int32Array(n).fill(-1);
  const groupIds = new Map<string, number>();
  const serviceIds = new Map<string | number, number>();
  const sets: ServiceSet[] = [];
  const place = (i: number): void => {
    const policy = policies[i]!;
    if (policy.action === 'allow') allows[i] = 1;
    if (matchesNothing(policy) !== undefined) return;
    const key = keyOf(policy.services);
    let id = serviceIds.get(key);
    if (id === undefined) {
      id = sets.length;
      serviceIds.set(key, id);
      sets.push(policy.services);
    }
    service[i] = id;
    if (policy.peer.kind !== 'group') return;
    group[i] = groupIds.get(policy.peer.group) ?? groupIds.size;
    groupIds.set(policy.peer.group, group[i]!);
  };
  // What exists over one family only is an atom of its own. Where all policies cut, no policy has only that part of an atom.
  if (cutting) {
    sets.push(ICMP, ICMPV6);
    for (const [id, set] of sets.entries()) serviceIds.set(keyOf(set), id);
  }
  for (let i = 0; i < n; i++) if (!cutting || cutting[i]) place(i);
  const cuttingSets = sets.length;
  if (cutting) for (let i = 0; i < n; i++) if (!cutting[i]) place(i);
  return { allows, group, groups: groupIds.size, service, sets, cuttingSets };
}

/** Where the addresses of those that cut begin and end. */
function endsOf(
  policies: readonly ListPolicy[],
  service: Int32Array,
  cutting: Uint8Array | undefined,
): Pick<Board, 'ends4' | 'ends6'> {
  const values4: number[] = [0, END4];
  const values6: bigint[] = [];
  let has6 = false;
  for (let i = 0; i < policies.length; i++) {
    const { peer } = policies[i]!;
    if (peer.kind === 'group') continue;
    const { v4, v6 } = peer.addresses;
    if (v6.length > 0) has6 = true;
    if (service[i]! < 0 || cutting?.[i] === 0) continue;
    for (let j = 0; j < v4.length; j++) values4.push(v4[j]!);
    for (let j = 0; j < v6.length; j++) values6.push(v6[j]!);
  }
  if (has6) values6.push(0n, END6);
  return {
    ends4: Float64Array.from(distinct(Float64Array.from(values4).sort())),
    ends6: distinct(values6.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))),
  };
}

function spansOf(
  policies: readonly ListPolicy[],
  service: Int32Array,
  ends4: Float64Array,
  ends6: readonly bigint[],
): Pick<Board, 'spans' | 'lows' | 'highs'> {
  const cells4 = ends4.length - 1;
  const spans = new Int32Array(policies.length + 1);
  const lows: number[] = [];
  const highs: number[] = [];
  for (let i = 0; i < policies.length; i++) {
    const { peer } = policies[i]!;
    if (service[i]! >= 0 && peer.kind === 'addresses') {
      const { v4, v6 } = peer.addresses;
      for (let j = 0; j < v4.length; j += 2) {
        lows.push(rankDown(ends4, v4[j]!));
        highs.push(rankUp(ends4, v4[j + 1]!));
      }
      for (let j = 0; j < v6.length; j += 2) {
        lows.push(cells4 + rankDown(ends6, v6[j]!));
        highs.push(cells4 + rankUp(ends6, v6[j + 1]!));
      }
    }
    spans[i + 1] = lows.length;
  }
  return { spans, lows: Int32Array.from(lows), highs: Int32Array.from(highs) };
}

/** Why a policy matches no packet at all: it is empty, or its ICMP is of another family than its peer. Undefined where it matches some. */
export function matchesNothing({ services, peer }: ListPolicy): 'empty' | 'mixed-family' | undefined {
  const over4 = peer.kind === 'group' || peer.addresses.v4.length > 0;
  const over6 = peer.kind === 'addresses' && peer.addresses.v6.length > 0;
  if (services.length === 0 || !(over4 || over6)) return 'empty';
  if ((over4 && cuts.overlap(services, OVER_IPV4)) || (over6 && cuts.overlap(services, OVER_IPV6))) return undefined;
  return 'mixed-family';
}

/** Whether a policy matches packets of an atom. */
export function inAtom(board: Board, policy: number, atom: number): boolean {
  return holdsService(board, board.service[policy]!, atom);
}

/** Whether a set of services has packets of an atom. */
export function holdsService({ atoms }: Board, service: number, atom: number): boolean {
  return service >= 0 && (atoms.members[atom * atoms.words + (service >>> 5)]! & (1 << (service & 31))) !== 0;
}

/**
 * The cells of an atom as links to the next free cell, itself where it is free; the family that has no packets in the atom is
 * taken from the start. A sentinel stands behind the last cell.
 */
export function freeCells(board: Board, atom: number, next: Int32Array): void {
  const { cells4, cells, atoms } = board;
  next.set(board.numbers);
  if (!atoms.over4[atom]) next.fill(cells4, 0, cells4);
  if (!atoms.over6[atom]) next.fill(cells, cells4);
}

/** The first free cell from `cell` on; halves the way for those that come after. */
export function findFree(next: Int32Array, cell: number): number {
  let at = cell;
  while (next[at] !== at) {
    next[at] = next[next[at]!]!;
    at = next[at]!;
  }
  return at;
}

/** Most sets are one interval: a number tells them apart quicker than text does. */
function keyOf(set: ServiceSet): string | number {
  return set.length === 2 ? set[0]! * 2 ** 20 + set[1]! : set.join();
}

/** Each value once, of sorted ones. */
export function distinct<T extends number | bigint>(sorted: ArrayLike<T>): T[] {
  const result: T[] = [];
  for (let i = 0; i < sorted.length; i++) if (i === 0 || sorted[i] !== sorted[i - 1]) result.push(sorted[i]!);
  return result;
}

/** The last place that is not behind the value. */
function rankDown<T extends number | bigint>(ends: ArrayLike<T>, value: T): number {
  const up = rankUp(ends, value);
  return ends[up] === value ? up : up - 1;
}

/** The first place in ascending `ends` that is not before the value. */
export function rankUp<T extends number | bigint>(ends: ArrayLike<T>, value: T): number {
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ends[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
