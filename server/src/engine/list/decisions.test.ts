// Guards what one list decides by itself, against its rules tried one by one.

import { expect, test } from 'vitest';
import { parseAddress } from '#net/address.ts';
import * as addressSet from '#net/addressSet.ts';
import * as cuts from '#net/cuts.ts';
import * as packetSet from '#net/packetSet.ts';
import * as services from '#net/services.ts';
import { ip } from '../../../test/support/modelOf.ts';
import { pick, randomFrom } from '../../../test/support/random.ts';
import { rounds } from '../../../test/support/rounds.ts';
import { type AddressRule, decisionsOf } from './decisions.ts';

const BLOCKS = ['0.0.0.0/0', '10.0.0.0/8', '10.0.0.0/30', '10.0.0.1', '10.0.0.2', '::/0', 'fd00::/126', 'fd00::1'];
const ADDRESSES = ['10.0.0.0', '10.0.0.1', '10.0.0.2', '10.0.0.4', '9.255.255.255', 'fd00::', 'fd00::1', 'fe80::1'];
const PORTS = [1, 22, 80, 443];

test('any list: what it lets through and what it decides', () => {
  for (let seed = 1; seed <= 100 * rounds(1, 50); seed++) {
    const random = randomFrom(seed);
    const rules: AddressRule[] = Array.from({ length: Math.floor(random() * 6) }, () => ({
      allows: random() < 0.5,
      services: pick(random, [services.ALL, services.ports('tcp', 22, 80), services.ports('tcp', 443, 443)]),
      addresses: addressSet.unionAll([pick(random, BLOCKS), pick(random, BLOCKS)].map(setOf)),
    }));
    const { allowed, decided } = decisionsOf(rules);
    for (const address of ADDRESSES) {
      for (const port of PORTS) {
        const point = services.pointOf({ protocol: 'tcp', port });
        const first = rules.find(
          (rule) => addressSet.contains(rule.addresses, ip(address)) && cuts.contains(rule.services, point),
        );
        const found = [allowed, decided].map((packets) => packetSet.contains(packets, ip(address), point));
        expect([seed, address, port, ...found]).toEqual([
          seed,
          address,
          port,
          first?.allows === true,
          first !== undefined,
        ]);
      }
    }
    for (const packets of [allowed, decided]) {
      expect(packetSet.equals(packets, packetSet.union(packets, packetSet.EMPTY))).toBe(true);
      expect(packetSet.isAmong(packets, addressSet.unionAll(rules.map(({ addresses }) => addresses)))).toBe(true);
    }
  }
});

function setOf(text: string): addressSet.AddressSet {
  const read = parseAddress(text);
  return read.ok ? addressSet.of(read.address) : addressSet.EMPTY;
}
