// Which policies let everybody in at a port where that is dangerous.
//
//   1  deny  tcp 22       from 10.0.0.0/8
//   2  allow tcp 22-23    from any            open: that a part is denied above does not help
//   3  allow tcp 22       from any            not reported: 2 takes all of it
//   4  allow tcp 3389     from 0.0.0.0/1      open …
//   5  allow tcp 3389     from 128.0.0.0/1    … together
//   6  allow tcp 3389     from any6           open for IPv6

import { END4, END6 } from '#net/address.ts';
import type { AddressSet } from '#net/addressSet.ts';
import type { Cuts } from '#net/cuts.ts';
import * as cuts from '#net/cuts.ts';
import { pointOf } from '#net/services.ts';
import { keep } from '#util/memo.ts';
import { distinct, findFree, type ListPolicy, rankUp } from './board.ts';

export interface OpenPolicy {
  readonly place: number;
  /** The sensitive ports at which it lets in everybody, alone or with others, ascending. */
  readonly ports: readonly number[];
  readonly families: readonly (4 | 6)[];
}

/**
 * The inbound policies, ascending, that open one of the tcp ports to every address of a family, alone or together with other allowing
 * ones. A policy that earlier ones wholly take at that port does not count, whatever they decide; groups take nothing for certain. Of
 * several policies that only together cover every address, those are returned that are needed for it.
 */
export function openToWorld(policies: readonly ListPolicy[], ports: readonly number[]): readonly OpenPolicy[] {
  if (mayOpen(policies).length === 0) return [];
  const found = new Map<number, { ports: Set<number>; families: Set<4 | 6> }>();
  for (const port of [...new Set(ports)].sort((a, b) => a - b)) {
    const point = pointOf({ protocol: 'tcp', port });
    const at = policies.flatMap((policy, place) =>
      policy.peer.kind === 'addresses' && cuts.contains(policy.services, point)
        ? [{ ...policy, place, addresses: policy.peer.addresses }]
        : [],
    );
    for (const family of mayOpen(at)) {
      for (const place of family === 4 ? openers4(at) : openers6(at)) {
        const known = keep(found, place, () => ({ ports: new Set(), families: new Set() }));
        known.ports.add(port);
        known.families.add(family);
      }
    }
  }
  return [...found]
    .sort(([a], [b]) => a - b)
    .map(([place, open]) => ({ place, ports: [...open.ports], families: [...open.families].sort() }));
}

/** The families of which enough addresses are let in. Most lists let in far fewer than there are, which the sizes of their sets show. */
function mayOpen(policies: readonly ListPolicy[]): readonly (4 | 6)[] {
  let [size4, size6] = [0, 0];
  for (const { action, peer } of policies) {
    if (action !== 'allow' || peer.kind !== 'addresses') continue;
    size4 += sizeOf(peer.addresses.v4);
    size6 += sizeOf(peer.addresses.v6);
  }
  // Half, as numbers of that size are not exact.
  const families: (4 | 6)[] = [];
  if (size4 >= END4 / 2) families.push(4);
  if (size6 >= Number(END6) / 2) families.push(6);
  return families;
}

/** A policy that speaks of addresses. */
interface OfAddresses {
  readonly place: number;
  readonly action: 'allow' | 'deny';
  readonly addresses: AddressSet;
}

function openers4(policies: readonly OfAddresses[]): number[] {
  return openers(
    policies.map(({ place, action, addresses }) => ({ place, action, peer: addresses.v4 })),
    [0, END4],
  );
}

function openers6(policies: readonly OfAddresses[]): number[] {
  return openers(
    policies.map(({ place, action, addresses }) => ({ place, action, peer: addresses.v6 })),
    [0n, END6],
  );
}

interface Admission<T extends number | bigint> {
  readonly place: number;
  readonly action: 'allow' | 'deny';
  readonly peer: Cuts<T>;
}

/** Those of one port and family, in the order of the list, that open it to everybody. */
function openers<T extends number | bigint>(policies: readonly Admission<T>[], everybody: Cuts<T>): number[] {
  const allowed = policies.filter(({ action }) => action === 'allow').map(({ peer }) => peer);
  if (!cuts.equals(cuts.unionAll(allowed), everybody)) return [];
  const reached = findReached(policies);
  const allowing = policies.filter(({ action }, i) => action === 'allow' && reached[i] === 1);
  const alone = allowing.filter(({ peer }) => cuts.equals(peer, everybody));
  if (alone.length > 0) return alone.map(({ place }) => place);
  if (!cuts.equals(cuts.unionAll(allowing.map(({ peer }) => peer)), everybody)) return [];
  return needed(allowing).map(({ place }) => place);
}

/** Marks with 1 each policy to which those above leave anything: each claims the cells that nobody above it has claimed. */
function findReached<T extends number | bigint>(policies: readonly Admission<T>[]): Uint8Array {
  const ends = endsOf(policies);
  const next = Int32Array.from({ length: ends.length + 1 }, (_, cell) => cell);
  const reached = new Uint8Array(policies.length);
  for (const [i, { peer }] of policies.entries()) {
    for (const [low, high] of cuts.intervals(peer.map((end) => rankUp(ends, end)))) {
      for (let cell = findFree(next, low); cell < high; cell = findFree(next, cell)) {
        next[cell] = cell + 1;
        reached[i] = 1;
      }
    }
  }
  return reached;
}

function endsOf<T extends number | bigint>(policies: readonly Admission<T>[]): readonly T[] {
  return distinct(policies.flatMap(({ peer }) => peer).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
}

/** Leaves out the policies whose addresses the others cover too, the smallest first. */
function needed<T extends number | bigint>(policies: readonly Admission<T>[]): readonly Admission<T>[] {
  const sizes = new Map(policies.map((policy) => [policy, sizeOf(policy.peer)]));
  const bySize = policies.toSorted((a, b) => sizes.get(a)! - sizes.get(b)! || b.place - a.place);
  const ends = endsOf(policies);
  /** How many of the policies that are left hold each cell. */
  const holders = new Int32Array(ends.length);
  const spans = new Map(
    policies.map((policy) => [policy, cuts.intervals(policy.peer.map((end) => rankUp(ends, end)))]),
  );
  const count = (policy: Admission<T>, by: number): void => {
    for (const [low, high] of spans.get(policy)!) for (let c = low; c < high; c++) holders[c]! += by;
  };
  for (const policy of policies) count(policy, 1);
  const left = new Set(policies);
  for (const policy of bySize) {
    if (spans.get(policy)!.some(([low, high]) => holders.subarray(low, high).includes(1))) continue;
    count(policy, -1);
    left.delete(policy);
  }
  return [...left];
}

function sizeOf<T extends number | bigint>(peer: Cuts<T>): number {
  let size = 0;
  for (let i = 0; i < peer.length; i += 2) size += Number(peer[i + 1]) - Number(peer[i]);
  return size;
}
