// What is live in a region, by chance: names that mean something else in the rule language, lists of every kind, acls of both kinds.

import { pick, type Random, shuffled } from './random.ts';

const NAMES = [
  ...[
    'web',
    'web',
    'web-2',
    'web_2',
    'sg-web',
    'sg-0a1b2c3d',
    'web server',
    'web/server',
    'a b',
    'a/b',
    'a-b',
    '',
    ' ',
  ],
  ...[
    'subnet',
    'subnet-2',
    'group',
    'acl',
    'acl-1',
    'ins',
    'ins-1',
    'ipm',
    'ipm-web',
    'ppm-1',
    'id',
    'any',
    'any6',
    'self',
  ],
  ...[
    'internet',
    'all',
    'tcp',
    'udp',
    'icmp',
    'icmpv6',
    'gre',
    'from',
    'to',
    'until',
    'allow',
    'deny',
    'inbound',
    'outbound',
  ],
  ...[
    'region',
    'project',
    'cvm',
    'addresses',
    'services',
    'expect',
    'dedicated',
    'groups',
    'vpc',
    'cidr',
    'private-ip',
  ],
  ...[
    '10.0.0.1',
    '10.0.0.0/8',
    '::/0',
    'fe80::1',
    'ssh',
    'https',
    'https',
    '1',
    '1web',
    '-web',
    'web-',
    '.',
    '__proto__',
  ],
  ...[
    'Ünïcode',
    '网站',
    '网站',
    'été',
    'e\u0301te\u0301',
    '🙂',
    'a🙂b',
    'a\u200db',
    '"quoted"',
    "it's",
    'a\\b',
    '#web',
    '{',
    '}',
  ],
  ...[
    'a\nb',
    'a\tb',
    '$name:web',
    'default',
    'true',
    'null',
    'constructor',
    'x'.repeat(60),
    'y '.repeat(150),
    'y/'.repeat(150),
  ],
];
const TEXTS = [
  '',
  'office',
  'a "quoted" \\ text',
  'zwei\nZeilen',
  '中文 备注',
  '#',
  "it's {",
  'x'.repeat(120),
  ' blanks ',
];

export interface Live {
  readonly SecurityGroupSet: readonly {
    readonly SecurityGroupId: string;
    readonly SecurityGroupPolicySet?: object;
  }[];
  readonly [list: string]: readonly object[];
}

/** Ids are counted from `first`: no two things of the cloud have one id, in whatever region. */
export function randomLive(random: Random, first = 0): Live {
  const whole = (below: number) => Math.floor(random() * below);
  const chance = (part: number) => random() < part;
  let counted = first;
  const id = (prefix: string) => `${prefix}-${(counted++ * 7919 + 46656).toString(36).padStart(8, 'q')}`;
  const many = <T>(most: number, make: () => T): T[] => Array.from({ length: whole(most + 1) }, make);
  const text = () => pick(random, TEXTS);
  const name = () => (chance(0.7) ? pick(random, NAMES) : `${pick(random, NAMES)}${pick(random, NAMES)}`);
  const ipv4 = () =>
    pick(random, [
      '0.0.0.0/0',
      '10.0.0.0/8',
      '10.1.2.3',
      '10.1.2.3/24',
      '192.168.0.0/16',
      '203.0.113.9/32',
      '0.0.0.0/1',
    ]);
  const ipv6 = () => pick(random, ['::/0', '2001:db8::/32', '2001:DB8::1', '0::0/0', 'fe80::1/10']);
  const ports = () => pick(random, ['22', '80,443', '8000-8010', 'ALL', 'all', '1-65535', '80,8000-8010', '443-443']);

  const addressLists = many(3, () => ({
    AddressTemplateId: id('ipm'),
    AddressTemplateName: name(),
    AddressSet: many(3, () => (chance(0.3) ? '10.0.0.1-10.0.0.9' : chance(0.5) ? ipv4() : ipv6())),
  }));
  const serviceLists = many(3, () => ({
    ServiceTemplateId: id('ppm'),
    ServiceTemplateName: name(),
    ServiceSet: many(3, () => pick(random, ['TCP:80', 'UDP:53,123', 'TCP:ALL', 'ICMP', 'GRE', 'tcp:1-9'])),
  }));
  const addressGroups = many(2, () => ({
    AddressTemplateGroupId: id('ipmg'),
    AddressTemplateGroupName: name(),
    AddressTemplateIdSet: addressLists.filter(() => chance(0.5)).map((list) => list.AddressTemplateId),
  }));
  const serviceGroups = many(2, () => ({
    ServiceTemplateGroupId: id('ppmg'),
    ServiceTemplateGroupName: name(),
    ServiceTemplateIdSet: serviceLists.filter(() => chance(0.5)).map((list) => list.ServiceTemplateId),
  }));

  const groupIds = many(6, () => id('sg'));
  const policy = (_: unknown, index: number) => {
    const template = serviceLists.length > 0 && chance(0.2) ? pick(random, serviceLists).ServiceTemplateId : undefined;
    const grouped =
      template === undefined && serviceGroups.length > 0 && chance(0.1)
        ? pick(random, serviceGroups).ServiceTemplateGroupId
        : undefined;
    const protocol = pick(random, ['tcp', 'TCP', 'udp', 'ALL', 'gre', 'icmp']);
    const service =
      template !== undefined || grouped !== undefined
        ? { ServiceTemplate: { ServiceId: template ?? '', ServiceGroupId: grouped ?? '' } }
        : {
            Protocol: protocol,
            Port: /tcp|udp/i.test(protocol) ? ports() : 'ALL',
            ...(chance(0.5) ? { ServiceTemplate: { ServiceId: '', ServiceGroupId: '' } } : {}),
          };
    const peers: (() => object)[] = [() => ({ CidrBlock: ipv4() })];
    if (protocol !== 'icmp') peers.push(() => ({ Ipv6CidrBlock: ipv6(), CidrBlock: '' }));
    peers.push(() => ({
      SecurityGroupId: chance(0.9) && groupIds.length > 0 ? pick(random, groupIds) : 'sg-elsewher',
    }));
    if (addressLists.length > 0)
      peers.push(() => ({
        AddressTemplate: { AddressId: pick(random, addressLists).AddressTemplateId, AddressGroupId: '' },
      }));
    if (addressGroups.length > 0)
      peers.push(() => ({ AddressTemplate: { AddressGroupId: pick(random, addressGroups).AddressTemplateGroupId } }));
    return {
      PolicyIndex: index,
      ...service,
      ...pick(random, peers)(),
      Action: pick(random, ['ACCEPT', 'DROP', 'ACCEPT']),
      PolicyDescription: `${text()} ${index}`,
      ModifyTime: '2026-03-02 09:15:41',
    };
  };
  const side = () => Array.from({ length: whole(5) }, policy);
  const SecurityGroupSet = groupIds.map((SecurityGroupId) => ({
    SecurityGroupId,
    SecurityGroupName: name(),
    SecurityGroupDesc: text(),
    ProjectId: pick(random, ['0', '0', '1021']),
    IsDefault: chance(0.1),
    CreatedTime: '2026-03-02 09:15:41',
    TagSet: chance(0.2) ? [{ Key: 'team', Value: 'a' }] : [],
    SecurityGroupPolicySet: {
      Version: `${whole(20)}`,
      Ingress: side(),
      Egress: side(),
      PolicyStatistics: { IngressIPv4TotalCount: 0 },
    },
  }));

  const entry = (_: unknown, at: number) => {
    const protocol = pick(random, ['tcp', 'udp', 'icmp', 'all']);
    return {
      Protocol: protocol,
      Port: /tcp|udp/.test(protocol) ? pick(random, ['80', '10-20', 'all']) : 'all',
      ...(protocol !== 'icmp' && chance(0.2)
        ? { CidrBlock: '', Ipv6CidrBlock: ipv6() }
        : { CidrBlock: ipv4(), Ipv6CidrBlock: '' }),
      Action: pick(random, ['Accept', 'Drop']),
      Description: `${text()} ${at}`.slice(0, 90),
      Priority: at + 1,
      ModifyTime: '',
      NetworkAclIpv4EntryId: id('acli43'),
    };
  };
  const fiveTuple = () => ({
    Protocol: 'tcp',
    SourceCidr: ipv4(),
    SourcePort: pick(random, ['all', '1024-65535']),
    DestinationCidr: pick(random, ['0.0.0.0/0', '10.0.0.0/8']),
    DestinationPort: '80',
    Action: 'ACCEPT',
  });
  const NetworkAclSet = many(3, () => ({
    VpcId: 'vpc-1',
    NetworkAclId: id('acl'),
    NetworkAclName: name(),
    NetworkAclType: 'TRIPLE',
    CreatedTime: '2026-03-02 09:15:41',
    SubnetSet: [] as object[],
    ...(chance(0.8)
      ? {
          IngressEntries: Array.from({ length: whole(4) }, entry),
          EgressEntries: Array.from({ length: whole(4) }, entry),
        }
      : { NetworkAclType: 'QUINTUPLE', NetworkAclQuintupleSet: { Ingress: many(3, fiveTuple), Egress: [] } }),
    TagSet: [],
  }));
  const SubnetSet = many(4, () => {
    const acl = chance(0.5) && NetworkAclSet.length > 0 ? pick(random, NetworkAclSet) : undefined;
    const subnet = {
      VpcId: 'vpc-1',
      SubnetId: id('subnet'),
      SubnetName: name(),
      CidrBlock: `10.0.${whole(200)}.0/24`,
      // One of the two sides says it, or both.
      ...(chance(0.3) ? {} : { NetworkAclId: acl?.NetworkAclId ?? '' }),
      IsDefault: false,
      Zone: 'ap-guangzhou-3',
      AvailableIpAddressCount: 250,
    };
    acl?.SubnetSet.push(subnet);
    return subnet;
  });
  const InstanceSet = many(5, () => ({
    Placement: { Zone: 'ap-guangzhou-3', ProjectId: pick(random, [0, 0, 1021]), HostId: '' },
    InstanceId: id('ins'),
    InstanceName: name(),
    InstanceType: 'S5.MEDIUM4',
    InstanceState: 'RUNNING',
    InstanceChargeType: pick(random, ['PREPAID', 'POSTPAID_BY_HOUR', 'CDHPAID']),
    PrivateIpAddresses: [`10.0.1.${counted % 250}`],
    PublicIpAddresses: chance(0.3) ? [`203.0.113.${counted % 250}`] : null,
    VirtualPrivateCloud: {
      VpcId: 'vpc-1',
      SubnetId: SubnetSet.length > 0 && chance(0.8) ? pick(random, SubnetSet).SubnetId : '',
    },
    SecurityGroupIds: shuffled(random, groupIds).slice(0, whole(3)),
    Tags: [],
  }));
  return {
    SecurityGroupSet,
    InstanceSet,
    SubnetSet,
    NetworkAclSet,
    AddressTemplateSet: addressLists,
    AddressTemplateGroupSet: addressGroups,
    ServiceTemplateSet: serviceLists,
    ServiceTemplateGroupSet: serviceGroups,
    NetworkInterfaceSet: InstanceSet.map(({ InstanceId, SecurityGroupIds }) => ({
      NetworkInterfaceId: id('eni'),
      Primary: true,
      Attachment: { InstanceId, DeviceIndex: 0 },
      GroupSet: SecurityGroupIds,
    })),
    SecurityGroupAssociationStatisticsSet: groupIds.map((SecurityGroupId) => ({
      SecurityGroupId,
      CVM: 0,
      TotalCount: 0,
    })),
  };
}
