// Guards what a plan makes of the interfaces of machines: their groups in order, and packets that go their ways.

import { expect, test } from 'vitest';
import { finish } from '#util/steps.ts';
import { group, live, machine, policy, REGION, rulesModel, runAll } from '../../test/support/clouds.ts';
import { applyCall } from './apply.ts';
import { driftBetween } from './drift.ts';
import { plan, planCalls } from './plan.ts';

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

test('an interface of a snapshot that says names in the place of ids is the same as in the files', () => {
  // Guards: what `export --as snapshot` writes of files without ids, compared with these files.
  const named = live({
    SecurityGroupSet: [{ ...WEB, SecurityGroupId: '$name:web' }],
    InstanceSet: [{ ...GATE, InstanceId: '$name:gate', SecurityGroupIds: ['$name:web'] }],
    SubnetSet: [{ SubnetId: '$name:front', SubnetName: 'front' }],
    NetworkInterfaceSet: [
      { ...ETH1, Attachment: { InstanceId: '$name:gate' }, SubnetId: '$name:front', GroupSet: ['$name:web'] },
    ],
  });
  const files = rulesModel(`region ${REGION}
    group web { inbound {} outbound {} }
    subnet front {}
    cvm gate { private-ip 10.0.1.1 groups web
      interface eth1 { id eni-aaaaaaaa private-ip 10.0.2.1 subnet front groups web } }`);
  expect(plan(named, files).steps).toEqual([]);
  expect(finish(driftBetween(named, files, undefined)).differences).toEqual([]);
});

test('groups are attached and detached, in their order, and the interface is never without one', () => {
  const callsFor = (groups: string) => {
    const calls = planCalls(LIVE, wanted(`interface { id eni-aaaaaaaa private-ip 10.0.2.1 groups ${groups} }`), {});
    const [region] = runAll(calls).regions;
    const names = new Map([
      ['sg-aaaaaaaa', 'ops'],
      ['sg-bbbbbbbb', 'web'],
    ]);
    const end = region?.NetworkInterfaceSet?.[0]?.GroupSet?.map((id) => names.get(id));
    expect(end?.join(', ')).toBe(groups);
    expect(calls.notes).toEqual([]);
    return calls.steps.map(({ call }) => `${call.action.slice(0, 3)} ${JSON.stringify(call.request)}`);
  };
  const eni = '"NetworkInterfaceIds":["eni-aaaaaaaa"],"SecurityGroupIds"';
  expect(callsFor('ops, web')).toEqual([`Ass {${eni}:["sg-bbbbbbbb"]}`]);
  expect(callsFor('web')).toEqual([`Ass {${eni}:["sg-bbbbbbbb"]}`, `Dis {${eni}:["sg-aaaaaaaa"]}`]);
  expect(callsFor('web, ops')).toEqual([
    `Ass {${eni}:["sg-bbbbbbbb"]}`,
    `Dis {${eni}:["sg-aaaaaaaa"]}`,
    `Ass {${eni}:["sg-aaaaaaaa"]}`,
  ]);
  const [step] = plan(LIVE, wanted('interface eth1 { id eni-aaaaaaaa private-ip 10.0.2.1 groups ops, web }')).steps;
  expect(step?.words).toBe("Bind 'gate/eth1' to 'web' as well.");
});

test('any groups in any order become any others, and at no moment is there none', () => {
  const names = ['ops', 'web', 'db'];
  const orders = ordersOf(names);
  const ids = new Map(names.map((name, i) => [name, `sg-${'abc'.charAt(i).repeat(8)}`]));
  const DB = group({ id: 'sg-cccccccc', name: 'db', inbound: [policy('ACCEPT', 'TCP 3306', '10.0.0.0/8')] });
  for (const before of orders) {
    const eth1 = { ...ETH1, GroupSet: before.map((name) => ids.get(name) ?? '') };
    const cloud = live({ SecurityGroupSet: [OPS, WEB, DB], InstanceSet: [GATE], NetworkInterfaceSet: [eth1] });
    for (const after of orders) {
      const groups = `group ops { id sg-aaaaaaaa inbound { allow tcp 22 from 10.0.0.0/8 } outbound { allow all to any } }
        group web { id sg-bbbbbbbb } group db { id sg-cccccccc inbound { allow tcp 3306 from 10.0.0.0/8 } }`;
      const files = rulesModel(`region ${REGION} ${groups} cvm gate { id ins-aaaaaaaa private-ip 10.0.1.1 groups web
        interface eth1 { private-ip 10.0.2.1 groups ${after.join(', ')} } }`);
      const calls = planCalls(cloud, files, {});
      let now = calls.start;
      for (const { call } of calls.steps) {
        now = applyCall(now, call).cloud ?? now;
        expect([before, after, now.regions[0]?.NetworkInterfaceSet?.[0]?.GroupSet]).not.toEqual([before, after, []]);
      }
      const end = now.regions[0]?.NetworkInterfaceSet?.[0]?.GroupSet;
      expect([before, end]).toEqual([before, after.map((name) => ids.get(name))]);
    }
  }
});

/** Each of the names or more of them, in every order. */
function ordersOf(names: readonly string[]): string[][] {
  return names.flatMap((name) => {
    const others = ordersOf(names.filter((other) => other !== name));
    return [[name], ...others.map((other) => [name, ...other])];
  });
}

test('an interface that is not there, and one that is to have no group, are not planned, and that is said', () => {
  expect(notesOf('interface eth9 { private-ip 10.0.9.9 groups web }')).toEqual([
    expect.stringMatching(
      /^true The groups of the interface 'eth9' of the CVM 'gate' are .* not in the snapshot of what is live/,
    ),
  ]);
  expect(notesOf('interface eth1 { private-ip 10.0.2.1 }')).toEqual([
    expect.stringMatching(
      /^true The groups of the interface 'eth1' of the CVM 'gate' are .* the cloud does not take a machine's last group away/,
    ),
  ]);
});

test('drift tells what interfaces have other groups, and which are not there', () => {
  const toldOf = (cvm: string) =>
    finish(driftBetween(LIVE, wanted(cvm), undefined)).differences.map(({ what }) => what);
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
