// Guards `expires-soon`: from so many days before the last one on, as the settings have it.
import { test } from 'vitest';
import { checkDiagnostics, UNUSED } from '../../test/support/checkDiagnostics.ts';

test('a last day that is near', () => {
  checkDiagnostics(
    `
    group web {
      inbound {
        allow tcp 3 from any until 2026-06-01
        #                          ^^^^^^^^^^ expires-soon: This rule ends today
        allow tcp 4 from any until 2026-06-02
        #                          ^^^^^^^^^^ expires-soon: This rule ends tomorrow
        allow tcp 5 from any until 2026-06-14
        #                          ^^^^^^^^^^ expires-soon: This rule ends in 13 days
        allow tcp 6 from any until 2026-06-15
      }
    }
    `,
    { without: UNUSED, today: '2026-06-01' },
  );
  checkDiagnostics('group web { inbound { allow tcp 3 from any until 2026-06-03 } }', {
    without: UNUSED,
    today: '2026-06-01',
    config: { expiresSoonDays: 2 },
  });
});
