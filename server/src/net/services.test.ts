// Guards protocols with ports as points of one axis: what all is more than the named ones, and how they are printed.

import { expect, test } from 'vitest';
import * as cuts from './cuts.ts';
import * as services from './services.ts';

test('all is more than the named protocols together, by exactly the others', () => {
  const named = services.PROTOCOLS.filter((name) => name !== 'other').map(services.protocol);
  expect(cuts.subtract(services.ALL, cuts.unionAll(named))).toEqual(services.OTHER);
  expect(cuts.unionAll([...named, services.OTHER])).toEqual(services.ALL);
});

test('ports go from 1 to 65535; a range from 0 means 1, and 0 alone is nothing', () => {
  expect(services.ports('tcp', 0, 65535)).toEqual(services.protocol('tcp'));
  expect(services.ports('udp', 0, 53)).toEqual(services.ports('udp', 1, 53));
  expect(services.ports('tcp', 0, 0)).toEqual(services.NONE);
  expect(services.ports('tcp', 9, 8)).toEqual(services.NONE);
  expect(services.ports('tcp', 65535, 70000)).toEqual(services.ports('tcp', 65535, 65535));
});

test('a point of the axis is one protocol and port, and back', () => {
  const packets: services.ProtocolAndPort[] = [
    { protocol: 'tcp', port: 1 },
    { protocol: 'tcp', port: 65535 },
    { protocol: 'udp', port: 1 },
    { protocol: 'udp', port: 65535 },
    { protocol: 'icmp' },
    { protocol: 'icmpv6' },
    { protocol: 'gre' },
    { protocol: 'other' },
  ];
  for (const packet of packets) {
    const point = services.pointOf(packet);
    expect(services.protocolAndPort(point)).toEqual(packet);
    for (const name of services.PROTOCOLS) {
      expect(cuts.contains(services.protocol(name), point)).toBe(name === packet.protocol);
    }
  }
});

test('services are printed as the language writes them', () => {
  const both = cuts.unionAll([
    services.ports('tcp', 443, 443),
    services.ports('tcp', 80, 80),
    services.protocol('udp'),
  ]);
  expect(services.printServices(both)).toEqual(['tcp 80,443', 'udp']);
  expect(services.printServices(services.ports('tcp', 1024, 65535))).toEqual(['tcp 1024-65535']);
  expect(services.printServices(services.ALL)).toEqual(['all']);
  expect(services.printServices(services.NONE)).toEqual([]);
  expect(services.printServices(cuts.subtract(services.ALL, services.protocol('tcp')))).toEqual([
    'udp',
    'icmp',
    'icmpv6',
    'gre',
    'other protocols',
  ]);
  // The last tcp port and the first udp port are neighbours on the axis, and still two things.
  expect(services.printServices(cuts.union(services.ports('tcp', 65535, 65535), services.ports('udp', 1, 1)))).toEqual([
    'tcp 65535',
    'udp 1',
  ]);
});
