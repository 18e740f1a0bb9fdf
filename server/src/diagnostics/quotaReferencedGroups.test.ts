// Guards `quota-referenced-groups`: distinct groups over both directions, but not the group itself.
import { test } from 'vitest';
import { checkDiagnostics, UNUSED } from '../../test/support/checkDiagnostics.ts';

test('the rules of a group name more groups than allowed', () => {
  checkDiagnostics(
    `
    group web {
    #     ^^^ quota-referenced-groups: The rules of 'web' name 2 other groups; 'referencedGroups' allows 1
      inbound { allow gre from a, self }
      outbound { allow gre to b, a }
    }
    group a { inbound { allow gre from a, b } }
    group b { }
    `,
    { without: UNUSED, config: { quotas: { referencedGroups: 1 } } },
  );
});
