// Guards `unused-addresses`: a rule, a list that is used by nothing, and the fix.
import { expect, test } from 'vitest';
import { checkDiagnostics } from '../../test/support/checkDiagnostics.ts';
import { fixed } from '../../test/support/fixed.ts';

test('a list is used by rules and by other lists', () => {
  checkDiagnostics(
    `
    group worn { inbound { allow ssh from office } }
    addresses office { 10.0.0.0/8 }
    addresses outer { office }
    #         ^^^^^ unused-addresses: Nothing uses the addresses 'outer'
    `,
    { without: ['unused-group'] },
  );
});

test('it goes with its comment', () => {
  expect(fixed('# nobody asks for it\naddresses $0a {\n  10.0.0.0/8\n}\n\nregion r\n', 'Remove this list')).toBe(
    'region r\n',
  );
});
