// Guards completion: what may stand at a place is offered, in broken files too, and nothing else is.
import { expect, test } from 'vitest';
import { ask } from '../../test/support/checkIde.ts';
import { completion, documentation } from './completion.ts';

function offered(fixture: string) {
  const { folder, uri, offset } = ask(fixture);
  return completion(folder, uri, offset)?.items ?? [];
}

const labels = (fixture: string): string[] => offered(fixture).map(({ label }) => label);

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

test('at the file level: declarations, each once, for editors that take snippets as whole blocks', () => {
  const items = offered('group a {}\n$0');
  expect(items.map(({ label }) => label)).toEqual([
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
  expect(items[0]?.snippet?.text).toMatch(/^group \$\{1:name\}/);
  // Before what stands there already only the word is written.
  expect(offered('group a {}\n$0 b {}')[0]?.snippet).toBeUndefined();
  expect(offered('group x { inbound { al$0low tcp from any } }')[0]?.snippet).toBeUndefined();
  expect(offered('group x { inbound { al$0 } }')[0]?.snippet?.text).toMatch(/^allow \$\{1:tcp 443\} from/);
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
  const { folder, uri, offset } = ask('group x { inbound { allow all from any until $0 } }', { today: '2027-01-31' });
  expect(completion(folder, uri, offset)?.items.map(({ label }) => label)).toEqual([
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
  const { folder, uri, offset } = ask(
    '#- /a.sg\ngroup web {}\n#- /b.sg\ngroup x { inbound { allow all from 网we$0b } }',
  );
  const found = completion(folder, uri, offset);
  expect(found?.items.map(({ label }) => label)).toContain('web');
  expect(folder.files.get(uri)?.text.slice(found?.range.start, found?.range.end)).toBe('网web');
});

test('documentation is that of hover', () => {
  const { folder } = ask('group we$0b "Front end" {}');
  const key = folder.model.groups[0]?.key ?? '';
  expect(documentation(folder, { kind: 'entity', key })).toContain('**Group** `web`');
  expect(documentation(undefined, { kind: 'keyword', word: 'deny' })).toContain('Denies a packet');
});

const fits = `
region r
addresses four { 192.0.2.0/24 }
addresses six { 2001:db8::/32 }
group near { }
project 7
group distant { }
project 0
cvm m { private-ip 10.0.0.1 groups near }
`;

/** In the order of the list. */
const inOrder = (place: string): string => labels(`${fits}${place}`).join(' ');

test('a word that follows already is not offered', () => {
  expect(labels('group a { inbound { allow ssh $0 from any } }')).toEqual([]);
  expect(labels('group a { outbound { allow tcp $0 to any } }')).not.toContain('to');
  expect(labels('group a { inbound { allow $0 ssh from any } }')).not.toContain('ssh');
});

test('a project holds on in the next region', () => {
  const found = labels(
    'region a\nproject 7\nregion b\ngroup own {}\nproject 0\ngroup other {}\nproject 7\nregion b\ngroup g { inbound { allow ssh from $0 } }',
  );
  expect(found.indexOf('own')).toBeLessThan(found.indexOf('any'));
  expect(found.indexOf('other')).toBeGreaterThan(found.indexOf('any'));
});

test('what fits comes first: groups of the project, then lists, words, built-in groups, addresses', () => {
  expect(inOrder('group x { inbound { allow tcp from $0 } }')).toBe(
    'near four six any any6 self distant default-open default-linux default-windows 192.0.2.0/24 2001:db8::/32 10.0.0.1',
  );
  expect(inOrder('expect allow tcp from $0')).toBe(
    'near distant m four six internet any any6 default-open default-linux default-windows 192.0.2.0/24 2001:db8::/32 10.0.0.1',
  );
  expect(inOrder('acl x { inbound { allow tcp from $0 } }')).toMatch(/^four six any any6 192/);
});

test('addresses of the other IP version than the service is of come last', () => {
  expect(inOrder('group x { inbound { allow icmpv6 from $0 } }')).toMatch(/^six any6 2001:db8::\/32 four /);
  expect(inOrder('group x { inbound { allow ping from $0 } }')).toMatch(/^near four any self .* six any6 2001/);
});

test('services that are declared, then those that rules speak of already, then the others, then protocols', () => {
  const text = 'services own { tcp 1 }\ngroup y { inbound { allow mysql from any } }\ngroup x { inbound { allow $0 } }';
  expect(inOrder(text)).toMatch(/^own mysql http https .* tcp udp all icmp icmpv6 gre$/);
  expect(inOrder('services x { tcp $0 }')).toMatch(/^20 21 22 .* all http/);
  expect(inOrder('group x { inbound { allow tcp $0 } }')).toMatch(/^from 20 21 .* all$/);
});

test('a line that can go on is offered to go on first', () => {
  expect(inOrder('group x { inbound { allow tcp from any $0 } }')).toBe('until allow deny');
  expect(inOrder('group x { inbound { } $0 }')).toBe('outbound id inbound');
  // On a line of its own a rule is begun more often than the one above goes on.
  expect(inOrder('group x { inbound {\n allow tcp from any\n $0\n} }')).toBe('allow deny until');
  expect(inOrder('group x { inbound {\n allow tcp from any\n al$0\n} }')).toBe('allow deny until');
});

test('nothing is offered twice, whatever the place', () => {
  for (const place of ['$0', 'group x { $0 }', 'group x { inbound { $0 } }', 'services x { tcp $0 }', 'region $0']) {
    const found = labels(`${fits}${place}`);
    expect(found).toEqual([...new Set(found)]);
  }
});

test('behind a dash only the end of a range is offered', () => {
  expect(labels(`${fits}group g { inbound { allow tcp 20 - $0 } }`)).toContain('443');
  expect(labels(`${fits}group g { inbound { allow tcp 20 - $0 } }`)).not.toContain('all');
  expect(labels(`${fits}services s { tcp 20 - 2$01 }`)).not.toContain('all');
  expect(labels(`${fits}addresses a { 10.0.0.0 - $0 }`)).toEqual(['10.0.0.1']);
});

test('a project is offered as it has to be written', () => {
  const written =
    'project "Front end"\ngroup a { }\nproject shop\ngroup b { }\nproject 7\ngroup c { }\nproject "10 \\"x\\""\n';
  expect(labels(`${written}project $0`).sort()).toEqual(['"10 \\"x\\""', '"Front end"', '7', 'shop']);
});
