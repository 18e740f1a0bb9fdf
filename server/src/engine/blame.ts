// For each policy that is never reached: which earlier ones take its packets, and whether any of these decides otherwise.
//
// The reached policies paint each atom once more; what an unreached policy would have got is then read from the colours under its
// spans. A prefix sum of the denying cells answers the question of shadowed or redundant exactly and at once. Naming those to
// blame looks at the colours one by one, and stops doing so past `MAX_LOOKS` in very large lists: then fewer are named, never wrong ones.

import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import * as cuts from '#net/cuts.ts';
import { OVER_IPV4, OVER_IPV6, type ServiceSet } from '#net/services.ts';
import { type Board, findFree, freeCells, inAtom, type ListPolicy } from './board.ts';

export interface Blame {
  /** Ascending places of policies that really take packets; few. */
  readonly by: readonly number[];
  /** Whether any that takes packets, and then one of `by`, decides otherwise. */
  readonly otherwise: boolean;
}

/** So many are named at most. */
export const MAX_NAMED = 5;

const MAX_LOOKS = 4_000_000;

export function blame(board: Board, reached: Uint8Array): ReadonlyMap<number, Blame> {
  const { policies, service } = board;
  const dead: number[] = [];
  for (let i = 0; i < policies.length; i++) if (!reached[i] && service[i]! >= 0 && policies[i]!.complete) dead.push(i);
  const result = new Map<number, Blame>();
  if (dead.length === 0) return result;
  const log = readTakers(board, reached, dead);
  for (const [d, policy] of dead.entries()) {
    const takers = [...log.takers[d]!].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([taker]) => taker);
    const otherwise = log.otherwise[d] === 1;
    result.set(policy, { by: choose(policies, policy, takers, otherwise), otherwise });
  }
  return result;
}

interface Takers {
  /** For each dead policy its takers, with roughly how many packets each takes. */
  readonly takers: readonly ReadonlyMap<number, number>[];
  readonly otherwise: Uint8Array;
}

function readTakers(board: Board, reached: Uint8Array, dead: readonly number[]): Takers {
  const { allows, group, spans, lows, highs, cells4, cells, atoms } = board;
  const n = board.policies.length;
  const takers = dead.map(() => new Map<number, number>());
  const otherwise = new Uint8Array(dead.length);
  const next = new Int32Array(cells + 1);
  const owner = new Int32Array(cells);
  const runEnd = new Int32Array(cells);
  const deniesBefore = new Int32Array(cells + 1);
  // The first policy of each group in the atom, ascending; of each action, how many IPv4 cells before a place are claimed
  // later than the first such policy of that action, so that it takes the packets of its members there.
  const groupSeen = new Int32Array(board.groups).fill(-1);
  const groupFirst = new Int32Array(board.groups);
  const groupFirsts: number[] = [];
  const afterGroup = [new Int32Array(cells4 + 1), new Int32Array(cells4 + 1)] as const;
  const earliest: [number, number] = [n, n];
  let looks = 0;

  for (let atom = 0; atom < atoms.count; atom++) {
    let last = -1;
    for (let d = dead.length - 1; d >= 0 && last < 0; d--) if (inAtom(board, dead[d]!, atom)) last = dead[d]!;
    if (last < 0) continue;
    paint(atom, last);
    for (let d = 0; d < dead.length && dead[d]! <= last; d++) {
      if (!inAtom(board, dead[d]!, atom)) continue;
      if (group[dead[d]!]! >= 0) readGroup(d, dead[d]!, atom);
      else readAddresses(d, dead[d]!, atom);
    }
  }
  return { takers, otherwise };

  function paint(atom: number, last: number): void {
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
    for (let c = 0; c < cells; c++)
      deniesBefore[c + 1] = deniesBefore[c]! + (owner[c]! < n && !allows[owner[c]!] ? 1 : 0);
    for (let c = cells - 1; c >= 0; c--) {
      runEnd[c] = c + 1 < cells && c + 1 !== cells4 && owner[c + 1] === owner[c] ? runEnd[c + 1]! : c + 1;
    }
    for (const action of [0, 1] as const) {
      if (earliest[action] === n) continue;
      const after = afterGroup[action];
      for (let c = 0; c < cells4; c++) after[c + 1] = after[c]! + (owner[c]! > earliest[action] ? 1 : 0);
    }
  }

  function readAddresses(d: number, policy: number, atom: number): void {
    const other = 1 - allows[policy]!;
    const size = atoms.sizes[atom]!;
    let latestOwner = -1;
    for (let k = spans[policy]!; k < spans[policy + 1]!; k++) {
      const low = lows[k]!;
      const high = highs[k]!;
      const is4 = low < cells4;
      if (!(is4 ? atoms.over4 : atoms.over6)[atom]) continue;
      if (looks < MAX_LOOKS) {
        for (let c = low; c < high; c = runEnd[c]!, looks++) {
          add(d, policy, owner[c]!, size * addressesIn(board, c, Math.min(high, runEnd[c]!)));
          if (is4) latestOwner = Math.max(latestOwner, owner[c]!);
        }
      }
      const denies = deniesBefore[high]! - deniesBefore[low]!;
      if (!otherwise[d] && (other === 0 ? denies > 0 : denies < high - low)) {
        let c = low;
        while (allows[owner[c]!] !== other) c = runEnd[c]!;
        add(d, policy, owner[c]!, 0);
      }
      if (!otherwise[d] && is4 && earliest[other]! < n && afterGroup[other]![high]! > afterGroup[other]![low]!) {
        add(d, policy, earliest[other]!, 0);
      }
      if (takers[d]!.size === 0) add(d, policy, owner[low]!, 0);
    }
    for (const taker of groupFirsts) {
      if (taker >= latestOwner || looks >= MAX_LOOKS) break;
      looks++;
      add(d, policy, taker, 0);
    }
  }

  /** A dead policy of a group: its members may have any IPv4 address, and be in any other group too. */
  function readGroup(d: number, policy: number, atom: number): void {
    if (!atoms.over4[atom]) return;
    const g = group[policy]!;
    const size = atoms.sizes[atom]!;
    const own = groupSeen[g] === atom && groupFirst[g]! < policy ? groupFirst[g]! : policy;
    let latestOwner = -1;
    for (let c = 0; c < cells4; c = runEnd[c]!) {
      latestOwner = Math.max(latestOwner, owner[c]!);
      const taker = Math.min(owner[c]!, own);
      const known = looks >= MAX_LOOKS && (otherwise[d] || allows[taker] === allows[policy]) && takers[d]!.size > 0;
      if (known) continue;
      looks++;
      add(d, policy, taker, size * addressesIn(board, c, runEnd[c]!));
    }
    for (const taker of groupFirsts) {
      if (taker >= Math.min(own, latestOwner)) break;
      if (looks >= MAX_LOOKS && (otherwise[d] || allows[taker] === allows[policy])) continue;
      looks++;
      add(d, policy, taker, 0);
    }
  }

  function add(d: number, policy: number, taker: number, packets: number): void {
    const known = takers[d]!;
    known.set(taker, (known.get(taker) ?? 0) + packets);
    if (allows[taker] !== allows[policy]) otherwise[d] = 1;
  }
}

function addressesIn({ cells4, ends4, ends6 }: Board, low: number, high: number): number {
  if (low < cells4) return ends4[high]! - ends4[low]!;
  return Number(ends6[high - cells4]! - ends6[low - cells4]!);
}

/** From the takers, largest first: one that contains the policy, else those that together do, and one that decides otherwise. */
function choose(
  policies: readonly ListPolicy[],
  index: number,
  takers: readonly number[],
  otherwise: boolean,
): readonly number[] {
  const policy = policies[index]!;
  const differs = (taker: number) => policies[taker]!.action !== policy.action;
  const containing = takers.filter((taker) => contains(policies[taker]!, policy));
  const container = containing.find(differs) ?? containing[0];
  const chosen: number[] = [];
  if (otherwise && !(container !== undefined && differs(container))) chosen.push(takers.find(differs)!);
  if (container !== undefined) chosen.push(container);
  else {
    let rest = partsOf(policy);
    for (const taker of chosen) rest = without(rest, policies[taker]!, policy);
    for (const taker of takers) {
      if (rest.length === 0 || chosen.length === MAX_NAMED) break;
      if (chosen.includes(taker)) continue;
      const left = without(rest, policies[taker]!, policy);
      if (left === rest) continue;
      chosen.push(taker);
      rest = left;
    }
  }
  return chosen.sort((a, b) => a - b);
}

interface Part {
  readonly addresses: AddressSet;
  readonly services: ServiceSet;
}

/** What a policy matches, a family each; of a group any IPv4 address, its members being unknown. */
function partsOf({ peer, services }: ListPolicy): Part[] {
  const { v4, v6 } = addressesOf(peer);
  return [
    { addresses: { v4, v6: [] }, services: cuts.intersect(services, OVER_IPV4) },
    { addresses: { v4: [], v6 }, services: cuts.intersect(services, OVER_IPV6) },
  ].filter((part) => !addressSet.isEmpty(part.addresses) && part.services.length > 0);
}

function addressesOf(peer: ListPolicy['peer']): AddressSet {
  return peer.kind === 'group' ? addressSet.ANY4 : peer.addresses;
}

/** Whether a taker can be counted on for the packets of a policy: a group only for itself, addresses for every group. */
function countsFor(taker: ListPolicy, policy: ListPolicy): boolean {
  return taker.peer.kind === 'addresses' || (policy.peer.kind === 'group' && policy.peer.group === taker.peer.group);
}

function contains(taker: ListPolicy, policy: ListPolicy): boolean {
  if (!countsFor(taker, policy)) return false;
  return without(partsOf(policy), taker, policy).length === 0;
}

/** The same array where the taker takes nothing of it. */
function without(parts: Part[], taker: ListPolicy, policy: ListPolicy): Part[] {
  if (!countsFor(taker, policy)) return parts;
  const taken = { addresses: addressesOf(taker.peer), services: taker.services };
  const result: Part[] = [];
  let changed = false;
  for (const part of parts) {
    if (!(cuts.overlap(part.services, taken.services) && addressSet.overlap(part.addresses, taken.addresses))) {
      result.push(part);
      continue;
    }
    changed = true;
    const beside = addressSet.subtract(part.addresses, taken.addresses);
    if (!addressSet.isEmpty(beside)) result.push({ addresses: beside, services: part.services });
    const services = cuts.subtract(part.services, taken.services);
    if (services.length > 0)
      result.push({ addresses: addressSet.intersect(part.addresses, taken.addresses), services });
  }
  return changed ? result : parts;
}
