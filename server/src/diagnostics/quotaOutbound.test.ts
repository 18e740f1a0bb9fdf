// Guards `quota-outbound`: a policy a peer, one range a block, no quota for acls.
import { test } from 'vitest';
import { checkDiagnostics, UNUSED } from '../../test/support/checkDiagnostics.ts';

test('one range a block from the first rule past the quota', () => {
  checkDiagnostics(
    `
    group web {
      outbound {
        allow tcp 1 to any
        allow tcp 7 to 10.0.0.1, 10.0.0.2
        allow tcp 8 to any
        #<^^^^^^^^^^^^^^^^^^ quota-outbound: 'web' has 5 policies outbound; the quota is 3
      }
      outbound {
        allow tcp 9 to any
        #<^^^^^^^^^^^^^^^^^^ quota-outbound
      }
    }
    acl a { outbound { allow tcp 1 to any  allow tcp 2 to any  allow tcp 3 to any  allow tcp 4 to any } }
    `,
    { without: [...UNUSED, 'open-to-world'], config: { quotas: { outbound: 3 } } },
  );
});
