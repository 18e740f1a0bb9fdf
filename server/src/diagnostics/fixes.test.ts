// Guards what fixes write, and what they leave alone: what is unknown or ignored, and what would change a packet.

import { expect, test } from 'vitest';
import { applyEdits } from '#text/textEdit.ts';
import { fixAll } from '#workspace/folderDiagnostics.ts';
import { loadFixture } from '../../test/support/checkDiagnostics.ts';
import { fixed } from '../../test/support/fixed.ts';
import { readFixture } from '../../test/support/fixture.ts';

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

test('a comment that ignores nothing', () => {
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
