// Guards requests, our own first, against what no compiler has checked: a change is answered with the reason, others with the protocol's
// error for wrong parameters; nothing is written that cannot be read, and nothing is thrown.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type * as protocol from '#protocol/edits.ts';
import { type Client, edited, startClient } from './client.ts';

const uri = 'file:///shop/web.sg';
const text = `group web {
  inbound {
    allow ssh from office, db
    deny all from any
  }
}
group db {}
addresses office { 203.0.113.0/24 }
cvm c { private-ip 10.0.0.1 groups web }
`;

let client: Client;
beforeAll(async () => {
  client = await startClient({ files: { [uri]: text } });
});
afterAll(() => client.stop());

const change = (asked: unknown) =>
  client.request<protocol.ModelEdit | protocol.Refusal>('secgroup/change', { change: asked });

const group = 'group:default/web';
const rule = { owner: group, direction: 'inbound', index: 0 };
const written = { action: 'allow', service: 'tcp 443', peers: ['any'] };
const sound: readonly Readonly<Record<string, unknown>>[] = [
  { kind: 'newGroup', name: 'g', region: 'default', project: '0', description: 'd', copyOf: group, uri },
  { kind: 'deleteGroup', group, detach: true },
  { kind: 'cloneGroup', group, name: 'g', region: 'default', project: '0' },
  { kind: 'rename', entity: group, name: 'g' },
  { kind: 'describeGroup', group, description: 'd' },
  { kind: 'addRule', owner: group, direction: 'inbound', rule: written, before: 0 },
  { kind: 'moveRule', rule: { ...rule, index: 2 }, before: 0 },
  { kind: 'moveRuleBy', rule, by: 1 },
  { kind: 'duplicateRule', rule, also: [{ ...rule, index: 2 }] },
  { kind: 'removeRules', rules: [rule] },
  { kind: 'setCvmGroups', cvm: 'cvm:default/c', groups: ['group:default/db'] },
  { kind: 'changeCvmGroups', cvms: ['cvm:default/c'], add: ['group:default/db'], remove: [group] },
  { kind: 'setGroupCvms', group, cvms: [] },
  { kind: 'attach', group: 'group:default/db', cvms: ['cvm:default/c'] },
  { kind: 'addExpectation', line: 'expect deny all from any to db', uri },
  { kind: 'fixPacket', question: { line: 'tcp 443 from 203.0.113.7 to c' } },
  { kind: 'importRules', group, text: '{"Ingress": [], "Egress": []}', append: true },
];

const hostile = [
  null,
  0,
  -1,
  true,
  '',
  '__proto__',
  'a b',
  '}\ngroup x {',
  '"',
  '😀',
  [],
  {},
  [null],
  [0],
  { owner: 1 },
];

/** The change with each of its members, and each of theirs, in the place of something else. */
function distorted(value: Readonly<Record<string, unknown>>): readonly object[] {
  return Object.entries(value).flatMap(([name, member]) => [
    { ...value, [name]: undefined },
    ...hostile.map((other) => ({ ...value, [name]: other })),
    ...(typeof member === 'object' && member !== null && !Array.isArray(member)
      ? distorted(member as Readonly<Record<string, unknown>>).map((other) => ({ ...value, [name]: other }))
      : []),
  ]);
}

test.each(sound.map((each) => [each['kind'], each] as const))('%s is an edit, and never a fault', async (_, asked) => {
  expect(await change(asked)).toMatchObject({ documents: [{ uri }] });
  for (const other of distorted(asked)) {
    const answer = await change(other);
    if ('refused' in answer) {
      expect([other, answer.refused]).toEqual([other, expect.stringMatching(/\S/)]);
      continue;
    }
    for (const { edits } of answer.documents) {
      const scratch = 'file:///elsewhere/after.sg';
      await client.open(scratch, edited(text, edits as Parameters<typeof edited>[1]));
      const found = await client.diagnose(scratch);
      expect([other, found.filter((each) => /^(syntax-error|invalid-)/.test(each))]).toEqual([other, []]);
      await client.close(scratch);
    }
  }
});

test.each([
  [{ service: 'tcp 70000' }, /port/],
  [{ service: 'tcp 443 from any' }, /'from'|one rule/],
  [{ peers: [] }, /peer/],
  [{ peers: ['300.1.1.1'] }, /300\.1\.1\.1/],
  [{ peers: ['any, any6'] }, /one rule/],
  [{ peers: ['any # all'] }, /one rule/],
  [{ peers: ['any\n    deny all from any'] }, /one rule/],
  [{ until: '2027-02-30' }, /day/],
  [{ action: 'ACCEPT' }, /allow, deny/],
])('a rule of %j is refused', async (parts, reason) => {
  const answer = await change({ kind: 'addRule', owner: group, direction: 'inbound', rule: { ...written, ...parts } });
  expect('refused' in answer && answer.refused).toMatch(reason);
});

test.each([
  ['packet', { line: 5 }],
  ['reach', { from: 0 }],
  ['diff', { uri, oldText: null }],
  ['treeChildren', { view: 'nothing' }],
  ['treeChildren', { view: 'groups', filter: null }],
  ['treePath', { view: 'groups', uri }],
  ['treePath', { view: 'groups', uri, position: { line: 0, character: 0 }, filter: null }],
  ['expectations', { uri: 1 }],
  ['runExpectations', { ids: 0 }],
  ['reachabilityMap', { protocol: 6 }],
  ['exportRules', { groups: [], format: 'pdf' }],
  ['checkName', { kind: 'group', region: 'default' }],
  ['entities', { uri: [] }],
  ['plan', { live: { uri } }],
])('%s of %j has wrong parameters', async (method, params) => {
  await expect(client.request(`secgroup/${method}`, params)).rejects.toMatchObject({ code: -32602 });
  expect(client.log).toEqual([]);
});

test.each([
  ['textDocument/references', { textDocument: { uri }, position: { line: 0, character: 7 } }],
  ['callHierarchy/incomingCalls', {}],
  ['callHierarchy/outgoingCalls', { item: null }],
  ['workspace/diagnostic', { previousResultIds: 5 }],
  ['workspace/willRenameFiles', {}],
])('so have requests of the protocol: %s of %j', async (method, params) => {
  await expect(client.request(method, params)).rejects.toMatchObject({ code: -32602 });
});
