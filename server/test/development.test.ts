// Guards what docs and CONTRIBUTING.md say of the repository: every path that they name exists, and test files say what they guard.

import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const isSource = (file: string) => !file.split(/[\\/]/).includes('node_modules');
const tops = readdirSync(root).filter((name) => !name.startsWith('.'));
const pages = [...globSync('docs/*.md', { cwd: root }), 'README.md', 'CONTRIBUTING.md'];

/** Made by a build, a run or the reader of the tutorial, so that a fresh checkout is without it. */
const made = ['dist', 'out', 'node_modules', '.tsbuild', 'samples/try'];

/** What a page names between backticks or as the target of a link, as far as it is a path from the root. */
function pathsIn(page: string): readonly string[] {
  const code = readFileSync(path.join(root, page), 'utf8').replace(/^```[\s\S]*?^```/gm, '');
  const quoted = Array.from(code.matchAll(/`([\w.-]+(?:\/[\w.*<>-]+)*\/?)`/g), ([, each = '']) => each);
  const links = Array.from(code.matchAll(/\]\((?!\w+:|#)([^)#]+)/g), ([, each = '']) =>
    path.posix.join(path.posix.dirname(page), each),
  );
  return [...quoted.filter((each) => each.includes('/') && tops.includes(each.split('/')[0] ?? '')), ...links];
}

function isThere(named: string): boolean {
  if (made.some((each) => `${named}/`.startsWith(`${each}/`))) return true;
  if (/[*<]/.test(named)) return globSync(named.replace(/<\w+>/g, '*'), { cwd: root }).length > 0;
  return existsSync(path.join(root, named));
}

test.each(pages)('%s names nothing that is not there', (page) => {
  expect(pathsIn(page).filter((named) => !isThere(named))).toEqual([]);
});

test('paths are found in pages', () => {
  expect(pathsIn('docs/development.md')).toEqual(
    expect.arrayContaining(['server/src/diagnostics/codes.ts', 'docs/architecture.md']),
  );
  expect(isThere('server/src/nowhere.ts')).toBe(false);
  expect(isThere('docs/<page>.md')).toBe(true);
});

test('every test file says on its first line what it guards', () => {
  const files = globSync(['{client,server,protocol,scripts}/**/*.test.{ts,mjs}'], { cwd: root }).filter(isSource);
  expect(files.length).toBeGreaterThan(100);
  expect(files.filter((file) => !/^\/\/ \S/.test(readFileSync(path.join(root, file), 'utf8')))).toEqual([]);
});
