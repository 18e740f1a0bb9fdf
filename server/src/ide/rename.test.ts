// Guards renaming: every kind of name, across files, into snapshots; and what is refused, with the reason.
import { expect, test } from 'vitest';
import { afterEdits, ask } from '../../test/support/checkIde.ts';
import { prepareRename, rename } from './rename.ts';

function checkRename(fixture: string, newName: string, expected: string): void {
  const { folder, uri, offset } = ask(fixture);
  const found = rename(folder, uri, offset, newName);
  expect('refused' in found ? found.refused : afterEdits(folder, found.edits)).toBe(expected);
}

function checkRefused(fixture: string, newName: string, reason: RegExp): void {
  const { folder, uri, offset } = ask(fixture);
  const found = rename(folder, uri, offset, newName);
  expect('refused' in found ? found.refused : afterEdits(folder, found.edits)).toMatch(reason);
}

test('a group in rules, machines and expectations of two files', () => {
  checkRename(
    `
    #- /a.sg
    group web { inbound { allow all from we$0b, self } }
    #- /b.sg
    cvm m { groups web, sg-1 }
    expect deny all from any to web
    `,
    'front',
    '#- /a.sg\ngroup front { inbound { allow all from front, self } }#- /b.sg\ncvm m { groups front, sg-1 }\nexpect deny all from any to front\n',
  );
});

test.each([
  [
    'addresses off$0ice { 10.0.0.1 }\ngroup g { inbound { allow all from office } }',
    'addresses hq { 10.0.0.1 }\ngroup g { inbound { allow all from hq } }',
  ],
  ['services we$0b { tcp 80 }\nservices all-web { web }', 'services hq { tcp 80 }\nservices all-web { hq }'],
  ['subnet s {}\ncvm c { subnet $0s }', 'subnet hq {}\ncvm c { subnet hq }'],
  ['acl a {}\nsubnet s { acl $0a }', 'acl hq {}\nsubnet s { acl hq }'],
  ['cvm c {}\nexpect allow all from $0c to any', 'cvm hq {}\nexpect allow all from hq to any'],
  ['region r$0\ngroup g {}\nregion r', 'region hq\ngroup g {}\nregion hq'],
  ['subnet s { vpc $0v }\nsubnet t { vpc v }', 'subnet s { vpc hq }\nsubnet t { vpc hq }'],
])('every kind of name: %s', (fixture, expected) => {
  checkRename(fixture, 'hq', `#- /main.sg\n${expected}`);
});

test('the names of a snapshot are renamed, its ids are not', () => {
  checkRename(
    `
    #- /a.sg
    region r
    cvm m { groups d$0b }
    #- /b.sg.json
    {"version": 1, "regions": [{"Region": "r", "SecurityGroupSet": [{"SecurityGroupId": "$name:db", "SecurityGroupName": "db"}], "InstanceSet": [{"InstanceId": "ins-1", "SecurityGroupIds": ["$name:db"]}]}]}
    `,
    'store',
    '#- /b.sg.json\n{"version": 1, "regions": [{"Region": "r", "SecurityGroupSet": [{"SecurityGroupId": "$name:store", "SecurityGroupName": "store"}], "InstanceSet": [{"InstanceId": "ins-1", "SecurityGroupIds": ["$name:store"]}]}]}\n#- /a.sg\nregion r\ncvm m { groups store }',
  );
});

test('two regions, projects or VPCs do not become one', () => {
  checkRefused('region r$01\ngroup a {}\nregion r2\n', 'r2', /'r2' is taken: it is another region/);
  checkRefused('project p$01\ngroup a {}\nproject p2\n', 'p2', /'p2' is taken: it is another project/);
  checkRefused('group a {}\nproject p$01\n', '0', /'0' is taken/);
  checkRefused('subnet s { vpc v$01 }\nsubnet t { vpc v2 }', 'v2', /'v2' is taken: it is another VPC/);
  checkRename('project p$01\ngroup a {}\n', '0', '#- /main.sg\nproject 0\ngroup a {}\n');
});

test('a region or project in which declarations without such a line are cannot be renamed', () => {
  checkRefused(
    'region $0default\ngroup a {}\n#- /b.sg\ngroup b {}',
    'r',
    /'default' is also the region of what stands before/,
  );
  checkRefused(
    'project 1\ngroup a {}\nproject $00\n#- /b.sg\nexpect deny ssh from a to a',
    'p',
    /'0' is also the project of/,
  );
  checkRename('region $0default\ngroup a {}\n', 'r', '#- /main.sg\nregion r\ngroup a {}\n');
});

test('the number of a project in a snapshot is an id of the cloud', () => {
  const snapshot = (project: string) =>
    `#- /b.sg.json\n{"regions": [{"Region": "r", "SecurityGroupSet": [{"SecurityGroupName": "b", "ProjectId": ${project}}, {"SecurityGroupName": "c", "ProjectId": ${project}}]}]}`;
  checkRefused(`#- /a.sg\nproject $07\ngroup a {}\n${snapshot('7')}`, 'shop', /snapshot, which has it from the cloud/);
  checkRename(`#- /a.sg\nproject 7$0\ngroup a {}\n${snapshot('8')}`, '9', '#- /a.sg\nproject 9\ngroup a {}');
});

test('a name of another region stays', () => {
  checkRename(
    'region a\ngroup w$0eb {}\nregion b\ngroup web {}',
    'x',
    '#- /main.sg\nregion a\ngroup x {}\nregion b\ngroup web {}',
  );
});

test('names that are none, taken or read as something else are refused', () => {
  const fixture = 'group w$0eb {}\naddresses office {}';
  checkRefused(fixture, '1st', /'1st' is not a name/);
  checkRefused(fixture, 'a b', /is not a name/);
  checkRefused(fixture, '', /empty/);
  checkRefused(fixture, 'sg-1a2b', /is not a name/);
  checkRefused(fixture, 'office', /'office' is taken: region 'default' has an address list of that name/);
  checkRefused(fixture, 'any', /has another meaning/);
  checkRefused('services w$0eb {}', 'tcp', /has another meaning/);
});

test('a built-in name is refused where rules mean it, and free where none does', () => {
  checkRefused('services s$0 {}\ngroup g { inbound { allow ssh from any } }', 'ssh', /built in and used by rules/);
  checkRename('services s$0 {}', 'ssh', '#- /main.sg\nservices ssh {}');
});

test('ids, built-in names and self cannot be renamed', () => {
  const reason = (fixture: string) => {
    const { folder, uri, offset } = ask(fixture);
    const found = prepareRename(folder, uri, offset);
    return 'refused' in found ? found.refused : found.name;
  };
  expect(reason('group web { id sg-1$0a }')).toMatch(/'sg-1a' is an id/);
  expect(reason('group web { inbound { allow s$0sh from any } }')).toMatch(/'ssh' is built in/);
  expect(reason('group web { inbound { allow all from s$0elf } }')).toMatch(/'self' cannot be a name/);
  expect(reason('group web { inbound { al$0low all from any } }')).toMatch(/No name/);
  expect(reason('group w$0eb {}')).toBe('web');
});
