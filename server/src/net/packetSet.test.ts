// Guards the algebra of sets of packets, packet by packet, in the one form that each set has.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Address, parseAddress } from './address.ts';
import type { AddressSet } from './addressSet.ts';
import * as addressSet from './addressSet.ts';
import * as cuts from './cuts.ts';
import type { PacketSet } from './packetSet.ts';
import * as packetSet from './packetSet.ts';
import * as services from './services.ts';

// A world small enough to enumerate: six addresses of each family, and one point of every kind of service.
const ADDRESSES: Address[] = [0, 1, 2, 3, 4, 5].flatMap((n): Address[] => [
  { family: 4, start: n, end: n + 1 },
  { family: 6, start: BigInt(n), end: BigInt(n) + 1n },
]);
const POINTS = [
  ...[1, 2, 65535].flatMap((port) => [
    services.pointOf({ protocol: 'tcp', port }),
    services.pointOf({ protocol: 'udp', port }),
  ]),
  ...(['icmp', 'icmpv6', 'gre', 'other'] as const).map((protocol) => services.pointOf({ protocol })),
];

const addressSets: fc.Arbitrary<AddressSet> = fc.subarray(ADDRESSES).map((addresses) => addressSet.of(...addresses));
const serviceSets = fc
  .subarray(POINTS)
  .map((points) => cuts.fromIntervals(points.map((point) => [point, point + 1] as const)));
const products = fc.tuple(addressSets, serviceSets);
const packetSets = fc
  .array(products, { maxLength: 4 })
  .map((list) => list.reduce((set, [a, s]) => packetSet.union(set, packetSet.of(a, s)), packetSet.EMPTY));

function exists(address: Address, point: number): boolean {
  const { protocol } = services.protocolAndPort(point);
  return protocol !== (address.family === 4 ? 'icmpv6' : 'icmp');
}

function everyPacket(check: (address: Address, point: number) => void): void {
  for (const address of ADDRESSES) for (const point of POINTS) check(address, point);
}

test('a product holds its packets, without those that cannot exist', () => {
  fc.assert(
    fc.property(products, ([addresses, set]) => {
      const packets = packetSet.of(addresses, set);
      everyPacket((address, point) => {
        const expected = addressSet.contains(addresses, address) && cuts.contains(set, point) && exists(address, point);
        expect(packetSet.contains(packets, address, point)).toBe(expected);
      });
    }),
  );
});

test('the algebra agrees with membership, packet by packet', () => {
  fc.assert(
    fc.property(packetSets, packetSets, (a, b) => {
      const either = packetSet.union(a, b);
      const both = packetSet.intersect(a, b);
      const only = packetSet.subtract(a, b);
      everyPacket((address, point) => {
        const [inA, inB] = [packetSet.contains(a, address, point), packetSet.contains(b, address, point)];
        expect(packetSet.contains(either, address, point)).toBe(inA || inB);
        expect(packetSet.contains(both, address, point)).toBe(inA && inB);
        expect(packetSet.contains(only, address, point)).toBe(inA && !inB);
      });
      expect(packetSet.isSubsetOf(a, b)).toBe(packetSet.isEmpty(only));
      expect(packetSet.overlap(a, b)).toBe(!packetSet.isEmpty(both));
    }),
  );
});

test('sets are canonical: however one is reached, it is structurally the same', () => {
  fc.assert(
    fc.property(packetSets, packetSets, packetSets, (a, b, c) => {
      const same = (x: PacketSet, y: PacketSet) => {
        expect(x).toEqual(y);
        expect(packetSet.equals(x, y)).toBe(true);
      };
      same(packetSet.union(a, b), packetSet.union(b, a));
      same(packetSet.union(a, packetSet.union(b, c)), packetSet.union(packetSet.union(a, b), c));
      same(
        packetSet.intersect(a, packetSet.union(b, c)),
        packetSet.union(packetSet.intersect(a, b), packetSet.intersect(a, c)),
      );
      same(packetSet.subtract(a, packetSet.subtract(a, b)), packetSet.intersect(a, b));
      same(packetSet.union(packetSet.subtract(a, b), packetSet.intersect(a, b)), a);
      expect(packetSet.equals(a, b)).toBe(packetSet.isSubsetOf(a, b) && packetSet.isSubsetOf(b, a));
    }),
  );
});

test('what is printed is the set again, and nothing is said twice', () => {
  fc.assert(
    fc.property(packetSets, (set) => {
      let read = packetSet.EMPTY;
      for (const part of packetSet.print(set)) {
        const product = packetSet.of(
          addressSet.of(...part.blocks.map(readAddress)),
          cuts.unionAll(part.services.map(readServices)),
        );
        expect(packetSet.isEmpty(packetSet.intersect(read, product))).toBe(true);
        read = packetSet.union(read, product);
      }
      expect(read).toEqual(set);
    }),
  );
});

test('the extremes: every packet, both zero blocks, the last address and port', () => {
  expect(packetSet.print(packetSet.EVERYTHING)).toEqual([{ services: ['all'], blocks: ['0.0.0.0/0', '::/0'] }]);
  const last = packetSet.of(addressSet.of(readAddress('255.255.255.255')), services.ports('tcp', 65535, 65535));
  expect(packetSet.print(last)).toEqual([{ services: ['tcp 65535'], blocks: ['255.255.255.255'] }]);
  const rest = packetSet.subtract(packetSet.EVERYTHING, last);
  expect(packetSet.union(rest, last)).toEqual(packetSet.EVERYTHING);
  expect(packetSet.isEmpty(packetSet.of(addressSet.ANY4, services.ICMPV6))).toBe(true);
  expect(packetSet.isEmpty(packetSet.of(addressSet.ANY6, services.ICMP))).toBe(true);
});

test('of the two ways to print, the shorter one is taken', () => {
  const set = packetSet.union(
    packetSet.of(addressSet.of(readAddress('10.0.0.0/8')), services.ports('tcp', 80, 80)),
    packetSet.of(addressSet.of(readAddress('10.1.0.0/16')), services.ports('tcp', 443, 443)),
  );
  expect(packetSet.print(set)).toEqual([
    { services: ['tcp 80'], blocks: ['10.0.0.0/8'] },
    { services: ['tcp 443'], blocks: ['10.1.0.0/16'] },
  ]);
});

function readAddress(text: string): Address {
  const read = parseAddress(text);
  if (!read.ok) throw new Error(read.error.message);
  return read.address;
}

function readServices(text: string): services.ServiceSet {
  const [name, list] = text.split(' ');
  if (name === 'all') return services.ALL;
  const protocol = services.PROTOCOLS.find((known) => known === name);
  if (protocol === undefined) throw new Error(text);
  if (list === 'protocols') return services.OTHER;
  if (list === undefined || (protocol !== 'tcp' && protocol !== 'udp')) return services.protocol(protocol);
  return cuts.unionAll(
    list.split(',').map((range) => {
      const [first, last] = range.split('-').map(Number);
      return services.ports(protocol, first ?? 0, last ?? first ?? 0);
    }),
  );
}
