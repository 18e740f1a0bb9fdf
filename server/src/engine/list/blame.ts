// For each policy that is never reached: which earlier ones take its packets, and whether any of these decides otherwise.
//
// The reached policies paint each atom once more; what an unreached policy would have got is then read from the colours under its
// spans. A prefix sum of the denying cells answers the question of shadowed or redundant exactly and at once.
//
// At most one taker contains the policy: it takes whatever comes to it, so that none behind it takes anything. It can only be the
// last of the takers, and mostly shows up in the policy's first atom; once it is found, the rest is prefix sums. Where there is none
// the takers are counted run by run, up to `MAX_LOOKS`: past that fewer are named, never wrong ones.

import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import * as cuts from '#net/cuts.ts';
import { OVER_IPV4, OVER_IPV6, type ServiceSet } from '#net/services.ts';
import { type Board, findFree, freeCells, holdsService, inAtom, type ListPolicy } from './board.ts';

export interface Blame {
  /** Ascending places of policies that really take packets; few. */
  readonly by: readonly number[];
  /** Whether any that takes packets, and then one of `by`, decides otherwise. */
  readonly otherwise: boolean;
}

/** So many are named at most. */
const MAX_NAMED = 5;

/** Runs of colours looked at for one policy. */
const MAX_LOOKS = 1000;

/** Of all policies that are not reached, or of the `asked` ones among them. */
export function blame(board: Board, reached: Uint8Array, asked?: Uint8Array): ReadonlyMap<number, Blame> {
  const { policies, service } = board;
  const dead: Dead[] = [];
  for (let place = 0; place < policies.length; place++) {
    if (reached[place] || asked?.[place] === 0 || service[place]! < 0 || !policies[place]!.complete) continue;
    dead.push({
      place,
      takers: NOBODY,
      packets: NOBODY,
      looks: 0,
      latest: -1,
      container: undefined,
      differing: undefined,
    });
  }
  readTakers(board, reached, dead);
  return new Map(dead.map((each) => [each.place, choose(policies, each)]));
}

/** A policy that is not reached, and what is known by now of who takes its packets. */
interface Dead {
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

/** Before anybody is known, all share this one: most never need a list of their own. */
const NOBODY: number[] = [];

/** Whether its takers are still counted, and not only asked whether one of them decides otherwise. */
function counts({ container, looks }: Dead): boolean {
  return container === undefined && looks < MAX_LOOKS;
}

function readTakers(board: Board, reached: Uint8Array, dead: readonly Dead[]): void {
  const { policies, allows, group, spans, lows, highs, cells4, cells, atoms } = board;
  const n = policies.length;
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
  // Where each taker stands among those of the policy at hand.
  const slots = new Int32Array(n).fill(-1);

  // A policy is only looked at in its own atoms, of which it mostly has few.
  const byService = Array.from({ length: board.services }, (): Dead[] => []);
  for (const each of dead) byService[board.service[each.place]!]!.push(each);
  for (let atom = 0; atom < atoms.count; atom++) {
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
    paint(atom, last);
    for (const each of here) {
      if (counts(each)) {
        const latest = latestTaker(each, atom);
        if (latest > each.latest) {
          each.latest = latest;
          if (contains(policies[latest]!, policies[each.place]!)) each.container = latest;
        }
      }
      const counting = counts(each);
      if (counting) for (let t = 0; t < each.takers.length; t++) slots[each.takers[t]!] = t;
      if (group[each.place]! >= 0) readGroup(each, atom, counting);
      else readAddresses(each, atom, counting);
      for (let t = counting ? 0 : each.takers.length - 1; t < each.takers.length; t++) slots[each.takers[t]!] = -1;
    }
  }

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
  function latestTaker({ place }: Dead, atom: number): number {
    let latest = -1;
    if (group[place]! >= 0) {
      if (!atoms.over4[atom]) return -1;
      for (let c = 0; c < cells4; c = runEnd[c]!) latest = Math.max(latest, owner[c]!);
      return Math.min(latest, ownFirst(place, atom));
    }
    for (let k = spans[place]!; k < spans[place + 1]!; k++) {
      if (!(lows[k]! < cells4 ? atoms.over4 : atoms.over6)[atom]) continue;
      for (let c = lows[k]!; c < highs[k]!; c = runEnd[c]!) latest = Math.max(latest, owner[c]!);
    }
    return latest;
  }

  /** The first policy of the group of a dead one in the atom, which may be that one itself. */
  function ownFirst(place: number, atom: number): number {
    const g = group[place]!;
    return groupSeen[g] === atom ? Math.min(groupFirst[g]!, place) : place;
  }

  function readAddresses(each: Dead, atom: number, counting: boolean): void {
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
          add(each, owner[c]!, size * addressesIn(board, c, Math.min(high, runEnd[c]!)));
        }
      }
      if (each.differing !== undefined) continue;
      const denies = deniesBefore[high]! - deniesBefore[low]!;
      if (other === 0 ? denies > 0 : denies < high - low) {
        let c = low;
        while (allows[owner[c]!] !== other) c = runEnd[c]!;
        add(each, owner[c]!, 0);
      } else if (is4 && earliest[other]! < n && afterGroup[other]![high]! > afterGroup[other]![low]!) {
        add(each, earliest[other]!, 0);
      }
    }
    for (const taker of groupFirsts) {
      if (taker >= latest4) break;
      add(each, taker, 0);
    }
  }

  /** A dead policy of a group: its members may have any IPv4 address, and be in any other group too. */
  function readGroup(each: Dead, atom: number, counting: boolean): void {
    if (!atoms.over4[atom]) return;
    const { place } = each;
    const size = atoms.sizes[atom]!;
    const own = ownFirst(place, atom);
    let latestOwner = -1;
    for (let c = 0; c < cells4; c = runEnd[c]!) {
      const taker = Math.min(owner[c]!, own);
      latestOwner = Math.max(latestOwner, owner[c]!);
      if (counting || (each.differing === undefined && allows[taker] !== allows[place])) {
        add(each, taker, size * addressesIn(board, c, runEnd[c]!));
      }
    }
    for (const taker of groupFirsts) {
      if (taker >= Math.min(own, latestOwner)) break;
      if (counting || (each.differing === undefined && allows[taker] !== allows[place])) add(each, taker, 0);
    }
  }

  function add(each: Dead, taker: number, packets: number): void {
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
}

function addressesIn({ cells4, ends4, ends6 }: Board, low: number, high: number): number {
  if (low < cells4) return ends4[high]! - ends4[low]!;
  return Number(ends6[high - cells4]! - ends6[low - cells4]!);
}

/** The taker that contains the policy, else those that together do, largest first; and one that decides otherwise. */
function choose(policies: readonly ListPolicy[], { place, takers, packets, container, differing }: Dead): Blame {
  const policy = policies[place]!;
  const otherwise = differing !== undefined;
  if (container !== undefined) {
    const by = otherwise && policies[container]!.action === policy.action ? [differing, container] : [container];
    return { by: by.sort((a, b) => a - b), otherwise };
  }
  const largest = takers.map((_, slot) => slot).sort((a, b) => packets[b]! - packets[a]! || takers[a]! - takers[b]!);
  const chosen: number[] = [];
  let rest: readonly Part[] = partsOf(policy);
  const take = (taker: number): void => {
    const left = without(rest, policies[taker]!, policy);
    if (left === rest && taker !== firstDiffering) return;
    chosen.push(taker);
    rest = left;
  };
  const firstDiffering = otherwise
    ? takers[largest.find((slot) => policies[takers[slot]!]!.action !== policy.action)!]
    : undefined;
  if (firstDiffering !== undefined) take(firstDiffering);
  for (const slot of largest) {
    if (rest.length === 0 || chosen.length === MAX_NAMED) break;
    if (takers[slot] !== firstDiffering) take(takers[slot]!);
  }
  return { by: chosen.sort((a, b) => a - b), otherwise };
}

interface Part {
  readonly addresses: AddressSet;
  readonly services: ServiceSet;
}

/** What a policy matches, a family each; of a group any IPv4 address, its members being unknown. */
function partsOf({ peer, services }: ListPolicy): Part[] {
  const { v4, v6 } = addressesOf(peer);
  const parts: Part[] = [];
  if (v4.length > 0) parts.push({ addresses: { v4, v6: [] }, services: within(services, OVER_IPV4) });
  if (v6.length > 0) parts.push({ addresses: { v4: [], v6 }, services: within(services, OVER_IPV6) });
  return parts.filter((part) => part.services.length > 0);
}

function within(services: ServiceSet, possible: ServiceSet): ServiceSet {
  return cuts.isSubsetOf(services, possible) ? services : cuts.intersect(services, possible);
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
  const addresses = addressesOf(taker.peer);
  const all = { addresses: addressesOf(policy.peer), services: policy.services };
  const inTaker = (part: Part): boolean =>
    cuts.isSubsetOf(part.services, taker.services) && addressSet.isSubsetOf(part.addresses, addresses);
  // Mostly nothing in it is of services that do not exist over its family, which need not be contained.
  return inTaker(all) || partsOf(policy).every(inTaker);
}

/** The same array where the taker takes nothing of it. */
function without(parts: readonly Part[], taker: ListPolicy, policy: ListPolicy): readonly Part[] {
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
