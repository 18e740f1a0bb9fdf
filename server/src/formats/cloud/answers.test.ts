// Guards answers of the API as they come: what they hold within others, names that are none here, ids in names of files.

import { describe, expect, test } from 'vitest';
import { oneBlank } from '../../../test/support/imported.ts';
import type { ImportFile } from '../importFile.ts';
import { importFiles } from '../importFiles.ts';
import { showNote } from '../notes.ts';
import type { ImportOptions } from '../readFiles.ts';

function file(name: string, answer: object): ImportFile {
  return { name, text: JSON.stringify({ Response: { ...answer, RequestId: 'r' } }, undefined, 1) };
}

async function imported(files: readonly ImportFile[], options: ImportOptions = {}) {
  const result = await importFiles(files, options);
  if (!result.ok) throw new Error(result.reasons.map(showNote).join('\n'));
  return { text: oneBlank(result.text).replace(/^ +/gm, ' '), notes: result.notes.map(showNote) };
}

const ACCEPT = { Protocol: 'ALL', Port: 'ALL', CidrBlock: '10.0.0.0/8', Action: 'ACCEPT' };

describe('answers of the API', () => {
  test('an acl tells its subnets, whatever order the files have', async () => {
    const acls = file('acls.json', {
      NetworkAclSet: [
        {
          NetworkAclId: 'acl-12345678',
          NetworkAclName: 'front',
          SubnetSet: [
            { SubnetId: 'subnet-11111111', SubnetName: 'a', VpcId: 'vpc-1', CidrBlock: '10.0.1.0/24' },
            { SubnetId: 'subnet-22222222', SubnetName: 'b', VpcId: 'vpc-1', CidrBlock: '10.0.2.0/24' },
          ],
          IngressEntries: [],
        },
      ],
    });
    const subnets = file('subnets.json', {
      SubnetSet: [
        { SubnetId: 'subnet-11111111', SubnetName: 'a', VpcId: 'vpc-1', CidrBlock: '10.0.1.0/24', NetworkAclId: '' },
      ],
    });
    for (const files of [[acls], [acls, subnets], [subnets, acls]]) {
      const { text, notes } = await imported(files);
      expect(text).toContain('subnet a {\n id subnet-11111111\n vpc vpc-1\n cidr 10.0.1.0/24\n acl front\n}');
      expect(text).toContain('subnet b {\n id subnet-22222222\n vpc vpc-1\n cidr 10.0.2.0/24\n acl front\n}');
      expect(notes).toEqual([]);
    }
  });

  test('a template group holds its lists in full', async () => {
    const { text, notes } = await imported([
      file('groups.json', {
        AddressTemplateGroupSet: [
          {
            AddressTemplateGroupId: 'ipmg-12345678',
            AddressTemplateGroupName: 'all offices',
            AddressTemplateIdSet: ['ipm-12345678'],
            AddressTemplateSet: [
              { AddressTemplateId: 'ipm-12345678', AddressTemplateName: 'office', AddressSet: ['203.0.113.0/24'] },
            ],
          },
        ],
        ServiceTemplateGroupSet: [
          {
            ServiceTemplateGroupId: 'ppmg-12345678',
            ServiceTemplateGroupName: 'web',
            ServiceTemplateSet: [
              { ServiceTemplateId: 'ppm-12345678', ServiceTemplateName: 'plain', ServiceSet: ['TCP:80'] },
            ],
          },
        ],
      }),
    ]);
    expect(text).toContain('addresses office {\n id ipm-12345678\n 203.0.113.0/24\n}');
    expect(text).toContain('addresses all-offices {\n id ipmg-12345678\n office\n}');
    expect(text).toContain('services web {\n id ppmg-12345678\n plain\n}');
    expect(text).toContain('services plain {\n id ppm-12345678\n tcp 80\n}');
    expect(notes).toHaveLength(1);
  });

  test('policies are of the group in the name of their file, or of the one that is asked for', async () => {
    const groups = file('groups.json', {
      SecurityGroupSet: [
        { SecurityGroupId: 'sg-0a1b2c3d', SecurityGroupName: 'web' },
        { SecurityGroupId: 'sg-00000009', SecurityGroupName: 'ops' },
      ],
    });
    const answer = { SecurityGroupPolicySet: { Version: '1', Ingress: [{ PolicyIndex: 0, ...ACCEPT }], Egress: [] } };
    const want = 'group web {\n id sg-0a1b2c3d\n inbound {\n allow all from 10.0.0.0/8\n }\n outbound {\n }\n}';
    for (const name of ['sg-0a1b2c3d.json', 'answers/sg-0a1b2c3d.json', 'C:\\answers\\sg-0a1b2c3d-policies.json'])
      expect((await imported([groups, file(name, answer)])).text).toContain(want);
    expect((await imported([groups, file('policies.json', answer)], { id: 'sg-0a1b2c3d' })).text).toContain(want);
    const other = await imported([file('sg-0a1b2c3d4.json', answer)]);
    expect(other.text).toMatch(/^group imported \{\n inbound/);
  });

  test('a plain answer about machines is no list of what is left out', async () => {
    const machine = (i: number) => ({
      ...{ Placement: { Zone: 'ap-guangzhou-3', ProjectId: 0, HostId: '', HostIds: [] }, InstanceType: 'S5.MEDIUM4' },
      ...{ InstanceId: `ins-0000000${i}`, InstanceName: `m-${i}`, CPU: 2, Memory: 4, RestrictState: 'NORMAL' },
      ...{
        InstanceChargeType: 'PREPAID',
        SystemDisk: { DiskId: 'disk-1', DiskSize: 50 },
        DataDisks: [{ DiskSize: 1 }],
      },
      ...{ PrivateIpAddresses: [`10.0.1.${i}`], PublicIpAddresses: null, IPv6Addresses: null, ImageId: 'img-1' },
      ...{ InternetAccessible: { InternetMaxBandwidthOut: 1 }, RenewFlag: 'NOTIFY_AND_AUTO_RENEW', OsName: 'CentOS' },
      ...{ VirtualPrivateCloud: { VpcId: 'vpc-1', SubnetId: 'subnet-1', AsVpcGateway: false }, Tags: [] },
      ...{ SecurityGroupIds: ['sg-0a1b2c3d'], LoginSettings: {}, InstanceState: 'RUNNING', Uuid: 'u', GPUInfo: null },
      ...{ CreatedTime: '2020-03-09T02:43:51Z', ExpiredTime: null, LatestOperationState: 'SUCCESS', Later: `x${i}` },
    });
    const { notes } = await imported([file('instances.json', { InstanceSet: [1, 2, 3].map(machine), TotalCount: 3 })]);
    expect(notes.map((note) => note.replace(/^\S+: | \(\$.*$/g, ''))).toEqual([
      "A CVM is always in the VPC of its subnet: that this one is in 'vpc-1' cannot be expressed, nor the VPCs of 2 others.",
      "The rule language cannot express 'Later' of a CVM.",
    ]);
  });

  test('names that are none, or are ids, or are there twice, become names', async () => {
    const names = ['sg-web', 'sg-web', 'a b', 'a/b', 'a-b', 'any', '', '$name:x'];
    const { text } = await imported([
      file('groups.json', {
        SecurityGroupSet: names.map((SecurityGroupName, i) => ({
          SecurityGroupId: `sg-0000000${i}`,
          SecurityGroupName,
        })),
        SubnetSet: ['subnet', 'subnet', 'subnet'].map((SubnetName, i) => ({
          SubnetId: `subnet-0000000${i}`,
          SubnetName,
          CidrBlock: `10.0.${i}.0/24`,
        })),
      }),
    ]);
    expect(text.match(/(?<=^group )\S+/gm)).toEqual([
      ...['group-web', 'group-web-2', 'a-b-2', 'a-b-3', 'a-b', 'group-any', 'group-00000006', 'name-x'],
    ]);
    expect(text.match(/(?<=^subnet )\S+/gm)).toEqual(['subnet', 'subnet_2', 'subnet_3']);
  });

  test('interfaces, counts of associations and what is missing are read without noise', async () => {
    const { notes } = await imported([
      file('live.sg.json', {
        SecurityGroupSet: [
          { SecurityGroupId: 'sg-0a1b2c3d', SecurityGroupName: 'web', SecurityGroupPolicySet: { Ingress: [] } },
        ],
        NetworkInterfaceSet: [
          { NetworkInterfaceId: 'eni-1', Primary: true, GroupSet: ['sg-0a1b2c3d'] },
          { NetworkInterfaceId: 'eni-2', Primary: false, GroupSet: [] },
          { NetworkInterfaceId: 'eni-3', Primary: false, GroupSet: [] },
        ],
        SecurityGroupAssociationStatisticsSet: [{ SecurityGroupId: 'sg-0a1b2c3d', CVM: 1 }],
        Missing: [{ Action: 'DescribeNetworkAcls', Code: 'UnauthorizedOperation' }],
      }),
    ]);
    expect(notes.map((note) => note.replace(/^\S+: | \(\$.*$/g, ''))).toEqual([
      '2 interfaces that belong to no machine here are left out.',
      "The snapshot is incomplete: what 'DescribeNetworkAcls' would answer is missing.",
    ]);
  });

  test('what an answer does not say is not nothing: the rules of its groups and ACLs, the members of a list', async () => {
    const groups = file('groups.json', {
      SecurityGroupSet: [{ SecurityGroupId: 'sg-0a1b2c3d', SecurityGroupName: 'web' }],
      NetworkAclSet: [
        { NetworkAclId: 'acl-1', NetworkAclName: 'five', NetworkAclType: 'QUINTUPLE', IngressEntries: [] },
        { NetworkAclId: 'acl-2', NetworkAclName: 'three', NetworkAclType: 'TRIPLE', IngressEntries: [] },
      ],
      AddressTemplateGroupSet: [
        {
          ...{ AddressTemplateGroupId: 'ipmg-1', AddressTemplateGroupName: 'teams', AddressTemplateIdSet: ['ipm-1'] },
          AddressTemplateSet: [
            { AddressTemplateId: 'ipm-1', AddressTemplateName: 'office', From: '', To: '' },
            { From: '10.1.1.3/22', To: '10.1.1.2/22' },
          ],
        },
      ],
    });
    const { text, notes } = await imported([groups]);
    expect(text).toContain('addresses teams {\n id ipmg-1\n ipm-1\n}');
    expect(text).not.toContain('office');
    expect(notes.map((note) => note.replace(/^\S+: | \(\$.*$/g, ''))).toEqual([
      "The rules of 'web' are in none of the files: DescribeSecurityGroupPolicies answers them.",
      "The rules of 'five' are in none of the files: DescribeNetworkAclQuintupleEntries answers them.",
    ]);
    // An answer about a group without rules is one.
    const none = { SecurityGroupPolicySet: { Version: '0', Ingress: null, Egress: null } };
    expect((await imported([groups, file('sg-0a1b2c3d.json', none)])).notes).toHaveLength(1);
  });
});

test.each([[['groups.json', 'sg-22222222.json']], [['sg-22222222.json', 'groups.json']]])(
  'a note about a part of a group is in the file of that part: %o',
  async (order) => {
    const policy = { Protocol: 'tcp', Port: '80', CidrBlock: '10.0.0.0/8', Action: 'ACCEPT', Foo: 1 };
    const texts: Record<string, string> = {
      'groups.json': JSON.stringify({
        SecurityGroupSet: [
          { SecurityGroupId: 'sg-11111111', SecurityGroupName: 'web' },
          { SecurityGroupId: 'sg-22222222', SecurityGroupName: 'web' },
        ],
        TotalCount: 2,
      }),
      'sg-22222222.json': JSON.stringify({ SecurityGroupPolicySet: { Version: '1', Ingress: [policy], Egress: [] } }),
    };
    const result = await importFiles(order.map((name) => ({ name, text: texts[name] ?? '' })));
    const noted = (result.ok ? result.notes : []).map(({ file, line, character, message }) => {
      const rest = texts[file]?.split('\n')[line]?.slice(character) ?? '';
      return `${file} ${rest.slice(0, 4)} ${message}`;
    });
    expect(noted).toEqual(
      expect.arrayContaining([
        `groups.json web" The name 'web' is taken: it becomes 'web-2'.`,
        `sg-22222222.json 1}], The rule language cannot express 'Foo' of a policy.`,
      ]),
    );
  },
);
