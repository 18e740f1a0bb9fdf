// Guards that expectations about machines of other regions, which are told apart all at once, are judged as by trying every pair.

import { expect, test } from 'vitest';
import type { Endpoint, Expectation, Model } from '#model/model.ts';
import { type Address, printAddress } from '#net/address.ts';
import * as addressSet from '#net/addressSet.ts';
import { pointOf, protocolAndPort } from '#net/services.ts';
import { ip, modelOf } from '../../../test/support/modelOf.ts';
import { pick, type Random, randomFrom } from '../../../test/support/random.ts';
import { rounds } from '../../../test/support/rounds.ts';
import { trace } from '../packet/trace.ts';
import { hostsOf, strangersOf } from './endpointAddresses.ts';
import { judgeExpectation } from './expectation.ts';
import { machinesMet } from './machines.ts';
import { reach } from './reach.ts';

test('expectations of worlds of several regions agree with trying every pair', () => {
  // Guards: equal addresses in several regions, groups of other regions at them, acls, public addresses in lists and blocks.
  const counts = { passed: 0, failed: 0, empty: 0, unknown: 0, elsewhere: 0 };
  for (let seed = 1; seed <= 120 * rounds(1, 20); seed++) {
    const text = worldOf(randomFrom(seed));
    const model = modelOf(text);
    for (const [i, expectation] of model.expectations.entries()) {
      const result = judgeExpectation(model, expectation);
      const [wanted, isElsewhere] = statusOf(model, expectation);
      if (result.status !== wanted) expect.fail(`seed ${seed}, #${i}: ${result.status}, not ${wanted}\n${text}`);
      counts[result.status]++;
      if (isElsewhere) counts.elsewhere++;
      if (result.status !== 'failed') continue;
      const { counterexample, source, destination } = result;
      const replayed = trace(model, counterexample, expectation.region, { source, destination });
      expect([seed, i, replayed.verdict]).toEqual([seed, i, expectation.action === 'allow' ? 'deny' : 'allow']);
    }
  }
  console.info(`several regions: ${JSON.stringify(counts)}`);
  expect(Math.min(counts.passed, counts.failed, counts.empty, counts.elsewhere)).toBeGreaterThan(20);
});

test('of an address that is nobody’s, each region’s own machines say what all regions together say', () => {
  // Guards: that reach may leave machines of other regions to their own region.
  let told = 0;
  for (let seed = 1; seed <= 60 * rounds(1, 20); seed++) {
    const text = worldOf(randomFrom(seed));
    const model = modelOf(text);
    const paths = (side: 'from' | 'to', ownOnly: boolean) =>
      [
        ...new Set(
          [...model.regions.keys()].flatMap((region) =>
            reach(model, {
              region,
              [side]: { kind: 'addresses', set: addressSet.of(ip('8.8.8.8')), text: '8.8.8.8' },
              ownOnly,
            }).paths.map((path) => JSON.stringify(path)),
          ),
        ),
      ].sort();
    for (const side of ['from', 'to'] as const) {
      const all = paths(side, false);
      expect([seed, side, paths(side, true)]).toEqual([seed, side, all]);
      told += all.length;
    }
  }
  expect(told).toBeGreaterThan(50);
});

test('what is too much to tell apart is not judged, and is said not to be', () => {
  // Guards: machines of many regions towards all addresses that their lists tell apart.
  const line = 'expect deny tcp 25 from any to any';
  const text = Array.from({ length: 900 }, (_, i) => {
    const [a, b] = [i >> 8, i & 255];
    return `region r${i}
      group g { outbound { deny all to 11.${a}.${b}.0/25, 12.${a}.${b}.0/25 } }
      cvm c { private-ip 10.0.0.1 public-ip 43.${a}.${b}.9 groups g }`;
  });
  const model = modelOf(`${text.join('\n')}\n${line}`);
  expect(judgeExpectation(model, model.expectations[0] as Expectation)).toEqual({
    status: 'unknown',
    reason: 'too-large',
  });
});

const PRIVATE = ['10.0.0.1', '10.0.0.2', '10.0.1.1'];
const PUBLIC = ['43.0.0.1', '43.0.0.2', '43.0.1.1', '43.0.1.9'];
const BLOCKS = ['any', '10.0.0.0/24', '43.0.0.0/24', '43.0.0.0/16', '43.0.1.1', '10.0.0.2', '8.8.8.8'];
const SERVICES = ['all', 'tcp 22', 'tcp 80', 'icmp'];

function worldOf(random: Random): string {
  const some = (most: number, make: (i: number) => string) =>
    Array.from({ length: Math.floor(random() * (most + 1)) }, (_, i) => make(i)).join('\n');
  const peer = () => pick(random, random() < 0.4 ? ['web', 'db'] : BLOCKS);
  const address = () => pick(random, BLOCKS);
  const rules = (of: () => string) => ({
    inbound: some(3, () => `${pick(random, ['allow', 'allow', 'deny'])} ${pick(random, SERVICES)} from ${of()}`),
    outbound: some(3, () => `${pick(random, ['allow', 'allow', 'deny'])} ${pick(random, SERVICES)} to ${of()}`),
  });
  const lists = ({ inbound, outbound }: ReturnType<typeof rules>) =>
    `{\ninbound {\n${inbound}\n}\noutbound {\n${outbound}\n}\n}`;
  const end = () =>
    pick(random, ['any', 'any', 'internet', 'web', 'db', 'c-0', '43.0.0.0/24', '43.0.0.0/16', '43.0.1.1', 's']);
  return Array.from({ length: 3 }, (_, r) =>
    [
      `region r${r}`,
      `group web ${lists(rules(peer))}`,
      `group db ${lists(rules(peer))}`,
      `acl a ${lists(rules(address))}`,
      `subnet s {\ncidr 10.0.0.0/24\n${random() < 0.5 ? 'acl a' : ''}\n}`,
      some(2, (i) =>
        [
          `cvm c-${i} {\nprivate-ip ${pick(random, PRIVATE)}`,
          random() < 0.7 ? `public-ip ${pick(random, PUBLIC)}` : '',
          random() < 0.4 ? 'subnet s' : '',
          `groups ${pick(random, ['web', 'db', 'web, db'])}\n}`,
        ].join('\n'),
      ),
      some(3, () => `expect ${pick(random, ['allow', 'deny'])} ${pick(random, SERVICES)} from ${end()} to ${end()}`),
    ].join('\n'),
  ).join('\n');
}

/** By trying every pair: the addresses of machines, and of nobody's one in each block that a rule may name. */
function statusOf(model: Model, { region, action, from, to, services, complete }: Expectation) {
  if (!complete) return ['unknown', false] as const;
  const machines = machinesMet(model, region);
  const endsOf = (all: readonly Endpoint[]) => {
    const hosts = [...new Set(all.flatMap((end) => hostsOf(model, machines, end)))];
    const nobodys = NOBODYS.filter(
      (address) =>
        all.some((end) => addressSet.contains(strangersOf(model, end), address)) &&
        machines.seenIn(addressSet.of(address)).length === 0,
    );
    return [
      ...hosts.map(({ address, cvm }) => ({ address, key: cvm?.key, cvm })),
      ...nobodys.map((address) => ({ address, key: undefined, cvm: undefined })),
    ];
  };
  const [sources, destinations] = [endsOf(from), endsOf(to)];
  const isElsewhere = [...sources, ...destinations].some(({ cvm }) => cvm !== undefined && cvm.region !== region);
  const points = POINTS.filter((point) =>
    services.some((cut, i) => i % 2 === 0 && cut <= point && point < services[i + 1]!),
  );
  let spoken = false;
  for (const a of sources) {
    for (const b of destinations) {
      if (printAddress(a.address) === printAddress(b.address) || (a.key !== undefined && a.key === b.key)) continue;
      for (const point of points) {
        const { protocol, port = null } = protocolAndPort(point);
        spoken = true;
        // Nothing passes at all where it does not at the ports that acls tell apart either, whichever the sender takes.
        const chosen = action === 'deny' && (protocol === 'tcp' || protocol === 'udp') ? [null, 22, 80] : [null];
        for (const sourcePort of chosen) {
          const packet = { source: a.address, destination: b.address, protocol, sourcePort, port };
          const { verdict } = trace(model, packet, region, { source: a.key, destination: b.key });
          if (verdict !== action) return ['failed', isElsewhere] as const;
        }
      }
    }
  }
  return [spoken ? 'passed' : 'empty', isElsewhere] as const;
}

/** One for each cell of BLOCKS, and a second where a machine may have the first. */
const NOBODYS: readonly Address[] = [
  ...['8.8.8.8', '8.8.8.9', '10.0.0.1', '10.0.0.2', '10.0.0.77', '10.0.0.78', '10.0.1.1', '10.0.2.1', '10.0.2.2'],
  ...['43.0.0.1', '43.0.0.77', '43.0.0.78', '43.0.1.1', '43.0.1.77', '43.0.1.78', '44.0.0.1', '44.0.0.2'],
].map(ip);

const POINTS: readonly number[] = [
  ...[22, 80, 81].map((port) => pointOf({ protocol: 'tcp', port })),
  pointOf({ protocol: 'udp', port: 53 }),
  ...(['icmp', 'gre', 'other'] as const).map((protocol) => pointOf({ protocol })),
];
