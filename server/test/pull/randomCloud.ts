// Regions of the cloud by chance, as its API hands them over: fields that a snapshot leaves out, nulls, names of any kind.

import { pick, type Random } from '../support/random.ts';
import type { CloudRegion, Thing } from './cloud.ts';

const names = ['web', 'sg-web', 'two words', 'a/b', '数据库', 'any', '', 'web', 'inbound', '<b>', '__proto__'];

export function randomRegion(random: Random): CloudRegion {
  const dice = diceOf(random);
  const groups = randomGroups(dice);
  const acls = randomAcls(dice);
  const subnets = dice.some(3, (i) => ({
    SubnetId: id('subnet', i),
    SubnetName: `net-${i}`,
    VpcId: 'vpc-1',
    CidrBlock: `10.0.${i}.0/24`,
    NetworkAclId: acls[i]?.NetworkAclId ?? '',
    Zone: 'ap-guangzhou-3',
  }));
  const groupIds = groups.map(({ SecurityGroupId }) => SecurityGroupId);
  const instances = randomInstances(
    dice,
    groupIds,
    subnets.map(({ SubnetId }) => SubnetId),
  );
  const policy = () => randomPolicy(dice, groupIds);
  return {
    lists: {
      SecurityGroupSet: groups,
      SecurityGroupAssociationStatisticsSet: groupIds.map((SecurityGroupId) => ({
        SecurityGroupId,
        CVM: 1,
        TotalCount: 1,
        SG: 0,
      })),
      InstanceSet: instances,
      SubnetSet: subnets,
      NetworkAclSet: acls,
      AddressTemplateSet: dice.some(2, (i) => ({
        AddressTemplateId: id('ipm', i),
        AddressTemplateName: `list ${i}`,
        AddressSet: ['10.1.0.0/16'],
        CreatedTime: '2026-01-01 00:00:00',
      })),
    },
    policies: new Map(
      groupIds.map((each) => [each, { Version: '3', Ingress: dice.some(4, policy), Egress: dice.some(4, policy) }]),
    ),
  };
}

interface Dice {
  readonly one: <T>(items: readonly T[]) => T;
  readonly below: (bound: number) => number;
  readonly chance: (share: number) => boolean;
  /** None, or up to `most`. */
  readonly some: <T>(most: number, make: (index: number) => T) => T[];
}

function diceOf(random: Random): Dice {
  const below = (bound: number): number => Math.floor(random() * bound);
  return {
    one: (items) => pick(random, items),
    below,
    chance: (share) => random() < share,
    some: (most, make) => Array.from({ length: below(most + 1) }, (_, i) => make(i)),
  };
}

function id(prefix: string, index: number): string {
  return `${prefix}-${index.toString(36).padStart(8, '0')}`;
}

function randomGroups({ some, chance, one }: Dice) {
  return some(chance(0.1) ? 130 : 6, (i) => ({
    SecurityGroupId: id('sg', i),
    SecurityGroupName: one(names),
    SecurityGroupDesc: chance(0.5) ? null : 'what it is for',
    ProjectId: one(['0', '1024']),
    IsDefault: false,
    CreatedTime: '2026-01-01 00:00:00',
    TagSet: [],
  }));
}

function randomPolicy({ one, below }: Dice, groups: readonly string[]): Thing {
  const group = one([...groups, undefined]);
  return {
    Protocol: one(['tcp', 'udp']),
    Port: one(['22', '80,443', '1000-2000', 'ALL']),
    ...(group === undefined ? { CidrBlock: `10.${below(4)}.0.0/16` } : { SecurityGroupId: group }),
    Action: one(['ACCEPT', 'DROP']),
    PolicyDescription: '',
    ModifyTime: '2026-01-01 00:00:00',
  };
}

function randomAcls({ some }: Dice) {
  const entry = (): Thing => ({
    Protocol: 'tcp',
    Port: '80',
    CidrBlock: '0.0.0.0/0',
    Action: 'ACCEPT',
    Description: '',
  });
  return some(3, (i) => ({
    NetworkAclId: id('acl', i),
    NetworkAclName: `acl-${i}`,
    NetworkAclType: 'TRIPLE',
    VpcId: 'vpc-1',
    SubnetSet: [],
    IngressEntries: some(3, entry),
    EgressEntries: some(3, entry),
  }));
}

function randomInstances({ some, chance }: Dice, groups: readonly string[], subnets: readonly string[]) {
  return some(chance(0.1) ? 230 : 6, (i) => ({
    InstanceId: id('ins', i),
    InstanceName: `m-${i}`,
    PrivateIpAddresses: [`10.0.${i % 3}.${10 + (i % 200)}`],
    PublicIpAddresses: chance(0.5) ? null : [`198.51.100.${i % 250}`],
    IPv6Addresses: null,
    VirtualPrivateCloud: { VpcId: 'vpc-1', SubnetId: subnets[i % 3] ?? '', AsVpcGateway: false },
    SecurityGroupIds: groups.filter(() => chance(0.2)),
    Uuid: 'left out',
    InstanceState: 'RUNNING',
  }));
}
