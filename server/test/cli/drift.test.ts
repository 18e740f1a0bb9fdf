// Guards the findings of `drift` as code scanning reads them: packets at the live rule, all else where the files have it.

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
          SecurityGroupPolicySet: { Ingress: [{ Protocol: 'TCP', Port: '22', CidrBlock: '0.0.0.0/0', Action: 'ACCEPT' }], Egress: [] },
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
  const shape = results.map((result: { ruleId: string; locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }) => [
    result.ruleId,
    result.locations[0]?.physicalLocation.artifactLocation.uri,
  ]);
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
