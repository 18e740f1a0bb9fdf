// Guards the plan over the wire: the live snapshot as text, steps with requests, notes with their places, and refusals.

import { afterEach, expect, test } from 'vitest';
import { type Plan, plan } from '#protocol/plan.ts';
import { type Client, startClient } from './client.ts';

const live = JSON.stringify({
  version: 1,
  regions: [
    {
      Region: 'ap-guangzhou',
      SecurityGroupSet: [
        {
          SecurityGroupId: 'sg-aaaaaaaa',
          SecurityGroupName: 'web',
          SecurityGroupPolicySet: { Version: '7', Ingress: [], Egress: [] },
        },
      ],
    },
  ],
});
const rules = `region ap-guangzhou
group web {
  inbound { allow tcp 443 from any }
}
cvm web-1 {
  private-ip 10.0.0.1
  groups web
}
`;
const folder = 'file:///shop';
const uri = 'file:///shop/live.sg.json';

let client: Client;
afterEach(() => client.stop());

const ask = (text: string, more: object = {}) =>
  client.request<Plan | { error: string }>(plan.method, { uri: folder, live: { uri, text }, ...more });

test('from the snapshot to the other files of the folder', async () => {
  client = await startClient({ files: { 'file:///shop/web.sg': rules, [uri]: live }, folders: [folder] });
  expect(await ask(live, { incremental: true })).toEqual({
    live: [uri],
    steps: [
      {
        action: 'CreateSecurityGroupPolicies',
        region: 'ap-guangzhou',
        request: {
          SecurityGroupId: 'sg-aaaaaaaa',
          SecurityGroupPolicySet: {
            Version: '7',
            Ingress: [{ Protocol: 'TCP', Port: '443', CidrBlock: '0.0.0.0/0', Action: 'ACCEPT' }],
          },
        },
        text: "Insert 1 inbound rule into 'web'. Newly allowed: group 'web' inbound tcp 443 from any.",
        risk: null,
      },
    ],
    notes: [
      {
        incomplete: false,
        message: "The CVM 'web-1' is not in the snapshot of what is live: a plan makes no machines.",
        location: {
          uri: 'file:///shop/web.sg',
          range: { start: { line: 4, character: 4 }, end: { line: 4, character: 9 } },
        },
      },
    ],
  });
});

test('what is no snapshot is refused', async () => {
  client = await startClient({ files: { 'file:///shop/web.sg': rules }, folders: [folder] });
  expect(await ask('{"version": 1, "regions": [')).toEqual({
    error: expect.stringMatching(/^'live\.sg\.json' cannot be read in line 1: /),
  });
  expect(await ask('[]')).toEqual({ error: expect.stringMatching(/^'live\.sg\.json' cannot be read in line 1: /) });
});
