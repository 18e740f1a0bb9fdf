// Guards that an argument without a value, as a script makes it of a variable that is not set, is refused: it never means this folder.

import { expect, test } from 'vitest';
import { main } from '#cli/main.ts';
import { runInMemory } from './memorySystem.ts';

const files = new Map([['a.sg', 'group a {}\n']]);

test.each([
  [['diff', '', '.'], "The argument behind 'diff'"],
  [['check', ''], "The argument behind 'check'"],
  [['check', '--config', '', '.'], "The argument behind '--config'"],
  [['plan', '--from='], '--from='],
  [[''], "The argument behind 'secgroup'"],
])('%j', async (args, what) => {
  const { exit, stdout, stderr } = await runInMemory(files, '', (system) => main(args, system));
  expect([exit, stdout]).toEqual([2, '']);
  expect(stderr).toBe(`secgroup: ${what} is empty: give it a value, or leave it out.\n`);
});
