// Guards plans worked by hand, of groups, lists, acls, subnets and machines: requests, names and what is left out.
import { describe, expect, test } from 'vitest';
import {
  actions,
  group,
  live,
  machine,
  policy,
  REGION,
  rulesModel,
  snapshotModel,
  WEB,
} from '../../test/support/clouds.ts';
import { plan } from './plan.ts';

describe('things', () => {
  test('a new group is made first, filled, then bound, and is named in the place of its id', () => {
    // Guards the order that no machine is cut off by.
    const state = live({
      SecurityGroupSet: [WEB],
      InstanceSet: [machine('ins-11111111', 'web-1', '10.0.0.1', ['sg-aaaaaaaa'])],
    });
    const wanted = rulesModel(
      `region ${REGION}
      group web { id sg-aaaaaaaa inbound { allow tcp 443 from any deny all from any } outbound { allow all to any } }
      group base { inbound { allow tcp 22 from 10.0.0.0/8 allow tcp from self } }
      cvm web-1 { id ins-11111111 private-ip 10.0.0.1 groups base, web }`.replaceAll('"', ''),
    );
    const { steps, notes } = plan(state, wanted);
    expect(notes).toEqual([]);
    expect(steps.map(({ action, request }) => [action, request])).toMatchObject([
      ['CreateSecurityGroup', { GroupName: 'base', GroupDescription: '', ProjectId: '0' }],
      ['ModifySecurityGroupPolicies', { SecurityGroupId: '$name:base' }],
      ['ModifyInstancesAttribute', { InstanceIds: ['ins-11111111'], SecurityGroups: ['$name:base', 'sg-aaaaaaaa'] }],
    ]);
    expect(JSON.stringify(steps)).not.toContain('0new');
  });

  test('a machine is not left without groups, and one that does not exist is not made', () => {
    // Guards that what cannot be planned is told.
    const state = live({
      SecurityGroupSet: [WEB],
      InstanceSet: [machine('ins-11111111', 'web-1', '10.0.0.1', ['sg-aaaaaaaa'])],
    });
    const wanted = rulesModel(`region ${REGION}
      group web { id sg-aaaaaaaa inbound { allow tcp 443 from any deny all from any } outbound { allow all to any } }
      cvm web-1 { private-ip 10.0.0.1 }
      cvm web-2 { private-ip 10.0.0.2 groups web }`);
    const { steps, notes } = plan(state, wanted);
    expect(steps).toEqual([]);
    expect(notes.map(({ message }) => message)).toEqual([
      "The CVM 'web-1' should have no group, but the cloud does not take a machine's last group away.",
      "The CVM 'web-2' is not in the snapshot of what is live: a plan makes no machines.",
    ]);
  });

  test('a hundred machines a call', () => {
    // Guards the limit of ModifyInstancesAttribute.
    const other = group({ id: 'sg-bbbbbbbb', name: 'base' });
    const names = Array.from({ length: 230 }, (_, i) => i);
    const state = live({
      SecurityGroupSet: [WEB, other],
      InstanceSet: names.map((i) =>
        machine(`ins-1111${String(i).padStart(4, '0')}`, `m${i}`, `10.0.${i >> 7}.${i & 127}`, ['sg-aaaaaaaa']),
      ),
    });
    const wanted = rulesModel(
      `region ${REGION}\n${names.map((i) => `cvm m${i} { private-ip 10.0.${i >> 7}.${i & 127} groups base, web }`).join('\n')}
      group base { id sg-bbbbbbbb}
      group web { id sg-aaaaaaaa inbound { allow tcp 443 from any deny all from any } outbound { allow all to any } }`,
    );
    const { steps } = plan(state, wanted);
    expect(steps.map(({ request }) => (request as { InstanceIds: string[] }).InstanceIds.length)).toEqual([
      100, 100, 30,
    ]);
  });

  test('deletions are last, only when asked for, and spare default groups', () => {
    // Guards that nothing goes by surprise, that rules go before the groups that they name, and circles of them are opened.
    const a = group({ id: 'sg-aaaaaaaa', name: 'a', inbound: [policy('ACCEPT', 'TCP 1', 'sg-bbbbbbbb')] });
    const b = group({ id: 'sg-bbbbbbbb', name: 'b', inbound: [policy('ACCEPT', 'TCP 1', 'sg-aaaaaaaa')] });
    const home = group({
      id: 'sg-cccccccc',
      name: 'default',
      inbound: [policy('ACCEPT', 'TCP 2', '10.0.0.0/8'), policy('ACCEPT', 'TCP 1', 'sg-aaaaaaaa')],
      more: { IsDefault: true },
    });
    const kept = group({ id: 'sg-dddddddd', name: 'kept', inbound: [policy('ACCEPT', 'TCP 1', 'sg-bbbbbbbb')] });
    const state = live({ SecurityGroupSet: [a, b, home, kept] });
    const wanted = rulesModel(`region ${REGION}\ngroup kept { inbound { allow tcp 2 from any } }`);
    expect(actions(plan(state, wanted))).toEqual(['ModifySecurityGroupPolicies']);
    const { steps, notes } = plan(state, wanted, { delete: true });
    expect(notes).toEqual([]);
    expect(
      steps.map(({ action, request }) => `${action} ${(request as { SecurityGroupId: string }).SecurityGroupId}`),
    ).toEqual([
      'ModifySecurityGroupPolicies sg-dddddddd',
      'DeleteSecurityGroupPolicies sg-cccccccc',
      'ModifySecurityGroupPolicies sg-aaaaaaaa',
      'DeleteSecurityGroup sg-bbbbbbbb',
      'DeleteSecurityGroup sg-aaaaaaaa',
    ]);
  });

  test('names and descriptions', () => {
    // Guards that a group joined by its id takes the name of the files.
    const wanted = rulesModel(`region ${REGION}
      group front "Front end" { id sg-aaaaaaaa inbound { allow tcp 443 from any deny all from any } outbound { allow all to any } }`);
    const { steps } = plan(live({ SecurityGroupSet: [WEB] }), wanted);
    expect(steps.map(({ action, request }) => [action, request])).toEqual([
      [
        'ModifySecurityGroupAttribute',
        { SecurityGroupId: 'sg-aaaaaaaa', GroupName: 'front', GroupDescription: 'Front end' },
      ],
    ]);
  });

  test('lists, acls and subnets', () => {
    // Guards that lists come before what names them, one port an acl entry, and that an acl without a vpc takes it from its subnet.
    const state = live({
      SecurityGroupSet: [group({ id: 'sg-aaaaaaaa', name: 'web' })],
      SubnetSet: [{ SubnetId: 'subnet-11111111', SubnetName: 'front', VpcId: 'vpc-1', CidrBlock: '10.0.0.0/24' }],
      AddressTemplateSet: [
        { AddressTemplateId: 'ipm-11111111', AddressTemplateName: 'office', AddressSet: ['203.0.113.0/24'] },
      ],
    });
    const wanted = rulesModel(`region ${REGION}
      addresses office { 203.0.113.0/24 198.51.100.1-198.51.100.9 }
      addresses partners { 192.0.2.1 "Paris" }
      addresses all { office partners }
      group web { inbound { allow tcp 443 from all } }
      acl front-acl { inbound { allow tcp 80,443 from any } outbound { allow all to any } }
      subnet front { vpc vpc-1 cidr 10.0.0.0/24 acl front-acl }`);
    const { steps, notes } = plan(state, wanted);
    expect(notes).toEqual([]);
    expect(steps.map(({ action, request }) => [action, request])).toEqual([
      [
        'CreateAddressTemplate',
        { AddressTemplateName: 'partners', AddressesExtra: [{ Address: '192.0.2.1', Description: 'Paris' }] },
      ],
      [
        'CreateAddressTemplateGroup',
        { AddressTemplateGroupName: 'all', AddressTemplateIds: ['ipm-11111111', '$name:partners'] },
      ],
      ['CreateNetworkAcl', { VpcId: 'vpc-1', NetworkAclName: 'front-acl' }],
      [
        'ModifyAddressTemplateAttribute',
        { AddressTemplateId: 'ipm-11111111', Addresses: ['203.0.113.0/24', '198.51.100.1-198.51.100.9'] },
      ],
      expect.arrayContaining(['ModifySecurityGroupPolicies']),
      [
        'ModifyNetworkAclEntries',
        {
          NetworkAclId: '$name:front-acl',
          NetworkAclEntrySet: {
            Ingress: [
              { Protocol: 'TCP', Port: '80', CidrBlock: '0.0.0.0/0', Action: 'ACCEPT' },
              { Protocol: 'TCP', Port: '443', CidrBlock: '0.0.0.0/0', Action: 'ACCEPT' },
            ],
            Egress: [{ Protocol: 'ALL', CidrBlock: '0.0.0.0/0', Action: 'ACCEPT' }],
          },
        },
      ],
      ['AssociateNetworkAclSubnets', { NetworkAclId: '$name:front-acl', SubnetIds: ['subnet-11111111'] }],
    ]);
  });

  test('of two live things of one name none is changed or deleted, unless an id tells which is meant', () => {
    // Guards that no firewall is overwritten on a guess.
    const twin = group({ id: 'sg-bbbbbbbb', name: 'web' });
    const state = live({ SecurityGroupSet: [twin, WEB] });
    const rules = 'inbound { allow tcp 443 from any }';
    const guess = plan(state, rulesModel(`region ${REGION}\ngroup web { ${rules} }`), { delete: true });
    expect(guess.steps).toEqual([]);
    expect(guess.notes.map(({ message, incomplete }) => [message, incomplete])).toEqual([
      [
        "There are 2 live groups called 'web', 'sg-bbbbbbbb' and 'sg-aaaaaaaa': it is left as it is. Write the id in the files to say which is meant.",
        true,
      ],
    ]);
    const told = plan(
      state,
      rulesModel(`region ${REGION}\ngroup web { id sg-bbbbbbbb ${rules} }\ngroup web-2 { id sg-aaaaaaaa ${rules} }`),
    );
    expect(told.notes).toEqual([]);
    const one = plan(state, rulesModel(`region ${REGION}\ngroup old { id sg-bbbbbbbb }\ngroup web { ${rules} }`));
    expect(new Set(one.steps.map(({ request }) => (request as { SecurityGroupId: string }).SecurityGroupId))).toEqual(
      new Set(['sg-bbbbbbbb', 'sg-aaaaaaaa']),
    );
  });

  test('nothing is planned in a region of which the live side says nothing', () => {
    // Guards that what another snapshot holds is not made a second time.
    const wanted = rulesModel(`region ${REGION}
      group web { id sg-aaaaaaaa inbound { allow tcp 443 from any deny all from any } outbound { allow all to any } }
      region ap-hongkong
      group base { inbound { allow tcp 22 from any } }`);
    const { steps, notes } = plan(live({ SecurityGroupSet: [WEB] }), wanted);
    expect(steps).toEqual([]);
    expect(notes.map(({ message, incomplete }) => [message, incomplete])).toEqual([
      ["No live snapshot has the region 'ap-hongkong': it is neither compared nor planned.", true],
    ]);
    const empty = snapshotModel({
      version: 1,
      regions: [{ Region: REGION, SecurityGroupSet: [WEB] }, { Region: 'ap-hongkong' }],
    });
    expect(actions(plan(empty, wanted))).toEqual(['CreateSecurityGroup', 'ModifySecurityGroupPolicies']);
  });

  test('what the cloud refused to tell is not made a second time', () => {
    // Guards that a snapshot pulled with too few permissions is not taken for an empty cloud.
    const wanted = rulesModel(`region ${REGION}
      addresses office { 203.0.113.0/24 }
      group web { inbound { allow tcp 80 from any } }`);
    const missing = (...actionNames: string[]) =>
      live({ Missing: actionNames.map((Action) => ({ Action, Code: 'UnauthorizedOperation' })) });
    const { steps, notes } = plan(missing('DescribeSecurityGroups', 'DescribeAddressTemplates'), wanted);
    expect(steps).toEqual([]);
    expect(notes.map(({ message, incomplete }) => [message, incomplete])).toEqual([
      [
        `The snapshot of '${REGION}' lacks the answer of DescribeAddressTemplates: address lists are neither compared nor planned.`,
        true,
      ],
      [
        `The snapshot of '${REGION}' lacks the answer of DescribeSecurityGroups: groups are neither compared nor planned.`,
        true,
      ],
    ]);
    expect(actions(plan(missing('DescribeInstances'), wanted))).toEqual([
      'CreateAddressTemplate',
      'CreateSecurityGroup',
      'ModifySecurityGroupPolicies',
    ]);
  });

  test('a live rule that cannot be read has no place to be counted from', () => {
    // Guards that indexes are never counted around a rule that was left out.
    const odd = group({ id: 'sg-aaaaaaaa', name: 'web', inbound: [{ Protocol: 'TCP', Action: 'ACCEPT' }] });
    const wanted = rulesModel(`region ${REGION}\ngroup web { inbound { allow tcp 443 from any } }`);
    const { steps, notes } = plan(live({ SecurityGroupSet: [odd] }), wanted, { incremental: true });
    expect(steps.map(({ action }) => action)).toEqual(['ModifySecurityGroupPolicies']);
    expect(notes.map(({ message }) => message)).toEqual([
      "The snapshot holds a rule of 'web' that cannot be read: all rules are set anew.",
    ]);
  });

  test('a snapshot without a region means the one of the files', () => {
    // Guards that an answer pasted as it is can be planned from, and that a region is asked for where there is none at all.
    const pasted = snapshotModel({ SecurityGroupSet: [WEB] });
    const rules = 'group web { inbound { allow tcp 80 from any } }';
    const placed = plan(pasted, rulesModel(`region ${REGION}\n${rules}`));
    expect(placed.steps.map(({ action, region }) => [action, region])).toEqual([
      ['DeleteSecurityGroupPolicies', REGION],
      ['ModifySecurityGroupPolicies', REGION],
    ]);
    expect(placed.notes).toEqual([]);
    expect(plan(live({ SecurityGroupSet: [WEB] }), rulesModel(rules)).steps).toEqual(placed.steps);
    expect(plan(pasted, rulesModel(rules)).notes.map(({ message }) => message)).toEqual([
      'Neither the snapshot nor the files name a region, and the API calls need one.',
    ]);
  });

  test('what the cloud cannot hold is not sent', () => {
    // Guards that half a list is never sent: its missing deny would open the rest.
    const wanted = rulesModel(`region ${REGION}
      group web { inbound { deny tcp from nobody-knows allow tcp from any } }
      acl front { inbound { deny gre from any allow all from any } }
      subnet s { vpc vpc-1 cidr 10.0.0.0/24 acl front }`);
    const state = live({
      SecurityGroupSet: [WEB],
      NetworkAclSet: [{ NetworkAclId: 'acl-11111111', NetworkAclName: 'front' }],
      SubnetSet: [
        {
          SubnetId: 'subnet-11111111',
          SubnetName: 's',
          VpcId: 'vpc-1',
          CidrBlock: '10.0.0.0/24',
          NetworkAclId: 'acl-11111111',
        },
      ],
    });
    const { steps, notes } = plan(state, wanted);
    expect(steps.map(({ text }) => text)).toEqual([
      "Remove the 1 outbound rule of 'web'. No longer allowed: group 'web' outbound all to any.",
    ]);
    expect(notes.filter(({ incomplete }) => incomplete).map(({ message }) => message)).toEqual([
      "The inbound rules of 'web' stay as they are live: nothing in the cloud, and nothing that the plan makes, is called 'nobody-knows'.",
      "The inbound entries of 'front' stay as they are live: the cloud's ACLs have no GRE.",
    ]);
  });
});
