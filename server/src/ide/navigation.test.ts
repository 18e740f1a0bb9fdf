// Guards where names lead: definition, references, highlights, in one file and across files, into snapshots and built-in names.
import { expect, test } from 'vitest';
import { ask, show } from '../../test/support/checkIde.ts';
import { definition } from './definition.ts';
import { highlights, references } from './references.ts';

function checkDefinition(fixture: string, expected: string | RegExp | undefined): void {
  const { folder, uri, offset } = ask(fixture);
  const found = definition(folder, uri, offset);
  const shown = found && show(folder, found.name);
  if (expected instanceof RegExp) expect(shown).toMatch(expected);
  else expect(shown).toBe(expected);
}

function checkReferences(fixture: string, expected: readonly string[]): void {
  const { folder, uri, offset } = ask(fixture);
  expect(references(folder, uri, offset, { includeDeclaration: true }).map((place) => show(folder, place))).toEqual(
    expected,
  );
}

test('a peer leads to its group, whatever the file', () => {
  checkDefinition(
    `
    #- /shop/web.sg
    group web { inbound { allow ssh from ba$0stion } }
    #- /shop/bastion.sg
    group bastion { id sg-1a2b }
    `,
    '/shop/bastion.sg:1:7 bastion',
  );
});

test('a cursor behind the name is still at the name', () => {
  checkDefinition('group web { inbound { allow all from db$0 } }\ngroup db {}', '/main.sg:2:7 db');
});

test('a name at the end of one block and the start of the next', () => {
  checkDefinition('addresses a { 10.0.0.0/8 }\ncvm c { groups w$0 }\ngroup w {}', '/main.sg:3:7 w');
});

test('an id leads to what has it, in any region', () => {
  checkDefinition(
    `
    region one
    addresses office { id ipm-1a2b }
    region two
    group web { inbound { allow all from ipm-1$0a2b } }
    `,
    '/main.sg:2:11 office',
  );
});

test('a name of another region leads nowhere', () => {
  checkDefinition('region one\ngroup db {}\nregion two\ngroup web { inbound { allow all from d$0b } }', undefined);
});

test('built-in names lead into their document', () => {
  checkDefinition('group web { inbound { allow ss$0h from any } }', /^secgroup-builtin:\/builtin\.sg:\d+:10 ssh$/);
});

test('a broken line in between hides nothing', () => {
  checkDefinition(
    'group web { inbound { allow tcp from } }\n}}} {\ngroup x { inbound { allow all from we$0b } }',
    '/main.sg:1:7 web',
  );
});

test('Chinese names and emoji before them', () => {
  checkDefinition('# 😀 𠮷\ngroup 网站 "😀" {}\ncvm 机器 { groups 网$0站 }', '/main.sg:2:7 网站');
});

test('the name of a snapshot is found from a rule file', () => {
  checkDefinition(
    `
    #- /a.sg
    region r
    group web { inbound { allow all from d$0b } }
    #- /b.sg.json
    {"version": 1, "regions": [{"Region": "r", "SecurityGroupSet": [{"SecurityGroupId": "sg-9z", "SecurityGroupName": "db"}]}]}
    `,
    '/b.sg.json:1:116 db',
  );
});

test('references by name and by id, the declaration first', () => {
  checkReferences(
    `
    #- /a.sg
    group db { id sg-1a }
    group web { outbound { allow tcp 3306 to db$0 } }
    #- /b.sg
    cvm m { groups sg-1a }
    expect deny all from any to db
    `,
    ['/a.sg:1:7 db', '/a.sg:1:15 sg-1a', '/a.sg:2:42 db', '/b.sg:1:16 sg-1a', '/b.sg:2:29 db'],
  );
});

test('self is the group in which it stands', () => {
  checkDefinition('group web { inbound { allow all from se$0lf } }', '/main.sg:1:7 web');
});

test('a vpc has references though nothing declares it', () => {
  checkReferences('subnet a { vpc m$0ain }\nsubnet b { vpc main }', ['/main.sg:1:16 main', '/main.sg:2:16 main']);
});

test('highlights stay within the file', () => {
  const { folder, uri, offset } = ask(
    '#- /a.sg\ngroup w$0eb {}\ncvm a { groups web }\n#- /b.sg\ncvm b { groups web }\n',
  );
  expect(highlights(folder, uri, offset).map((each) => `${each.kind} ${show(folder, each)}`)).toEqual([
    'declaration /a.sg:1:7 web',
    'reference /a.sg:2:16 web',
  ]);
});
