// Guards what fixes write, and what they leave alone: what is unknown or ignored, and what would change a packet.

import { expect, test } from 'vitest';
import { applyEdits } from '#text/textEdit.ts';
import { fixAll, fixesAt } from '#workspace/snapshot.ts';
import { loadFixture } from '../../test/support/checkDiagnostics.ts';
import { readFixture } from '../../test/support/fixture.ts';

/** The file after the fix of that title for what is reported at the cursor. */
function fixed(fixture: string, title: string | RegExp): string {
  const { files, cursor } = readFixture(fixture);
  if (cursor === undefined) throw new Error('The fixture has no cursor.');
  const snapshot = loadFixture(files);
  const offered = fixesAt(snapshot, cursor.uri, cursor);
  const found = offered.find(({ fix }) => (typeof title === 'string' ? fix.title === title : title.test(fix.title)));
  if (found === undefined) throw new Error(`Offered is only: ${offered.map(({ fix }) => fix.title).join(' | ')}`);
  return applyEdits(files.get(cursor.uri) ?? '', found.fix.edits);
}

function allFixed(fixture: string): string {
  const { files } = readFixture(fixture);
  const [[uri, text] = ['', '']] = files;
  return applyEdits(text, fixAll(loadFixture(files), uri));
}

function text(fixture: string): string {
  return [...readFixture(fixture).files.values()][0] ?? '';
}

test('words and blocks are written as they are read', () => {
  expect(fixed('group web { inbound { allow ssh $0to office } }', "Write 'from'")).toBe(
    'group web { inbound { allow ssh from office } }',
  );
  expect(fixed('addresses a { 10.1.2.3$0/8 }', "Write '10.0.0.0/8'")).toBe('addresses a { 10.0.0.0/8 }');
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

test('a rule goes with its line, its comment and the ignore comment before it; of several peers only the one', () => {
  expect(
    fixed(
      `
      group web {
        inbound {
          deny  all from any
          # ignore host-bits-set: as it was given
          allow ssh from 10.0.0.1$0/8 "late"   # why
          allow udp from web   # another
        }
      }
      `,
      'Remove this rule',
    ),
  ).toBe(
    text(`
      group web {
        inbound {
          deny  all from any
          allow udp from web   # another
        }
      }
      `),
  );
  const list = (peers: string): string =>
    `group web { inbound { deny ssh from 10.0.0.0/8  allow tcp 22 from ${peers} "x" deny udp from any } }`;
  expect(fixed(list('$010.1.0.0/16, 8.8.8.8, 10.2.0.0/16'), 'Remove this peer')).toBe(list('8.8.8.8, 10.2.0.0/16'));
  expect(fixed(list('10.1.0.0/16, 8.8.8.8, $010.2.0.0/16'), 'Remove this peer')).toBe(list('10.1.0.0/16, 8.8.8.8'));
  expect(fixed(list('10.1.0.0/16, $010.2.0.0/16'), 'Remove this rule')).toBe(
    'group web { inbound { deny ssh from 10.0.0.0/8  deny udp from any } }',
  );
});

test('what only the removed rule keeps from being reached goes with it', () => {
  expect(
    fixed(
      `
      group web {
        inbound {
          allow tcp 80 from 10.0.0.0/8$0
          deny  tcp 80 from 10.0.0.0/8
          allow tcp    from any
        }
      }
      `,
      'Remove this rule and 1 policy that only it keeps from being reached',
    ),
  ).toBe(text('group web {\n  inbound {\n    allow tcp    from any\n  }\n}\n'));
});

test('all rules without effect go, as far as they can together', () => {
  expect(
    fixed(
      `
      group web {
        inbound {
          allow tcp 80 from 10.1.0.0/16
          allow tcp    from 10.0.0.0/8
          allow tcp    from any
          deny  tcp 22 from $010.2.0.0/16
        }
      }
      `,
      'Remove all 3 policies without effect from this list',
    ),
  ).toBe(text('group web {\n  inbound {\n    allow tcp    from any\n  }\n}\n'));
});

test('an expired rule, and a comment that ignores nothing', () => {
  expect(
    fixed('group web {\n  inbound {\n    allow ssh from web until 2020-01-01$0 "x"\n  }\n}', /^Remove this rule; what/),
  ).toBe('group web {\n  inbound {\n  }\n}');
  expect(fixed('# ignore shadowed-rule$0: nothing\r\ngroup web { }', 'Remove the comment')).toBe('group web { }');
  expect(fixed('group web { }   # ignore $0shadowed-rule: nothing\nregion x', 'Remove the comment')).toBe(
    'group web { }\nregion x',
  );
});

test('all safe fixes at once leave alone what is ignored, unknown or would change a packet', () => {
  expect(
    allFixed(
      `
      addresses a { 10.0.0.1/8 }
      group web {
        inbound {
          deny  all  from any
          allow ssh  from any          # ignore shadowed-rule: kept for the audit
          allow http to   10.0.0.1/8   # ignore open-to-world: gone with its line
          # ignore redundant-rule: nothing
          allow https from 8.8.8.8, nobody
          allow tcp 1 from 10.0.0.0/8 until 2020-01-01
        }
        outbound {
          allow tcp from any until 2020-01-01
        }
      }
      `,
    ),
  ).toBe(
    text(`
      addresses a { 10.0.0.0/8 }
      group web {
        inbound {
          deny  all  from any
          allow ssh  from any          # ignore shadowed-rule: kept for the audit
          allow https from nobody
        }
        outbound {
          allow tcp to any until 2020-01-01
        }
      }
      `),
  );
});

test('in JSON items go with their commas, and the places of those behind are counted down', () => {
  const item = (index: number, action: string, cidr: string): string =>
    `{"PolicyIndex": ${index}, "Protocol": "tcp", "Port": "80", "CidrBlock": "${cidr}", "Action": "${action}"}`;
  const file = (...items: string[]): string =>
    `{"version": 1, "regions": [{"Region": "r", "SecurityGroupSet": [{"SecurityGroupId": "sg-1", "SecurityGroupName": "web", "SecurityGroupPolicySet": {"Ingress": [${items.join(', ')}], "Egress": []}}]}]}`;
  const before = `#- /a.sg.json\n${file(item(0, 'ACCEPT', '10.0.0.0/8'), item(1, 'DROP', '10.$01.0.0/16'), item(2, 'ACCEPT', '11.0.0.0/8'), item(3, 'ACCEPT', '11.1.0.0/16'))}`;
  expect(fixed(before, 'Remove this rule')).toBe(
    file(item(0, 'ACCEPT', '10.0.0.0/8'), item(1, 'ACCEPT', '11.0.0.0/8'), item(2, 'ACCEPT', '11.1.0.0/16')),
  );
  expect(fixed(before, /^Remove all 2/)).toBe(file(item(0, 'ACCEPT', '10.0.0.0/8'), item(1, 'ACCEPT', '11.0.0.0/8')));
});

test('an unused list or group is removed with its comment, and a machine in no group is put into one', () => {
  // Guards: the whole block goes, others stay, and the new line has the layout of the block.
  const uri = 'file:///main.sg';
  const text = `# nobody asks for it
addresses spare {
  10.0.0.0/8
}

group web {}
cvm one { private-ip 10.0.0.1 }
cvm two {
  private-ip 10.0.0.2
}
`;
  const snapshot = loadFixture(new Map([[uri, text]]));
  const offered = fixesAt(snapshot, uri, { start: 0, end: text.length });
  const applied = (title: string, code: string) =>
    applyEdits(
      text,
      offered
        .filter(({ fix, diagnostic }) => fix.title === title && diagnostic.code === code)
        .flatMap(({ fix }) => fix.edits),
    );
  expect(applied('Remove this list', 'unused-addresses')).toBe(text.slice(text.indexOf('group web')));
  expect(applied('Remove this group', 'unused-group')).toBe(text.replace('group web {}\n', ''));
  expect(applied("Put it into 'web'", 'cvm-without-group')).toBe(
    text.replace('10.0.0.1 }', '10.0.0.1 groups web }').replace('10.0.0.2\n', '10.0.0.2\n  groups web\n'),
  );
});
