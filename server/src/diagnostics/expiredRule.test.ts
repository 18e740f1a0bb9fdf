// Guards `expired-rule`: a rule counts to the end of its day, and its fix takes it out.
import { expect, test } from 'vitest';
import { checkDiagnostics, UNUSED } from '../../test/support/checkDiagnostics.ts';
import { fixed } from '../../test/support/fixed.ts';

test('a day that is larger than', () => {
  checkDiagnostics(
    `
    group web {
      inbound {
        allow tcp 2 from any until 2026-05-31
        #                          ^^^^^^^^^^ expired-rule: The last day of this rule, 2026-05-31, is over
        allow tcp 3 from any until 2026-06-01
      }
    }
    `,
    { without: [...UNUSED, 'expires-soon'], today: '2026-06-01' },
  );
});

test('its rule goes', () => {
  expect(
    fixed('group web {\n  inbound {\n    allow ssh from web until 2020-01-01$0 "x"\n  }\n}', /^Remove this rule; what/),
  ).toBe('group web {\n  inbound {\n  }\n}');
});
