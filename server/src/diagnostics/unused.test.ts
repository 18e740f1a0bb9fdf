// Guards `unused-group`, `unused-addresses` and `unused-services`: what is a use, and that the fix takes the whole declaration.
import { expect, test } from 'vitest';
import { checkDiagnostics } from '../../test/support/checkDiagnostics.ts';
import { fixed } from '../../test/support/fixed.ts';

test('what nothing uses is faded; itself is no use, an expectation is one', () => {
  checkDiagnostics(
    `
    group alone { inbound { allow all from self } }
    #     ^^^^^ unused-group: Nothing uses the group 'alone'
    group tested { }
    group peer { inbound { allow ssh from peer } }
    #     ^^^^ unused-group
    group worn { inbound { allow ssh from self } }
    cvm c { private-ip 192.168.0.1 groups worn }
    expect deny ssh from any to tested
    `,
    { without: ['empty-group-peer', 'expectation-empty'] },
  );
});

test('addresses are used by rules and by other lists', () => {
  checkDiagnostics(
    `
    group worn { inbound { allow ssh from office } }
    addresses office { 10.0.0.0/8 }
    addresses outer { office }
    #         ^^^^^ unused-addresses: Nothing uses the addresses 'outer'
    `,
    { without: ['unused-group'] },
  );
});

test('services are used by rules and expectations', () => {
  checkDiagnostics(
    `
    group worn { inbound { allow web from any } }
    services web { tcp 80 }
    services tested { tcp 81 }
    services alone { tcp 82 }
    #        ^^^^^ unused-services: Nothing uses the services 'alone'
    expect deny tested from any to worn
    `,
    { without: ['unused-group', 'expectation-empty'] },
  );
});

test('a group that the cloud counts on a database is used, and not empty', () => {
  checkDiagnostics(
    `
    #- /a.sg.json
    {"version": 1, "regions": [{"Region": "r", "SecurityGroupSet": [
      {"SecurityGroupId": "sg-00000001", "SecurityGroupName": "bound"},
      {"SecurityGroupId": "sg-00000002", "SecurityGroupName": "free", "SecurityGroupPolicySet": {"Ingress": [
    #                                                          ^^^^ unused-group: Nothing uses the group 'free'
        {"Protocol": "tcp", "Port": "80", "SecurityGroupId": "sg-00000001", "Action": "ACCEPT"}]}},
      {"SecurityGroupId": "sg-00000003", "SecurityGroupName": "listener"}],
      "SecurityGroupAssociationStatisticsSet": [
        {"SecurityGroupId": "sg-00000001", "CVM": 0, "CDB": 1, "TotalCount": 1},
        {"SecurityGroupId": "sg-00000002", "CVM": 0, "SG": 3, "TotalCount": 0},
        {"SecurityGroupId": "sg-00000003", "CLB": 2}]}]}
    `,
  );
});

test.each([
  ['group $0a { }', 'Remove this group'],
  ['addresses $0a {\n  10.0.0.0/8\n}', 'Remove this list'],
  ['services $0a { tcp 80 }', 'Remove this list'],
])('%s goes with its comment', (declaration, title) => {
  expect(fixed(`# nobody asks for it\n${declaration}\n\nregion r\n`, title)).toBe('region r\n');
});
