// Guards that every code has a fix that helps, tried on the examples of docs/diagnostics.md.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { codes } from '#diagnostics/codes.ts';
import { diagnosticsOf } from '#workspace/folderDiagnostics.ts';
import { loadFixture } from '../../test/support/checkDiagnostics.ts';
import { uriOf } from '../../test/support/fixture.ts';
import { codeActions } from './codeActions.ts';

/** Where a fix depends on what stands beside. */
const MORE: ReadonlyMap<string, readonly string[]> = new Map([
  ['syntax-error', ['grop web { }']],
  ['duplicate-address', ['cvm web-1 { private-ip 10.0.0.1, 10.0.0.2 }\ncvm web-2 { private-ip 10.0.0.1 }']],
  ['quota-groups', ['{ "quotas": { "groups": 1 } }', 'group web { }\ngroup old { }\ncvm web-1 { groups web }']],
  [
    'partly-shadowed-rule',
    [
      '{ "severity": { "partly-shadowed-rule": "information" } }',
      `group web { inbound { deny tcp 22 from 10.0.0.0/8  allow tcp 22,80 from 10.0.0.0/8 } }
group db { inbound { deny all from 10.128.0.0/9  allow tcp 22 from 10.0.0.0/8 } }`,
    ],
  ],
  [
    'config-error',
    [
      '{ "quotas": { "inbounds": 100, "outbound": "90" }, "severity": { "expired-rule": "warn" }, "sensitivePorts": [22, 70000] }',
    ],
  ],
  [
    'open-to-world',
    [
      'addresses office { 203.0.113.0/24 }\ngroup web { inbound { allow ssh from any } }\nexpect allow ssh from office to web',
    ],
  ],
  [
    'cross-region-group',
    [
      `region r1
group web { id sg-0a1b2c3d }
cvm web-1 { private-ip 10.0.1.10 groups web }
cvm web-2 { private-ip 10.0.1.11 groups web }
region r2
group db { inbound { allow mysql from sg-0a1b2c3d } }`,
    ],
  ],
  ...(['referenced-groups', 'expanded'] as const).map((quota): [string, readonly string[]] => [
    `quota-${quota}`,
    [
      `{ "quotas": { "${quota === 'expanded' ? 'expanded' : 'referencedGroups'}": 1 } }`,
      'group web { }\ngroup ops { }\ngroup db { inbound { deny all from any  allow mysql from web, ops } }',
    ],
  ]),
]);

const page = readFileSync(new URL('../../../docs/diagnostics.md', import.meta.url), 'utf8');
const sections = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.split('\n')[0] ?? '', section]),
);

/** The titles at the wrong example of a code, those of its own first. */
function offered(code: string): readonly string[] {
  const more = MORE.get(code);
  const blocks =
    more !== undefined
      ? [...more, '']
      : [...(sections.get(code) ?? '').matchAll(/```\w+\n([\s\S]*?)\n```/g)].map(([, text]) => text ?? '');
  const files = new Map(blocks.toSpliced(-1).map((text) => [nameOf(text), text]));
  const folder = loadFixture(files, { today: '2026-06-01' });
  return [...files.keys()].flatMap((uri) => {
    const found = diagnosticsOf(folder, uri).filter((each) => each.code === code);
    return found.flatMap(({ start, end }) =>
      codeActions(folder, uri, { start, end }, new Set(['fix']))
        .filter(({ diagnostics: [diagnostic] }) => diagnostic?.code === code && diagnostic.start === start)
        .map(({ title }) => title),
    );
  });
}

function nameOf(text: string): string {
  if (!text.startsWith('{')) return uriOf('/example.sg');
  return uriOf(text.includes('"regions"') ? '/cloud.sg.json' : '/secgroup.json');
}

const isIgnore = (title: string): boolean => title.startsWith('Ignore ');

test.each(codes.map(({ code, hideable, severity }) => ({ code, hideable, severity })))(
  '$code has a fix',
  ({ code, hideable, severity }) => {
    const titles = offered(code);
    expect(titles.some((title) => !isIgnore(title))).toBe(true);
    const isJson = (sections.get(code) ?? '').includes('"regions"');
    expect(titles.some(isIgnore)).toBe(hideable && severity !== 'error' && !isJson && code !== 'unused-ignore');
  },
);

test('what is offered, by code', () => {
  const table = codes.map(
    ({ code }) =>
      `${code}: ${offered(code)
        .filter((title) => !isIgnore(title))
        .join(' | ')}`,
  );
  expect(`\n${table.join('\n')}\n`).toMatchInlineSnapshot(`
    "
    syntax-error: Change to 'group'
    wrong-direction-word: Write 'from'
    invalid-address: Write '10.0.0.10' (changes which packets pass) | Write 'fe80::1' (changes which packets pass)
    invalid-cidr: Write '203.0.113.0/32' (changes which packets pass)
    host-bits-set: Write '10.0.0.0/24' | Write '10.0.0.5' (changes which packets pass)
    invalid-port: Write '8000-9000' (changes which packets pass)
    unknown-name: Change to 'office' (changes which packets pass) | Remove this rule | Create group 'offcie' | Create address list 'offcie'
    wrong-kind: Remove 'office' (changes which packets pass)
    cross-region-group: Name the 2 addresses of its machines (changes which packets pass) | Remove this rule
    cross-project-group: Remove this rule (changes which packets pass)
    duplicate-name: Rename this one to 'web-2'
    duplicate-id: Remove the id here
    duplicate-address: Remove it here: 'web-1' keeps 10.0.0.2 (changes which packets pass) | Show 'web-2', which has it too, in the tree | Show 'web-1', which has it too, in the tree
    live-as-wanted: Rename the file to 'cloud.live.sg.json'
    circular-addresses: Remove 'branch' | Remove 'office'
    quota-groups: Remove the group that nothing uses: old | Show it in the tree
    quota-inbound: Extract 2 peers to an address list
    quota-outbound: Merge 2 rules
    quota-near: Merge 2 rules
    quota-groups-per-cvm: Choose the groups of 'web-1'…
    quota-cvms-per-group: Choose the machines of 'web'…
    quota-referenced-groups: Remove all 2 policies without effect from this list
    quota-expanded: Remove all 2 policies without effect from this list
    crowded-group: Choose the machines of 'web'…
    shadowed-rule: Remove this rule
    redundant-rule: Remove this rule
    partly-shadowed-rule: Write 'tcp 80': the rest is decided above | Move it up above what decides a part of it (changes which packets pass) | Write '10.0.0.0/9': the rest is decided above | Move it up above what decides a part of it (changes which packets pass)
    shadowed-by-members: Remove this rule: with the members of now it decides nothing
    mixed-family: Write 'icmpv6' (changes which packets pass) | Remove this rule
    empty-group-peer: Choose the machines of 'web'…
    unused-group: Remove this group | Show it in the tree
    unused-addresses: Remove this list | Show it in the tree
    unused-services: Remove this list | Show it in the tree
    cvm-without-group: Put it into 'default-open' (changes which packets pass) | Put it into 'default-linux' (changes which packets pass) | Put it into 'default-windows' (changes which packets pass) | Choose the groups of 'web-1'…
    dead-on-cvm: Choose the groups of 'web-1'…
    open-to-world: Let in only 'office' (changes which packets pass)
    expired-rule: Remove this rule; what it matched is decided by what follows
    expires-soon: Extend it by 90 days, to 2026-09-08
    invalid-date: Write '2099-02-28'
    suspicious-character: Remove the character (changes which packets pass)
    unused-ignore: Remove the comment
    expectation-failed: Make it hold: add 'deny mysql from 10.0.0.5' to inbound of db | Show the way of this packet
    expectation-empty: Test such a packet
    expectation-one-family: Speak of the other IP version too
    exposed-cvm: Test a packet to 'web-1'… | Choose the groups of 'web-1'…
    missing-description: Add a description | Add a description
    config-error: Write 'inbound' | Remove the setting 'inbounds' | Write '90' | Remove the setting 'outbound' | Write 'warning' | Remove the severity of 'expired-rule' | Remove this item
    "
  `);
});
