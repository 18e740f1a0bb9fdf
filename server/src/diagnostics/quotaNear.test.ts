// Guards `quota-near`: 90 % of the quota of a direction, and of the groups of a region and project; not past it.
import { test } from 'vitest';
import { checkDiagnostics, UNUSED } from '../../test/support/checkDiagnostics.ts';

test('a direction that comes near its quota is told at its word', () => {
  checkDiagnostics(
    `
    group web {
      outbound { allow tcp 1 to any allow tcp 2 to any allow tcp 3 to any }
      #<^^^^^^^^ quota-near: 'web' has 3 policies outbound, of 3 that the quota allows
    }
    group few { outbound { allow tcp 1 to any allow tcp 2 to any } }
    `,
    { without: UNUSED, config: { quotas: { outbound: 3 } } },
  );
});

test('a region and project that comes near its quota is told where the region is first named', () => {
  checkDiagnostics(
    `
    region r1
    #<^^^^^^ quota-near: Region 'r1', project '0', has 2 groups, of 2 that the quota allows.
    group a { }
    group b { }
    project 1
    group c { }
    `,
    { without: UNUSED, config: { quotas: { groups: 2 } } },
  );
});
