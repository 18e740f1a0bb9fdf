// Guards plans worked by hand, of rules: requests, order, risk and what is left out.
import { describe, expect, test } from 'vitest';
import { group, live, machine, policy, REGION, rulesModel, WEB } from '../../test/support/clouds.ts';
import { plan } from './plan.ts';

describe('rules', () => {
  test('nothing to do is no step', () => {
    // Guards that spelling, order of keys and the server's stamps are no difference.
    const wanted = rulesModel(`region ${REGION}
      group web { id sg-aaaaaaaa inbound { allow tcp 443 from any deny all from any } outbound { allow all to any } }`);
    expect(plan(live({ SecurityGroupSet: [WEB] }), wanted)).toEqual({ steps: [], notes: [] });
  });

  test('a changed list is reset in its order, with the live version and both directions', () => {
    // Guards the shape of the request, which has no PolicyIndex.
    const wanted = rulesModel(`region ${REGION}
      group web { inbound { deny tcp 22 from any allow tcp 80,443 from any } outbound { allow all to any } }`);
    const { steps } = plan(live({ SecurityGroupSet: [WEB] }), wanted);
    expect(steps.map(({ action, request }) => ({ action, request }))).toEqual([
      {
        action: 'ModifySecurityGroupPolicies',
        request: {
          SecurityGroupId: 'sg-aaaaaaaa',
          SecurityGroupPolicySet: {
            Version: '3',
            Ingress: [
              { Protocol: 'TCP', Port: '22', CidrBlock: '0.0.0.0/0', Action: 'DROP' },
              { Protocol: 'TCP', Port: '80,443', CidrBlock: '0.0.0.0/0', Action: 'ACCEPT' },
            ],
            Egress: [{ Protocol: 'ALL', Port: 'ALL', CidrBlock: '0.0.0.0/0', Action: 'ACCEPT' }],
          },
          SortPolicys: true,
        },
      },
    ]);
  });

  test('version 0 is sent only to empty a group', () => {
    // Guards against the trap that the version of a group without rules would clear what is sent with it.
    const empty = group({ id: 'sg-bbbbbbbb', name: 'store', version: '0' });
    const wanted = rulesModel(`region ${REGION}
      group web { id sg-aaaaaaaa}
      group store { inbound { allow tcp 3306 from web } }`);
    const { steps } = plan(live({ SecurityGroupSet: [WEB, empty] }), wanted);
    const sets = new Map(
      steps.map(({ request }) => [(request as { SecurityGroupId: string }).SecurityGroupId, request]),
    );
    expect(sets.get('sg-aaaaaaaa')).toEqual({
      SecurityGroupId: 'sg-aaaaaaaa',
      SecurityGroupPolicySet: { Version: '0' },
    });
    expect(sets.get('sg-bbbbbbbb')).toEqual({
      SecurityGroupId: 'sg-bbbbbbbb',
      SecurityGroupPolicySet: {
        Ingress: [{ Protocol: 'TCP', Port: '3306', SecurityGroupId: 'sg-aaaaaaaa', Action: 'ACCEPT' }],
        Egress: [],
      },
      SortPolicys: true,
    });
  });

  test('a direction that loses all its rules loses them by index', () => {
    // Guards that no empty list is relied on, whose meaning is not documented.
    const wanted = rulesModel(`region ${REGION}
      group web { id sg-aaaaaaaa inbound { allow tcp 22 from any } }`);
    const { steps } = plan(live({ SecurityGroupSet: [WEB] }), wanted);
    expect(
      steps.map(({ action, request }) => [
        action,
        (request as { SecurityGroupPolicySet: object }).SecurityGroupPolicySet,
      ]),
    ).toMatchObject([
      ['DeleteSecurityGroupPolicies', { Version: '3', Egress: [{ PolicyIndex: 0 }] }],
      ['ModifySecurityGroupPolicies', { Version: '4' }],
    ]);
  });

  test('incremental: one call for replaces, one a run of inserts, one for deletes, versions counted ahead', () => {
    // Guards the fewest changes, the places of the moment and the lock on the version.
    const old = group({
      id: 'sg-aaaaaaaa',
      name: 'web',
      version: '17',
      inbound: ['1', '2', '3', '4'].map((port) => policy('ACCEPT', `TCP ${port}`, '0.0.0.0/0')),
    });
    const wanted = rulesModel(`region ${REGION}
      group web { inbound {
        allow tcp 9 from any
        allow tcp 1 from any
        allow tcp 22 from any
        allow tcp 3 from any
      } }`);
    const { steps } = plan(live({ SecurityGroupSet: [old] }), wanted, { incremental: true });
    const shape = steps.map(({ action, request }) => {
      const { Version, Ingress = [] } = (
        request as { SecurityGroupPolicySet: { Version: string; Ingress?: { PolicyIndex: number; Port: string }[] } }
      ).SecurityGroupPolicySet;
      return [action, Version, Ingress.map(({ PolicyIndex, Port }) => [PolicyIndex, Port])];
    });
    expect(shape).toEqual([
      ['ReplaceSecurityGroupPolicies', '17', [[1, '22']]],
      ['CreateSecurityGroupPolicies', '18', [[0, '9']]],
      ['DeleteSecurityGroupPolicies', '19', [[4, undefined]]],
    ]);
  });

  test('incremental: a rule that moves goes before it comes', () => {
    // Guards against DuplicatePolicy on the way, and that the last place is said by no index.
    const ports = (list: readonly string[]) => list.map((port) => policy('ACCEPT', `TCP ${port}`, '0.0.0.0/0'));
    const old = group({ id: 'sg-aaaaaaaa', name: 'web', inbound: ports(['1', '2', '3']) });
    const wanted = rulesModel(
      `region ${REGION}\ngroup web { inbound { allow tcp 2 from any allow tcp 3 from any allow tcp 1 from any } }`,
    );
    const { steps } = plan(live({ SecurityGroupSet: [old] }), wanted, { incremental: true });
    expect(
      steps.map(({ action, request }) => [
        action,
        (request as { SecurityGroupPolicySet: object }).SecurityGroupPolicySet,
      ]),
    ).toEqual([
      ['DeleteSecurityGroupPolicies', { Version: '3', Ingress: [{ PolicyIndex: 0 }] }],
      [
        'CreateSecurityGroupPolicies',
        { Version: '4', Ingress: [{ Protocol: 'TCP', Port: '1', CidrBlock: '0.0.0.0/0', Action: 'ACCEPT' }] },
      ],
    ]);
  });
});

describe('order and risk', () => {
  const base = (inbound: readonly object[]) => group({ id: 'sg-bbbbbbbb', name: 'base', inbound });
  const edge = (inbound: readonly object[]) => group({ id: 'sg-aaaaaaaa', name: 'edge', inbound });
  const https = policy('ACCEPT', 'TCP 443', '0.0.0.0/0');

  test('a rule that goes from one group to another is opened before it is closed', () => {
    // Guards that the order of the files, which would cut the machine off, does not decide.
    const state = live({
      SecurityGroupSet: [edge([https]), base([])],
      InstanceSet: [machine('ins-11111111', 'web-1', '10.0.0.1', ['sg-aaaaaaaa', 'sg-bbbbbbbb'])],
    });
    const wanted = rulesModel(`region ${REGION}
      group edge {}
      group base { inbound { allow tcp 443 from any } }
      cvm web-1 { private-ip 10.0.0.1 groups edge, base }`);
    const { steps } = plan(state, wanted);
    expect(steps.map(({ request, risk }) => [(request as { SecurityGroupId: string }).SecurityGroupId, risk])).toEqual([
      ['sg-bbbbbbbb', null],
      ['sg-aaaaaaaa', null],
    ]);
  });

  test('where no order helps, the step that makes the half-way state is marked', () => {
    // Guards that the subnet between two acls is told to be open.
    const acl = (id: string, name: string, port: string) => ({
      NetworkAclId: id,
      NetworkAclName: name,
      IngressEntries: [{ Protocol: 'TCP', Port: port, CidrBlock: '0.0.0.0/0', Action: 'ACCEPT' }],
      EgressEntries: [],
    });
    const state = live({
      SecurityGroupSet: [group({ id: 'sg-aaaaaaaa', name: 'web', inbound: [policy('ACCEPT', 'TCP', '0.0.0.0/0')] })],
      InstanceSet: [
        machine('ins-11111111', 'web-1', '10.0.0.1', ['sg-aaaaaaaa'], {
          VirtualPrivateCloud: { VpcId: 'vpc-1', SubnetId: 'subnet-11111111' },
        }),
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
      NetworkAclSet: [acl('acl-11111111', 'one', '80'), acl('acl-22222222', 'two', '443')],
    });
    const wanted = rulesModel(`region ${REGION}
      group web { inbound { allow tcp from any } }
      acl one { inbound { allow tcp 80 from any } }
      acl two { inbound { allow tcp 443 from any } }
      subnet s { vpc vpc-1 cidr 10.0.0.0/24 acl two }
      cvm web-1 { private-ip 10.0.0.1 subnet s groups web }`);
    const { steps } = plan(state, wanted);
    expect(steps.map(({ action }) => action)).toEqual(['DisassociateNetworkAclSubnets', 'AssociateNetworkAclSubnets']);
    expect(steps[0]?.risk).toMatch(/^Open until step 2: 'web-1' inbound tcp 1-79,81-442,444-65535 from /);
    expect(steps[1]?.risk).toBeNull();
  });

  test('a machine whose new group is let in by a rule that changes too is in both for a while', () => {
    // Guards that a machine is bound before it is unbound, where either order of the two changes would cut it off.
    const store = (peer: string) =>
      group({ id: 'sg-cccccccc', name: 'store', inbound: [policy('ACCEPT', 'TCP 3306', peer)] });
    const out = [policy('ACCEPT', 'ALL', '0.0.0.0/0')];
    const state = live({
      SecurityGroupSet: [
        group({ id: 'sg-aaaaaaaa', name: 'edge', outbound: out }),
        group({ id: 'sg-bbbbbbbb', name: 'base', outbound: out }),
        store('sg-aaaaaaaa'),
      ],
      InstanceSet: [
        machine('ins-11111111', 'web-1', '10.0.0.1', ['sg-aaaaaaaa']),
        machine('ins-22222222', 'store-1', '10.0.0.2', ['sg-cccccccc']),
      ],
    });
    const wanted = rulesModel(`region ${REGION}
      group edge { outbound { allow all to any } }
      group base { outbound { allow all to any } }
      group store { inbound { allow tcp 3306 from base } }
      cvm web-1 { private-ip 10.0.0.1 groups base }
      cvm store-1 { private-ip 10.0.0.2 groups store }`);
    const { steps } = plan(state, wanted);
    expect(steps.map(({ request, risk }) => [(request as { SecurityGroups?: string[] }).SecurityGroups, risk])).toEqual(
      [
        [['sg-bbbbbbbb', 'sg-aaaaaaaa'], null],
        [undefined, null],
        [['sg-bbbbbbbb'], null],
      ],
    );
  });

  test('a machine that moves along with the rule that lets it in', () => {
    // Guards that the packets of each step are told.
    const state = live({
      SecurityGroupSet: [edge([https]), base([])],
      InstanceSet: [machine('ins-11111111', 'web-1', '10.0.0.1', ['sg-aaaaaaaa'])],
    });
    const wanted = rulesModel(`region ${REGION}
      group edge { inbound { allow tcp 443 from any } }
      group base { inbound { allow tcp 22 from 10.0.0.0/8 } }
      cvm web-1 { private-ip 10.0.0.1 groups base }`);
    const { steps } = plan(state, wanted);
    expect(steps.map(({ text }) => text)).toEqual([
      "Set the rules of 'base': 1 inbound, 0 outbound. Newly allowed: group 'base' inbound tcp 22 from 10.0.0.0/8.",
      "Bind 'web-1' to 'base'. Newly allowed: 'web-1' inbound tcp 22 from 10.0.0.0/8. No longer allowed: 'web-1' inbound tcp 443 from any.",
    ]);
  });
});
