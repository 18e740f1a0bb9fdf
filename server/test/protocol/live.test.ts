// Guards the live side over the wire: what it lets through that the files do not, what else differs, a plan without a question, and what
// is said where there is no live side.

import { afterEach, expect, test } from 'vitest';
import { compareLive, type LiveComparison, type NoLiveSide } from '#protocol/live.ts';
import { type Plan, plan } from '#protocol/plan.ts';
import { type Client, startClient } from './client.ts';

const snapshot = (region: string, id: string, rules: readonly object[], description = '') =>
  JSON.stringify({
    version: 1,
    regions: [
      {
        Region: region,
        SecurityGroupSet: [
          {
            SecurityGroupId: id,
            SecurityGroupName: 'web',
            SecurityGroupDesc: description,
            SecurityGroupPolicySet: { Version: '7', Ingress: rules, Egress: [] },
          },
        ],
      },
    ],
  });
const ssh = { Protocol: 'TCP', Port: '22', CidrBlock: '192.0.2.0/24', Action: 'ACCEPT' };
const https = { Protocol: 'TCP', Port: '443', CidrBlock: '0.0.0.0/0', Action: 'ACCEPT' };

const folder = 'file:///shop';
const rules = (region: string, id: string) => `region ${region}
group web {
  id ${id}
  inbound { allow tcp 443 from any }
}
`;

let client: Client;
afterEach(() => client.stop());

const start = async (files: Readonly<Record<string, string>>) => {
  client = await startClient({
    files: Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text])),
    folders: [folder],
  });
};
const compare = (more: object = {}) =>
  client.request<LiveComparison | NoLiveSide>(compareLive.method, { uri: folder, ...more });

const two = {
  'south.sg': rules('ap-guangzhou', 'sg-aaaaaaaa'),
  'north.sg': rules('ap-beijing', 'sg-bbbbbbbb'),
  'live/south.live.sg.json': snapshot('ap-guangzhou', 'sg-aaaaaaaa', [https, ssh]),
  'live/north.live.sg.json': snapshot('ap-beijing', 'sg-bbbbbbbb', [https], 'The front'),
};

test('packets and what else differs, region by region, at the places of either side', async () => {
  await start(two);
  const answer = await compare();
  if ('error' in answer) throw new Error(answer.error);
  expect(answer.files.toSorted()).toEqual([`${folder}/live/north.live.sg.json`, `${folder}/live/south.live.sg.json`]);
  expect(
    answer.text.map(({ region, owners, now, packets, rules }) => [
      region,
      owners,
      now,
      packets,
      rules.map(({ uri }) => uri),
    ]),
  ).toEqual([['ap-guangzhou', ['web'], 'allow', 'tcp 22 from 192.0.2.0/24', [`${folder}/live/south.live.sg.json`]]]);
  expect(answer.others.map(({ region, subject, what, location }) => [region, subject, what, location?.uri])).toEqual([
    ['ap-beijing', "group 'web'", "is described as 'The front' in the cloud, as '' in the files", `${folder}/north.sg`],
  ]);
  expect(answer.incomplete).toEqual([]);
  const north = await compare({ region: 'ap-beijing' });
  expect('error' in north ? north : [north.text.length, north.others.length]).toEqual([0, 1]);
  // Asked for a file that says what is live, what is compared is the folder that it is beside.
  const beside = await compare({ uri: `${folder}/live/south.live.sg.json` });
  expect('error' in beside ? beside : beside.text.length).toBe(1);
});

test('an edit of the files is in the next answer', async () => {
  await start(two);
  await client.open(
    `${folder}/south.sg`,
    `${rules('ap-guangzhou', 'sg-aaaaaaaa').replace('}\n', ' allow tcp 22 from 192.0.2.0/24 }\n')}`,
  );
  const answer = await compare();
  expect('error' in answer ? answer : answer.text).toEqual([]);
});

test('a plan asks for nothing where there is a live side', async () => {
  await start(two);
  const planned = await client.request<Plan | NoLiveSide>(plan.method, { uri: folder });
  if ('error' in planned) throw new Error(planned.error);
  expect(planned.live.toSorted()).toEqual([`${folder}/live/north.live.sg.json`, `${folder}/live/south.live.sg.json`]);
  expect(planned.steps.map(({ action, region }) => [action, region])).toContainEqual([
    'ModifySecurityGroupPolicies',
    'ap-guangzhou',
  ]);
});

test('without a live side, or with two of one region, it is said what to do', async () => {
  await start({ 'south.sg': two['south.sg'] });
  expect(await compare()).toMatchObject({ isMissing: true, error: expect.stringContaining('secgroup pull') });
  expect(await client.request(plan.method, { uri: folder })).toMatchObject({ isMissing: true });
  client.stop();
  await start({ ...two, 'live/again.live.sg.json': two['live/south.live.sg.json'] });
  expect(await compare()).toEqual({
    isMissing: false,
    error:
      "'again.live.sg.json' and 'south.live.sg.json' both say what is live in 'ap-guangzhou': take one of them away.",
  });
});
