// Guards that the clipboard is read in one place alone, where somebody has chosen it for an import.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

test('nothing but an import reads the clipboard', () => {
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' });
  const readers = files.filter(
    (file) =>
      file.endsWith('.ts') &&
      !file.endsWith('.test.ts') &&
      readFileSync(path.join(import.meta.dirname, file), 'utf8').includes('clipboard.readText'),
  );
  expect(readers).toEqual(['commands/importSource.ts']);
});
