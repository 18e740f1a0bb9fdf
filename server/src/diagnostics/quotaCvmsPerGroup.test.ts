// Guards `quota-cvms-per-group`.
import { test } from 'vitest';
import { checkDiagnostics, UNUSED } from '../../test/support/checkDiagnostics.ts';

test('more machines are in a group than allowed', () => {
  checkDiagnostics(
    `
    group web { }
    #     ^^^ quota-cvms-per-group: 2 CVMs are in the group 'web'; 'cvmsPerGroup' allows 1
    group one { }
    cvm a { private-ip 10.0.0.1 groups web, one }
    cvm b { private-ip 10.0.0.2 groups web }
    `,
    { without: UNUSED, config: { quotas: { cvmsPerGroup: 1 } } },
  );
});
