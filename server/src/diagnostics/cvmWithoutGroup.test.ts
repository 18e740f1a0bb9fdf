// Guards `cvm-without-group`, and that its fix writes the line in the layout of the block.
import { expect, test } from 'vitest';
import { checkDiagnostics } from '../../test/support/checkDiagnostics.ts';
import { fixed } from '../../test/support/fixed.ts';

test('a machine in no group is filtered by nothing, unless its groups may be what could not be read', () => {
  checkDiagnostics(
    `
    group worn { }
    cvm c { private-ip 192.168.0.1 groups worn }
    cvm bare { private-ip 10.0.0.2 }
    #   ^^^^ cvm-without-group: The CVM 'bare' is in no group
    cvm odd { private-ip 10.0.0.3 grups worn }
    `,
    { without: ['syntax-error'] },
  );
});

test('it is put into a group', () => {
  const put = "Put it into 'web'";
  expect(fixed('group web { }\ncvm $0one { private-ip 10.0.0.1 }\n', put)).toBe(
    'group web { }\ncvm one { private-ip 10.0.0.1 groups web }\n',
  );
  expect(fixed('group web { }\ngroup web { }\ncvm $0one { private-ip 10.0.0.1 }\n', put)).toContain('groups web }');
  expect(fixed('group web { }\ncvm $0two {\n  private-ip 10.0.0.2\n}\n', put)).toBe(
    'group web { }\ncvm two {\n  private-ip 10.0.0.2\n  groups web\n}\n',
  );
});
