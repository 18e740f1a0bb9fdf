// Guards `quota-expanded`: services times addresses, over both directions.
import { test } from 'vitest';
import { checkDiagnostics, UNUSED } from '../../test/support/checkDiagnostics.ts';

test('the lists of a group come to more policies than allowed', () => {
  checkDiagnostics(
    `
    addresses pair { 10.1.0.0/16 10.2.0.0/16 }
    services ports { tcp 1 tcp 2 udp 3 }
    group web {
    #     ^^^ quota-expanded: With its lists expanded 'web' has 7 policies; 'expanded' allows 6
      inbound { allow ports from pair }
      outbound { allow gre to any }
    }
    group few { inbound { allow ports from pair } }
    `,
    { without: UNUSED, config: { quotas: { expanded: 6 } } },
  );
});
