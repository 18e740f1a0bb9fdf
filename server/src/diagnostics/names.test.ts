// Guards what is said of names: unknown, of another kind, region or project, in a circle, given twice, unused.

import { expect, test } from 'vitest';
import { checkDiagnostics, UNUSED } from '../../test/support/checkDiagnostics.ts';
import { editDistance } from './similarNames.ts';

const without = UNUSED;

test('a reference to nothing says what is spelled alike, in its own region only', () => {
  checkDiagnostics(
    `
    #- /a.sg
    region ap-guangzhou
    addresses office { 10.0.0.0/8 }
    group web {
      inbound {
        allow ssh  from offcie
        #               ^^^^^^ unknown-name: There is no group or list of addresses 'offcie' in region 'ap-guangzhou'. Did you mean 'office'?
        allow shh  from office
        #     ^^^ unknown-name: There is no list of services 'shh' in region 'ap-guangzhou'. Did you mean 'ssh'
        allow http from sg-12345678
        #               ^^^^^^^^^^^ unknown-name: Nothing has the id 'sg-12345678'. Declare it
        allow http from db
        #               ^^ unknown-name: There is no group or list of addresses 'db' in region 'ap-guangzhou'; the one in 'ap-beijing'
      }
    }
    cvm web-1 { private-ip 10.0.0.1 groups web, wbe subnet front }
    #                                           ^^^ unknown-name
    #                                                      ^^^^^ unknown-name: There is no subnet
    subnet back { cidr 10.0.0.0/24 acl nothing }
    #                                  ^^^^^^^ unknown-name: There is no acl
    expect allow ssh from officer to web-1
    #                     ^^^^^^^ unknown-name: There is no cvm, group, subnet or list of addresses
    #- /b.sg
    region ap-beijing
    group db { }
    `,
    { without },
  );
});

test('a name of another kind is wrong where it stands', () => {
  checkDiagnostics(
    `
    addresses office { 10.0.0.0/8 web }
    #                             ^^^ wrong-kind: 'web' is a group; a list of addresses has to stand here.
    services s { tcp 80 office }
    #                   ^^^^^^ wrong-kind
    group web {
      inbound { allow office from web-1 }
      #               ^^^^^^ wrong-kind: 'office' is a list of addresses; a list of services
      #                           ^^^^^ wrong-kind: 'web-1' is a cvm; a group or a list of addresses
    }
    cvm web-1 { private-ip 10.0.0.1 groups office subnet web }
    #                                      ^^^^^^ wrong-kind
    #                                                    ^^^ wrong-kind
    acl a { inbound { allow all from self } }
    #                                ^^^^ wrong-kind: 'self' is the group
    `,
    { without },
  );
});

test('groups of other regions are errors, of other projects warnings', () => {
  checkDiagnostics(
    `
    #- /a.sg
    region ap-guangzhou
    project 1
    group other { id sg-other001 }
    project 0
    group web {
      inbound {
        allow all from other
        #              ^^^^^ cross-project-group: The group 'other' is of project '1'
        allow all from sg-other001
        #              ^^^^^^^^^^^ cross-project-group
        allow tcp from default-open
        allow udp from sg-far00001
        #              ^^^^^^^^^^^ cross-region-group: The group 'sg-far00001' is of region 'ap-beijing'
      }
    }
    cvm c { private-ip 10.0.0.1 groups sg-far00001, web }
    #                                  ^^^^^^^^^^^ cross-region-group
    #- /b.sg
    region ap-beijing
    group far { id sg-far00001 }
    `,
    { without: [...without, 'redundant-rule'] },
  );
});

test('a list that contains itself, at once or through others', () => {
  checkDiagnostics(
    `
    addresses a { b 10.0.0.1 }
    #             ^ circular-addresses
    addresses b { a }
    #             ^ circular-addresses
    services s { tcp 80 s }
    #                   ^ circular-addresses: 's' contains this list again
    addresses c { a }
    `,
    { without },
  );
});

test('names, ids and addresses that are there twice are reported at both places', () => {
  const snapshot = checkDiagnostics(
    `
    #- /a.sg
    group web { id sg-aaaaaaaa }
    #     ^^^ duplicate-name: 'web' is declared twice in region 'default'
    #              ^^^^^^^^^^^ duplicate-id: The id 'sg-aaaaaaaa' is given twice
    subnet s { vpc v cidr 10.0.0.0/24 }
    cvm a { private-ip 10.0.0.1, 10.0.0.9 subnet s }
    #                  ^^^^^^^^ duplicate-address: This address is also that of 'b', in vpc 'v'
    cvm b { private-ip 10.0.0.2, 10.0.0.1 subnet s }
    #                            ^^^^^^^^ duplicate-address: This address is also that of 'a', in vpc 'v'
    cvm c { private-ip 10.0.0.1, 10.0.0.1 }
    cvm d { private-ip 10.0.0.3 public-ip 8.8.8.8 }
    #                  ^^^^^^^^ duplicate-address: This address is also that of 'e', in the classic network
    cvm e { private-ip 10.0.0.3 public-ip 8.8.8.8 }
    #                  ^^^^^^^^ duplicate-address: This address is also that of 'd', in the classic network
    #- /b.sg
    services web { tcp 80 }
    #        ^^^ duplicate-name
    region other
    group web { id sg-aaaaaaaa }
    #              ^^^^^^^^^^^ duplicate-id
    cvm d { private-ip 10.0.0.3 }
    `,
    { without: [...without, 'exposed-cvm'] },
  );
  expect(snapshot.model.cvms.length).toBe(6);
});

test('what nothing uses is faded; self is no use, an expectation is one', () => {
  checkDiagnostics(`
    group alone { inbound { allow all from self } }
    #     ^^^^^ unused-group: Nothing uses the group 'alone'
    group tested { }
    group peer { inbound { allow ssh from peer } }
    #     ^^^^ unused-group
    #                                     ^^^^ empty-group-peer: No cvm is in the group 'peer'
    group worn { inbound { allow ssh from self, a until 2030-01-01 } }
    cvm c { private-ip 192.168.0.1 groups worn }
    cvm bare { private-ip 10.0.0.2 }
    #   ^^^^ cvm-without-group: The cvm 'bare' is in no group
    addresses a { 10.0.0.0/8 }
    addresses b { a }
    #         ^ unused-addresses
    services s { tcp 1 }
    #        ^ unused-services
    expect deny ssh from any to tested
    #<^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ expectation-empty
  `);
});

test('the distance of two names counts neighbours that changed places once', () => {
  expect(editDistance('offcie', 'office', 3)).toBe(1);
  expect(editDistance('web', 'web', 3)).toBe(0);
  expect(editDistance('', 'abc', 3)).toBe(3);
  expect(editDistance('kitten', 'sitting', 3)).toBe(3);
  expect(editDistance('abcdef', 'uvwxyz', 2)).toBeGreaterThan(2);
});
