// Guards the quick fixes of snapshots: each is offered where it makes sense in JSON, and writes what the reader takes.
import { expect, test } from 'vitest';
import { codeActions } from '#ide/codeActions.ts';
import { applyEdits } from '#text/textEdit.ts';
import { diagnosticsOf, fixAll, fixesAt } from '#workspace/folderDiagnostics.ts';
import { loadFixture } from '../../test/support/checkDiagnostics.ts';
import { readFixture } from '../../test/support/fixture.ts';

const RULES = `
#- /lists.sg
region r1
services dns-ports {
  udp 53
}
addresses office {
  192.0.2.0/24
}
`;

function snapshot(rules: string, more = ''): string {
  return `#- /a.sg.json
{"regions": [{"Region": "r1", "SecurityGroupSet": [
  {"SecurityGroupId": "sg-aaaaaaaa", "SecurityGroupName": "web", "SecurityGroupPolicySet": {"Ingress": [${rules}]}},
  {"SecurityGroupId": "sg-bbbbbbbb", "SecurityGroupName": "any6s"},
  {"SecurityGroupName": "data \\"base\\""}
]${more}}]}${RULES}`;
}

function policy(peer: string): string {
  return `{"Protocol": "TCP", "Port": "22", ${peer}, "Action": "ACCEPT"}`;
}

/** The titles at the cursor, each with the file afterwards, in which nothing is amiss with the grammar. */
function offered(fixture: string): ReadonlyMap<string, string> {
  const { files, cursor } = readFixture(fixture);
  if (cursor === undefined) throw new Error('The fixture has no cursor.');
  const text = files.get(cursor.uri) ?? '';
  return new Map(
    fixesAt(loadFixture(files), cursor.uri, cursor).map(({ fix }) => {
      const after = applyEdits(text, fix.edits);
      const found = diagnosticsOf(loadFixture(new Map([...files, [cursor.uri, after]])), cursor.uri);
      expect(found.filter(({ code }) => code === 'syntax-error')).toEqual([]);
      return [fix.title, after];
    }),
  );
}

function fileOf(fixture: string): string {
  return [...readFixture(fixture).files.values()][0] ?? '';
}

test.each([
  ['"SecurityGroupId": "$0sg-aaaaaaab"', "Change to 'web'", '"SecurityGroupId": "sg-aaaaaaaa"'],
  ['"SecurityGroupId": "$name:$0wbe"', "Change to 'web'", '"SecurityGroupId": "$name:web"'],
  [
    '"SecurityGroupId": "$name:$0data \\"bases\\""',
    `Change to 'data "base"'`,
    '"SecurityGroupId": "$name:data \\"base\\""',
  ],
  [
    '"AddressTemplate": {"AddressId": "$name:$0offise"}',
    "Change to 'office'",
    '"AddressTemplate": {"AddressId": "$name:office"}',
  ],
])('an unknown %s is changed to one that is spelled alike', (peer, title, after) => {
  const wrong = peer.replace(/\$0(data .*)$/, '$0$1');
  expect(offered(snapshot(policy(wrong))).get(title)).toBe(fileOf(snapshot(policy(after))));
});

test('of groups that share a name the id says which one a fix means', () => {
  const twins = snapshot(policy('"SecurityGroupId": "$0sg-aaaaaaab"')).replace('"any6s"', '"web"');
  expect([...offered(twins).keys()][0]).toBe("Change to 'web (sg-aaaaaaaa)'");
});

test('no word of the rule language and no id of another kind is offered in the place of an id', () => {
  expect([...offered(snapshot(policy('"SecurityGroupId": "$name:$0any5"'))).keys()]).toEqual([
    "Change to 'any6s'",
    'Remove this rule',
  ]);
  expect([...offered(snapshot(policy('"SecurityGroupId": "$name:$0sel"'))).keys()]).toEqual(['Remove this rule']);
});

test('what leads to nothing goes with its rule, or from the groups of a machine', () => {
  const known = policy('"CidrBlock": "10.0.0.0/8"');
  const unknown = policy('"SecurityGroupId": "$0sg-zzzzzzzz"');
  expect(offered(snapshot(`${unknown}, ${known}`)).get('Remove this rule')).toBe(fileOf(snapshot(known)));
  const machines = (ids: string) => `, "InstanceSet": [{"InstanceId": "ins-1", "SecurityGroupIds": [${ids}]}]`;
  for (const [before, after] of [
    ['"$0sg-zzzzzzzz", "sg-aaaaaaaa"', '"sg-aaaaaaaa"'],
    ['"sg-aaaaaaaa",\n "$0sg-zzzzzzzz"', '"sg-aaaaaaaa"'],
    ['"$name:$0nowhere-at-all"', ''],
  ] as const) {
    const [title = ''] = /Remove '.*'/.exec([...offered(snapshot('', machines(before))).keys()].join('\n')) ?? [];
    expect(offered(snapshot('', machines(before))).get(title)).toBe(fileOf(snapshot('', machines(after))));
  }
});

test('host bits are written off', () => {
  expect(offered(snapshot(policy('"CidrBlock": "$010.1.2.3/8"'))).get("Write '10.0.0.0/8'")).toBe(
    fileOf(snapshot(policy('"CidrBlock": "10.0.0.0/8"'))),
  );
});

test('all that changes no packet is fixed at once', () => {
  const rule = (peer: string) => policy(`"CidrBlock": "${peer}"`);
  const { files } = readFixture(snapshot([rule('10.1.2.3/8'), rule('10.2.0.0/16'), rule('192.0.2.1')].join(', ')));
  const [[uri, text] = ['', '']] = files;
  expect(applyEdits(text, fixAll(loadFixture(files), uri))).toBe(
    fileOf(snapshot([rule('10.0.0.0/8'), rule('192.0.2.1')].join(', '))),
  );
});

test('a shadowed rule moves up to where it takes effect', () => {
  const all = policy('"CidrBlock": "0.0.0.0/0"').replace('ACCEPT', 'DROP');
  const one = (mark: string) => policy(`"CidrBlock": "${mark}10.0.0.0/8"`);
  const { files, cursor } = readFixture(snapshot(`${all}, ${one('$0')}`));
  if (cursor === undefined) throw new Error('The fixture has no cursor.');
  const found = codeActions(loadFixture(files), cursor.uri, cursor, new Set(['rewrite', 'extract', 'inline']));
  expect(found.map(({ title }) => title)).toEqual(['Move up to where it takes effect (changes which packets pass)']);
  const edits = found[0]?.edits.get(cursor.uri) ?? [];
  expect(applyEdits(files.get(cursor.uri) ?? '', edits)).toBe(fileOf(snapshot(`${one('')}, ${all}`)));
});
