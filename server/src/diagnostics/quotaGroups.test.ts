// Guards `quota-groups`: by region and project, over files.
import { test } from 'vitest';
import { checkDiagnostics, UNUSED } from '../../test/support/checkDiagnostics.ts';

test('the groups of a region and project past the quota', () => {
  checkDiagnostics(
    `
    #- /a.sg
    region r1
    group a { }
    group b { }
    #- /b.sg
    region r1
    group c { }
    #     ^ quota-groups: Region 'r1', project '0', has 4 groups; the quota is 2
    group d { }
    #     ^ quota-groups
    project 1
    group e { }
    region r2
    group g { }
    `,
    { without: UNUSED, config: { quotas: { groups: 2 } } },
  );
});
