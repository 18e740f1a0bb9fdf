// Guards `crowded-group`.
import { test } from 'vitest';
import { checkDiagnostics, UNUSED } from '../../test/support/checkDiagnostics.ts';

test('more machines are in a group than it is easy to change', () => {
  checkDiagnostics(
    `
    group web { }
    #     ^^^ crowded-group: 2 CVMs are in the group 'web', more than 1
    group one { }
    cvm a { private-ip 10.0.0.1 groups web, one }
    cvm b { private-ip 10.0.0.2 groups web }
    `,
    { without: UNUSED, config: { crowdedGroup: 1 } },
  );
});
