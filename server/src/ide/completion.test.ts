// Guards completion: what may stand at a place is offered, in broken files too, and nothing else is.
import { expect, test } from 'vitest';
import { ask } from '../../test/support/checkIde.ts';
import { completion } from './completion.ts';
import { documentation } from './completionResolve.ts';

function offered(fixture: string) {
  const { snapshot, uri, offset } = ask(fixture);
  return completion(snapshot, uri, offset)?.items ?? [];
}

/** The labels of names and words, without addresses and snippets. */
const labels = (fixture: string): string[] =>
  offered(fixture)
    .filter(({ isSnippet }) => isSnippet !== true)
    .map(({ label }) => label);

const world = `
region r
group web "Front end" { id sg-1a }
group db {}
addresses office { 203.0.113.0/24 }
services web-ports { tcp 80,443 }
subnet front { vpc main cidr 10.0.1.0/24 }
acl border {}
cvm web-1 { private-ip 10.0.1.10 groups web }
region elsewhere
group far {}
addresses lists { id ipm-77 10.9.0.0/16 }
region r
`;

test('at the file level: declarations, as words and as whole blocks', () => {
  const items = offered('group a {}\n$0');
  expect(items.filter(({ kind }) => kind === 'keyword').map(({ label }) => label)).toEqual([
    'group',
    'cvm',
    'addresses',
    'services',
    'subnet',
    'acl',
    'expect',
    'region',
    'project',
  ]);
  expect(items.find(({ label, isSnippet }) => label === 'group' && isSnippet)?.insert).toMatch(/^group \$\{1:name\}/);
});

test('in a group: its blocks and id, and nothing of the file level', () => {
  expect(labels('group a {\n  $0\n}').sort()).toEqual(['id', 'inbound', 'outbound']);
});

test('in a list: actions only', () => {
  expect(labels('group a { inbound {\n    $0\n  }\n}')).toEqual(expect.arrayContaining(['allow', 'deny']));
  expect(labels('group a { inbound {\n    $0\n  }\n}')).not.toContain('web');
});

test('behind an action: services with their ports, protocols', () => {
  const items = offered(`${world}group x { inbound { allow $0 } }`);
  const found = items.map(({ label }) => label);
  expect(found).toEqual(expect.arrayContaining(['web-ports', 'ssh', 'tcp', 'udp', 'all', 'icmp', 'icmpv6', 'gre']));
  expect(found).not.toContain('web');
  expect(found).not.toContain('office');
  expect(items.find(({ label }) => label === 'web-ports')?.note).toBe('tcp 80,443');
});

test('behind a protocol: ports of well-known services, and the word that comes next', () => {
  const items = offered('group x { inbound { allow tcp $0 } }');
  expect(items.find(({ label }) => label === '3306')?.detail).toBe('MySQL');
  const found = items.map(({ label }) => label);
  expect(found).toContain('from');
  expect(found).not.toContain('to');
  expect(found).not.toContain('123');
  expect(offered('group x { inbound { allow udp 53,$0 } }').map(({ label }) => label)).toContain('123');
});

test('peers: groups and address lists of the region, words, addresses in use', () => {
  const items = offered(`${world}group x { inbound { allow all from $0 } }`);
  const found = items.map(({ label }) => label);
  expect(found).toEqual(
    expect.arrayContaining([
      'web',
      'db',
      'office',
      'default-open',
      'any',
      'any6',
      'self',
      '203.0.113.0/24',
      '10.0.1.10',
      'ipm-77',
    ]),
  );
  for (const none of ['far', 'lists', 'web-ports', 'front', 'border', 'web-1', 'internet', 'allow'])
    expect(found).not.toContain(none);
  expect(items.find(({ label }) => label === 'web')).toMatchObject({ detail: 'group · Front end', note: '1 CVM' });
});

test('ids where one is being written', () => {
  expect(labels(`${world}group x { inbound { allow all from sg-$0 } }`)).toContain('sg-1a');
});

test('the word of the direction alone', () => {
  const found = labels('group x { outbound { allow all $0 } }');
  expect(found).toContain('to');
  expect(found).not.toContain('from');
});

test('properties of a cvm that are not there yet', () => {
  expect(labels(`${world}cvm c {\n  private-ip 10.0.0.1\n  $0\n}`).sort()).toEqual([
    'dedicated',
    'groups',
    'id',
    'interface',
    'public-ip',
    'subnet',
  ]);
});

test('of an interface its own properties that are not there yet, and the groups that it is not in', () => {
  const text = `${world}cvm c {\n  private-ip 10.0.0.1\n  groups db\n  interface eth1 {\n    id eni-1\n    $0\n  }\n}`;
  expect(labels(text).sort()).toEqual(['groups', 'private-ip', 'public-ip', 'subnet']);
  expect(labels(text.replace('$0', 'groups $0'))).toContain('db');
  expect(labels(text.replace('$0', 'groups db, $0'))).not.toContain('db');
});

test('groups of a cvm, but not twice', () => {
  const found = labels(`${world}cvm c { groups web, $0 }`);
  expect(found).toContain('db');
  expect(found).not.toContain('web');
  expect(found).not.toContain('office');
});

test('subnets, acls and vpcs in their places', () => {
  expect(labels(`${world}cvm c { subnet $0 }`)).toEqual(['front']);
  expect(labels(`${world}subnet s { acl $0 }`)).toEqual(['border']);
  expect(labels(`${world}subnet s { vpc $0 }`)).toContain('main');
});

test('endpoints of an expectation', () => {
  const found = labels(`${world}expect allow ssh from $0`);
  expect(found).toEqual(expect.arrayContaining(['web-1', 'web', 'front', 'office', 'internet', 'any']));
  expect(found).not.toContain('self');
  expect(found).not.toContain('border');
});

test('a list offers others, but not itself', () => {
  const found = labels(`${world}addresses a {\n  $0\n}`);
  expect(found).toContain('office');
  expect(found).not.toContain('a');
});

test('in a block that is not closed, behind what stands there already', () => {
  expect(labels(`${world}addresses a {\n  10.0.0.1\n  $0`)).not.toContain('a');
  expect(labels(`${world}cvm c {\n  private-ip 10.0.0.1\n  groups db\n\n  $0`).sort()).toEqual([
    'dedicated',
    'id',
    'interface',
    'public-ip',
    'subnet',
  ]);
  expect(labels(`${world}cvm c {\n  groups db, $0`)).not.toContain('db');
});

test('an id, but not twice', () => {
  expect(labels('group a {\n  id sg-1\n  $0\n}').sort()).toEqual(['inbound', 'outbound']);
  expect(labels('addresses a {\n  id ipm-1\n  $0\n}')).not.toContain('id');
  expect(labels(`${world}addresses a {\n  id $0\n}`)).toEqual([]);
});

test('days behind until', () => {
  const { snapshot, uri, offset } = ask('group x { inbound { allow all from any until $0 } }', { today: '2027-01-31' });
  expect(completion(snapshot, uri, offset)?.items.map(({ label }) => label)).toEqual([
    '2027-02-07',
    '2027-03-02',
    '2027-05-01',
    '2027-12-31',
    '2028-01-31',
  ]);
});

test('where a name is made up, in strings and in comments nothing is offered', () => {
  expect(labels('group $0')).toEqual([]);
  expect(labels('group a "de$0sc" {}')).toEqual([]);
  expect(labels('# gro$0up')).toEqual([]);
  expect(labels('group a { id $0 }')).toEqual([]);
});

test('in a file full of errors', () => {
  const broken = `${world}group ?? {{{\n  inbound allow\n}}}\ngroup y {\n  inbound {\n    allow tcp from\n    deny ssh from w$0`;
  expect(labels(broken)).toEqual(expect.arrayContaining(['web', 'office', 'any']));
});

test('a name of another file, and the word that is replaced', () => {
  const { snapshot, uri, offset } = ask(
    '#- /a.sg\ngroup web {}\n#- /b.sg\ngroup x { inbound { allow all from 网we$0b } }',
  );
  const found = completion(snapshot, uri, offset);
  expect(found?.items.map(({ label }) => label)).toContain('web');
  expect(snapshot.files.get(uri)?.text.slice(found?.range.start, found?.range.end)).toBe('网web');
});

test('documentation is that of hover', () => {
  const { snapshot } = ask('group we$0b "Front end" {}');
  const key = snapshot.model.groups[0]?.key ?? '';
  expect(documentation(snapshot, { kind: 'entity', key })).toContain('**Group** `web`');
  expect(documentation(undefined, { kind: 'keyword', word: 'deny' })).toContain('Drops a packet');
});
