// Guards the live side over the wire: what it lets through that the files do not, what else differs, a plan without a question, and what
// is said where there is no live side.

import { afterEach, describe, expect, test } from 'vitest';
import { change, type ModelEdit, type Refusal } from '#protocol/edits.ts';
import { compareLive, type LiveComparison, liveTarget, type NoLiveSide } from '#protocol/live.ts';
import { reach } from '#protocol/packets.ts';
import { type Plan, plan } from '#protocol/plan.ts';
import { type EntitySummary, entities, type TreeChildren, treeChildren } from '#protocol/tree.ts';
import { type Client, edited, startClient } from './client.ts';

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

test('what the cloud denies and the files allow is told with the rule of the files', async () => {
  const [south] = [`${folder}/south.sg`];
  await start({
    'south.sg': rules('ap-guangzhou', 'sg-aaaaaaaa'),
    'live/south.live.sg.json': two['live/north.live.sg.json']
      .replaceAll('sg-bbbbbbbb', 'sg-aaaaaaaa')
      .replace('ap-beijing', 'ap-guangzhou')
      .replace('443', '80'),
  });
  const answer = await compare();
  if ('error' in answer) throw new Error(answer.error);
  const [, gone] = answer.text;
  expect(gone).toMatchObject({ now: 'deny', packets: 'tcp 443 from any', rules: [] });
  expect(gone?.rulesBefore.map(({ uri, owner, text }) => [uri, owner, text])).toEqual([
    [south, 'web', 'allow tcp 443 from any'],
  ]);
});

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
      "'again.live.sg.json' and 'south.live.sg.json' are both snapshots of what is live in 'ap-guangzhou': remove one of them.",
  });
});

test('in a folder with nothing but what is live, questions of packets are answered from it, and no change is made to it', async () => {
  await start({ 'live/south.live.sg.json': two['live/south.live.sg.json'] });
  const known = (side?: 'asked') =>
    client.request<{ entities: EntitySummary[] }>(entities.method, { uri: folder, side });
  const own = ({ entities: all }: { entities: EntitySummary[] }) =>
    all.flatMap((each) => (each.builtin ? [] : each.name));
  expect(own(await known('asked'))).toEqual(['web']);
  expect(own(await known())).toEqual([]);
  const reached = await client.request(reach.method, { uri: folder, from: '192.0.2.1', region: 'ap-guangzhou' });
  expect(reached).toHaveProperty('paths');
  const made = await client.request(change.method, {
    uri: folder,
    change: { kind: 'newGroup', name: 'db', region: 'ap-guangzhou', project: '0' },
  });
  expect(made).toMatchObject({ refused: expect.stringContaining('There is no rule file yet') });
  expect(await compare()).toEqual({
    isMissing: false,
    error:
      "'south.live.sg.json' says what is live, and no rule file says what is wanted: import it first (Security Group: Import Rules).",
  });
});

test('rows that are written nowhere say of which model they are, and a group that is new is made in the files', async () => {
  await start({ 'south.sg': two['south.sg'], 'live/south.live.sg.json': two['live/south.live.sg.json'] });
  const live = `${folder}/live/south.live.sg.json`;
  const below = async (node?: string) =>
    (await client.request<TreeChildren>(treeChildren.method, { view: 'groups', ...(node && { node }) })).nodes;
  const roots = await below();
  expect(roots.map(({ model }) => model)).toEqual([folder, live]);
  for (const { id, model } of roots)
    expect((await below(id)).map((row) => [row.kind, row.model])).toEqual([['region', model]]);
  const question = { kind: 'newGroup', name: 'db', region: 'ap-guangzhou', project: '0' };
  const made = await client.request<ModelEdit>(change.method, { uri: live, change: question });
  expect(made.documents.map(({ uri }) => uri)).toEqual([`${folder}/south.sg`]);
});

/** All nodes of a view that differ from their other side. */
async function differing(view: 'groups' | 'cvms'): Promise<readonly string[]> {
  const found: string[] = [];
  const open: (string | undefined)[] = [undefined];
  for (let node = open.pop(); open.length > 0 || node !== undefined || found.length === 0; node = open.pop()) {
    const { nodes } = await client.request<TreeChildren>(
      treeChildren.method,
      node === undefined ? { view } : { view, node },
    );
    for (const each of nodes) {
      if (each.live !== undefined) found.push(`${each.kind} ${each.label}: ${each.live}`);
      if (each.live !== undefined) expect(each.tooltip).toContain(each.live);
      if (each.hasChildren && each.kind !== 'builtin-groups') open.push(each.id);
    }
    if (open.length === 0) break;
  }
  return found;
}

test('a group says in words what differs, on both sides, and no more once the files say the same', async () => {
  await start(two);
  const south = 'group web: Differs from live: has other inbound rules in the cloud';
  const north = "group web: Differs from live: is described as 'The front' in the cloud, as '' in the files";
  expect((await differing('groups')).toSorted()).toEqual([south, south, north, north]);
  const edited = two['south.sg'].replace(
    'allow tcp 443 from any',
    'allow tcp 443 from any  allow tcp 22 from 192.0.2.0/24',
  );
  await client.open(`${folder}/south.sg`, edited);
  expect(await differing('groups')).toEqual([north, north]);
  // In the middle of a word the trees go on as they are.
  await client.open(`${folder}/north.sg`, `${two['north.sg']}grou`, 1);
  expect(await differing('groups')).toEqual([north, north]);
});

test('a machine that is in other groups says in which', async () => {
  await start({
    'shop.sg': `${two['south.sg']}group spare { id sg-cccccccc }\ncvm web-1 { id ins-aaaaaaaa  private-ip 10.0.0.1  groups spare }\n`,
    'all.live.sg.json': JSON.stringify({
      version: 1,
      regions: [
        {
          ...JSON.parse(two['live/south.live.sg.json']).regions[0],
          InstanceSet: [
            {
              InstanceId: 'ins-aaaaaaaa',
              InstanceName: 'web-1',
              PrivateIpAddresses: ['10.0.0.1'],
              SecurityGroupIds: ['sg-aaaaaaaa'],
            },
          ],
        },
      ],
    }),
  });
  const said = "Differs from live: is in the groups 'web' in the cloud";
  expect(await differing('cvms')).toContain(`cvm web-1: ${said}`);
});

describe('adopting', () => {
  const adopt = async (name: string) => {
    const { entities: all } = await client.request<{ entities: readonly EntitySummary[] }>(entities.method, {
      uri: folder,
    });
    const group = all.find((each) => each.kind === 'group' && each.name === name)?.key;
    return client.request<ModelEdit | Refusal>(change.method, { uri: folder, change: { kind: 'adoptLive', group } });
  };
  const files = {
    'shop.sg': `region ap-guangzhou
addresses office { 192.0.2.0/24 }
group web {
  id sg-aaaaaaaa
  inbound {
    allow tcp 443 from any # the shop
  }
  outbound {
    allow dns to any # stays as it is written
  }
}
`,
    'shop.live.sg.json': JSON.stringify({
      version: 1,
      regions: [
        {
          Region: 'ap-guangzhou',
          SecurityGroupSet: [
            {
              SecurityGroupId: 'sg-aaaaaaaa',
              SecurityGroupName: 'web',
              SecurityGroupPolicySet: {
                Ingress: [
                  {
                    Protocol: 'TCP',
                    Port: '22',
                    AddressTemplate: { AddressId: 'ipm-11111111' },
                    Action: 'ACCEPT',
                    PolicyDescription: 'ipm-11111111 it is',
                  },
                  { Protocol: 'TCP', Port: '22', SecurityGroupId: 'sg-bbbbbbbb', Action: 'ACCEPT' },
                ],
                Egress: [
                  { Protocol: 'TCP', Port: '53', CidrBlock: '0.0.0.0/0', Action: 'ACCEPT' },
                  { Protocol: 'UDP', Port: '53', CidrBlock: '0.0.0.0/0', Action: 'ACCEPT' },
                ],
              },
            },
            { SecurityGroupId: 'sg-bbbbbbbb', SecurityGroupName: 'new', SecurityGroupPolicySet: {} },
          ],
          AddressTemplateSet: [
            { AddressTemplateId: 'ipm-11111111', AddressTemplateName: 'office', AddressSet: ['192.0.2.0/24'] },
          ],
        },
      ],
    }),
  };

  test('takes the rules of the lists that differ, with the names of the files', async () => {
    await start(files);
    const answer = await adopt('web');
    if ('refused' in answer) throw new Error(answer.refused);
    expect(answer.label).toBe('Adopt the live rules of web');
    expect(answer.notes).toEqual(["'sg-bbbbbbbb' is in the cloud only: its id stands in the rules."]);
    const [document] = answer.documents;
    const text = edited(files['shop.sg'], document?.edits ?? []);
    expect(text).toContain(
      '    allow tcp 22 from office      "ipm-11111111 it is"\n    allow tcp 22 from sg-bbbbbbbb\n',
    );
    expect(text).toContain('    allow dns to any # stays as it is written\n');
    expect(answer.documents.length).toBe(1);
  });

  test('says why not', async () => {
    await start({ ...files, 'other.sg': 'region ap-guangzhou\ngroup mine {}\n' });
    expect(await adopt('mine')).toMatchObject({
      refused: "'mine' is not in the cloud: there is nothing to adopt.",
    });
    await client.stop();
    await start({ 'south.sg': two['north.sg'], 'north.live.sg.json': two['live/north.live.sg.json'] });
    expect(await adopt('web')).toMatchObject({ refused: "The rules of 'web' are as they are live." });
  });
});

test('a pull is told the file that says what is live in its region', async () => {
  await start(two);
  const target = (region: string) => client.request(liveTarget.method, { uri: folder, region });
  expect(await target('ap-beijing')).toEqual({ uri: `${folder}/live/north.live.sg.json`, regions: ['ap-beijing'] });
  expect(await target('ap-shanghai')).toEqual({ uri: `${folder}/live/`, regions: ['ap-shanghai'] });
});
