// Guards that what the cloud refuses is not sent, one kind after the other: what it is about stays as it is live, with its reason.

import { expect, test } from 'vitest';
import { group, live, machine, policy, REGION, rulesModel } from '../../test/support/clouds.ts';
import type { PlanOptions } from './operation.ts';
import { plan } from './plan.ts';

const SUBNET = { SubnetId: 'subnet-11111111', SubnetName: 's', VpcId: 'vpc-1', CidrBlock: '10.0.0.0/24' };
const WEB = group({ id: 'sg-aaaaaaaa', name: 'web', inbound: [policy('ACCEPT', 'TCP 443', '0.0.0.0/0')] });
const STATE = live({
  SecurityGroupSet: [WEB],
  InstanceSet: [machine('ins-11111111', 'web-1', '10.0.0.1', ['sg-aaaaaaaa'])],
  SubnetSet: [SUBNET],
});
const KEPT = 'group web { id sg-aaaaaaaa inbound { allow tcp 443 from any } }';

function left(rules: string, options: PlanOptions = {}) {
  const { steps, notes } = plan(STATE, rulesModel(`region ${REGION}\n${rules}`), options);
  return {
    actions: steps.map(({ action }) => action),
    reasons: notes.flatMap(({ message, incomplete }) => (incomplete ? [message] : [])),
  };
}

const RULE = "The inbound rules of 'web' stay as they are live: ";

test.each([
  ['icmp with IPv6', 'allow icmp from 2001:db8::/32', 'the cloud refuses ICMP with an IPv6 address: write icmpv6.'],
  [
    'a block of 0.0.0.0',
    'allow tcp 22 from 0.0.0.0/8',
    "the cloud takes 0.0.0.0/8 for 0.0.0.0/0, every IPv4 address: write 'any' if that is meant.",
  ],
  ['icmpv6 with IPv4', 'allow icmpv6 from 10.0.0.0/8', 'the cloud has no ICMPv6 with an IPv4 address: write icmp.'],
  [
    'a long description',
    `allow tcp 22 from any "${'x'.repeat(101)}"`,
    'the cloud refuses a description of more than 100 characters.',
  ],
])('a rule with %s', (_, rule, reason) => {
  expect(left(`group web { id sg-aaaaaaaa inbound { ${rule} } }`)).toEqual({ actions: [], reasons: [RULE + reason] });
});

test('a rule of another project, more rules and more groups than the quotas', () => {
  const projects = left(`${KEPT.replace('allow tcp 443 from any', 'allow tcp 443 from far')}\nproject 7\ngroup far {}`);
  expect(projects.reasons).toEqual([`${RULE}the cloud refuses rules for a group of another project, as 'far' is.`]);
  const many = Array.from({ length: 101 }, (_, i) => `allow tcp ${i + 1} from any`).join('\n');
  const rules = `group web { id sg-aaaaaaaa inbound { ${many} } }`;
  expect(left(rules).reasons).toEqual([`${RULE}they are 101, and the quota is 100 ('quotas' in secgroup.json).`]);
  expect(left(rules, { quotas: { inbound: null } })).toEqual({ actions: ['ModifySecurityGroupPolicies'], reasons: [] });
  expect(left(`${KEPT}\ngroup more {}`, { quotas: { groups: 1 } })).toMatchObject({
    actions: [],
    reasons: [expect.stringContaining("The group 'more' is not created: it would be group number 2")],
  });
});

test('names and descriptions that are too long', () => {
  expect(left(`${KEPT}\ngroup ${'n'.repeat(61)} {}`).reasons).toEqual([
    `The group '${'n'.repeat(61)}' is not created: the cloud refuses a name of more than 60 characters.`,
  ]);
  expect(left(KEPT.replace('web', `web "${'x'.repeat(101)}"`)).reasons).toEqual([
    "The name and description of 'web' stay as they are live: the cloud refuses a description of more than 100 characters.",
  ]);
});

test('more groups than a machine takes, and a new group that is not made is bound to nothing', () => {
  const groups = ['a', 'b', 'c', 'd', 'e', 'f'];
  const cvm = (names: readonly string[]) => `cvm web-1 { private-ip 10.0.0.1 groups ${names.join(', ')} }`;
  const made = groups.map((name) => `group ${name} {}`).join('\n');
  const many = left(`${KEPT}\n${made}\n${cvm(groups)}`);
  expect(many.actions).not.toContain('ModifyInstancesAttribute');
  expect(many.reasons).toEqual([
    "The groups of 'web-1' stay as they are live: they would be 6, and the quota is 5 ('quotas' in secgroup.json).",
  ]);
  expect(left(`${KEPT}\ngroup a { inbound { allow icmp from ::/0 } }\n${cvm(['a'])}`)).toEqual({
    actions: [],
    reasons: [
      "The group 'a' is not created: the cloud refuses ICMP with an IPv6 address: write icmpv6.",
      "The groups of 'web-1' stay as they are live: 'a' is not in the plan.",
    ],
  });
});

test('a new group that is not made says why, though it names itself or one that is not made for its sake', () => {
  const odd = 'allow icmp from ::/0';
  const refused = 'the cloud refuses ICMP with an IPv6 address: write icmpv6.';
  expect(
    left(`${KEPT}\ngroup a { inbound { allow ssh from a } outbound { ${odd.replace('from', 'to')} } }`).reasons,
  ).toEqual([`The group 'a' is not created: ${refused}`]);
  const both = `group a { inbound { allow ssh from b } }\ngroup b { inbound { allow ssh from a  ${odd} } }`;
  expect(left(`${KEPT}\n${both}`).reasons).toEqual([
    "The group 'a' is not created: 'b' is not in the plan.",
    `The group 'b' is not created: ${refused}`,
  ]);
});

test('acls: protocols that they do not have, too many entries, another vpc', () => {
  const subnet = 'subnet s { vpc vpc-1 cidr 10.0.0.0/24 acl front }';
  const acl = (rules: string) => `${KEPT}\nacl front { inbound { ${rules} } outbound { allow all to any } }\n${subnet}`;
  const unbound = "The ACL of 's' stays as it is live: 'front' is not in the plan.";
  for (const [rule, reason] of [
    ['deny gre from any', "the cloud's ACLs have no GRE."],
    ['deny icmpv6 from any6', "the cloud's ACLs have no ICMPv6."],
    ['allow icmp from any6', "the cloud's ACLs have no ICMP with an IPv6 address."],
    [
      'allow tcp 1,3,5,7,9,11,13,15,17,19,21,23,25,27,29,31,33,35,37,39,41 from any',
      'they would be 21, and the cloud allows 20.',
    ],
  ] as const) {
    expect(left(acl(rule))).toEqual({ actions: [], reasons: [`The ACL 'front' is not created: ${reason}`, unbound] });
  }
  expect(left(acl('allow tcp 80,443 from any')).actions).toEqual([
    'CreateNetworkAcl',
    'ModifyNetworkAclEntries',
    'AssociateNetworkAclSubnets',
  ]);
});

test('lists: protocols and numbers of members that the cloud does not take, and the rules that name them', () => {
  const uses = KEPT.replace('allow tcp 443', 'allow odd');
  expect(left(`services odd { tcp 80 icmpv6 }\n${uses}`)).toEqual({
    actions: [],
    reasons: [
      "The service list 'odd' is not created: the cloud's service lists hold TCP, UDP, ICMP and GRE only, not 'ICMPv6'.",
      `${RULE}'odd' is not in the plan.`,
    ],
  });
  const many = Array.from({ length: 21 }, (_, i) => `10.0.0.${i}`).join(' ');
  expect(left(`${KEPT}\naddresses many { ${many} }`).reasons).toEqual([
    "The address list 'many' is not created: it would hold 21 members, and the cloud allows 20.",
  ]);
});

test('what is live already is no fault', () => {
  // Guards that the cloud is believed over what its documentation says.
  const odd = group({
    id: 'sg-aaaaaaaa',
    name: 'web',
    inbound: [policy('ACCEPT', 'ICMPv6', '10.0.0.0/8'), policy('ACCEPT', 'TCP 443', '0.0.0.0/0')],
  });
  const wanted = rulesModel(`region ${REGION}
    group web { id sg-aaaaaaaa inbound { allow icmpv6 from 10.0.0.0/8 allow tcp 80 from any } }`);
  const { steps, notes } = plan(live({ SecurityGroupSet: [odd] }), wanted);
  expect(steps.map(({ action }) => action)).toEqual(['ModifySecurityGroupPolicies']);
  expect(notes).toEqual([]);
});

test('a step tells what passes on the whole way: not what the acl stops', () => {
  const guarded = live({
    SecurityGroupSet: [WEB],
    InstanceSet: [
      machine('ins-11111111', 'web-1', '10.0.0.1', ['sg-aaaaaaaa'], {
        VirtualPrivateCloud: { VpcId: 'vpc-1', SubnetId: 'subnet-11111111' },
      }),
    ],
    SubnetSet: [{ ...SUBNET, NetworkAclId: 'acl-11111111' }],
    NetworkAclSet: [
      {
        NetworkAclId: 'acl-11111111',
        NetworkAclName: 'front',
        VpcId: 'vpc-1',
        IngressEntries: [policy('ACCEPT', 'TCP 443', '0.0.0.0/0'), policy('ACCEPT', 'TCP 22', '10.0.0.0/8')],
        EgressEntries: [],
      },
    ],
  });
  const wanted = rulesModel(`region ${REGION}
    group web { id sg-aaaaaaaa inbound { allow tcp 443 from any allow tcp 22,3306 from any } }`);
  expect(plan(guarded, wanted).steps.map(({ packets }) => packets)).toEqual([
    ["Newly allowed: 'web-1' inbound tcp 22 from 10.0.0.0/8; 'web-1' inbound tcp 3306 from 10.0.0.0/24."],
  ]);
});
