// Guards that a workspace after any sequence of edits says what a fresh one says, and shares what did not change.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judgeExpectation } from '#engine/reach/expectation.ts';
import { applyEdits, type TextEdit } from '#text/textEdit.ts';
import { memoryHost } from '../../test/support/memoryHost.ts';
import { rounds } from '../../test/support/rounds.ts';
import type { Folder } from './folder.ts';
import { blockDiagnosticsOf, diagnosticsOf, judgingFile } from './folderDiagnostics.ts';
import { commandLimits } from './limits.ts';
import { loadFiles } from './loadFiles.ts';
import { Workspace } from './workspace.ts';

const TODAY = '2026-06-01';

const RULES = `region r1
# ignore shadowed-rule: drafts
group web "Front end" {
  id sg-0a1b2c3d
  inbound {
    allow ssh  from any, office       # ignore open-to-world: for now
    allow icmp from any6
    deny  tcp 22 from 10.0.0.5/24 until 2026-06-05
    allow tcp 80,443 from db, self
  }
  outbound { allow all to any  deny dns to any }
}
group db { inbound { allow mysql from web  allow tcp 3306 from web } }
`;

const OTHERS = `region r1
addresses office { 203.0.113.0/24 198.51.100.7 lists }
addresses lists { 10.0.0.0/8 }
services web-ports { tcp 80,443 udp 443 }
subnet front { vpc v cidr 10.0.0.0/24 acl edge }
acl edge { inbound { allow all from any } outbound { allow all to any } }
cvm web-1 { private-ip 10.0.0.1 public-ip 203.0.113.1 subnet front groups web, db }
cvm db-1 { private-ip 10.0.0.2 subnet front groups db }
expect allow tcp 3306 from web-1 to db-1 "reaches"
expect deny ssh from internet to db
expect deny tcp from 10.0.0.0/24 to any
expect allow tcp 80 from any to 203.0.113.0/24
region r2
group far { inbound { allow tcp 22 from any } }
cvm far-1 { private-ip 10.0.0.1 public-ip 203.0.113.2 groups far }
expect deny tcp from front to far-1
expect allow tcp 22 from 203.0.113.1 to 203.0.113.2
`;

const LIVE = `{"version": 1, "regions": [{"Region": "r1", "SecurityGroupSet": [
  {"SecurityGroupId": "sg-live0001", "SecurityGroupName": "live", "SecurityGroupPolicySet": {"Ingress": [
    {"Protocol": "tcp", "Port": "80", "CidrBlock": "10.0.0.0/8", "Action": "ACCEPT"},
    {"Protocol": "tcp", "Port": "80", "SecurityGroupId": "sg-0a1b2c3d", "Action": "DROP"}]}}],
  "InstanceSet": [{"InstanceId": "ins-live0001", "InstanceName": "live-1", "PrivateIpAddresses": ["10.0.0.9"], "SecurityGroupIds": ["sg-live0001"]}]}]}
`;

const CONFIG = '{"quotas": {"inbound": 3, "groups": 3}, "severity": {"partly-shadowed-rule": "information"}}';

const TEXTS: readonly (readonly [string, string])[] = [
  ['file:///w/a.sg', RULES],
  ['file:///w/b.sg', OTHERS],
  ['file:///w/live.sg.json', LIVE],
  ['file:///w/secgroup.json', CONFIG],
];

const SNIPPETS = [
  '',
  ' ',
  '\n',
  '{',
  '}',
  '"',
  '#',
  ',',
  'x',
  'group web { }\n',
  'deny all from any\n',
  'allow all from web, office\n',
  'region r2\n',
  'project 1\n',
  '# ignore shadowed-rule, redundant-rule: why\n',
  '# ignore shadowed-by-members, dead-on-cvm: why\n',
  'office',
  'web',
  'db',
  'self',
  'inbound {\n',
  'until 2020-01-01',
  'tcp 22',
  '10.0.0.0/8',
  'id sg-0a1b2c3d\n',
  'expect deny all from any to web\n',
  'cvm c { private-ip 10.0.0.1 groups db, web }\n',
  'cvm p { private-ip 10.0.0.7 public-ip 203.0.113.7 groups web }\n',
  'allow tcp from any, any6\n',
  'public-ip 203.0.113.2 ',
  '\u200B',
  '中文',
  '"',
  '[',
  ']',
  ':',
  '"many"',
  '70000',
];

interface Step {
  readonly file: number;
  readonly at: number;
  readonly length: number;
  readonly text: string;
  /** Whether the editor says what it changed. */
  readonly told: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  file: fc.constantFrom(0, 0, 0, 1, 1, 1, 2, 3),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.constantFrom(0, 0, 0, 1, 1, 2, 5, 20, 120),
  text: fc.constantFrom(...SNIPPETS),
  told: fc.boolean(),
});

function said(folder: Folder): unknown {
  return [...folder.files.keys()].map((uri) => [uri, diagnosticsOf(folder, uri)]);
}

/** What is said quickly is kept, and must not be taken for what is so. */
function quickly(folder: Folder): void {
  for (const uri of folder.files.keys()) blockDiagnosticsOf(folder, uri, 'quick');
}

test(
  'after any edits the findings are those of a fresh start',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        const texts = new Map(TEXTS);
        const workspace = new Workspace({ host: memoryHost(texts), limits: commandLimits, today: () => TODAY });
        await workspace.addFolder('file:///w');
        for (const { file, at, length, text, told } of steps) {
          const [uri] = TEXTS[file] as readonly [string, string];
          const old = texts.get(uri) ?? '';
          const start = Math.floor(at * old.length);
          const edit: TextEdit = { start, end: Math.min(old.length, start + length), newText: text };
          texts.set(uri, applyEdits(old, [edit]));
          workspace.changeText(uri, texts.get(uri) ?? '', told ? [edit] : undefined);
          const folder = workspace.folderOf(uri) as Folder;
          const fresh = loadFiles({
            root: 'file:///w',
            texts: new Map([...texts].filter(([each]) => !each.endsWith('secgroup.json'))),
            config: { uri: 'file:///w/secgroup.json', text: texts.get('file:///w/secgroup.json') ?? '' },
            today: TODAY,
            limits: commandLimits,
          });
          if (told) quickly(folder);
          expect(said(folder)).toEqual(said(fresh));
        }
      }),
      { numRuns: rounds(300, 30_000) },
    );
  },
  rounds(120_000, 7_200_000),
);

test('what nothing changed about is the same object, wherever it moved to', async () => {
  const workspace = new Workspace({ host: memoryHost(TEXTS), limits: commandLimits, today: () => TODAY });
  await workspace.addFolder('file:///w');
  const before = workspace.folderOf('file:///w/a.sg') as Folder;
  const kept = blockDiagnosticsOf(before, 'file:///w/a.sg').map(({ diagnostics }) => diagnostics);
  workspace.changeText('file:///w/a.sg', RULES.replace('region r1', 'region      r1'));
  const after = workspace.folderOf('file:///w/a.sg') as Folder;
  const now = blockDiagnosticsOf(after, 'file:///w/a.sg').map(({ diagnostics }) => diagnostics);
  expect(kept.length).toBeGreaterThan(1);
  expect(now.length).toBe(kept.length);
  // The first block is the region's own.
  for (const [i, diagnostics] of kept.entries()) if (i > 0) expect(now[i]).toBe(diagnostics);
});

test('an expectation is judged again only where something at its ends changed', async () => {
  const uri = 'file:///w/shop.sg';
  const text = `group web { inbound { allow tcp 22 from any, office-hosts } }
group office-hosts { inbound { allow tcp from web } outbound { allow all to any } }
cvm web-1 { private-ip 10.0.0.1 public-ip 203.0.113.1 groups web }
cvm pc-1 { private-ip 10.1.0.1 groups office-hosts }
cvm pc-2 { private-ip 10.1.0.2 groups office-hosts }
expect deny tcp 22 from internet to 203.0.113.1
expect allow tcp 22 from 10.1.0.0/24 to web-1
`;
  const workspace = new Workspace({ host: memoryHost([[uri, text]]), limits: commandLimits, today: () => TODAY });
  await workspace.addFolder('file:///w');
  const judge = () => {
    const { model } = workspace.folderOf(uri) as Folder;
    return model.expectations.map((expectation) => judgeExpectation(model, expectation));
  };
  let last = judge();
  const judgedAgain = (changed: string) => {
    const before = last;
    workspace.changeText(uri, changed);
    last = judge();
    return last.map((result, i) => result !== before[i]);
  };
  expect(last.map(({ status }) => status)).toEqual(['failed', 'passed']);
  // Groups have no members on the internet, so that who is a member of one that `web` names concerns only the other expectation.
  const fewer = text.replace('10.1.0.2 groups office-hosts', '10.1.0.2');
  expect(judgedAgain(fewer)).toEqual([false, true]);
  const more = `cvm other { private-ip 10.2.0.1 public-ip 203.0.113.8 }\n${fewer}`;
  expect(judgedAgain(more)).toEqual([true, false]);
  expect(judgedAgain(more.replace('tcp from web', 'udp from web'))).toEqual([false, false]);
  expect(judgedAgain(more.replace('all to any', 'tcp to any'))).toEqual([false, true]);
  expect(judgedAgain(more.replace('22 from any,', '443 from any,'))).toEqual([true, true]);
});

test('files and folders have no getters of their own', async () => {
  // Guards memory: V8 keeps a getter of an object of its own, and with it the texts and trees that it reaches, over some collections.
  const workspace = new Workspace({ host: memoryHost(TEXTS), limits: commandLimits, today: () => TODAY });
  await workspace.addFolder('file:///w');
  const folder = workspace.folderOf('file:///w/a.sg') as Folder;
  for (const one of [folder, ...folder.files.values()]) {
    const own = Object.entries(Object.getOwnPropertyDescriptors(one)).filter(([, { get }]) => get !== undefined);
    expect(own.map(([name]) => name)).toEqual([]);
  }
});

test('a file is judged in steps, each of one list at most', () => {
  const uri = 'file:///rules.sg';
  const groups = Array.from(
    { length: 20 },
    (_, i) => `group g${i} {\n  inbound { allow tcp 80 from 10.0.0.${i} }\n  outbound { allow all to any }\n}\n`,
  );
  const folder = loadFiles({
    root: 'file:///',
    texts: new Map([[uri, groups.join('')]]),
    today: TODAY,
    limits: commandLimits,
  });
  let steps = 0;
  for (const _ of judgingFile(folder, uri, 'full')) steps++;
  expect(steps).toBeGreaterThanOrEqual(2 * groups.length);
});
