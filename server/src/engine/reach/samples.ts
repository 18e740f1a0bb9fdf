import type { Address } from '#net/address.ts';
import type { AddressSet } from '#net/addressSet.ts';
import type { Cuts } from '#net/cuts.ts';

/** Up to two addresses that are in both sets: with two, one is left where the other is the packet's own. */
export function samplesOf(a: AddressSet, b: AddressSet): Address[] {
  const found: Address[] = [];
  for (const [start, end] of meetings(a.v4, b.v4)) {
    for (let at = likely(start, end); at < end && found.length < 2; at++) {
      found.push({ family: 4, start: at, end: at + 1 });
    }
    if (found.length < 2 && likely(start, end) > start) found.push({ family: 4, start, end: start + 1 });
    if (found.length === 2) return found;
  }
  for (const [start, end] of meetings(a.v6, b.v6)) {
    for (let at = start; at < end && found.length < 2; at++) found.push({ family: 6, start: at, end: at + 1n });
    if (found.length === 2) return found;
  }
  return found;
}

/** The intervals of what is in both, one by one: usually the first of thousands is enough. */
function* meetings<T extends number | bigint>(a: Cuts<T>, b: Cuts<T>): Generator<readonly [start: T, end: T]> {
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    let start = a[i]!;
    if (b[j]! > start) start = b[j]!;
    const isFirst = a[i + 1]! < b[j + 1]!;
    const end = isFirst ? a[i + 1]! : b[j + 1]!;
    if (start < end) yield [start, end];
    if (isFirst) i += 2;
    else j += 2;
  }
}

/** An address that a machine could have, rather than 0.0.0.0 or the first of a block, where there is one. */
function likely(start: number, end: number): number {
  const someone = 16843009; // 1.1.1.1
  if (start < someone && someone < end) return someone;
  return start % 256 === 0 && start + 1 < end ? start + 1 : start;
}
