// Guards when a group on a machine decides nothing because the groups before it take all of its packets.

import { expect, test } from 'vitest';
import { modelOf } from '../../../test/support/modelOf.ts';
import { pick, type Random, randomFrom } from '../../../test/support/random.ts';
import { rounds } from '../../../test/support/rounds.ts';
import { printWorld, type RuleText } from '../../../test/support/smallWorld.ts';
import { deadOnCvm } from './deadOnCvm.ts';

test('a closing deny kills the groups behind it, in the direction and family that it closes', () => {
  // Guards: direction by direction, family by family.
  expect(
    deadIn(
      'a { inbound { deny all from any } }',
      'b { inbound { allow tcp from 10.0.0.0/8 } outbound { allow all to any } }',
    ),
  ).toEqual(['b inbound']);
  expect(
    deadIn('a { inbound { deny all from any } }', 'b { inbound { allow tcp from 10.0.0.0/8, fd00::/8 } }'),
  ).toEqual([]);
  expect(deadIn('a { inbound { deny all from any, any6 } }', 'b { inbound { allow tcp from fd00::/8 } }')).toEqual([
    'b inbound',
  ]);
});

test('several earlier policies take together, in one group or in several', () => {
  // Guards: the union, not a pairwise check.
  const halves = 'a { inbound { allow tcp from 0.0.0.0/1  deny udp from any } }';
  expect(
    deadIn(halves, 'b { inbound { deny tcp from 128.0.0.0/1 } }', 'c { inbound { allow tcp, udp from x } }'),
  ).toEqual([]);
  expect(
    deadIn(
      halves,
      'b { inbound { deny tcp from 128.0.0.0/1 } }',
      'c { inbound { allow tcp from 10.0.0.0/8  allow udp from b } }',
    ),
  ).toEqual(['c inbound']);
});

test('a group as a peer is taken by itself or by all of IPv4, whoever is in it', () => {
  // Guards: no look at members, and `self` as the group in which it stands.
  expect(deadIn('a { inbound { deny all from 10.0.0.0/8 } }', 'b { inbound { allow tcp from a } }')).toEqual([]);
  expect(deadIn('a { inbound { deny all from b } }', 'b { inbound { allow tcp from self } }')).toEqual(['b inbound']);
  expect(deadIn('a { inbound { deny all from self } }', 'b { inbound { allow tcp from self } }')).toEqual([]);
});

test('nothing is said of groups without rules or with broken ones, and broken ones take nothing', () => {
  // Guards: an unknown reference never makes a verdict.
  expect(deadIn('a { inbound { deny all from any } }', 'b { }')).toEqual([]);
  expect(deadIn('a { inbound { deny all from any } }', 'b { inbound { allow tcp from nobody } }')).toEqual([]);
  expect(deadIn('a { inbound { deny all from any } }', 'b { inbound { allow icmp from fd00::/8 } }')).toEqual([]);
});

test('random sequences of groups agree with trying every packet and every membership', () => {
  // Guards: the symbolic sets against brute force.
  const soak = rounds(1, 40);
  const counts = { sequences: 0, dead: 0 };
  for (let seed = 1; seed <= 400 * soak; seed++) {
    const random = randomFrom(seed);
    const names = ['ga', 'gb', 'gc'];
    const groups = names.map((name) => ({ name, inbound: randomRules(random), outbound: [] }));
    const interfaces = [{ name: 'e', privateIps: [], publicIps: [], groups: names }];
    const cvms = [{ name: 'c', privateIps: [], publicIps: [], groups: [], interfaces }];
    const model = modelOf(printWorld({ groups, acls: [], subnets: [], cvms, expectations: [] }));
    const dead = deadOnCvm(model, model.cvms[0]!.interfaces[1]!).map(({ group }) => group.replace(/^.*\//, ''));
    const brute = names.filter((_, i) => isDead(groups, i));
    expect([seed, dead]).toEqual([seed, brute]);
    counts.sequences++;
    counts.dead += dead.length;
  }
  console.info(`dead on a cvm: ${JSON.stringify(counts)}`);
  expect(counts.dead).toBeGreaterThan(20);
});

type Owner = { readonly name: string; readonly inbound: readonly RuleText[] };

/** Whether the group matches some packet, and each of them is matched by an earlier group. */
function isDead(groups: readonly Owner[], at: number): boolean {
  let matches = false;
  for (const address of ['0', '1', '2', '3', 'six']) {
    for (const memberships of address === 'six' ? [[]] : SUBSETS) {
      for (const service of ['tcp 1', 'tcp 2', 'tcp 3', 'udp', 'icmp', 'other']) {
        if (service === 'icmp' && address === 'six') continue;
        const packet = { address, memberships, service };
        if (!groups[at]!.inbound.some((rule) => isMatch(groups[at]!.name, rule, packet))) continue;
        matches = true;
        const earlier = groups.slice(0, at);
        if (!earlier.some(({ name, inbound }) => inbound.some((rule) => isMatch(name, rule, packet)))) return false;
      }
    }
  }
  return matches;
}

const SUBSETS = Array.from({ length: 8 }, (_, bits) => ['ga', 'gb', 'gc'].filter((_, i) => (bits >> i) & 1));
const BLOCKS: Readonly<Record<string, readonly string[]>> = {
  any: ['0', '1', '2', '3'],
  any6: ['six'],
  '0.0.0.0/1': ['0', '1'],
  '128.0.0.0/1': ['2', '3'],
  '0.0.0.0/2': ['0'],
};

function isMatch(
  owner: string,
  { service, peer }: RuleText,
  packet: { readonly address: string; readonly memberships: readonly string[]; readonly service: string },
): boolean {
  if (service !== 'all' && service !== packet.service && !packet.service.startsWith(`${service} `)) return false;
  return BLOCKS[peer]?.includes(packet.address) ?? packet.memberships.includes(peer === 'self' ? owner : peer);
}

function randomRules(random: Random): RuleText[] {
  return Array.from({ length: Math.floor(random() * 5) }, () => ({
    action: random() < 0.5 ? 'allow' : 'deny',
    service: pick(random, ['all', 'all', 'tcp', 'tcp 1', 'tcp 2', 'udp', 'icmp']),
    peer: pick(random, [
      'any',
      'any',
      'any',
      'any6',
      '0.0.0.0/1',
      '128.0.0.0/1',
      '0.0.0.0/2',
      'ga',
      'gb',
      'gc',
      'self',
    ]),
  }));
}

function deadIn(...groups: readonly string[]): string[] {
  const names = groups.map((group) => group.split(' ')[0]);
  const model = modelOf(`${groups.map((group) => `group ${group}`).join('\n')} cvm m { groups ${names.join(', ')} }`);
  return deadOnCvm(model, model.cvms[0]!.interfaces[0]).map(
    ({ group, direction }) => `${group.replace(/^.*\//, '')} ${direction}`,
  );
}
