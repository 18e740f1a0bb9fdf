// Guards: what is said of packets, read back, is exactly the set, and no shorter way to say it exists in worlds small enough to
// try every way.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addresses, readWords } from '../../../test/support/readWords.ts';
import { rounds } from '../../../test/support/rounds.ts';
import type { Address } from '../address.ts';
import type { AddressSet } from '../addressSet.ts';
import * as addressSet from '../addressSet.ts';
import * as cuts from '../cuts.ts';
import type { PacketSet } from '../packetSet.ts';
import * as packetSet from '../packetSet.ts';
import * as services from '../services.ts';
import { inWords, type Names, printStatement, type Statement } from './words.ts';

const OFFICE = { name: 'office', set: addresses('203.0.113.0/24', '198.51.100.7') };
const DB = { name: 'db', set: addresses('10.0.1.1', '10.0.1.9') };
const WEB_PORTS = {
  name: 'web-ports',
  set: cuts.union(services.ports('tcp', 80, 81), services.ports('udp', 443, 443)),
};
const NAMES: Names = { peers: [OFFICE, DB], services: [WEB_PORTS] };

test('exceptions, names, protocols that fare alike, and both families', () => {
  const any = addressSet.ANY4;
  const without = (...blocks: string[]) => addressSet.subtract(any, addresses(...blocks));
  const dns = cuts.union(services.ports('tcp', 53, 53), services.ports('udp', 53, 53));
  expect(words(packetSet.of(without('10.0.0.0/8'), services.ports('tcp', 53, 53)))).toEqual([
    'tcp 53 to any except 10.0.0.0/8',
  ]);
  expect(words(packetSet.of(without('10.0.1.1', '10.0.1.9'), dns))).toEqual(['tcp 53, udp 53 to any except db']);
  expect(words(packetSet.of(OFFICE.set, WEB_PORTS.set))).toEqual(['web-ports to office']);
  expect(words(packetSet.of(addressSet.EVERYTHING, services.ALL))).toEqual(['all to any, any6']);
  expect(words(packetSet.of(any, services.ALL))).toEqual(['all to any']);
  expect(words(packetSet.of(any, services.OTHER))).toEqual(['other to any']);
  expect(words(packetSet.EMPTY)).toEqual([]);
});

test('what is let through again within an exception is a statement of its own', () => {
  const again = addressSet.union(
    addressSet.subtract(addressSet.ANY4, addresses('10.0.0.0/8')),
    addresses('10.1.0.0/16'),
  );
  expect(words(packetSet.of(again, services.ports('udp', 53, 53)))).toEqual([
    'udp 53 to any except 10.0.0.0/8',
    'udp 53 to 10.1.0.0/16',
  ]);
});

test('statements overlap where that is shorter', () => {
  const set = packetSet.union(
    packetSet.of(addressSet.ANY4, services.ports('tcp', 80, 80)),
    packetSet.of(addresses('10.0.0.0/8'), services.protocol('tcp')),
  );
  expect(words(set).sort()).toEqual(['tcp 80 to any', 'tcp to 10.0.0.0/8']);
});

test('a name is said with what is left out of it, and where one block would do only if what is described speaks of it', () => {
  const ssh = services.ports('tcp', 22, 22);
  const some = addressSet.subtract(OFFICE.set, addresses('203.0.113.7'));
  expect(words(packetSet.of(some, ssh))).toEqual(['tcp 22 to office except 203.0.113.7']);
  const one = { name: 'one', set: addresses('10.0.0.1') };
  const ways = [false, true].map((isSpoken) =>
    words(packetSet.of(one.set, ssh), { peers: [{ ...one, isSpoken }], services: [] }),
  );
  expect(ways).toEqual([['tcp 22 to 10.0.0.1'], ['tcp 22 to one']]);
});

test('what may be said is said only where that is shorter', () => {
  const said = (needed: AddressSet, also: AddressSet) =>
    inWords(packetSet.of(needed, services.ALL), { also: packetSet.of(also, services.ALL) }).map((each) =>
      printStatement(each, 'from'),
    );
  const rest = addressSet.subtract(addresses('10.0.0.0/8'), addresses('10.0.0.1'));
  expect(said(rest, addresses('10.0.0.1'))).toEqual(['all from 10.0.0.0/8']);
  expect(said(addresses('10.0.0.2'), addresses('10.0.0.1'))).toEqual(['all from 10.0.0.2']);
});

const BLOCKS = ['0.0.0.0/0', '10.0.0.0/8', '10.0.1.0/30', '10.0.1.1', '10.0.1.9', '203.0.113.0/24', '198.51.100.7'];
const BLOCKS6 = ['::/0', '2001:db8::/32', '2001:db8::1', 'fd00::/8'];
const SERVICES = [
  services.ALL,
  services.protocol('tcp'),
  services.ports('tcp', 80, 80),
  services.ports('tcp', 81, 90),
  services.ports('udp', 443, 443),
  services.ICMP,
  services.ICMPV6,
  services.GRE,
];
const packetSets = fc
  .array(
    fc.record({
      blocks: fc.subarray([...BLOCKS, ...BLOCKS6], { minLength: 1, maxLength: 4 }),
      services: fc.constantFrom(...SERVICES),
      isTakenAway: fc.boolean(),
    }),
    { minLength: 1, maxLength: 7 },
  )
  .map((steps) =>
    steps.reduce((set, step) => {
      const product = packetSet.of(addresses(...step.blocks), step.services);
      return step.isTakenAway ? packetSet.subtract(set, product) : packetSet.union(set, product);
    }, packetSet.EMPTY),
  );

test('what is said, read back, is the set', () => {
  fc.assert(
    fc.property(packetSets, (set) => {
      for (const names of [NAMES, undefined]) expect(readWords(words(set, names), NAMES)).toEqual(set);
    }),
    { numRuns: 200 * rounds(1, 100) },
  );
});

test('what is said holds all that is needed and nothing beyond what may be said', () => {
  fc.assert(
    fc.property(packetSets, packetSets, (set, also) => {
      const said = readWords(texts(inWords(set, { names: NAMES, also })), NAMES);
      expect(packetSet.isSubsetOf(set, said)).toBe(true);
      expect(packetSet.isSubsetOf(said, packetSet.union(set, also))).toBe(true);
    }),
    { numRuns: 100 * rounds(1, 100) },
  );
});

test('four quarters of all addresses and three services: never longer than the shortest way of all', () => {
  const kinds = [services.protocol('tcp'), services.protocol('udp'), otherThan(['tcp', 'udp'])];
  neverLonger(smallWorld(4, kinds, []), everyMask(12));
});

test('four quarters with names of their own: never longer than the shortest way of all', () => {
  const kinds = [services.protocol('tcp'), otherThan(['tcp'])];
  neverLonger(smallWorld(4, kinds, [0b1001, 0b0110]), everyMask(8));
});

test('eight parts of all addresses and two services: never longer than the shortest way of all', () => {
  const world = smallWorld(8, [services.protocol('tcp'), otherThan(['tcp'])], []);
  const masks = fc.sample(fc.integer({ min: 1, max: 2 ** 16 - 1 }), { seed: 7, numRuns: 300 * rounds(1, 200) });
  neverLonger(world, masks);
});

interface SmallWorld {
  readonly names: Names;
  /** The packets of a mask: a bit for each part of the addresses with each service. */
  packets(mask: number): PacketSet;
  /** The fewest words for a mask. */
  readonly best: readonly number[];
}

function neverLonger({ names, packets, best }: SmallWorld, masks: readonly number[]): void {
  for (const mask of masks) {
    const set = packets(mask);
    const said = inWords(set, { names });
    expect(readWords(texts(said), names)).toEqual(set);
    expect(countWords(said), `${mask.toString(2)}: ${texts(said).join('; ')}`).toBe(best[mask]);
  }
}

/** All IPv4 addresses in so many parts, and every way to say each set of packets tried. */
function smallWorld(parts: number, kinds: readonly services.ServiceSet[], named: readonly number[]): SmallWorld {
  const size = 2 ** 32 / parts;
  const partsOf = (mask: number) =>
    addressSet.of(...bitsOf(mask).map((i): Address => ({ family: 4, start: i * size, end: (i + 1) * size })));
  const blocks: number[] = [...named];
  for (let width = 1; width <= parts; width *= 2)
    for (let first = 0; first < parts; first += width) blocks.push((2 ** width - 1) << first);
  const unions = cheapest(
    2 ** parts,
    blocks.map((set) => ({ set, cost: 1 })),
  );
  const peers = Array.from({ length: 2 ** parts }, () => Number.POSITIVE_INFINITY);
  for (const [said, cost] of unions.entries())
    for (const [left, more] of unions.entries()) peers[said & ~left] = Math.min(peers[said & ~left]!, cost + more);
  const rectangles: { set: number; cost: number }[] = [];
  for (let some = 1; some < 2 ** kinds.length; some++) {
    const chosen = cuts.unionAll(bitsOf(some).map((i) => kinds[i]!));
    const count = countItems(services.printServices(chosen.length === 0 ? [] : chosen), some === 2 ** kinds.length - 1);
    for (let set = 1; set < 2 ** parts; set++) {
      const cells = bitsOf(some).reduce((sum, i) => sum | (set << (i * parts)), 0);
      rectangles.push({ set: cells, cost: count + peers[set]! });
    }
  }
  return {
    names: { peers: named.map((mask, i) => ({ name: `list-${i}`, set: partsOf(mask) })), services: [] },
    packets: (mask) =>
      kinds.reduce(
        (set, kind, i) => packetSet.union(set, packetSet.of(partsOf((mask >> (i * parts)) & (2 ** parts - 1)), kind)),
        packetSet.EMPTY,
      ),
    best: cheapest(2 ** (parts * kinds.length), rectangles),
  };
}

/** For each set, what the cheapest sets cost whose union it is. */
function cheapest(count: number, sets: readonly { readonly set: number; readonly cost: number }[]): number[] {
  const best = Array.from({ length: count }, () => Number.POSITIVE_INFINITY);
  best[0] = 0;
  // A union is never a smaller number than what it is made of.
  for (let mask = 0; mask < count; mask++)
    for (const { set, cost } of sets) best[mask | set] = Math.min(best[mask | set]!, best[mask]! + cost);
  return best;
}

function everyMask(bits: number): number[] {
  return Array.from({ length: 2 ** bits - 1 }, (_, i) => i + 1);
}

function bitsOf(mask: number): number[] {
  return Array.from({ length: 32 }, (_, i) => i).filter((i) => (mask & (1 << i)) !== 0);
}

/** Every other service that there is over IPv4. */
function otherThan(protocols: readonly services.Protocol[]): services.ServiceSet {
  return cuts.subtract(services.OVER_IPV4, cuts.unionAll(protocols.map((name) => services.protocol(name))));
}

function countItems(list: readonly string[], isAll: boolean): number {
  return isAll ? 1 : list.join().split(',').length;
}

function countWords(statements: readonly Statement[]): number {
  return statements.reduce(
    (sum, { services: said, peers, except }) => sum + countItems(said, false) + peers.length + except.length,
    0,
  );
}

function texts(statements: readonly Statement[]): string[] {
  return statements.map((statement) => printStatement(statement, 'to'));
}

function words(set: PacketSet, names: Names = NAMES): string[] {
  return texts(inWords(set, { names }));
}
