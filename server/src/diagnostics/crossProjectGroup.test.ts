// Guards `cross-project-group`: of peers, but not of the built-in groups.
import { test } from 'vitest';
import { checkDiagnostics, UNUSED } from '../../test/support/checkDiagnostics.ts';

test('a peer group of another project is refused, a built-in one is of every project', () => {
  checkDiagnostics(
    `
    project 1
    group other { id sg-other001 }
    project 0
    group web {
      inbound {
        allow all from other
        #              ^^^^^ cross-project-group: The group 'other' is of project '1'
        allow all from sg-other001
        #              ^^^^^^^^^^^ cross-project-group
        allow tcp from default-open
      }
    }
    cvm c { private-ip 10.0.0.1 groups other, web }
    `,
    { without: [...UNUSED, 'redundant-rule'] },
  );
});
