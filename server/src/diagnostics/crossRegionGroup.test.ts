// Guards `cross-region-group`: of peers and of machines, by name and by id.
import { test } from 'vitest';
import { checkDiagnostics, UNUSED } from '../../test/support/checkDiagnostics.ts';

test('a group of another region works neither as a peer nor on a machine', () => {
  checkDiagnostics(
    `
    #- /a.sg
    region ap-guangzhou
    group web {
      inbound {
        allow udp from sg-far00001
        #              ^^^^^^^^^^^ cross-region-group: The group 'far' is of region 'ap-beijing'
      }
    }
    cvm c { private-ip 10.0.0.1 groups sg-far00001, web }
    #                                  ^^^^^^^^^^^ cross-region-group
    #- /b.sg
    region ap-beijing
    group far { id sg-far00001 }
    `,
    { without: UNUSED },
  );
});
