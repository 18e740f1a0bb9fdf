import { type Address, END4, END6, print4, print6, printAddress } from './address.ts';
import type { Cuts } from './cuts.ts';
import * as cuts from './cuts.ts';

/** Any set of IPv4 and IPv6 addresses. */
export interface AddressSet {
  readonly v4: Cuts<number>;
  readonly v6: Cuts<bigint>;
}

export const EMPTY: AddressSet = { v4: [], v6: [] };
/** `any`: 0.0.0.0/0. */
export const ANY4: AddressSet = { v4: [0, END4], v6: [] };
/** `any6`: ::/0. */
export const ANY6: AddressSet = { v4: [], v6: [0n, END6] };
export const EVERYTHING: AddressSet = { v4: ANY4.v4, v6: ANY6.v6 };

export function of(...addresses: readonly Address[]): AddressSet {
  return ofAll(addresses);
}

/** The set of all these addresses, of more than a call can take as arguments. */
export function ofAll(addresses: readonly Address[]): AddressSet {
  const [first] = addresses;
  if (first !== undefined && addresses.length === 1) return ofOne(first);
  const v4: [number, number][] = [];
  const v6: [bigint, bigint][] = [];
  for (const address of addresses) {
    if (address.family === 4) v4.push([address.start, address.end]);
    else v6.push([address.start, address.end]);
  }
  return { v4: cuts.fromIntervals(v4), v6: cuts.fromIntervals(v6) };
}

/** The set of one address, as nearly every peer of a rule is. An array that is filled by pushing would keep room for sixteen more items. */
function ofOne(address: Address): AddressSet {
  return address.family === 4
    ? { v4: [address.start, address.end], v6: EMPTY.v6 }
    : { v4: EMPTY.v4, v6: [address.start, address.end] };
}

export function union(a: AddressSet, b: AddressSet): AddressSet {
  return { v4: cuts.union(a.v4, b.v4), v6: cuts.union(a.v6, b.v6) };
}

export function unionAll(sets: readonly AddressSet[]): AddressSet {
  return { v4: cuts.unionAll(sets.map((set) => set.v4)), v6: cuts.unionAll(sets.map((set) => set.v6)) };
}

export function intersect(a: AddressSet, b: AddressSet): AddressSet {
  return { v4: cuts.intersect(a.v4, b.v4), v6: cuts.intersect(a.v6, b.v6) };
}

/** What is in `a` and not in `b`. */
export function subtract(a: AddressSet, b: AddressSet): AddressSet {
  return { v4: cuts.subtract(a.v4, b.v4), v6: cuts.subtract(a.v6, b.v6) };
}

export function isSubsetOf(a: AddressSet, b: AddressSet): boolean {
  return cuts.isSubsetOf(a.v4, b.v4) && cuts.isSubsetOf(a.v6, b.v6);
}

export function overlap(a: AddressSet, b: AddressSet): boolean {
  return cuts.overlap(a.v4, b.v4) || cuts.overlap(a.v6, b.v6);
}

export function isEmpty(set: AddressSet): boolean {
  return set.v4.length === 0 && set.v6.length === 0;
}

export function equals(a: AddressSet, b: AddressSet): boolean {
  return cuts.equals(a.v4, b.v4) && cuts.equals(a.v6, b.v6);
}

export function contains(set: AddressSet, address: Address): boolean {
  return isSubsetOf(of(address), set);
}

/** The set as the fewest CIDR blocks that make it up, ascending, IPv4 before IPv6; single addresses without a prefix. */
export function toBlocks(set: AddressSet): string[] {
  const blocks: string[] = [];
  for (const [start, end] of cuts.intervals(set.v4)) {
    for (let at = start; at < end; ) {
      // The largest block that begins here is bounded by how `at` is aligned and by what is left.
      let bits = at === 0 ? 32 : trailingZeros(at);
      while (at + 2 ** bits > end) bits--;
      blocks.push(bits === 0 ? print4(at) : `${print4(at)}/${32 - bits}`);
      at += 2 ** bits;
    }
  }
  for (const [start, end] of cuts.intervals(set.v6)) {
    for (let at = start; at < end; ) {
      let size = at === 0n ? END6 : at & -at;
      let prefix = 129 - size.toString(2).length;
      while (at + size > end) {
        size >>= 1n;
        prefix++;
      }
      blocks.push(prefix === 128 ? print6(at) : `${print6(at)}/${prefix}`);
      at += size;
    }
  }
  return blocks;
}

/** The set as the fewest ranges, each printed as one address, a block or `first-last`. */
export function toRanges(set: AddressSet): string[] {
  return [
    ...cuts.intervals(set.v4).map(([start, end]) => printAddress({ family: 4, start, end })),
    ...cuts.intervals(set.v6).map(([start, end]) => printAddress({ family: 6, start, end })),
  ];
}

function trailingZeros(value: number): number {
  return 31 - Math.clz32(value & -value);
}
