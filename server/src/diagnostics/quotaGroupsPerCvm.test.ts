// Guards `quota-groups-per-cvm`: groups that are not known count too.
import { test } from 'vitest';
import { checkDiagnostics, UNUSED } from '../../test/support/checkDiagnostics.ts';

test('a machine is in more groups than allowed', () => {
  checkDiagnostics(
    `
    group a { }
    group b { }
    cvm one { private-ip 10.0.0.1 groups a, b }
    #   ^^^ quota-groups-per-cvm: The CVM 'one' is in 2 groups; 'groupsPerCvm' allows 1
    cvm two { private-ip 10.0.0.2 groups a, sg-12345678 }
    #   ^^^ quota-groups-per-cvm
    cvm three { private-ip 10.0.0.3 groups a }
    `,
    { without: [...UNUSED, 'unknown-name'], config: { quotas: { groupsPerCvm: 1 } } },
  );
});
