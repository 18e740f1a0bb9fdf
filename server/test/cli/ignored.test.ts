// Guards that the command line leaves out what `.gitignore` excludes, from wherever in the repository it looks.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { nodeHost } from '../../src/nodeHost.ts';

const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'secgroup-ignored-')));
afterAll(() => rmSync(root, { recursive: true, force: true }));

execFileSync('git', ['init', '-q'], { cwd: root });
const write = (file: string, text = '') => {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
};
write('.gitignore', '*.tmp.sg\n!keep.tmp.sg\nbuild\n/sub/gen/\n/top.sg\n');
write('sub/.gitignore', 'own.sg\n!deep/b.tmp.sg\n');
for (const file of [
  'top.sg',
  'sub/top.sg',
  'sub/own.sg',
  'sub/a.tmp.sg',
  'sub/keep.tmp.sg',
  'sub/deep/b.tmp.sg',
  'sub/build/c.sg',
  'sub/gen/d.sg',
  'build/e.sg',
])
  write(file);

async function list(folder: string): Promise<string[]> {
  const at = pathToFileURL(path.join(root, folder)).href;
  const { uris } = await nodeHost({ wholeRepository: true }).list(at);
  return uris.map((uri) => uri.slice(at.replace(/\/$/, '').length + 1));
}

test('lists of the folder, below it and above it', async () => {
  expect(await list('')).toEqual(['sub/deep/b.tmp.sg', 'sub/keep.tmp.sg', 'sub/top.sg']);
  expect(await list('sub')).toEqual(['deep/b.tmp.sg', 'keep.tmp.sg', 'top.sg']);
  expect(await list('sub/deep')).toEqual(['b.tmp.sg']);
});

test('a folder that is ignored is looked at where it is named', async () => {
  expect(await list('build')).toEqual(['e.sg']);
  expect(await list('sub/gen')).toEqual(['d.sg']);
});

test('only the own lists of a folder hold where it is opened by itself', async () => {
  const { uris } = await nodeHost().list(pathToFileURL(path.join(root, 'sub')).href);
  expect(uris).toHaveLength(6);
});
