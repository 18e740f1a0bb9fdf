// Guards `unknown-name`: what is spelled alike, and the fixes that write it or take the reference out.
import { expect, test } from 'vitest';
import { fixesAt } from '#workspace/folderDiagnostics.ts';
import { checkDiagnostics, loadFixture, UNUSED } from '../../test/support/checkDiagnostics.ts';
import { fixed } from '../../test/support/fixed.ts';
import { readFixture } from '../../test/support/fixture.ts';

const without = UNUSED;

test('a word of another place is told as what means the same here', () => {
  checkDiagnostics(
    `
    group web {
      inbound {
        allow any from all
        #     ^^^ unknown-name: There is no service list 'any' in region 'default'. Did you mean 'all'?
        #              ^^^ unknown-name: There is no group or address list 'all' in region 'default'. Did you mean 'any'?
        allow ssh from internet
        #              ^^^^^^^^ unknown-name: There is no group or address list 'internet' in region 'default'. Did you mean 'any'?
      }
    }
    `,
    { without },
  );
});

test('a reference to nothing says what is spelled alike, in its own region only', () => {
  checkDiagnostics(
    `
    #- /a.sg
    region ap-guangzhou
    addresses office { 10.0.0.0/8 }
    group web {
      inbound {
        allow ssh  from offcie
        #               ^^^^^^ unknown-name: There is no group or address list 'offcie' in region 'ap-guangzhou'. Did you mean 'office'?
        allow shh  from office
        #     ^^^ unknown-name: There is no service list 'shh' in region 'ap-guangzhou'. Did you mean 'ssh'
        allow http from sg-12345678
        #               ^^^^^^^^^^^ unknown-name: Nothing has the id 'sg-12345678'. Declare it
        allow http from db
        #               ^^ unknown-name: There is no group or address list 'db' in region 'ap-guangzhou'; the one in 'ap-beijing'
      }
    }
    cvm web-1 { private-ip 10.0.0.1 groups web, wbe subnet front }
    #                                           ^^^ unknown-name
    #                                                      ^^^^^ unknown-name: There is no subnet
    subnet back { cidr 10.0.0.0/24 acl nothing }
    #                                  ^^^^^^^ unknown-name: There is no ACL
    expect allow ssh from officer to web-1
    #                     ^^^^^^^ unknown-name: There is no CVM, group, subnet or address list
    #- /b.sg
    region ap-beijing
    group db { }
    `,
    { without },
  );
});

test('an unknown name is changed to one that is spelled alike', () => {
  const fixture = 'addresses office { 10.0.0.0/8 } group web { inbound { allow ssh from $0offise } }';
  expect(fixed(fixture, "Change to 'office'")).toBe(
    'addresses office { 10.0.0.0/8 } group web { inbound { allow ssh from office } }',
  );
});

test.each([
  [
    'group g { inbound { deny all from any, $0sg-1a } }',
    'Remove this peer',
    'group g { inbound { deny all from any } }',
  ],
  [
    'group g {\n  inbound {\n    deny all from $0sg-1a # ?\n  }\n}\n',
    'Remove this rule',
    'group g {\n  inbound {\n  }\n}\n',
  ],
  ['acl a { inbound { deny $0ppm-1a from any, any6 } }', 'Remove this rule', 'acl a { inbound { } }'],
  ['addresses a {\r\n  $0x "why"\r\n  10.0.0.1\r\n}', "Remove 'x'", 'addresses a {\r\n  10.0.0.1\r\n}'],
  ['services s { $0ppm-1a "why" udp 53 }', "Remove 'ppm-1a'", 'services s { udp 53 }'],
  ['group g {}\ncvm c { groups $0sg-1a, g }', "Remove 'sg-1a'", 'group g {}\ncvm c { groups g }'],
  ['group g {}\ncvm c { groups g, $0sg-1a }', "Remove 'sg-1a'", 'group g {}\ncvm c { groups g }'],
  ['cvm c {\n  groups  $0sg-1a\n  dedicated\n}', "Remove 'sg-1a'", 'cvm c {\n  dedicated\n}'],
  ['cvm c { subnet $0front }', "Remove 'front'", 'cvm c { }'],
  ['subnet s { acl $0acl-1a cidr 10.0.0.0/8 }', "Remove 'acl-1a'", 'subnet s { cidr 10.0.0.0/8 }'],
  ['expect deny all from $0x, any to any', "Remove 'x'", 'expect deny all from any to any'],
  // Lines of one property add up: what stands between them is no part of the list.
  [
    'group g {}\ncvm c {\n  groups g\n  dedicated\n  groups $0x\n}',
    "Remove 'x'",
    'group g {}\ncvm c {\n  groups g\n  dedicated\n}',
  ],
  [
    'group g {}\ncvm c {\n  groups $0x\n  dedicated\n  groups g\n}',
    "Remove 'x'",
    'group g {}\ncvm c {\n  dedicated\n  groups g\n}',
  ],
  [
    'group g {}\ncvm c {\n  groups # 1\n    $0x\n  dedicated groups g\n}',
    "Remove 'x'",
    'group g {}\ncvm c {\n # 1\n  dedicated groups g\n}',
  ],
  [
    'group g {}\ncvm c { groups g, $0x dedicated groups g }',
    "Remove 'x'",
    'group g {}\ncvm c { groups g dedicated groups g }',
  ],
  // What people wrote between two names stays.
  [
    'group g {}\ncvm c {\n  groups g, # 1\n    $0x # 2\n}',
    "Remove 'x'",
    'group g {}\ncvm c {\n  groups g # 1\n # 2\n}',
  ],
  ['group g {}\ncvm c {\n  groups g, # 1\n    $0x\n}', "Remove 'x'", 'group g {}\ncvm c {\n  groups g # 1\n}'],
  [
    'group g {}\ncvm c {\n  groups $0x, # 1\n    g # 2\n}',
    "Remove 'x'",
    'group g {}\ncvm c {\n  groups # 1\n    g # 2\n}',
  ],
  ['expect deny all from any # 1\n  , # 2\n  $0x to any', "Remove 'x'", 'expect deny all from any # 1\n # 2\n to any'],
  [
    'group g {\n  inbound {\n    deny all from any, # 1\n      $0x # 2\n  }\n}\n',
    'Remove this peer',
    'group g {\n  inbound {\n    deny all from any # 1\n # 2\n  }\n}\n',
  ],
  [
    'group g {\n  inbound {\n    deny all from $0x, # 1\n      any # 2\n  }\n}\n',
    'Remove this peer',
    'group g {\n  inbound {\n    deny all from # 1\n      any # 2\n  }\n}\n',
  ],
  ['expect deny all from any to $0x "why"\ngroup g {}', 'Remove this expectation', 'group g {}'],
])('%j: what leads to nothing can go', (fixture, title, after) => expect(fixed(fixture, title)).toBe(after));

test('without its only group, which was unknown, a machine is not filtered any more', () => {
  const changes = (fixture: string) => {
    const { files, cursor } = readFixture(fixture);
    if (cursor === undefined) throw new Error('The fixture has no cursor.');
    return fixesAt(loadFixture(files), cursor.uri, cursor).map(({ fix }) => fix.changesPackets);
  };
  expect(changes('cvm c { groups $0sg-1a }')).toEqual([true]);
  expect(changes('group g {}\ncvm c { groups g, $0sg-1a }')).toEqual([false]);
});
