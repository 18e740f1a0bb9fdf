// Guards the findings of `drift` as code scanning reads them: packets at the live rule, all else where the files have it.

import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { main } from '#cli/main.ts';
import { runInMemory } from './memorySystem.ts';

const LIVE = JSON.stringify({
  version: 1,
  regions: [
    {
      Region: 'ap-guangzhou',
      SecurityGroupSet: [
        {
          SecurityGroupId: 'sg-aaaaaaaa',
          SecurityGroupName: 'web',
          SecurityGroupDesc: 'Web',
          SecurityGroupPolicySet: {
            Ingress: [{ Protocol: 'TCP', Port: '22', CidrBlock: '0.0.0.0/0', Action: 'ACCEPT' }],
            Egress: [],
          },
        },
        { SecurityGroupId: 'sg-bbbbbbbb', SecurityGroupName: 'forgotten', SecurityGroupPolicySet: {} },
      ],
    },
  ],
});

test('SARIF places each difference', async () => {
  const files = new Map([
    ['web.sg', 'region ap-guangzhou\ngroup web "Front" {\n  id sg-aaaaaaaa\n}\n'],
    ['prod.live.sg.json', LIVE],
  ]);
  const ran = await runInMemory(files, '', (system) => main(['drift', '--format', 'sarif'], system));
  expect([ran.exit, ran.stderr]).toEqual([1, '']);
  const { results } = JSON.parse(ran.stdout).runs[0];
  const shape = results.map(
    (result: { ruleId: string; locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }) => [
      result.ruleId,
      result.locations[0]?.physicalLocation.artifactLocation.uri,
    ],
  );
  expect(shape).toEqual([
    ['newly-allowed', 'prod.live.sg.json'],
    ['differs', 'web.sg'],
    ['differs', 'prod.live.sg.json'],
  ]);
});

test('a part that was not read is told, and what differs elsewhere with --partial', async () => {
  const files = new Map([
    ['web.sg', 'region ap-guangzhou\ngroup web {\n  id sg-aaaaaaaa\n  inbound { allow tcp 80 frm any }\n}\n'],
    ['prod.live.sg.json', LIVE],
  ]);
  const held = await runInMemory(files, '', (system) => main(['drift', '--format', 'json'], system));
  expect([held.exit, JSON.parse(held.stdout).incomplete.length]).toEqual([2, 1]);
  const partial = await runInMemory(files, '', (system) => main(['drift', '--format', 'json', '--partial'], system));
  const { changes, other, incomplete } = JSON.parse(partial.stdout);
  expect([partial.exit, changes, other.map(({ name }: { name: string }) => name), incomplete.length]).toEqual([
    1,
    [],
    ['forgotten'],
    1,
  ]);
});

test('damage in regions of which the live side says nothing changes no answer', async () => {
  const files = new Map([
    ['web.sg', 'region ap-guangzhou\ngroup web "Web" {\n  id sg-aaaaaaaa\n  inbound { allow tcp 22 from any }\n}\n'],
    ['far.sg', 'region ap-shanghai\ngroup far {\n  inbound { allow tcp 80 frm any }\n}\n'],
    ['prod.live.sg.json', LIVE],
  ]);
  const ran = await runInMemory(files, '', (system) => main(['drift', '--packets-only'], system));
  expect([ran.exit, ran.stdout, ran.stderr]).toEqual([
    0,
    'No packet is decided otherwise.\n',
    "secgroup: note: far.sg:2:7: No live snapshot has the region 'ap-shanghai': it is neither compared nor planned.\n",
  ]);
});

test('the samples have a drift to look at: a rule, and a machine in another group', async () => {
  const samples = new URL('../../../samples/', import.meta.url);
  const names = readdirSync(samples, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(sg|json)$/.test(name));
  const files = new Map(
    names.map((name) => [name.replaceAll('\\', '/'), readFileSync(new URL(name, samples), 'utf8')]),
  );
  const ran = await runInMemory(files, '', (system) => main(['drift', '--format', 'json'], system));
  expect(ran.exit).toBe(1);
  expect(ran.stderr.match(/region '[a-z-]+': it is neither compared/g)).toHaveLength(2);
  const { changes, other } = JSON.parse(ran.stdout);
  const owners = changes.map(({ cvm, direction, now }: { cvm: string; direction: string; now: string }) =>
    [cvm, direction, now].join(' '),
  );
  expect([...new Set(owners)].sort()).toEqual([
    'bastion-1 inbound allow',
    'db-1 inbound allow',
    'web-1 inbound allow',
    'web-2 inbound allow',
    'web-2 inbound deny',
    'web-2 outbound allow',
    'web-2 outbound deny',
  ]);
  expect(other).toEqual([]);
  const checked = await runInMemory(files, '', (system) => main(['check', '--format', 'json'], system));
  const { diagnostics } = JSON.parse(checked.stdout);
  expect(diagnostics.filter(({ file }: { file: string }) => file.includes('live'))).toEqual([]);
});
