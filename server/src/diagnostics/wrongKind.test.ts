// Guards `wrong-kind`.
import { test } from 'vitest';
import { checkDiagnostics, UNUSED } from '../../test/support/checkDiagnostics.ts';

const without = UNUSED;

test('a name of another kind is wrong where it stands', () => {
  checkDiagnostics(
    `
    addresses office { 10.0.0.0/8 web }
    #                             ^^^ wrong-kind: 'web' is a group; an address list is needed here.
    services s { tcp 80 office }
    #                   ^^^^^^ wrong-kind
    group web {
      inbound { allow office from web-1 }
      #               ^^^^^^ wrong-kind: 'office' is an address list; a service list
      #                           ^^^^^ wrong-kind: 'web-1' is a CVM; a group or an address list
    }
    cvm web-1 { private-ip 10.0.0.1 groups office subnet web }
    #                                      ^^^^^^ wrong-kind
    #                                                    ^^^ wrong-kind
    acl a { inbound { allow all from self } }
    #                                ^^^^ wrong-kind: 'self' means the group
    `,
    { without },
  );
});

test('an id says what it is of, whether it is declared or not', () => {
  checkDiagnostics(
    `
    group web { inbound { allow ssh from ins-2 } }
    #                                    ^^^^^ wrong-kind: 'ins-2' is a CVM; a group or an address list is needed here.
    cvm web-1 { private-ip 10.0.0.1 groups web interface { id eni-1 private-ip 10.0.0.2 groups web } }
    expect allow ssh from eni-1 to web-1
    #                     ^^^^^ wrong-kind: 'eni-1' is an interface; a CVM, a group, a subnet or an address list is needed here.
    `,
    { without },
  );
});
