// Guards `unused-group`, `unused-addresses` and `unused-services`: what is a use, and that the fix takes the whole declaration.
import { expect, test } from 'vitest';
import { checkDiagnostics } from '../../test/support/checkDiagnostics.ts';
import { fixed } from '../../test/support/fixed.ts';

test('what nothing uses is faded; itself is no use, an expectation is one', () => {
  checkDiagnostics(
    `
    group alone { inbound { allow all from self } }
    #     ^^^^^ unused-group: Nothing uses the group 'alone'
    group tested { }
    group peer { inbound { allow ssh from peer } }
    #     ^^^^ unused-group
    group worn { inbound { allow ssh from self } }
    cvm c { private-ip 192.168.0.1 groups worn }
    expect deny ssh from any to tested
    `,
    { without: ['empty-group-peer', 'expectation-empty'] },
  );
});

test('addresses are used by rules and by other lists', () => {
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

test('services are used by rules and expectations', () => {
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

test.each([
  ['group $0a { }', 'Remove this group'],
  ['addresses $0a {\n  10.0.0.0/8\n}', 'Remove this list'],
  ['services $0a { tcp 80 }', 'Remove this list'],
])('%s goes with its comment', (declaration, title) => {
  expect(fixed(`# nobody asks for it\n${declaration}\n\nregion r\n`, title)).toBe('region r\n');
});
