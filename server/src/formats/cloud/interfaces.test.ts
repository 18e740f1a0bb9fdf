// Guards the interfaces of machines in snapshots and answers: in the model, on the way into rule files, and back.
import { expect, test } from 'vitest';
import { bind } from '#model/bind.ts';
import type { Model } from '#model/model.ts';
import { parse } from '#syntax/parse.ts';
import type { ImportFile } from '../importFile.ts';
import { importFiles } from '../importFiles.ts';
import { showNote } from '../notes.ts';
import { outgoing } from '../outgoing.ts';
import { readSnapshot, rereadSnapshot } from './snapshot.ts';
import { snapshotText } from './snapshotText.ts';

async function imported(...files: readonly ImportFile[]) {
  const result = await importFiles(files, {});
  if (!result.ok) throw new Error(result.reasons.map(showNote).join('\n'));
  return { text: result.text, notes: result.notes.map(showNote) };
}

const file = (name: string, value: object): ImportFile => ({ name, text: JSON.stringify(value, undefined, 1) });

const INTERFACES = [
  {
    NetworkInterfaceId: 'eni-00000001',
    Primary: true,
    Attachment: { InstanceId: 'ins-00000001' },
    GroupSet: ['sg-0000000a'],
  },
  {
    NetworkInterfaceId: 'eni-00000002',
    NetworkInterfaceName: 'back',
    Primary: false,
    Attachment: { InstanceId: 'ins-00000001', DeviceIndex: 1 },
    VpcId: 'vpc-1',
    SubnetId: 'subnet-00000001',
    GroupSet: ['sg-0000000b', 'sg-0000000a'],
    PrivateIpAddressSet: [{ PrivateIpAddress: '10.0.2.1', PublicIpAddress: '203.0.113.9', Primary: true }],
    Ipv6AddressSet: [{ Address: 'fd00::2', PublicIpAddress: '' }],
    State: 'AVAILABLE',
  },
  { NetworkInterfaceId: 'eni-00000003', Primary: false, Attachment: null, GroupSet: ['sg-0000000b'], Business: 'clb' },
];
const REGION = {
  Region: 'ap-guangzhou',
  SecurityGroupSet: [
    { SecurityGroupId: 'sg-0000000a', SecurityGroupName: 'web' },
    { SecurityGroupId: 'sg-0000000b', SecurityGroupName: 'ops' },
  ],
  InstanceSet: [
    {
      InstanceId: 'ins-00000001',
      InstanceName: 'gate',
      PrivateIpAddresses: ['10.0.1.1'],
      SecurityGroupIds: ['sg-0000000a'],
    },
  ],
  SubnetSet: [{ SubnetId: 'subnet-00000001', SubnetName: 'behind', VpcId: 'vpc-1', CidrBlock: '10.0.2.0/24' }],
};
const cvmOf = (text: string) => text.slice(text.indexOf('cvm gate')).trimEnd().split('\n\n')[0];
const snapshot = (interfaces: unknown) =>
  JSON.stringify({ version: 1, regions: [{ ...REGION, NetworkInterfaceSet: interfaces }] }, undefined, 1);
const modelOf = (text: string, previous?: Model) =>
  bind([{ uri: 'test:/live.sg.json', tree: readSnapshot(text) }], previous);
const written = (model: Model) =>
  JSON.parse(
    snapshotText(
      outgoing(model, false),
      [...model.entities.values()].filter(({ builtin }) => !builtin),
    ),
  );

test('the model of a snapshot has the other interfaces of its machines, and those alone', () => {
  const model = modelOf(snapshot(INTERFACES));
  const [gate] = model.cvms;
  expect(
    gate?.interfaces.map(({ groups, subnet, privateAddresses }) => [groups, subnet, privateAddresses.length]),
  ).toEqual([
    [['group:sg-0000000a'], undefined, 1],
    [['group:sg-0000000b', 'group:sg-0000000a'], 'subnet:subnet-00000001', 2],
  ]);
  expect(model.members.get('group:sg-0000000b')).toEqual([gate]);
});

test('an edit of an interface, or of its list, makes its machine another one, as reading all anew does', () => {
  const text = snapshot(INTERFACES);
  const before = modelOf(text);
  const after = text.replace('10.0.2.1', '10.0.2.7');
  const tree = rereadSnapshot(readSnapshot(text), text, after);
  const model = bind([{ uri: 'test:/live.sg.json', tree }], before);
  expect(model.cvms[0]?.privateAddresses).toEqual(modelOf(after).cvms[0]?.privateAddresses);
  expect(model.cvms[0]).not.toBe(before.cvms[0]);
  expect(modelOf(snapshot([]), before).cvms[0]?.interfaces).toHaveLength(1);
});

test('written back it says the same, the interfaces of others too', () => {
  expect(written(modelOf(snapshot(INTERFACES))).regions[0].NetworkInterfaceSet).toEqual(INTERFACES);
});

test('imported, an interface stands in its machine; those of other products are left out with one note', async () => {
  const { text, notes } = await imported(
    file('live.sg.json', { version: 1, regions: [{ ...REGION, NetworkInterfaceSet: INTERFACES }] }),
  );
  expect(cvmOf(text)).toBe(`cvm gate {
  id         ins-00000001
  private-ip 10.0.1.1
  groups     web
  interface back {
    id         eni-00000002
    private-ip 10.0.2.1, fd00::2
    public-ip  203.0.113.9
    subnet     behind
    groups     ops, web
  }
}`);
  expect(notes.map((note) => note.replace(/^\S+: | \(\$.*$/g, ''))).toEqual([
    'An interface that belongs to no machine here is left out.',
  ]);
  // Answers of two calls, in two files, come to the same.
  const apart = await imported(
    file('machines.json', {
      SecurityGroupSet: REGION.SecurityGroupSet,
      InstanceSet: REGION.InstanceSet,
      SubnetSet: REGION.SubnetSet,
    }),
    file('interfaces.json', { NetworkInterfaceSet: INTERFACES.slice(0, 2) }),
  );
  expect(cvmOf(apart.text)).toBe(cvmOf(text));
});

test('what a rule file says of interfaces goes into a snapshot, and comes back', async () => {
  const rules = `region ap-guangzhou
group web {
}
cvm gate {
  private-ip 10.0.1.1
  groups     web
  interface {
    private-ip 10.0.2.1, fd00::2
    public-ip  203.0.113.9
    groups     web
  }
  interface eth2 {
    id eni-00000009
  }
}
`;
  const model = bind([{ uri: 'test:/a.sg', tree: parse(rules) }]);
  const json = written(model);
  const back = await imported(file('a.sg.json', json));
  const again = bind([{ uri: 'test:/a.sg', tree: parse(back.text) }]);
  const said = (of: Model) =>
    of.cvms.map(({ name, interfaces }) => [
      name,
      interfaces.map(({ node, groups, privateAddresses, publicAddresses }) => [
        node.name?.text,
        groups,
        privateAddresses,
        publicAddresses,
      ]),
    ]);
  expect(said(again)).toEqual(said(model));
});

test('a member of another kind than the API has is said, and is all that is lost', async () => {
  const { notes } = await imported({ name: 'live.sg.json', text: snapshot([{ ...INTERFACES[1], Primary: 'no' }]) });
  expect(notes).toEqual([expect.stringMatching(/'Primary' must be true or false: it is left out\./)]);
});

test('a public IPv6 address is its machine’s, and is written back as one', async () => {
  const machine = {
    ...REGION.InstanceSet[0],
    IPv6Addresses: ['2402:4e00::1'],
    PublicIpAddresses: ['203.0.113.9'],
    PublicIPv6Addresses: ['2402:4e00::1', '2402:4e00::2'],
  };
  const text = JSON.stringify({ version: 1, regions: [{ ...REGION, InstanceSet: [machine] }] });
  expect(written(modelOf(text)).regions[0].InstanceSet).toEqual([machine]);
  const rules = await imported({ name: 'live.sg.json', text });
  expect(rules.notes).toEqual([]);
  expect(cvmOf(rules.text)).toContain('public-ip  203.0.113.9, 2402:4e00::1, 2402:4e00::2');
});
