// Guards that findings in snapshots stand at the JSON values they speak of.

import { test } from 'vitest';
import { checkDiagnostics } from '../../test/support/checkDiagnostics.ts';

test('in snapshots the same codes stand at the JSON values, and two groups may have one name', () => {
  checkDiagnostics(
    `
    #- /live.sg.json
    {"version": 1, "regions": [{
      "Region": "ap-singapore",
    //           ^^^^^^^^^^^^ quota-near: Region 'ap-singapore', project '0', has 2 groups
      "SecurityGroupSet": [
        {"SecurityGroupId": "sg-aaaaaaaa", "SecurityGroupName": "web", "SecurityGroupPolicySet": {
          "Ingress": [
            {"Protocol": "tcp", "Port": "80", "CidrBlock": "10.0.0.0/8", "Action": "ACCEPT"},
            {"Protocol": "tcp", "Port": "80", "CidrBlock": "10.1.0.0/16", "Action": "DROP"},
            #<^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ shadowed-rule
            {"Protocol": "tcp", "Port": "70000", "CidrBlock": "10.0.0.300", "Action": "ACCEPT"},
    //                                   ^^^^^ invalid-port
    //                                                         ^^^^^^^^^^ invalid-address
            {"Protocol": "tcp", "Port": "443", "CidrBlock": "10.0.0.1/24", "Action": "ACCEPT"},
    //                                                       ^^^^^^^^^^^ host-bits-set
            {"Protocol": "tcp", "Port": "22", "SecurityGroupId": "sg-nowhere0", "Action": "ACCEPT"},
    //                                                            ^^^^^^^^^^^ unknown-name: Nothing has the id
            {"Protocol": "tcp", "Port": "22", "SecurityGroupId": "sg-bbbbbbbb", "Action": "ACCEPT", "PolicyDescription": "a\u200Bb"},
    //                                                            ^^^^^^^^^^^ empty-group-peer
    //                                                                                                                     ^ suspicious-character
            {"Protocol": "icmpv6", "CidrBlock": "10.0.0.0/8", "Action": "ACCEPT"}
    //                                           ^^^^^^^^^^ mixed-family
          ],
          "Egress": [{"Protocol": "ALL", "Port": "all", "AddressTemplate": {"AddressId": "ipm-nothere0"}, "Action": "ACCEPT"}]}},
    //                                                                                    ^^^^^^^^^^^^ unknown-name
        {"SecurityGroupId": "sg-bbbbbbbb", "SecurityGroupName": "web", "SecurityGroupPolicySet": {"Ingress": [], "Egress": []}}
      ],
      "InstanceSet": [
        {"InstanceId": "ins-aaaaaaaa", "InstanceName": "a", "PrivateIpAddresses": ["10.0.0.1"], "SecurityGroupIds": ["sg-aaaaaaaa"]},
    //                                                                              ^^^^^^^^ duplicate-address
    //                  ^^^^^^^^^^^^ duplicate-id
        {"InstanceId": "ins-aaaaaaaa", "InstanceName": "b", "PrivateIpAddresses": ["10.0.0.1"], "SecurityGroupIds": []}
    //                                                                              ^^^^^^^^ duplicate-address
    //                  ^^^^^^^^^^^^ duplicate-id
    //                                                  ^ cvm-without-group
      ]
    }]}
    `,
    { config: { quotas: { groups: 2 } } },
  );
});
