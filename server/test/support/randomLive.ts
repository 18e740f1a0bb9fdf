// Random snapshots of a region: with names that are words of the rule language, lists of every kind, and acls of both kinds.

import { pick, type Random, shuffled } from './random.ts';

const NAMES = [
  ...(
    `web|web|web-2|web_2|sg-web|sg-0a1b2c3d|web server|web/server|a b|a/b|a-b|| |subnet|subnet-2|group|acl|acl-1|` +
    `ins|ins-1|ipm|ipm-web|ppm-1|id|any|any6|self|internet|all|tcp|udp|icmp|icmpv6|gre|from|to|until|allow|deny|` +
    `inbound|outbound|region|project|cvm|addresses|services|expect|dedicated|groups|vpc|cidr|private-ip|10.0.0.1|` +
    `10.0.0.0/8|::/0|fe80::1|ssh|https|https|1|1web|-web|web-|.|__proto__|Ünïcode|网站|网站|été|e\u0301te\u0301|🙂|` +
    `a🙂b|a\u200db|"quoted"|it's|a\\b|#web|{|}|a\nb|a\tb|$name:web|default|true|null|constructor`
  ).split('|'),
  'x'.repeat(60),
  'y '.repeat(150),
  'y/'.repeat(150),
];
const TEXTS = [...`|office|a "quoted" \\ text|zwei\nZeilen|中文 备注|#|it's {| blanks `.split('|'), 'x'.repeat(120)];

export interface Live {
  readonly SecurityGroupSet: readonly {
    readonly SecurityGroupId: string;
    readonly SecurityGroupPolicySet?: object;
  }[];
  readonly [list: string]: readonly object[];
}

/** The random choices that are made again and again. */
interface Chance {
  readonly random: Random;
  readonly whole: (below: number) => number;
  readonly chance: (part: number) => boolean;
  readonly many: <T>(most: number, make: () => T) => T[];
  readonly oneOf: <T>(items: readonly T[]) => T;
  readonly id: (prefix: string) => string;
  /** A number that no id had before. */
  readonly number: () => number;
  readonly text: () => string;
  readonly name: () => string;
  readonly ipv4: () => string;
  readonly ipv6: () => string;
}

function chanceOf(random: Random, first: number): Chance {
  const whole = (below: number) => Math.floor(random() * below);
  const chance = (part: number) => random() < part;
  const oneOf = <T>(items: readonly T[]): T => pick(random, items);
  let counted = first;
  return {
    random,
    whole,
    chance,
    oneOf,
    many: (most, make) => Array.from({ length: whole(most + 1) }, make),
    id: (prefix) => `${prefix}-${(counted++ * 7919 + 46656).toString(36).padStart(8, 'q')}`,
    number: () => counted,
    text: () => oneOf(TEXTS),
    name: () => (chance(0.7) ? oneOf(NAMES) : `${oneOf(NAMES)}${oneOf(NAMES)}`),
    ipv4: () => oneOf('0.0.0.0/0|10.0.0.0/8|10.1.2.3|10.1.2.3/24|192.168.0.0/16|203.0.113.9/32|0.0.0.0/1'.split('|')),
    ipv6: () => oneOf(['::/0', '2001:db8::/32', '2001:DB8::1', '0::0/0', 'fe80::1/10']),
  };
}

/** Ids are counted from `first`: no two things of the cloud have one id, in whatever region. */
export function randomLive(random: Random, first = 0): Live {
  const made = chanceOf(random, first);
  const lists = randomLists(made);
  const groupIds = made.many(6, () => made.id('sg'));
  const SecurityGroupSet = randomGroups(made, groupIds, lists);
  const NetworkAclSet = randomAcls(made);
  const SubnetSet = randomSubnets(made, NetworkAclSet);
  const InstanceSet = randomMachines(made, SubnetSet, groupIds);
  return {
    SecurityGroupSet,
    InstanceSet,
    SubnetSet,
    NetworkAclSet,
    ...lists,
    NetworkInterfaceSet: InstanceSet.map(({ InstanceId, SecurityGroupIds }) => ({
      NetworkInterfaceId: made.id('eni'),
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

function randomLists({ many, id, name, chance, oneOf, ipv4, ipv6 }: Chance) {
  const AddressTemplateSet = many(3, () => ({
    AddressTemplateId: id('ipm'),
    AddressTemplateName: name(),
    AddressSet: many(3, () => (chance(0.3) ? '10.0.0.1-10.0.0.9' : chance(0.5) ? ipv4() : ipv6())),
  }));
  const ServiceTemplateSet = many(3, () => ({
    ServiceTemplateId: id('ppm'),
    ServiceTemplateName: name(),
    ServiceSet: many(3, () => oneOf(['TCP:80', 'UDP:53,123', 'TCP:ALL', 'ICMP', 'GRE', 'tcp:1-9'])),
  }));
  const AddressTemplateGroupSet = many(2, () => ({
    AddressTemplateGroupId: id('ipmg'),
    AddressTemplateGroupName: name(),
    AddressTemplateIdSet: AddressTemplateSet.filter(() => chance(0.5)).map((list) => list.AddressTemplateId),
  }));
  const ServiceTemplateGroupSet = many(2, () => ({
    ServiceTemplateGroupId: id('ppmg'),
    ServiceTemplateGroupName: name(),
    ServiceTemplateIdSet: ServiceTemplateSet.filter(() => chance(0.5)).map((list) => list.ServiceTemplateId),
  }));
  return { AddressTemplateSet, AddressTemplateGroupSet, ServiceTemplateSet, ServiceTemplateGroupSet };
}

type Lists = ReturnType<typeof randomLists>;

function randomGroups(made: Chance, groupIds: readonly string[], lists: Lists) {
  const { whole, chance, oneOf, name, text } = made;
  const side = () => Array.from({ length: whole(5) }, (_, index) => randomPolicy(made, groupIds, lists, index));
  return groupIds.map((SecurityGroupId) => ({
    SecurityGroupId,
    SecurityGroupName: name(),
    SecurityGroupDesc: text(),
    ProjectId: oneOf(['0', '0', '1021']),
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
}

function randomPolicy(made: Chance, groupIds: readonly string[], lists: Lists, index: number) {
  const { chance, oneOf, text, ipv4, ipv6 } = made;
  const template =
    lists.ServiceTemplateSet.length > 0 && chance(0.2) ? oneOf(lists.ServiceTemplateSet).ServiceTemplateId : undefined;
  const grouped =
    template === undefined && lists.ServiceTemplateGroupSet.length > 0 && chance(0.1)
      ? oneOf(lists.ServiceTemplateGroupSet).ServiceTemplateGroupId
      : undefined;
  const Protocol = oneOf(['tcp', 'TCP', 'udp', 'ALL', 'gre', 'icmp']);
  const ports = () => oneOf(['22', '80,443', '8000-8010', 'ALL', 'all', '1-65535', '80,8000-8010', '443-443']);
  const service =
    template !== undefined || grouped !== undefined
      ? { ServiceTemplate: { ServiceId: template ?? '', ServiceGroupId: grouped ?? '' } }
      : {
          Protocol,
          Port: /tcp|udp/i.test(Protocol) ? ports() : 'ALL',
          ...(chance(0.5) ? { ServiceTemplate: { ServiceId: '', ServiceGroupId: '' } } : {}),
        };
  const peers: (() => object)[] = [() => ({ CidrBlock: ipv4() })];
  if (Protocol !== 'icmp') peers.push(() => ({ Ipv6CidrBlock: ipv6(), CidrBlock: '' }));
  peers.push(() => ({ SecurityGroupId: chance(0.9) && groupIds.length > 0 ? oneOf(groupIds) : 'sg-elsewher' }));
  if (lists.AddressTemplateSet.length > 0)
    peers.push(() => ({
      AddressTemplate: { AddressId: oneOf(lists.AddressTemplateSet).AddressTemplateId, AddressGroupId: '' },
    }));
  if (lists.AddressTemplateGroupSet.length > 0)
    peers.push(() => ({
      AddressTemplate: { AddressGroupId: oneOf(lists.AddressTemplateGroupSet).AddressTemplateGroupId },
    }));
  return {
    PolicyIndex: index,
    ...service,
    ...oneOf(peers)(),
    Action: oneOf(['ACCEPT', 'DROP', 'ACCEPT']),
    PolicyDescription: `${text()} ${index}`,
    ModifyTime: '2026-03-02 09:15:41',
  };
}

function randomAcls(made: Chance) {
  const { whole, chance, many, oneOf, id, name, ipv4 } = made;
  const entries = () => Array.from({ length: whole(4) }, (_, at) => randomEntry(made, at));
  const fiveTuple = () => ({
    Protocol: 'tcp',
    SourceCidr: ipv4(),
    SourcePort: oneOf(['all', '1024-65535']),
    DestinationCidr: oneOf(['0.0.0.0/0', '10.0.0.0/8']),
    DestinationPort: '80',
    Action: 'ACCEPT',
  });
  return many(3, () => ({
    VpcId: 'vpc-1',
    NetworkAclId: id('acl'),
    NetworkAclName: name(),
    NetworkAclType: 'TRIPLE',
    CreatedTime: '2026-03-02 09:15:41',
    SubnetSet: [] as object[],
    ...(chance(0.8)
      ? { IngressEntries: entries(), EgressEntries: entries() }
      : { NetworkAclType: 'QUINTUPLE', NetworkAclQuintupleSet: { Ingress: many(3, fiveTuple), Egress: [] } }),
    TagSet: [],
  }));
}

function randomEntry({ chance, oneOf, id, text, ipv4, ipv6 }: Chance, at: number) {
  const Protocol = oneOf(['tcp', 'udp', 'icmp', 'all']);
  return {
    Protocol,
    Port: /tcp|udp/.test(Protocol) ? oneOf(['80', '10-20', 'all']) : 'all',
    ...(Protocol !== 'icmp' && chance(0.2)
      ? { CidrBlock: '', Ipv6CidrBlock: ipv6() }
      : { CidrBlock: ipv4(), Ipv6CidrBlock: '' }),
    Action: oneOf(['Accept', 'Drop']),
    Description: `${text()} ${at}`.slice(0, 90),
    Priority: at + 1,
    ModifyTime: '',
    NetworkAclIpv4EntryId: id('acli43'),
  };
}

function randomSubnets({ whole, chance, many, oneOf, id, name }: Chance, acls: ReturnType<typeof randomAcls>) {
  return many(4, () => {
    const acl = chance(0.5) && acls.length > 0 ? oneOf(acls) : undefined;
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
}

function randomMachines(
  { random, whole, chance, many, oneOf, id, number, name }: Chance,
  subnets: ReturnType<typeof randomSubnets>,
  groupIds: readonly string[],
) {
  return many(5, () => ({
    Placement: { Zone: 'ap-guangzhou-3', ProjectId: oneOf([0, 0, 1021]), HostId: '' },
    InstanceId: id('ins'),
    InstanceName: name(),
    InstanceType: 'S5.MEDIUM4',
    InstanceState: 'RUNNING',
    InstanceChargeType: oneOf(['PREPAID', 'POSTPAID_BY_HOUR', 'CDHPAID']),
    PrivateIpAddresses: [`10.0.1.${number() % 250}`],
    PublicIpAddresses: chance(0.3) ? [`203.0.113.${number() % 250}`] : null,
    VirtualPrivateCloud: {
      VpcId: 'vpc-1',
      SubnetId: subnets.length > 0 && chance(0.8) ? oneOf(subnets).SubnetId : '',
    },
    SecurityGroupIds: shuffled(random, groupIds).slice(0, whole(3)),
    Tags: [],
  }));
}
