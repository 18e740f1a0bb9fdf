// Guards that what has the name of a word of the language keeps it on import wherever it can be written, and that nothing is planned then.
import { describe, expect, test } from 'vitest';
import { group, machine, policy, REGION, rulesModel, snapshotModel } from '../../test/support/clouds.ts';
import { imported } from '../../test/support/imported.ts';
import { plan } from './plan.ts';

const WORDS = (
  'any any6 self internet all tcp udp icmp icmpv6 gre id from to until ' +
  'allow deny region project group inbound outbound cvm subnet acl vpc cidr groups dedicated'
).split(' ');

/** What is renamed of each kind, since the word means something else where the name may stand. */
const TAKEN = {
  group: ['any', 'any6', 'self', 'internet'],
  cvm: ['any', 'any6', 'internet'],
  subnet: ['any', 'any6', 'internet'],
  addresses: ['any', 'any6', 'self', 'internet'],
  services: ['all', 'tcp', 'udp', 'icmp', 'icmpv6', 'gre'],
  acl: [],
};

const rule = (more: object) => ({ ...policy('ACCEPT', 'TCP 22', '10.0.0.0/8'), CidrBlock: undefined, ...more });

const CLOUDS: Record<keyof typeof TAKEN, (word: string) => object> = {
  group: (word) => ({
    SecurityGroupSet: [
      group({ id: 'sg-aaaaaaaa', name: word, inbound: [policy('ACCEPT', 'TCP 1', 'sg-bbbbbbbb')] }),
      group({ id: 'sg-bbbbbbbb', name: 'web', inbound: [policy('ACCEPT', 'TCP 1', 'sg-aaaaaaaa')] }),
    ],
    InstanceSet: [machine('ins-11111111', 'm', '10.0.0.1', ['sg-bbbbbbbb', 'sg-aaaaaaaa'])],
  }),
  cvm: (word) => ({
    SecurityGroupSet: [group({ id: 'sg-bbbbbbbb', name: 'web' })],
    InstanceSet: [machine('ins-11111111', word, '10.0.0.1', ['sg-bbbbbbbb'])],
  }),
  subnet: (word) => ({
    SubnetSet: [{ SubnetId: 'subnet-11111111', SubnetName: word, VpcId: 'vpc-1', CidrBlock: '10.0.0.0/24' }],
    InstanceSet: [
      machine('ins-11111111', 'm', '10.0.0.1', [], {
        VirtualPrivateCloud: { VpcId: 'vpc-1', SubnetId: 'subnet-11111111' },
      }),
    ],
  }),
  addresses: (word) => ({
    AddressTemplateSet: [{ AddressTemplateId: 'ipm-11111111', AddressTemplateName: word, AddressSet: ['10.0.0.1'] }],
    AddressTemplateGroupSet: [
      {
        AddressTemplateGroupId: 'ipmg-1111111',
        AddressTemplateGroupName: 'both',
        AddressTemplateIdSet: ['ipm-11111111'],
      },
    ],
    SecurityGroupSet: [
      group({ id: 'sg-bbbbbbbb', name: 'web', inbound: [rule({ AddressTemplate: { AddressId: 'ipm-11111111' } })] }),
    ],
  }),
  services: (word) => ({
    ServiceTemplateSet: [{ ServiceTemplateId: 'ppm-11111111', ServiceTemplateName: word, ServiceSet: ['TCP:22'] }],
    ServiceTemplateGroupSet: [
      {
        ServiceTemplateGroupId: 'ppmg-1111111',
        ServiceTemplateGroupName: 'both',
        ServiceTemplateIdSet: ['ppm-11111111'],
      },
    ],
    SecurityGroupSet: [
      group({
        id: 'sg-bbbbbbbb',
        name: 'web',
        inbound: [{ ServiceTemplate: { ServiceId: 'ppm-11111111' }, CidrBlock: '10.0.0.0/8', Action: 'ACCEPT' }],
      }),
    ],
  }),
  acl: (word) => ({
    NetworkAclSet: [
      { NetworkAclId: 'acl-11111111', NetworkAclName: word, VpcId: 'vpc-1', IngressEntries: [], EgressEntries: [] },
    ],
    SubnetSet: [
      {
        SubnetId: 'subnet-11111111',
        SubnetName: 's',
        VpcId: 'vpc-1',
        CidrBlock: '10.0.0.0/24',
        NetworkAclId: 'acl-11111111',
      },
    ],
  }),
};

describe.each(Object.keys(TAKEN) as (keyof typeof TAKEN)[])('%s', (kind) => {
  test.each(WORDS)('%s', async (word) => {
    const live = { version: 1, regions: [{ Region: REGION, ...CLOUDS[kind](word) }] };
    const { text } = await imported(JSON.stringify(live));
    const isTaken = (TAKEN[kind] as readonly string[]).includes(word);
    expect(text).toMatch(new RegExp(`^${kind} ${isTaken ? `${kind}[-_]` : ''}${word} `, 'm'));
    expect(plan(snapshotModel(live), rulesModel(text), { delete: true }).steps.map(({ text: words }) => words)).toEqual(
      [],
    );
  });
});

test('a group that is called after its id keeps the name, description and project that it has in the cloud', async () => {
  const rules = [policy('ACCEPT', 'TCP 22', '10.0.0.0/8'), policy('ACCEPT', 'ALL', 'sg-aaaaaaaa')];
  const cloud = (name: string) => ({
    version: 1,
    regions: [
      {
        Region: REGION,
        SecurityGroupSet: [
          group({
            id: 'sg-aaaaaaaa',
            name,
            inbound: rules,
            more: { SecurityGroupDesc: 'Front end', ProjectId: '1234' },
          }),
        ],
      },
    ],
  });
  const options = { id: 'sg-aaaaaaaa', region: REGION };
  const { text } = await imported(JSON.stringify({ Ingress: rules, Egress: [] }), options);
  expect(text).toContain('group group-aaaaaaaa {');
  expect(plan(snapshotModel(cloud('web front/end')), rulesModel(text)).steps).toEqual([]);
  const unnamed = { SecurityGroupId: 'sg-aaaaaaaa', SecurityGroupPolicySet: { Ingress: rules, Egress: [] } };
  const wanted = snapshotModel({ version: 1, regions: [{ Region: REGION, SecurityGroupSet: [unnamed] }] });
  expect(plan(snapshotModel(cloud('web')), wanted).steps).toEqual([]);
  const named = rulesModel(text.replace('group-aaaaaaaa {', 'group-aaaaaaaa "Back end" {'));
  expect(plan(snapshotModel(cloud('web')), named).steps.map(({ text: words }) => words)).toEqual([
    "Describe 'web' as 'Back end'.",
  ]);
});
