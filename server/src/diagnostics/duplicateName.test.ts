// Guards `duplicate-name`: of all kinds, within a region, over files.
import { test } from 'vitest';
import { checkDiagnostics, UNUSED } from '../../test/support/checkDiagnostics.ts';

test('a name that is declared twice in a region is reported at both places, of whatever kinds', () => {
  checkDiagnostics(
    `
    #- /a.sg
    group web { }
    #     ^^^ duplicate-name: 'web' is declared twice in region 'default'; references mean the first.
    #- /b.sg
    services web { tcp 80 }
    #        ^^^ duplicate-name
    region other
    group web { }
    `,
    { without: UNUSED },
  );
});
