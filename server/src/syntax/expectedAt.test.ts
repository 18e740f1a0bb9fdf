// Guards what the grammar expects at a place of a text, which completion offers.

import { expect, test } from 'vitest';
import { randomFrom } from '../../test/support/random.ts';
import { edited, randomEdit, randomFile, tidyBlanks } from '../../test/support/randomRules.ts';
import { limit, rounds } from '../../test/support/rounds.ts';
import { expectedAt } from './expectedAt.ts';
import { parse } from './parse.ts';

// Guards that completion is told what the grammar allows at a place, in whole and in broken files.

/** `$` is the cursor. */
function checkExpected(fixture: string, expected: string): void {
  const offset = fixture.indexOf('$');
  const text = fixture.replace('$', '');
  expect([...expectedAt(text, parse(text), offset).expected].sort().join(' ')).toBe(
    expected.split(' ').sort().join(' '),
  );
}

const rules = (line: string) =>
  `group web {\n  inbound {\n    allow ssh from any\n    ${line}\n    deny all from any\n  }\n}\n`;

test.each([
  ['$', 'declaration'],
  ['re$', 'declaration'],
  ['region x\n$', 'declaration'],
  ['group a {\n}\n$\ngroup b {\n}\n', 'declaration'],
  ['region $', 'region-name'],
  ['project $', 'project-name'],
  ['group $', 'declared-name'],
  ['group web $', 'description {'],
  ['group web {\n  $\n}\n', '} id-keyword direction'],
  ['group web {\n  inbound {\n  }\n  $\n}\n', '} id-keyword direction'],
  ['acl a {\n  id $\n}\n', 'id'],
  ['cvm a {\n  $\n}\n', '} property id-keyword'],
  ['cvm a {\n  groups web, $\n}\n', 'cvm-group'],
  ['cvm a {\n  interface $\n}\n', 'declared-name {'],
  ['cvm a {\n  interface e {\n    $\n  }\n}\n', '} property id-keyword'],
  ['cvm a {\n  interface {\n    private-ip 10.0.0.1\n    groups $\n', 'cvm-group'],
  ['cvm a {\n  interface {\n    subnet\n    $\n', 'cvm-subnet } property id-keyword'],
  ['cvm a {\n  interface {\n  }\n  $\n', '} property id-keyword'],
  ['cvm a {\n  private-ip $\n}\n', 'machine-address'],
  ['cvm a {\n  subnet $\n}\n', 'cvm-subnet'],
  ['subnet a {\n  cidr $\n}\n', 'cidr'],
  ['subnet a {\n  acl $\n}\n', 'subnet-acl'],
  ['addresses a {\n  $\n}\n', 'address-item } id-keyword'],
  ['addresses a {\n  id $\n}\n', 'id'],
  ['services a {\n  id ppm$\n}\n', 'id'],
  ['addresses a {\n  id\n  $\n}\n', 'address-item } description id id-keyword'],
  ['services a {\n  tcp 80 $\n}\n', 'service , description } id-keyword'],
  ['grop a {\n  $\n}\n', '} id-keyword direction'],
  ['cvm a {\n  interfce e {\n    groups $\n  }\n}\n', 'cvm-group'],
  ['expect $', 'action'],
  ['expect allow ssh from $', 'endpoint'],
  ['expect allow ssh from a $', ', to'],
  ['expect allow ssh from a to b $', ', description declaration'],
])('%j expects %s', (fixture, expected) => checkExpected(fixture, expected));

test.each([
  ['expect allow ssh from a to\n$', 'endpoint declaration'],
  ['region\n$', 'region-name declaration'],
  ['cvm a {\n  subnet\n  $\n}\n', 'cvm-subnet } property id-keyword'],
  ['group a {\n  inbound {\n    allow tcp 80 from\n    $\n', 'peer } action'],
  ['group a {\n  inbound {\n    allow tcp 80 from any,\n    $\n', 'peer'],
])('a statement that lacks something goes on or not: %j expects %s', (fixture, expected) =>
  checkExpected(fixture, expected),
);

test.each([
  ['$', 'action } , until description'],
  ['al$', 'action } , until description'],
  ['allow $', 'service'],
  ['allow tcp $', 'ports from'],
  ['allow tcp 80,$', 'ports'],
  ['allow tcp 80 $', ', from'],
  ['allow tcp 80 from $', 'peer'],
  ['allow tcp 80 from any, w$', 'peer'],
  ['allow tcp 80 from any until $', 'date'],
  ['allow tcp 80 from any "x" $', 'action }'],
  ['allow tpc:80 from $', 'peer'],
  ['allow tcp 80 from @@, any, $', 'peer'],
])('a rule %j expects %s', (line, expected) => checkExpected(rules(line), expected));

test('in a group whose braces are missing, rules are still expected as such', () => {
  checkExpected('group web {\n  inbound {\n    allow ssh from $\n\ngroup db {\n}\n', 'peer');
  checkExpected('group web {\n  inbound {\n    foo bar\n    $\n\ngroup db {\n}\n', 'action }');
});

test('nothing is expected in a comment or a string', () => {
  checkExpected('# wh$', '');
  checkExpected('group a "fro$nt" {\n}\n', '');
  checkExpected('group a "fro$', '');
});

test('a peer is told with its direction and its word', () => {
  const text = 'group web {\n  outbound {\n    allow ssh to 10.0\n  }\n}\n';
  const end = text.indexOf('10.0') + 4;
  expect(expectedAt(text, parse(text), end)).toEqual({
    expected: new Set(['peer']),
    word: { start: end - 4, end },
    declaration: 'group',
    direction: 'outbound',
  });
});

test('any place of any text is answered', { timeout: limit(600_000) }, () => {
  for (let seed = 1; seed <= rounds(300, 20_000); seed++) {
    const next = randomFrom(seed);
    let text = randomFile({ next, blanks: tidyBlanks }, 3);
    text = edited(text, randomEdit(next, text));
    const file = parse(text);
    for (let i = 0; i < 5; i++) {
      const offset = Math.floor(next() * (text.length + 1));
      const { word } = expectedAt(text, file, offset);
      expect(word.start <= offset && offset <= word.end).toBe(true);
    }
  }
});
