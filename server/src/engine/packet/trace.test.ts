// Guards the way of one packet: through which groups and acls, who decides, and why each rule before was passed over.

import { expect, test } from 'vitest';
import type { Model } from '#model/model.ts';
import { printServices } from '#net/services.ts';
import { entityNamed, ip, modelOf } from '../../../test/support/modelOf.ts';
import type { Packet } from './packet.ts';
import { type Trace, type TraceOptions, trace } from './trace.ts';

const SHOP = `
group web {
  inbound  { allow tcp 80,443 from any  allow tcp 22 from 10.0.1.0/24, office }
  outbound { allow tcp 3306 to db  deny tcp to 10.0.2.0/24  allow all to any }
}
group db { inbound { allow udp from any  allow tcp 1-1000 from web  allow all from idle, any6  allow tcp 3306 from web } }
group idle {}
addresses office { 203.0.113.0/24 }
acl front-acl { inbound { allow tcp 1024-65535 from any  allow tcp 80 from any } outbound { allow tcp to any } }
acl back-acl  { inbound { allow tcp from 10.0.0.0/8 } outbound { deny tcp 5000 to any  allow tcp 1024-65535 to any } }
subnet front { cidr 10.0.1.0/24 acl front-acl }
subnet back  { cidr 10.0.2.0/24 acl back-acl }
cvm web-1 { private-ip 10.0.1.10 public-ip 203.0.113.80 subnet front groups web }
cvm web-2 { private-ip 10.0.1.11 subnet front groups web }
cvm db-1  { private-ip 10.0.2.10, fd00::10 subnet back groups db, default-linux }
cvm bare  { private-ip 10.0.9.1 }
`;

test('a packet passes groups and acls in their order, and its answer the acls alone', () => {
  // Guards: the order and directions of the stages, and that groups are stateful where acls are not.
  const found = walk(SHOP, { from: '10.0.1.10', to: '10.0.2.10', port: 3306, sourcePort: 40000 });
  expect(stepsOf(found)).toEqual([
    'source-groups outbound allow rule web#0',
    'source-acl outbound allow rule front-acl#0',
    'destination-acl inbound allow rule back-acl#0',
    'destination-groups inbound allow rule db#4',
  ]);
  expect(answerOf(found)).toEqual([
    'destination-groups outbound allow stateful',
    'destination-acl outbound allow rule back-acl#1',
    'source-acl inbound allow rule front-acl#0',
    'source-groups inbound allow stateful',
  ]);
  expect(found.verdict).toBe('allow');
});

test('the answer has to pass at every port that the sender may have', () => {
  // Guards: 1024-65535 where no source port is given; one denied port is enough.
  const found = walk(SHOP, { from: '10.0.1.10', to: '10.0.2.10', port: 3306 });
  expect(found.verdict).toBe('deny');
  expect(stepsOf(found)).toHaveLength(4);
  expect(answerOf(found).at(-1)).toBe('destination-acl outbound deny rule back-acl#0');
  const [change] = found.changes;
  expect(change).toMatchObject({ stage: 'destination-acl', direction: 'outbound', answer: true, before: 0 });
  expect(printServices(change?.services ?? [])).toEqual(['tcp 1024-65535']);
});

test('each policy passed over says why', () => {
  // Guards: the closed sum of mismatches.
  const found = walk(SHOP, { from: '10.0.1.10', to: '10.0.2.10', port: 3306, sourcePort: 40000 });
  expect(found.request[3]?.passedOver.map(({ policy, why }) => `${policy.index} ${why}`)).toEqual([
    '0 protocol',
    '1 port',
    '2 empty-group',
    '3 family',
  ]);
  const stranger = walk(SHOP, { from: '192.0.2.1', to: '10.0.1.10', port: 22 });
  expect(stranger.request.at(-1)?.passedOver.map(({ why }) => why)).toEqual(['port', 'port']);
  expect(stranger.request.at(-1)).toMatchObject({ action: 'deny', reason: 'default', decidedBy: undefined });
});

test('an unknown peer is passed over as unknown', () => {
  // Guards: a broken reference matches nothing and says so.
  const text = 'group g { inbound { allow all from nobody } } cvm c { private-ip 10.0.0.1 groups g }';
  expect(walk(text, { from: '10.0.0.2', to: '10.0.0.1', port: 1 }).request[0]?.passedOver[0]?.why).toBe('unknown');
});

test('inside one subnet no acl is passed', () => {
  // Guards: acls stand between subnets, for the answer too.
  const found = walk(SHOP, { from: '10.0.1.10', to: '10.0.1.11', port: 22 });
  expect(stepsOf(found)).toEqual([
    'source-groups outbound allow rule web#2',
    'destination-groups inbound allow rule web#1',
  ]);
  expect(answerOf(found)).toHaveLength(2);
});

test('an address that is nobody’s stands in the one subnet that holds it', () => {
  // Guards: the acl of such a subnet, and that an address outside of all passes none of its own.
  const inside = walk(SHOP, { from: '10.0.2.77', to: '10.0.1.10', port: 80, sourcePort: 30000 });
  expect(stepsOf(inside)[0]).toBe('source-acl outbound deny default');
  const outside = walk(SHOP, { from: '192.0.2.1', to: '10.0.1.10', port: 80 });
  expect(stepsOf(outside).map((step) => step.split(' ')[0])).toEqual(['destination-acl', 'destination-groups']);
  expect(outside.verdict).toBe('allow');
});

test('a public address is its machine, but no member of a group as a peer', () => {
  // Guards: rules see the address as given.
  const found = walk(SHOP, { from: '203.0.113.80', to: '10.0.2.10', port: 3306, sourcePort: 40000 });
  expect(stepsOf(found)[0]).toBe('source-groups outbound allow rule web#0');
  expect(found.source.cvm?.name).toBe('web-1');
  expect(stepsOf(found).at(-1)).toBe('destination-acl inbound deny default');
});

test('between two addresses of one machine nothing filters', () => {
  // Guards: the same-host rule, by address and by machine.
  for (const from of ['10.0.1.10', '203.0.113.80']) {
    const found = walk(SHOP, { from, to: '10.0.1.10', port: 1 });
    expect([found.verdict, found.note, found.request]).toEqual(['allow', 'same-host', []]);
  }
  expect(walk(SHOP, { from: '192.0.2.1', to: '192.0.2.1', port: 1 }).note).toBe('same-host');
});

test('packets that cannot be are not judged', () => {
  // Guards: endpoints of different families never meet, and icmp is IPv4's.
  expect(walk(SHOP, { from: '10.0.1.10', to: 'fd00::10', port: 1 }).note).toBe('no-such-packet');
  expect(walk(SHOP, { from: 'fd00::1', to: 'fd00::10', protocol: 'icmp' }).note).toBe('no-such-packet');
});

test('a machine without groups is not filtered, one with only unknown groups lets nothing through', () => {
  // Guards: `filtered` is about the line, not about what is known of it.
  const found = walk(SHOP, { from: '192.0.2.1', to: '10.0.9.1', port: 1 });
  expect(stepsOf(found)).toEqual(['destination-groups inbound allow default']);
  const lost = walk('cvm c { private-ip 10.0.0.1 groups gone }', { from: '192.0.2.1', to: '10.0.0.1', port: 1 });
  expect(lost.verdict).toBe('deny');
  expect(lost.changes).toMatchObject([{ owner: undefined }]);
});

test('several groups of one machine are tried in their order, and the end of one decides nothing', () => {
  // Guards: the default comes after all groups.
  const text = `group a { inbound { deny tcp 1 from any } } group b { inbound { allow tcp 1-2 from any } }
    cvm c { private-ip 10.0.0.1 groups a, b }`;
  expect(walk(text, { from: '192.0.2.1', to: '10.0.0.1', port: 1 }).verdict).toBe('deny');
  expect(walk(text, { from: '192.0.2.1', to: '10.0.0.1', port: 2 }).verdict).toBe('allow');
  expect(walk(text, { from: '192.0.2.1', to: '10.0.0.1', port: 3 }).changes).toMatchObject([{ before: 1 }]);
});

test('machines of two networks may share an address: a packet stays in its network', () => {
  // Guards: the choice among several owners, and that a named machine is the one that is meant.
  const text = `subnet one { vpc a cidr 10.0.0.0/24 } subnet two { vpc b cidr 10.0.0.0/24 }
    group closed {}
    cvm x1 { private-ip 10.0.0.1 subnet one } cvm y1 { private-ip 10.0.0.2 subnet one groups closed }
    cvm y2 { private-ip 10.0.0.2 subnet two } cvm x2 { private-ip 10.0.0.3 subnet two }`;
  expect(walk(text, { from: '10.0.0.1', to: '10.0.0.2', port: 1 }).destination.cvm?.name).toBe('y1');
  expect(walk(text, { from: '10.0.0.3', to: '10.0.0.2', port: 1 }).destination.cvm?.name).toBe('y2');
  const model = modelOf(text);
  const named = { destination: entityNamed(model, 'y2').key };
  const packet = { from: '10.0.0.1', to: '10.0.0.2', port: 1 };
  expect(walkIn(model, packet, named).destination.cvm?.name).toBe('y2');
});

test('another region’s machine is met under its public address only', () => {
  // Guards: private addresses mean something in one region.
  const text = `region a  group shut {}  cvm far { private-ip 10.0.0.1 public-ip 203.0.113.1 groups shut }
    region b  cvm near { private-ip 10.0.0.2 }`;
  const model = modelOf(text);
  expect(walkIn(model, { from: '10.0.0.1', to: '10.0.0.2', port: 1 }, {}, 'b').verdict).toBe('allow');
  expect(walkIn(model, { from: '203.0.113.1', to: '10.0.0.2', port: 1 }, {}, 'b').verdict).toBe('deny');
});

interface Walk {
  readonly from: string;
  readonly to: string;
  readonly protocol?: Packet['protocol'];
  readonly port?: number;
  readonly sourcePort?: number;
}

function walk(text: string, asked: Walk): Trace {
  return walkIn(modelOf(text), asked);
}

function walkIn(model: Model, asked: Walk, options: TraceOptions = {}, region = 'default'): Trace {
  const { from, to, protocol = 'tcp', port = null, sourcePort = null } = asked;
  return trace(model, { source: ip(from), destination: ip(to), protocol, port, sourcePort }, region, options);
}

function stepsOf(found: Trace): string[] {
  return found.request.map(stepText);
}

function answerOf(found: Trace): string[] {
  return found.answer.steps.map(stepText);
}

function stepText({ stage, direction, action, reason, decidedBy }: Trace['request'][number]): string {
  const by = decidedBy === undefined ? '' : ` ${decidedBy.owner.replace(/^.*\//, '')}#${decidedBy.policy.index}`;
  return `${stage} ${direction} ${action} ${reason}${by}`;
}

test('a built-in service that is several policies in the cloud names the one that decides', () => {
  // Guards: the number that the console shows beside the rule.
  const text = `group g { inbound { deny tcp 22 from any  allow dns from 10.0.0.0/8, any } }
    cvm c { private-ip 10.1.0.1 groups g }`;
  const places = (['tcp', 'udp'] as const).flatMap((protocol) =>
    ['10.0.0.9', '198.51.100.7'].map((from) => {
      const { request } = walk(text, { from, to: '10.1.0.1', protocol, port: 53 });
      return request.at(-1)?.decidedBy?.index;
    }),
  );
  expect(places).toEqual([1, 3, 2, 4]);
});
