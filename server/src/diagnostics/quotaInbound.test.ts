// Guards `quota-inbound`: a policy a peer, one range a block, no quota for acls.
import { test } from 'vitest';
import { checkDiagnostics, UNUSED } from '../../test/support/checkDiagnostics.ts';

test('one range a block from the first rule past the quota', () => {
  checkDiagnostics(
    `
    group web {
      inbound {
        allow tcp 1 from any
        allow tcp 7 from 10.0.0.1, 10.0.0.2
        allow tcp 8 from any
        #<^^^^^^^^^^^^^^^^^^^^ quota-inbound: 'web' has 5 policies inbound; the quota is 3
      }
      inbound {
        allow tcp 9 from any
        #<^^^^^^^^^^^^^^^^^^^^ quota-inbound
      }
    }
    acl a { inbound { allow tcp 1 from any  allow tcp 2 from any  allow tcp 3 from any  allow tcp 4 from any } }
    `,
    { without: [...UNUSED, 'open-to-world'], config: { quotas: { inbound: 3 } } },
  );
});
