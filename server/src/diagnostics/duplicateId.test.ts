// Guards `duplicate-id`: over regions and files.
import { test } from 'vitest';
import { checkDiagnostics, UNUSED } from '../../test/support/checkDiagnostics.ts';

test('an id that is given twice is reported at both places', () => {
  checkDiagnostics(
    `
    #- /a.sg
    group web { id sg-aaaaaaaa }
    #              ^^^^^^^^^^^ duplicate-id: The id 'sg-aaaaaaaa' is given twice
    group db { id sg-bbbbbbbb }
    #- /b.sg
    region other
    group web { id sg-aaaaaaaa }
    #              ^^^^^^^^^^^ duplicate-id
    `,
    { without: UNUSED },
  );
});
