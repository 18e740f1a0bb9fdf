// Guards `invalid-date`.
import { test } from 'vitest';
import { checkDiagnostics, UNUSED } from '../../test/support/checkDiagnostics.ts';

test('a day has to be one of the calendar', () => {
  checkDiagnostics(
    `
    group web {
      inbound {
        allow tcp 1 from any until 2026-02-29
        #                          ^^^^^^^^^^ invalid-date: '2026-02-29' is not a day of the calendar
        allow tcp 2 from any until 2028-02-29
      }
    }
    `,
    { without: UNUSED, today: '2026-06-01' },
  );
});
