// Guards `circular-addresses`.
import { test } from 'vitest';
import { checkDiagnostics, UNUSED } from '../../test/support/checkDiagnostics.ts';

const without = UNUSED;

test('a list that contains itself, at once or through others', () => {
  checkDiagnostics(
    `
    addresses a { b 10.0.0.1 }
    #             ^ circular-addresses
    addresses b { a }
    #             ^ circular-addresses
    services s { tcp 80 s }
    #                   ^ circular-addresses: 's' contains this list again
    addresses c { a }
    `,
    { without },
  );
});
