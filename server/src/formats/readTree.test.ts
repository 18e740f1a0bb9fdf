// Guards that files of other formats mean, asked directly, what their import means, and that each rule stands where its file has it.

import { describe, expect, test } from 'vitest';
import type * as ast from '#syntax/ast.ts';
import { parse } from '#syntax/parse.ts';
import type { ImportFile } from './importFile.ts';
import { importFiles } from './importFiles.ts';
import { readTree } from './readTree.ts';

const policies = JSON.stringify(
  {
    SecurityGroupId: 'sg-0a1b2c3d',
    SecurityGroupPolicySet: {
      Ingress: [
        {
          PolicyIndex: 1,
          Protocol: 'tcp',
          Port: '22,80-90',
          CidrBlock: '10.0.0.0/8',
          Action: 'ACCEPT',
          PolicyDescription: 'ssh',
        },
        { PolicyIndex: 0, Protocol: 'udp', Port: '53', SecurityGroupId: 'sg-0a1b2c3d', Action: 'DROP' },
      ],
      Egress: [{ PolicyIndex: 0, Protocol: 'ALL', Port: 'ALL', CidrBlock: '0.0.0.0/0', Action: 'ACCEPT' }],
    },
  },
  undefined,
  1,
);
const groups = JSON.stringify({ SecurityGroupSet: [{ SecurityGroupId: 'sg-0a1b2c3d', SecurityGroupName: 'my web' }] });
const table = 'Source,Protocol port,Policy,Notes\r\n10.0.0.0/8,"TCP:22,443",Allow,ssh\r\n::/0,ALL,Refuse,\r\n';
const state = JSON.stringify(
  {
    version: 4,
    terraform_version: '1.7.0',
    resources: [
      {
        mode: 'managed',
        type: 'tencentcloud_security_group',
        name: 'web',
        instances: [{ attributes: { id: 'sg-0a1b2c3d', name: 'web' } }],
      },
      {
        mode: 'managed',
        type: 'tencentcloud_security_group_lite_rule',
        name: 'web',
        instances: [
          {
            attributes: {
              security_group_id: 'sg-0a1b2c3d',
              ingress: ['ACCEPT#10.0.0.0/8#22#TCP'],
              egress: ['DROP#0.0.0.0/0#53#UDP'],
            },
          },
        ],
      },
    ],
  },
  undefined,
  1,
);

const cases: readonly (readonly [string, readonly ImportFile[]])[] = [
  [
    'two answers',
    [
      { name: 'groups.json', text: groups },
      { name: 'policies.json', text: policies },
    ],
  ],
  [
    'the same the other way round',
    [
      { name: 'policies.json', text: policies },
      { name: 'groups.json', text: groups },
    ],
  ],
  ['a table', [{ name: 'in.csv', text: table }]],
  ['a state', [{ name: 'terraform.tfstate', text: state }]],
];

describe.each(cases)('%s', (_, files) => {
  test('means what its import means', async () => {
    const [read, imported] = await Promise.all([readTree(files), importFiles(files)]);
    if (!read.ok || !imported.ok) throw new Error('Refused.');
    expect(declared(read.tree)).toEqual(declared(parse(imported.text)));
  });

  test('has each rule where its file has it', async () => {
    const read = await readTree(files);
    if (!read.ok) throw new Error('Refused.');
    const rules = read.tree.blocks.flatMap(({ start, block: { declaration: node } }) =>
      node?.kind === 'group' ? node.lists.flatMap((list) => list.rules.map((rule) => ({ start, rule }))) : [],
    );
    expect(rules.length).toBeGreaterThan(1);
    for (const { start, rule } of rules) {
      const written = read.text.slice(start + rule.start, start + rule.end);
      expect(written).toMatch(rule.action === 'allow' ? /accept|allow/i : /drop|refuse/i);
      const [peer] = rule.peers;
      if (peer?.kind === 'address') expect(read.text.slice(start + peer.start, start + peer.end)).toContain(peer.text);
    }
  });
});

test('what cannot be read is told where it stands, within the group that it is of', async () => {
  const text = policies.replace('"DROP"', '"drp"');
  const read = await readTree([{ name: 'policies.json', text }]);
  if (!read.ok) throw new Error('Refused.');
  const problems = read.tree.blocks.flatMap(({ start, block }) =>
    block.problems.map((problem) => [block.declaration?.kind, text.slice(start + problem.start, start + problem.end)]),
  );
  expect(problems).toEqual([['group', 'drp']]);
});

/** What a tree says, wherever it stands. */
function declared(tree: ast.File): unknown {
  return tree.blocks.flatMap(({ block: { declaration } }) =>
    declaration === undefined
      ? []
      : [JSON.parse(JSON.stringify(declaration, (key, value) => (PLACES.has(key) ? undefined : value)))],
  );
}

const PLACES: ReadonlySet<string> = new Set(['start', 'end', 'places']);
