// Guards `empty-group-peer`: a group as a peer that no machine is in, but not `self`.
import { test } from 'vitest';
import { checkDiagnostics } from '../../test/support/checkDiagnostics.ts';

test('a group that no machine is in matches nothing as a peer', () => {
  checkDiagnostics(
    `
    group empty { inbound { allow ssh from self } }
    group worn { inbound { allow tcp 80 from empty, worn } outbound { allow icmpv6 to empty } }
    #                                        ^^^^^ empty-group-peer: No CVM is in the group 'empty'
    cvm c { private-ip 192.168.0.1 groups worn }
    `,
    { without: ['mixed-family'] },
  );
});
