// Guards the difference that `check --fix --dry-run` prints: git finds each file by the name in it.

import { expect, test } from 'vitest';
import { runInMemory } from '../../test/cli/memorySystem.ts';
import { main } from './main.ts';

const text = 'group a {\n  inbound {\n    allow ssh from 10.0.0.5/24\n  }\n}\n';

test.each([
  ['a.sg', 'a/a.sg'],
  ['my rules.sg', 'a/my rules.sg'],
  ['two\nlines.sg', '"a/two\\nlines.sg"'],
  ['red\u001b[31m.sg', '"a/red\\033[31m.sg"'],
])('%j', async (name, quoted) => {
  const { stdout } = await runInMemory(new Map([[name, text]]), '', (system) =>
    main(['check', '--fix', '--dry-run'], system),
  );
  expect(stdout.split('\n')[0]?.trimEnd()).toBe(`--- ${quoted}`);
});
