// Guards the rule that is written without what is decided above anyhow, and that a rule of which a part of each is decided stays.
import { expect, test } from 'vitest';
import { checkAction, titlesOf } from '../../test/support/checkIde.ts';

const CONFIG = `
#- /secgroup.json
{ "severity": { "partly-shadowed-rule": "hint" } }
`;
const rules = (...lines: readonly string[]): string =>
  `#- /a.sg\naddresses far { 10.0.0.0/8 11.0.0.0/8 }\ngroup web {\n  inbound {\n    ${lines.join('\n    ')}\n  }\n}\n${CONFIG}`;
const above = 'deny tcp 20-22 from 10.0.0.0/8';

test.each([
  ['allow $0tcp 22,80 from 10.0.0.0/8', 'tcp 80', 'allow tcp 80 from 10.0.0.0/8'],
  [
    'allow $0tcp 20-25 from 10.1.0.0/16, 10.2.0.0/16 "x"',
    'tcp 23-25',
    'allow tcp 23-25 from 10.1.0.0/16, 10.2.0.0/16 "x"',
  ],
  ['allow ssh from $010.0.0.0/7', '11.0.0.0/8', 'allow ssh from 11.0.0.0/8'],
])('%s', (rule, written, after) => {
  checkAction(rules(above, rule), `Write '${written}': the rest is decided above`, { after: rules(above, after) });
});

test('a part of each service and of each address is decided above: the rule can be moved up, and says what that does', () => {
  const rule = 'allow tcp 22,80 from $010.0.0.0/7';
  expect(titlesOf(rules(above, rule)).filter((title) => title.startsWith('Write'))).toEqual([]);
  checkAction(rules(above, rule), 'Move it up above what decides a part of it (changes which packets pass)', {
    after: rules('allow tcp 22,80 from 10.0.0.0/7', above),
    changesPackets: true,
  });
});

test('nothing is written of members, of a named list, or in the place of one block by many', () => {
  for (const rule of ['allow $0tcp 22,80 from web', 'allow tcp 22 from $0far', 'allow tcp 22 from $00.0.0.0/0'])
    expect(titlesOf(rules(above, rule)).filter((title) => title.startsWith('Write'))).toEqual([]);
});
