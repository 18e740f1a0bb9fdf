// Guards what a plan makes of the interfaces of machines: their groups stay, which is said, and packets go their ways.

import { expect, test } from 'vitest';
import { group, live, machine, policy, REGION, rulesModel } from '../../test/support/clouds.ts';
import { driftBetween } from './drift.ts';
import { plan } from './plan.ts';

const OPS = group({
  id: 'sg-aaaaaaaa',
  name: 'ops',
  inbound: [policy('ACCEPT', 'TCP 22', '10.0.0.0/8')],
  outbound: [policy('ACCEPT', 'ALL', '0.0.0.0/0')],
});
const WEB = group({ id: 'sg-bbbbbbbb', name: 'web', inbound: [], outbound: [] });
const GATE = machine('ins-aaaaaaaa', 'gate', '10.0.1.1', ['sg-bbbbbbbb']);
const ETH1 = {
  NetworkInterfaceId: 'eni-aaaaaaaa',
  NetworkInterfaceName: 'eth1',
  Primary: false,
  Attachment: { InstanceId: 'ins-aaaaaaaa' },
  GroupSet: ['sg-aaaaaaaa'],
  PrivateIpAddressSet: [{ PrivateIpAddress: '10.0.2.1' }],
};
const LIVE = live({ SecurityGroupSet: [OPS, WEB], InstanceSet: [GATE], NetworkInterfaceSet: [ETH1] });

const wanted = (cvm: string, ops = 'inbound { allow tcp 22 from 10.0.0.0/8 }') =>
  rulesModel(`region ${REGION}
    group ops { id sg-aaaaaaaa ${ops} outbound { allow all to any } }
    group web { id sg-bbbbbbbb }
    cvm gate { id ins-aaaaaaaa private-ip 10.0.1.1 groups web ${cvm} }`);
const notesOf = (cvm: string) =>
  plan(LIVE, wanted(cvm)).notes.map(({ message, incomplete }) => `${incomplete} ${message}`);

test('an interface that is as it is live is no step, and one that the files leave out is no matter', () => {
  expect(plan(LIVE, wanted('interface eth1 { private-ip 10.0.2.1 groups ops }'))).toEqual({ steps: [], notes: [] });
  expect(plan(LIVE, wanted(''))).toEqual({ steps: [], notes: [] });
});

test('other groups of an interface, and one that is not there, are not planned, and that is said', () => {
  expect(notesOf('interface { id eni-aaaaaaaa private-ip 10.0.2.1 groups ops, web }')).toEqual([
    expect.stringMatching(/^true The groups of the interface '10\.0\.2\.1' of .* stay as they are live/),
  ]);
  expect(notesOf('interface eth9 { private-ip 10.0.9.9 groups web }')).toEqual([
    expect.stringMatching(/^true The interface 'eth9' of .* is not in the snapshot of what is live/),
  ]);
});

test('drift tells what interfaces have other groups, and which are not there', () => {
  const toldOf = (cvm: string) => driftBetween(LIVE, wanted(cvm), undefined).differences.map(({ what }) => what);
  expect(toldOf('interface { id eni-aaaaaaaa private-ip 10.0.2.1 groups web }')).toEqual([
    "has other groups on the interface '10.0.2.1' in the cloud",
  ]);
  expect(toldOf('interface eth9 { groups web }')).toEqual(["has no interface 'eth9' in the cloud"]);
});

test('a group that only an interface is in is not deleted, and its packets are those of the interface', () => {
  const without = rulesModel(`region ${REGION}
    group web { id sg-bbbbbbbb }
    cvm gate { id ins-aaaaaaaa private-ip 10.0.1.1 groups web }`);
  const { steps, notes } = plan(LIVE, without, { delete: true });
  expect(steps).toEqual([]);
  expect(notes.map(({ message }) => message)).toEqual([expect.stringContaining("'gate/eth1' would still be in it")]);
  const opened = plan(LIVE, wanted('', 'inbound { allow tcp 22,80 from 10.0.0.0/8 }'));
  expect(JSON.stringify(opened.steps)).toContain('gate/eth1');
});
