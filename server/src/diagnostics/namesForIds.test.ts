// Guards that findings in snapshots speak of groups and machines by their names, and by their ids too where others have that name.

import { test } from 'vitest';
import { checkDiagnostics } from '../../test/support/checkDiagnostics.ts';

test('a finding names what is referred to by its id', () => {
  checkDiagnostics(`
    #- /live.sg.json
    {"version": 1, "regions": [{
      "Region": "ap-singapore",
      "SecurityGroupSet": [
        {"SecurityGroupId": "sg-aaaaaaaa", "SecurityGroupName": "web", "SecurityGroupPolicySet": {
          "Ingress": [
            {"Protocol": "tcp", "Port": "22", "SecurityGroupId": "sg-bbbbbbbb", "Action": "ACCEPT"},
    //                                                            ^^^^^^^^^^^ empty-group-peer: No CVM is in the group 'idle',
            {"Protocol": "tcp", "Port": "22", "SecurityGroupId": "sg-cccccccc", "Action": "ACCEPT"}
    //                                                            ^^^^^^^^^^^ empty-group-peer: No CVM is in the group 'twice (sg-cccccccc)',
          ], "Egress": []}},
        {"SecurityGroupId": "sg-bbbbbbbb", "SecurityGroupName": "idle"},
        {"SecurityGroupId": "sg-cccccccc", "SecurityGroupName": "twice"},
        {"SecurityGroupId": "sg-dddddddd", "SecurityGroupName": "twice"}
    //                                                           ^^^^^ unused-group
      ],
      "InstanceSet": [
        {"InstanceId": "ins-aaaaaaaa", "InstanceName": "a", "PrivateIpAddresses": ["10.0.0.1"], "SecurityGroupIds": ["sg-aaaaaaaa"]}
      ]
    }]}
  `);
});
