// Guards that each threat in SECURITY.md names how it is tested, by tests that are there.

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.join(import.meta.dirname, '../..');
const page = readFileSync(path.join(root, 'SECURITY.md'), 'utf8');
const threats = page.split('\n').filter((line) => line.startsWith('| ') && !/^\| (under their control|-)/.test(line));

test.each(threats)('%s', (threat) => {
  const named = [...threat.matchAll(/`([\w./]+(?:\.test\.ts|\/))`/g)].map(([, name = '']) => name);
  expect(named).not.toEqual([]);
  let folder = 'server/test/reliability';
  for (const name of named) {
    const file = name.includes('/') ? name : path.join(folder, name);
    folder = path.dirname(file);
    expect(existsSync(path.join(root, file)), file).toBe(true);
  }
});
