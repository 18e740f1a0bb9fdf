// Guards what is said of interfaces: their groups, their quotas, what they share with others, and what is written wrong in them.

import { expect, test } from 'vitest';
import { diagnosticsOf } from '#workspace/folderDiagnostics.ts';
import { checkDiagnostics, loadFixture } from '../../test/support/checkDiagnostics.ts';
import { uriOf } from '../../test/support/fixture.ts';

// Guards that what is said of a cvm's groups, addresses and ids is said of each of its interfaces, at its own place.

const WORLD = `group front { inbound { allow all from any } }
    group ops { inbound { allow tcp 22 from 10.0.0.0/8 } }
    `;
const without = ['open-to-world', 'missing-description'];

test('the order of groups, and how many there may be, are those of one interface', () => {
  checkDiagnostics(
    `${WORLD}cvm one {
      groups ops
      interface eth1 { private-ip 10.0.1.2 groups front, ops }
      #                                                  ^^^ dead-on-cvm: The inbound rules of 'ops' decide nothing on 'one/eth1'
      interface { private-ip 10.0.1.3 groups front }
    }
    `,
    { without },
  );
  checkDiagnostics(
    `${WORLD}cvm one {
      groups ops
      interface eth1 { groups ops, front }
      #         ^^^^ quota-groups-per-cvm: An interface of the CVM 'one' is in 2 groups; 'groupsPerCvm' allows 1
    }
    `,
    { without, config: { quotas: { groupsPerCvm: 1 } } },
  );
});

test('an interface without a group is told, and that its machine has some does not count', () => {
  checkDiagnostics(
    `${WORLD}cvm one {
      groups front, ops
      #             ^^^ dead-on-cvm: The inbound rules of 'ops' decide nothing on 'one'
      interface { private-ip 10.0.1.3 }
#     ^^^^^^^^^ cvm-without-group: An interface of the CVM 'one' is in no group
    }
    `,
    { without },
  );
});

test('addresses and ids of interfaces are shared with no other machine', () => {
  checkDiagnostics(
    `subnet s { cidr 10.0.0.0/24 vpc v }
    subnet t { cidr 10.0.0.0/24 vpc w }
    ${WORLD}cvm one { private-ip 10.0.0.1 subnet s groups front interface { id eni-1 private-ip 10.0.0.2 groups ops } }
    #                                                                  ^^^^^ duplicate-id: The id 'eni-1' is given twice
    #                                                                                   ^^^^^^^^ duplicate-address: '10.0.0.2' is also the address of 'two', in VPC 'v'
    cvm two { private-ip 10.0.0.2 subnet s groups front interface { id eni-1 private-ip 10.0.0.1 subnet t groups ops } }
    #                    ^^^^^^^^ duplicate-address: '10.0.0.2' is also the address of 'one', in VPC 'v'
    #                                                                  ^^^^^ duplicate-id: The id 'eni-1' is given twice
    `,
    { without },
  );
});

test('what an interface names or writes wrong is told there', () => {
  checkDiagnostics(
    `cvm one {
      interface { private-ip 10.0.0.256 subnet nowhere groups nobody }
      #                      ^^^^^^^^^^ invalid-address
      #                                        ^^^^^^^ unknown-name
      #                                                       ^^^^^^ unknown-name
    }
    `,
    { without: [...without, 'cvm-without-group'] },
  );
});

test('a group that only an interface is in is used, and has a member', () => {
  checkDiagnostics(
    `group peers { inbound { allow tcp 443 from any } }
    group web { inbound { allow tcp 80 from peers } }
    cvm one { private-ip 10.0.0.1 groups web interface { private-ip 10.0.1.1 groups peers } }
    `,
    { without },
  );
});

test('groups of an interface of a snapshot that come to nothing are told at its machine', () => {
  const group = (id: string, name: string, port: string) => ({
    SecurityGroupId: id,
    SecurityGroupName: name,
    SecurityGroupPolicySet: {
      Version: '1',
      Ingress: [{ Protocol: 'TCP', Port: port, CidrBlock: '0.0.0.0/0', Action: 'ACCEPT' }],
      Egress: [],
    },
  });
  const text = JSON.stringify({
    version: 1,
    regions: [
      {
        Region: 'ap-guangzhou',
        SecurityGroupSet: [group('sg-0000000a', 'front', 'ALL'), group('sg-0000000b', 'ops', '22')],
        InstanceSet: [{ InstanceId: 'ins-00000001', InstanceName: 'gate', SecurityGroupIds: ['sg-0000000b'] }],
        NetworkInterfaceSet: [
          {
            NetworkInterfaceId: 'eni-00000002',
            NetworkInterfaceName: 'back',
            Primary: false,
            Attachment: { InstanceId: 'ins-00000001' },
            GroupSet: ['sg-0000000a', 'sg-0000000b'],
          },
        ],
      },
    ],
  });
  const uri = uriOf('/cloud.sg.json');
  const found = diagnosticsOf(loadFixture(new Map([[uri, text]])), uri);
  expect(
    found
      .filter(({ code }) => code === 'dead-on-cvm')
      .map(({ message, start, end }) => [text.slice(start, end), message]),
  ).toEqual([['gate', expect.stringContaining("The inbound rules of 'ops' decide nothing on 'gate/back'")]]);
});
