// Guards `unused-services` and its fix.
import { expect, test } from 'vitest';
import { checkDiagnostics } from '../../test/support/checkDiagnostics.ts';
import { fixed } from '../../test/support/fixed.ts';

test('a list is used by rules and expectations', () => {
  checkDiagnostics(
    `
    group worn { inbound { allow web from any } }
    services web { tcp 80 }
    services tested { tcp 81 }
    services alone { tcp 82 }
    #        ^^^^^ unused-services: Nothing uses the services 'alone'
    expect deny tested from any to worn
    `,
    { without: ['unused-group', 'expectation-empty'] },
  );
});

test('it goes', () => {
  expect(fixed('services $0a { tcp 80 }\nregion r\n', 'Remove this list')).toBe('region r\n');
});
