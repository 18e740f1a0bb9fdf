// Guards `quota-inbound` and `quota-outbound`: a policy a peer, one range a block, no quota for acls.
import { test } from 'vitest';
import { checkDiagnostics, UNUSED } from '../../test/support/checkDiagnostics.ts';

test.each([
  { direction: 'inbound', word: 'from', other: 'outbound' },
  { direction: 'outbound', word: 'to  ', other: 'inbound' },
])('one range a block from the first rule past the quota: $direction', ({ direction, word, other }) => {
  checkDiagnostics(
    `
    group web {
      ${direction} {
        allow tcp 1 ${word} any
        allow tcp 7 ${word} 10.0.0.1, 10.0.0.2
        allow tcp 8 ${word} any
        #<^^^^^^^^^^^^^^^^^^^^ quota-${direction}: 'web' has 5 policies ${direction}; the quota is 3
      }
      ${direction} {
        allow tcp 9 ${word} any
        #<^^^^^^^^^^^^^^^^^^^^ quota-${direction}
      }
      ${other} { }
    }
    acl a { ${direction} { ${[1, 2, 3, 4].map((port) => `allow tcp ${port} ${word} any`).join('  ')} } }
    `,
    { without: [...UNUSED, 'open-to-world'], config: { quotas: { [direction]: 3 } } },
  );
});
