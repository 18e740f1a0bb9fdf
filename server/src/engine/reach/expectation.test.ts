// Guards that expectations are proved or refuted rightly, each refutation with a packet and the rule that decided it.

import { expect, test } from 'vitest';
import type { Expectation, Model } from '#model/model.ts';
import { print4, printAddress } from '#net/address.ts';
import { modelOf } from '../../../test/support/modelOf.ts';
import { randomFrom } from '../../../test/support/random.ts';
import { randomWorld } from '../../../test/support/randomWorld.ts';
import { rounds } from '../../../test/support/rounds.ts';
import { interpret, type Probe, packetsOf, printWorld, type World } from '../../../test/support/smallWorld.ts';
import type { Packet } from '../packet/packet.ts';
import { trace } from '../packet/trace.ts';
import { type ExpectationResult, judgeExpectation } from './expectation.ts';

const SHOP = `
group web { inbound { allow tcp 80 from any } outbound { allow tcp 3306 to db  allow tcp to any } }
group db  { inbound { allow tcp 3306 from web  allow tcp 22 from 203.0.113.0/24 } }
group empty {}
cvm web-1 { private-ip 10.0.1.1 groups web } cvm web-2 { private-ip 10.0.1.2 public-ip 203.0.113.9 groups web }
cvm db-1  { private-ip 10.0.2.1 groups db }
`;

test('an expectation over groups is proved or refuted with a packet and the rule that decided', () => {
  // Guards: allow and deny, pass and fail, and what a failure names.
  expect(judge(SHOP, 'expect allow tcp 3306 from web to db')).toEqual({ status: 'passed' });
  expect(judge(SHOP, 'expect deny udp from any to db')).toEqual({ status: 'passed' });
  expect(judge(SHOP, 'expect deny tcp 22 from any to db')).toMatchObject({
    status: 'failed',
    counterexample: { protocol: 'tcp', port: 22 },
    step: { stage: 'destination-groups', action: 'allow', decidedBy: { policy: { index: 1 } } },
  });
  expect(judge(SHOP, 'expect allow tcp 3306-3307 from web to db')).toMatchObject({
    status: 'failed',
    counterexample: { port: 3307 },
    step: { stage: 'destination-groups', action: 'deny', reason: 'default' },
  });
});

test('one that covers no packet is empty', () => {
  // Guards: empty groups, a machine and itself, families that never meet, icmp over IPv6.
  const v6 = `${SHOP} cvm six { private-ip fd00::1 } cvm seven { private-ip fd00::2 } services none {}
    subnet v { vpc v } cvm one { private-ip 10.7.0.1 } cvm two { private-ip 10.7.0.1 subnet v }`;
  for (const [line, reason] of [
    ['expect allow tcp from empty to db', 'no-source'],
    ['expect allow tcp from web to empty', 'no-destination'],
    ['expect allow none from web to db', 'no-service'],
    ['expect deny tcp from db-1 to db', 'same-host'],
    ['expect allow tcp from 10.9.9.9 to 10.9.9.9', 'same-host'],
    ['expect allow tcp from any6 to db', 'families'],
    ['expect deny icmp from six to seven', 'protocol'],
    ['expect deny icmpv6 from web to db', 'protocol'],
    ['expect deny all from one to two', 'same-address'],
  ] as const) {
    expect([line, judge(v6, line)]).toEqual([line, { status: 'empty', reason }]);
  }
});

test('a group as an endpoint has the IPv6 addresses of its machines, which peers leave out', () => {
  // Guards: an expectation sees what a group as a peer does not cover.
  const text = `group a { inbound { allow all from a } outbound { allow all to any, any6 } }
    cvm one { private-ip 10.0.0.1, fd00::1 groups a } cvm two { private-ip 10.0.0.2, fd00::2 groups a }`;
  const found = judge(text, 'expect allow tcp 1 from a to a');
  expect(found.status === 'failed' && printAddress(found.counterexample.source)).toBe('fd00::1');
});

test('the internet is nobody’s and not reserved; any has the machines too', () => {
  // Guards: internet leaves out the public addresses of machines, any does not.
  const text = `group g { inbound { deny all from 203.0.113.1, 10.0.0.0/8  allow tcp 80 from any } outbound {} }
    cvm c { private-ip 10.0.0.1 groups g }  cvm own { public-ip 203.0.113.1 }`;
  expect(judge(text, 'expect allow tcp 80 from internet to c').status).toBe('passed');
  expect(judge(text, 'expect allow tcp 80 from any to c').status).toBe('failed');
  expect(judge(text, 'expect deny tcp 80 from 203.0.113.1 to c').status).toBe('passed');
});

test('the internet is of both families', () => {
  // Guards: what holds for IPv4 alone fails, and the packet is one of the internet's IPv6 addresses.
  const text =
    'group g { inbound { deny tcp 22 from any  allow tcp 22 from any6 } } cvm c { private-ip 10.0.0.1, fd00::1 groups g }';
  const found = judge(text, 'expect deny ssh from internet to c');
  expect(found.status === 'failed' && printAddress(found.counterexample.source)).toBe('2000::');
  expect(judge(text, 'expect deny ssh from any to c').status).toBe('passed');
  const closed = text.replace('from any6', 'from fd00::/8, 2001:db8::/32, fe80::/10');
  expect(judge(closed, 'expect deny ssh from internet to c').status).toBe('passed');
});

test('a subnet as an endpoint is its cidr and the addresses of the interfaces in it, those of IPv6 too', () => {
  // Guards: an expectation about a subnet sees what reaches its machines over IPv6, or at an address outside of the cidr.
  const text = `subnet s { cidr 10.0.0.0/24 } subnet t { cidr 10.0.1.0/24 }
    group g { inbound { deny ssh from any  allow ssh from any6 } outbound {} }
    cvm c { private-ip 10.0.0.1, 2400::1 public-ip 2400::2 subnet s groups g interface { private-ip 2400::3 groups g } }
    cvm far { private-ip 10.0.9.9 subnet t groups g }`;
  const found = judge(text, 'expect deny ssh from any6 to s');
  expect(found.status === 'failed' && printAddress(found.counterexample.destination)).toBe('2400::1');
  const outside = judge(text, 'expect allow ssh from 10.8.8.8 to t');
  expect(outside.status === 'failed' && printAddress(outside.counterexample.destination)).toBe('10.0.9.9');
});

test('a machine of another vpc is not in a subnet that has the same block', () => {
  // Guards: blocks that two vpcs share, as production and its copy for tests do.
  const text = `subnet s { vpc v1 cidr 10.0.0.0/24 } subnet t { vpc v2 cidr 10.0.0.0/24 }
    group open { inbound { allow ssh from any } outbound { allow all to any } }
    cvm c { private-ip 10.0.0.3 subnet s groups open } cvm d { private-ip 10.0.0.4 subnet t }`;
  expect(judge(text, 'expect allow tcp 23 from 8.8.8.8 to t').status).toBe('passed');
  expect(judge(text, 'expect allow tcp 23 from 8.8.8.8 to s').status).toBe('failed');
});

test('the port of the sender is anybody’s choice, and the packet names it where it matters', () => {
  // Guards: deny at every port of 1-65535, allow at each of 1024-65535, and acls of both ends together.
  const text = `acl a { inbound { allow all from any } outbound { allow tcp 53,1024-2000 to any } }
    subnet s { cidr 10.0.0.0/24 acl a } cvm c { private-ip 10.0.0.1 subnet s }`;
  expect(judge(text, 'expect allow tcp 80 from internet to c')).toMatchObject({
    status: 'failed',
    counterexample: { port: 80, sourcePort: 2001 },
  });
  expect(judge(text, 'expect deny tcp 80 from internet to c')).toMatchObject({
    status: 'failed',
    counterexample: { port: 80, sourcePort: 1024 },
    step: { stage: 'destination-acl' },
  });
  const low = text.replace(',1024-2000', '');
  expect(judge(low, 'expect deny tcp 80 from internet to c')).toMatchObject({ counterexample: { sourcePort: 53 } });
  const apart = `${low} acl b { inbound { allow tcp 54-65535 from any } outbound { allow all to any } }
    subnet t { cidr 10.0.1.0/24 acl b }`;
  expect(judge(apart, 'expect deny tcp 80 from t to c').status).toBe('passed');
  const met = apart.replace('54-65535', '53-65535');
  expect(judge(met, 'expect deny tcp 80 from t to c')).toMatchObject({ counterexample: { sourcePort: 53 } });
});

test('a broken expectation is neither proved nor refuted', () => {
  // Guards: incomplete endpoints give no verdict.
  expect(judge(SHOP, 'expect allow tcp from nobody to db')).toEqual({ status: 'unknown', reason: 'incomplete' });
});

test('the answer through a stateless acl counts', () => {
  // Guards: an expectation fails where only the answer is stopped.
  const text = `acl a { inbound { allow all from any } outbound { allow tcp 1024-2000 to any } }
    subnet s { cidr 10.0.0.0/24 acl a } cvm c { private-ip 10.0.0.1 subnet s }`;
  expect(judge(text, 'expect allow tcp 80 from internet to c')).toMatchObject({
    status: 'failed',
    step: { stage: 'destination-acl', direction: 'outbound' },
  });
});

test('every expectation of random worlds agrees with trying all packets, and its counterexample with trace', () => {
  // Guards: the classes against an interpreter that knows none, and the counterexample against the trace.
  const soak = rounds(1, 40);
  const counts = { worlds: 0, passed: 0, failed: 0, empty: 0, packets: 0 };
  for (let seed = 1; seed <= 150 * soak; seed++) {
    const world = randomWorld(randomFrom(seed));
    const text = printWorld(world);
    const model = modelOf(text);
    counts.worlds++;
    world.expectations.forEach((expected, i) => {
      const result = judgeExpectation(model, model.expectations[i] as Expectation);
      const brute = bruteStatus(world, expected, counts);
      if (result.status !== brute) expect.fail(`seed ${seed}: ${result.status}, not ${brute}\n${text}\n#${i}`);
      counts[result.status]++;
      if (result.status === 'failed') checkReplay(world, model, result, expected.action, seed);
    });
  }
  console.info(`expectations: ${JSON.stringify(counts)}`);
  expect(Math.min(counts.passed, counts.failed, counts.empty)).toBeGreaterThan(10);
});

function bruteStatus(world: World, expected: World['expectations'][number], counts: { packets: number }) {
  let spoken = false;
  for (const probe of packetsOf(world, expected)) {
    const fate = interpret(world, probe);
    if (fate === undefined) continue;
    counts.packets++;
    spoken = true;
    if (fate !== expected.action) return 'failed';
  }
  return spoken ? 'passed' : 'empty';
}

function checkReplay(
  world: World,
  model: Model,
  { counterexample, source, destination, step }: Extract<ExpectationResult, { status: 'failed' }>,
  action: 'allow' | 'deny',
  seed: number,
): void {
  const replayed = trace(model, counterexample, 'default');
  expect([seed, replayed.verdict]).toEqual([seed, action === 'allow' ? 'deny' : 'allow']);
  expect([replayed.source.cvm?.key, replayed.destination.cvm?.key]).toEqual([source, destination]);
  expect([seed, interpret(world, probeOf(counterexample))]).toEqual([seed, replayed.verdict]);
  if (replayed.verdict === 'deny') expect(step?.action).toBe('deny');
}

function probeOf({ source, destination, protocol, sourcePort, port }: Packet): Probe {
  const text = (address: Packet['source']) =>
    address.family === 4 ? print4(address.start) : printAddress(address).replace(/^::$/, '0::0').replace(/::$/, '::0');
  return { source: text(source), destination: text(destination), protocol, sourcePort, port };
}

function judge(text: string, line: string): ExpectationResult {
  const model = modelOf(`${text}\n${line}`);
  return judgeExpectation(model, model.expectations[0] as Expectation);
}
