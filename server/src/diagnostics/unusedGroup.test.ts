// Guards `unused-group`: what is a use, and that the fix takes the whole block.
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

test('it goes with its comment', () => {
  expect(fixed('# nobody asks for it\ngroup $0a { }\n\nregion r\n', 'Remove this group')).toBe('region r\n');
});
