// Guards what earlier rules leave of a rule, and which of them takes what.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as addressSet from '#net/addressSet.ts';
import * as packetSet from '#net/packetSet.ts';
import * as services from '#net/services.ts';
import { policies as read } from '../../../test/support/listText.ts';
import { firstMatch, matches, SMALL_PACKETS, type SmallPacket, someList } from '../../../test/support/listWorld.ts';
import { rounds } from '../../../test/support/rounds.ts';
import { describe } from '../describe.ts';
import type { ListPolicy } from './board.ts';
import { partlyShadowed, remaining } from './remaining.ts';

test('what is left and what each takes is what trying all packets says', () => {
  fc.assert(
    fc.property(someList, (policies) => {
      const index = policies.length - 1;
      const policy = policies[index] as ListPolicy;
      const { packets: left, taken } = remaining(policies, index);
      const own = SMALL_PACKETS.filter((packet) => matches(policy, packet));
      const takers = new Set(own.map((packet) => firstMatch(policies, packet)).filter((place) => place !== index));
      expect(taken.map(({ place }) => place)).toEqual([...takers].sort((a, b) => a - b));
      for (const packet of own) {
        const first = firstMatch(policies, packet);
        const members = (group: string | undefined) => group === undefined || packet.groups.includes(group);
        const takes = taken.find((each) => members(each.members) && holds(each.packets, packet));
        expect(takes?.place ?? index).toBe(first);
        if (first === index) expect(holds(left, packet)).toBe(true);
      }
      // What is left is certain: an address in no group but the policy's own gets there.
      const alone = own.filter(({ groups }) =>
        groups.every((group) => policy.peer.kind === 'group' && policy.peer.group === group),
      );
      for (const packet of alone) expect(holds(left, packet)).toBe(firstMatch(policies, packet) === index);
    }),
    { numRuns: rounds(1_000, 50_000) },
  );
});

test('the part that policies of the other action take is told, of groups by their members', () => {
  const list = read([
    'deny tcp 443 10.128.0.0/9',
    'allow tcp 443 10.0.0.0/16',
    'deny tcp 22 web',
    'allow tcp 22,443 10.0.0.0/8',
  ]);
  const partly = partlyShadowed(list, 3);
  expect(partly?.by).toEqual([0, 2]);
  expect(describe(partly?.packets ?? packetSet.EMPTY, { word: 'from' })).toBe('tcp 443 from 10.128.0.0/9');
  expect(partly?.ofMembers.map(({ group }) => group)).toEqual(['web']);
  expect(describe(partly?.ofMembers[0]?.packets ?? packetSet.EMPTY, { word: 'from', whose: "members of 'web'" })).toBe(
    "tcp 22 from members of 'web' in 10.0.0.0/8",
  );
  expect(describe(remaining(list, 3).packets, { word: 'from' })).toBe(
    'tcp 22 from 10.0.0.0/8; tcp 443 from 10.0.0.0/9 except 10.0.0.0/16',
  );
});

test('a policy that nothing is taken from, or all, is not partly shadowed', () => {
  const list = read(['allow tcp 80 any', 'deny tcp 80 any', 'deny tcp 81 any']);
  expect([0, 1, 2].map((index) => partlyShadowed(list, index))).toEqual([undefined, undefined, undefined]);
});

test('a policy of a group loses to addresses and to its own group for certain, to other groups by shared members', () => {
  const list = read(['deny tcp 1-79 web', 'deny tcp 80 0.0.0.0/1', 'deny tcp 443 db', 'allow tcp web']);
  const partly = partlyShadowed(list, 3);
  expect(partly?.by).toEqual([0, 1, 2]);
  expect(describe(remaining(list, 3).packets, { word: 'from', whose: "members of 'web'" })).toBe(
    "tcp 80 from members of 'web' in 128.0.0.0/1; tcp 81-65535 from members of 'web'",
  );
});

test('where little is left out, that is said', () => {
  const office = addressSet.of({ family: 4, start: 0xcb007100, end: 0xcb007200 });
  const rest = packetSet.of(addressSet.subtract(addressSet.ANY4, office), services.ports('tcp', 22, 22));
  expect(describe(rest, { word: 'from' })).toBe('tcp 22 from any except 203.0.113.0/24');
  expect(describe(rest, { word: 'from', whose: "members of 'web'" })).toBe(
    "tcp 22 from members of 'web' except 203.0.113.0/24",
  );
});

test('what is left out is said of IPv6 too, and of several blocks', () => {
  const offices = read([
    ...Array.from({ length: 6 }, (_, i) => `deny tcp 22 198.51.${2 * i}.0/24`),
    'allow tcp 22 0.0.0.0/0',
  ]);
  expect(describe(remaining(offices, 6).packets, { word: 'from' })).toBe(
    'tcp 22 from any except 198.51.0.0/24, 198.51.2.0/24, 198.51.4.0/24, 198.51.6.0/24, 198.51.8.0/24, 198.51.10.0/24',
  );
  const list = read(['deny tcp 22 2001:db8::/32', 'allow tcp 22 ::/0']);
  expect(describe(remaining(list, 1).packets, { word: 'to' })).toBe('tcp 22 to any6 except 2001:db8::/32');
});

test('the extremes are said: one address left out, no packet, every packet', () => {
  const list = read(['deny tcp 80 10.0.0.1', 'allow tcp 80 10.0.0.0/8']);
  expect(describe(remaining(list, 1).packets, { word: 'to' })).toBe('tcp 80 to 10.0.0.0/8 except 10.0.0.1');
  expect(describe(packetSet.EMPTY, { word: 'to' })).toBe('nothing');
  expect(describe(packetSet.EVERYTHING, { word: 'to' })).toBe('all to any, any6');
});

function holds(set: packetSet.PacketSet, { address, point }: SmallPacket): boolean {
  return typeof address === 'number'
    ? packetSet.contains(set, { family: 4, start: address, end: address + 1 }, point)
    : packetSet.contains(set, { family: 6, start: address, end: address + 1n }, point);
}
