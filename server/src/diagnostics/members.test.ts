// Guards what follows from the machines of now: rules shadowed by members, dead groups, failed expectations, ports open to the world.

import { expect, test } from 'vitest';
import { applyEdits } from '#text/textEdit.ts';
import { diagnosticsOf, fixesAt } from '#workspace/folderDiagnostics.ts';
import { checkDiagnostics, UNUSED } from '../../test/support/checkDiagnostics.ts';

const without = UNUSED;

test('what only the members of now make say nothing is told apart from what never says anything', () => {
  checkDiagnostics(
    `
    group web { }
    group db {
      inbound {
        deny  tcp 22 from 10.0.1.0/24
        allow tcp 22 from web
        #<^^^^^^^^^^^^^^^^^^^^^ shadowed-by-members: With the present members of the groups, this rule decides nothing: policy 0 'deny tcp 22 from 10.0.1.0/24' above takes all that it matches, and decides differently.
        allow tcp 80 from 10.0.2.5
        allow tcp 80 from self, 8.8.8.8
        #                 ^^^^ shadowed-by-members: With the present members of the groups, this peer decides nothing
      }
    }
    cvm w { private-ip 10.0.1.7 groups web }
    cvm d { private-ip 10.0.2.5 groups db }
    `,
    { without },
  );
});

test('a group whose rules earlier groups of the machine take is dead there, each direction by itself', () => {
  checkDiagnostics(
    `
    group front {
      inbound  { allow tcp 443 from any deny all from any }
      outbound { allow all to any }
    }
    group ops {
      inbound  { allow tcp 22 from 10.0.0.0/8 allow icmp from front }
      outbound { allow tcp to 2001:db8::/32 }
    }
    cvm one { private-ip 10.0.0.1 groups front, ops }
    #                                           ^^^ dead-on-cvm: The inbound rules of 'ops' decide nothing on 'one': 'front', tried before, takes every packet
    cvm two { private-ip 10.0.0.2 groups ops, front }
    `,
    { without },
  );
});

test('a group that a machine or an interface names a second time decides nothing there, and the fix removes it', () => {
  // Guards: a name and an id for one group, several in a row, and that a group without rules is not told.
  const folder = checkDiagnostics(
    `
    group web { id sg-0000000a inbound { allow tcp 443 from any } }
    group none { }
    cvm one { private-ip 10.0.0.1 groups web, none, web, none, sg-0000000a }
    #                                               ^^^ dead-on-cvm: 'web' is named before this among the groups of 'one': its rules decide nothing the second time.
    #                                                          ^^^^^^^^^^^ dead-on-cvm
    cvm two {
      private-ip 10.0.0.2 groups web
      interface eth1 { private-ip 10.0.0.3 groups web, web }
      #                                                ^^^ dead-on-cvm: 'web' is named before this among the groups of 'two/eth1'
    }
    `,
    { without },
  );
  const uri = 'file:///main.sg';
  const text = folder.files.get(uri)?.text ?? '';
  const fixes = fixesAt(folder, uri, { start: 0, end: text.length }).filter(({ fix }) =>
    fix.title.startsWith('Remove'),
  );
  const edits = fixes.flatMap(({ fix }) => fix.edits);
  expect(applyEdits(text, edits).match(/groups .*/g)).toEqual([
    'groups web, none, none }',
    'groups web',
    'groups web }',
  ]);
});

test('an expectation that fails says the packet and the rule that decided, and where that is', () => {
  const folder = checkDiagnostics(
    `
    #- /rules.sg
    group web { outbound { allow all to any } }
    group db {
      inbound {
        deny  tcp 3306 from 10.0.0.5
        allow tcp 3306 from web
      }
    }
    cvm web-1 { private-ip 10.0.0.5 groups web }
    cvm db-1 { private-ip 10.0.0.9 groups db }
    #- /expect.sg
    expect allow tcp 3306 from web-1 to db-1 "reaches"
    #<^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ expectation-failed: Expected to be allowed, but tcp 3306 from 10.0.0.5 ('web-1') to 10.0.0.9 ('db-1') is denied: policy 0 'deny tcp 3306 from 10.0.0.5', inbound in 'db', decides.
    expect deny tcp 3306 from web-1 to db
    expect allow tcp 22 from web to db-1
    #<^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ expectation-failed: Expected to be allowed, but tcp 22 from 10.0.0.5 ('web-1') to 10.0.0.9 ('db-1') is denied: no inbound rule of 'db' matches it.
    expect deny all from 2001:db8::1 to 10.0.0.9
    #<^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ expectation-empty: It covers no packet
    expect allow tcp 22 from nobody to db-1
    #                        ^^^^^^ unknown-name
    `,
    { without: [...without, 'shadowed-by-members'] },
  );
  const [failed] = diagnosticsOf(folder, 'file:///expect.sg');
  expect(failed?.related.map(({ uri, start, end }) => [uri, folder.files.get(uri)?.text.slice(start, end)])).toEqual([
    ['file:///rules.sg', 'deny  tcp 3306 from 10.0.0.5'],
  ]);
});

test('an expectation of one family is told where the other one would fail, and its fix names both', () => {
  // Guards: either family, either end, the packet in the message, and that a mended one fails for what it is.
  const folder = checkDiagnostics(
    `
    group web {
      inbound { deny ssh from any  allow ssh from any6  allow rdp from any }
      #                            ^^^^^^^^^^^^^^^^^^^ open-to-world
      #                                                 ^^^^^^^^^^^^^^^^^^ open-to-world
      outbound { allow tcp 25 to any6 }
    }
    cvm web-1 { private-ip 10.0.0.1, 2001:db8::1  groups web }
    expect deny ssh from any to web
    #<^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ expectation-one-family: This holds, but the same with 'any6' does not: tcp 22 from :: to 2001:db8::1 ('web-1') is allowed: policy 1 'allow ssh from any6', inbound in 'web', decides. Add 'any6'.
    expect deny rdp from any6 to web
    #<^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ expectation-one-family: This holds, but the same with 'any' does not
    expect deny tcp 25 from web to any, 10.0.0.7
    #<^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ expectation-one-family
    expect deny rdp from any6, 10.9.9.9 to 2001:db8::1
    expect deny udp from any to web
    expect deny mysql from any, any6 to web
    `,
  );
  const uri = 'file:///main.sg';
  const text = folder.files.get(uri)?.text ?? '';
  const fixes = fixesAt(folder, uri, { start: 0, end: text.length }).filter(
    ({ diagnostic }) => diagnostic.code === 'expectation-one-family',
  );
  const fixed = applyEdits(
    text,
    fixes.flatMap(({ fix }) => fix.edits),
  );
  expect(fixed.match(/expect .*(any6?, any6?|any6?, any6?,).*/g)).toEqual([
    'expect deny ssh from any, any6 to web',
    'expect deny rdp from any6, any to web',
    'expect deny tcp 25 from web to any, any6, 10.0.0.7',
    'expect deny mysql from any, any6 to web',
  ]);
});

test('a machine that all of the internet reaches is told with its ports and the rule; a part of the internet, or an acl before it, is not', () => {
  // Guards: the whole way, each family, and ports that only some may reach.
  const folder = checkDiagnostics(
    `
    group web { inbound { allow ssh from any  allow rdp from 0.0.0.0/1  allow tcp 3306 from any6 } }
    #                     ^^^^^^^^^^^^^^^^^^ open-to-world
    #                                                                   ^^^^^^^^^^^^^^^^^^^^^^^^ open-to-world
    group closed { inbound { deny ssh from 203.0.113.0/24 } }
    acl shut { inbound { allow all from any } outbound { allow tcp 1024-2000 to any } }
    subnet s { acl shut }
    cvm open { private-ip 10.0.0.1 public-ip 198.51.100.1 groups web }
    #   ^^^^ exposed-cvm: The whole IPv4 internet reaches 'open' at 198.51.100.1 on tcp 22: policy 0 'allow ssh from any', inbound in 'web', decides.
    cvm six { private-ip 10.0.0.2 public-ip 2001:db8::7 groups web }
    #   ^^^ exposed-cvm: The whole IPv6 internet reaches 'six' at 2001:db8::7 on tcp 3306
    cvm part { private-ip 10.0.0.3 public-ip 198.51.100.3 groups closed, web }
    cvm behind { private-ip 10.0.0.4 public-ip 198.51.100.4 subnet s groups web }
    cvm inside { private-ip 10.0.0.5 groups web }
    `,
  );
  const [exposed] = diagnosticsOf(folder, 'file:///main.sg').filter(({ code }) => code === 'exposed-cvm');
  expect(exposed?.related.map(({ message }) => message)).toEqual(["This rule of 'web' decides."]);
});

test('where two machines have one public address, each is judged by what filters it', () => {
  // Guards: neither what filters the other one nor that nothing does; and a public address that is private elsewhere.
  checkDiagnostics(
    `
    group web { inbound { allow ssh from any } }
    #                     ^^^^^^^^^^^^^^^^^^ open-to-world
    group shut { inbound { deny all from any } }
    cvm bare { private-ip 10.0.0.1 public-ip 198.51.100.1 }
    #   ^^^^ exposed-cvm: The whole IPv4 internet reaches 'bare' at 198.51.100.1 on tcp 22, 1433, 1521, 2379, 3306 and 8 more: nothing filters it.
    cvm open { private-ip 10.0.0.2 public-ip 198.51.100.1 groups web }
    #   ^^^^ exposed-cvm: The whole IPv4 internet reaches 'open' at 198.51.100.1 on tcp 22: policy 0 'allow ssh from any', inbound in 'web', decides.
    cvm shut-1 { private-ip 10.0.0.3 public-ip 198.51.100.1 groups shut }
    cvm six { private-ip 2001:db8::7 groups shut }
    cvm also { private-ip 10.0.0.4 public-ip 2001:db8::7 groups web }
    cvm one { private-ip 10.0.0.5 public-ip 198.51.100.5 groups shut interface { private-ip 10.0.0.6 public-ip 198.51.100.6 groups web } }
    #   ^^^ exposed-cvm: The whole IPv4 internet reaches 'one' at 198.51.100.6 on tcp 22: policy 0
    `,
    { without: [...without, 'cvm-without-group'] },
  );
});
