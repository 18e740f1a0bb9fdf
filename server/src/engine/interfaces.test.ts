// Guards that each address of a machine is filtered by the groups and the acl of the interface that has it, in every question.

import { expect, test } from 'vitest';
import * as addressSet from '#net/addressSet.ts';
import { entityNamed, ip, modelOf } from '../../test/support/modelOf.ts';
import { packetChanges } from '../../test/support/packetChanges.ts';
import { directoryOf } from './directory.ts';
import { trace } from './packet/trace.ts';
import { judgeExpectation } from './reach/expectation.ts';
import { reach } from './reach/reach.ts';

// Guards that each address of a machine is filtered as its own interface is, in every question. Random worlds try the same at large.

const GATE = `
group web { inbound { allow tcp 80 from any } outbound { allow all to any } }
group ops { inbound { allow tcp 22 from gates } }
group gates {}
acl shut {}
subnet closed { cidr 10.0.3.0/24 acl shut }
cvm gate {
  private-ip 10.0.1.1
  groups     web
  interface eth1 { private-ip 10.0.2.1 public-ip 203.0.113.9 groups ops }
  interface { private-ip 10.0.3.1 subnet closed }
}
cvm other { private-ip 10.0.1.2 groups web interface { private-ip 10.0.2.2 groups gates } }
`;

function verdict(text: string, source: string, destination: string, port: number): string {
  const packet = { source: ip(source), destination: ip(destination), protocol: 'tcp', sourcePort: null, port } as const;
  const { verdict: fate, note, request } = trace(modelOf(text), packet, 'default');
  return `${note ?? fate} ${request.map(({ owners }) => owners.map((key) => key.replace(/^.*\//, '')).join()).join(' ')}`;
}

test('a packet meets the groups and the acl of the interface whose address it goes to or comes from', () => {
  expect(verdict(GATE, '10.0.1.2', '10.0.1.1', 80)).toBe('allow web web');
  expect(verdict(GATE, '10.0.1.2', '10.0.2.1', 80)).toBe('deny web ops');
  expect(verdict(GATE, '8.8.8.8', '203.0.113.9', 22)).toBe('deny ops');
  expect(verdict(GATE, '10.0.1.2', '10.0.3.1', 80)).toBe('deny web shut');
  expect(verdict(GATE.replace('acl shut {', 'acl open {'), '10.0.1.2', '10.0.3.1', 80)).toBe('allow web  ');
  expect(verdict(GATE, '10.0.1.1', '10.0.2.1', 22)).toBe('same-host ');
});

test('a group stands for the private addresses of the interfaces that are in it', () => {
  const model = modelOf(GATE);
  const members = directoryOf(model).members(entityNamed(model, 'gates').key);
  expect(addressSet.equals(members, addressSet.of(ip('10.0.2.2')))).toBe(true);
  expect(model.members.get(entityNamed(model, 'gates').key)).toEqual([entityNamed(model, 'other')]);
  const outbound = GATE.replace('group gates {}', 'group gates { outbound { allow all to any } }');
  expect(verdict(outbound, '10.0.2.2', '10.0.2.1', 22)).toBe('allow gates ops');
  expect(verdict(outbound, '10.0.1.2', '10.0.2.1', 22)).toBe('deny web ops');
});

test('a cvm as an endpoint is all private addresses of all its interfaces, a group those of its own', () => {
  const statusOf = (expectation: string) => {
    const model = modelOf(`${GATE}${expectation}`);
    return judgeExpectation(model, model.expectations[0]!).status;
  };
  expect(statusOf('expect allow tcp 80 from other to 10.0.1.1')).toBe('failed');
  expect(statusOf('expect allow tcp 80 from 10.0.1.2 to 10.0.1.1')).toBe('passed');
  expect(statusOf('expect allow tcp 80 from 10.0.1.2 to gate')).toBe('failed');
  expect(statusOf('expect deny tcp 80 from any to ops')).toBe('passed');
  expect(statusOf('expect deny tcp 80 from any to web')).toBe('failed');
  expect(statusOf('expect deny all from 10.0.1.0/24 to closed')).toBe('passed');
});

test('a machine is reached in one row, by whatever interface', () => {
  const model = modelOf(GATE.replace('22 from gates', '22 from any'));
  const { paths } = reach(model, { region: 'default', to: { kind: 'cvm', key: entityNamed(model, 'gate').key } });
  expect(paths.map(({ from, services }) => `${from}: ${services}`)).toContain('0.0.0.0/0: tcp 22,80');
});

test('a difference is told by interface, and one that is gone lets nothing through', () => {
  const told = (after: string) =>
    packetChanges(modelOf(GATE), modelOf(after)).map(
      ({ owner, direction, peers, services, now }) => `${owner.name} ${direction} ${peers} ${services} ${now}`,
    );
  expect(told(GATE.replace('groups ops }', 'groups web }'))).toEqual([
    'gate/eth1 inbound 0.0.0.0/0 tcp 80 allow',
    'gate/eth1 inbound 10.0.2.2 tcp 22 deny',
    'gate/eth1 outbound 0.0.0.0/0 all allow',
  ]);
  expect(told(GATE.replace(/ {2}interface \{.*\n/, ''))).toEqual([
    'gate/10.0.3.1 inbound 0.0.0.0/0,::/0 all deny',
    'gate/10.0.3.1 outbound 0.0.0.0/0,::/0 all deny',
  ]);
  expect(told(GATE.replace('interface eth1', 'interface eth2')).some((text) => text.startsWith('gate/eth1'))).toBe(
    true,
  );
});
