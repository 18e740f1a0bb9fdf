// Regions of the cloud by chance, as its API hands them over: fields that a snapshot leaves out, nulls, names of any kind.

import { pick, type Random } from '../support/random.ts';
import type { CloudRegion, Thing } from './cloud.ts';

const names = ['web', 'sg-web', 'two words', 'a/b', '数据库', 'any', '', 'web', 'inbound', '<b>', '__proto__'];

export function randomRegion(random: Random): CloudRegion {
  const below = (bound: number): number => Math.floor(random() * bound);
  const chance = (share: number): boolean => random() < share;
  const some = <T>(most: number, make: (index: number) => T): T[] =>
    Array.from({ length: below(most + 1) }, (_, i) => make(i));
  const id = (prefix: string, index: number) => `${prefix}-${index.toString(36).padStart(8, '0')}`;
  const name = () => pick(random, names);
  const groups = some(chance(0.1) ? 130 : 6, (i) => ({
    SecurityGroupId: id('sg', i),
    SecurityGroupName: name(),
    SecurityGroupDesc: chance(0.5) ? null : 'what it is for',
    ProjectId: pick(random, ['0', '1024']),
    IsDefault: false,
    CreatedTime: '2026-01-01 00:00:00',
    TagSet: [],
  }));
  const peer = (): Thing => {
    const { SecurityGroupId } = pick(random, [...groups, { SecurityGroupId: undefined }]);
    return SecurityGroupId === undefined ? { CidrBlock: `10.${below(4)}.0.0/16` } : { SecurityGroupId };
  };
  const policy = (): Thing => ({
    Protocol: pick(random, ['tcp', 'udp']),
    Port: pick(random, ['22', '80,443', '1000-2000', 'ALL']),
    ...peer(),
    Action: pick(random, ['ACCEPT', 'DROP']),
    PolicyDescription: '',
    ModifyTime: '2026-01-01 00:00:00',
  });
  const entry = (): Thing => ({
    Protocol: 'tcp',
    Port: '80',
    CidrBlock: '0.0.0.0/0',
    Action: 'ACCEPT',
    Description: '',
  });
  const acls = some(3, (i) => ({
    NetworkAclId: id('acl', i),
    NetworkAclName: `acl-${i}`,
    NetworkAclType: 'TRIPLE',
    VpcId: 'vpc-1',
    SubnetSet: [],
    IngressEntries: some(3, entry),
    EgressEntries: some(3, entry),
  }));
  const subnets = some(3, (i) => ({
    SubnetId: id('subnet', i),
    SubnetName: `net-${i}`,
    VpcId: 'vpc-1',
    CidrBlock: `10.0.${i}.0/24`,
    NetworkAclId: acls[i]?.NetworkAclId ?? '',
    Zone: 'ap-guangzhou-3',
  }));
  const instances = some(chance(0.1) ? 230 : 6, (i) => ({
    InstanceId: id('ins', i),
    InstanceName: `m-${i}`,
    PrivateIpAddresses: [`10.0.${i % 3}.${10 + (i % 200)}`],
    PublicIpAddresses: chance(0.5) ? null : [`198.51.100.${i % 250}`],
    IPv6Addresses: null,
    VirtualPrivateCloud: { VpcId: 'vpc-1', SubnetId: subnets[i % 3]?.SubnetId ?? '', AsVpcGateway: false },
    SecurityGroupIds: groups.filter(() => chance(0.2)).map((group) => group.SecurityGroupId),
    Uuid: 'left out',
    InstanceState: 'RUNNING',
  }));
  return {
    lists: {
      SecurityGroupSet: groups,
      SecurityGroupAssociationStatisticsSet: groups.map(({ SecurityGroupId }) => ({
        SecurityGroupId,
        CVM: 1,
        TotalCount: 1,
        SG: 0,
      })),
      InstanceSet: instances,
      SubnetSet: subnets,
      NetworkAclSet: acls,
      AddressTemplateSet: some(2, (i) => ({
        AddressTemplateId: id('ipm', i),
        AddressTemplateName: `list ${i}`,
        AddressSet: ['10.1.0.0/16'],
        CreatedTime: '2026-01-01 00:00:00',
      })),
    },
    policies: new Map(
      groups.map(({ SecurityGroupId }) => [
        SecurityGroupId,
        { Version: '3', Ingress: some(4, policy), Egress: some(4, policy) },
      ]),
    ),
  };
}
