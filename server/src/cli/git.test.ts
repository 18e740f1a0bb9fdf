// Guards that the files of a revision are found wherever the command stands, and called as the working folder sees them.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { filesOfRevision, gitIn } from './git.ts';

const root = mkdtempSync(path.join(tmpdir(), 'secgroup-git-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=n', '-c', 'user.email=n@example.org', ...args], { cwd: root });

mkdirSync(path.join(root, 'rules/deep'), { recursive: true });
mkdirSync(path.join(root, 'other'));
for (const file of ['top.sg', 'rules/a.sg', 'rules/deep/b.sg.json', 'rules/readme.md', 'other/c.sg'])
  writeFileSync(path.join(root, file), '');
git('init', '-q');
git('add', '.');
git('commit', '-q', '-m', 'first');

async function names(folder: string, text: string, within?: string): Promise<readonly string[] | string | undefined> {
  const found = await filesOfRevision(gitIn(path.join(root, folder)), text, within);
  return found !== undefined && 'files' in found ? found.files.map(({ name }) => name) : found?.error;
}

test.each([
  ['', 'HEAD', undefined, ['other/c.sg', 'rules/a.sg', 'rules/deep/b.sg.json', 'top.sg']],
  ['', 'HEAD', 'rules', ['rules/a.sg', 'rules/deep/b.sg.json']],
  ['rules', 'HEAD', undefined, ['a.sg', 'deep/b.sg.json']],
  ['rules', 'HEAD', '.', ['a.sg', 'deep/b.sg.json']],
  ['', 'HEAD:rules/', undefined, ['rules/a.sg', 'rules/deep/b.sg.json']],
  ['', 'HEAD:', undefined, ['other/c.sg', 'rules/a.sg', 'rules/deep/b.sg.json', 'top.sg']],
  ['rules', 'HEAD:rules/', undefined, ['a.sg', 'deep/b.sg.json']],
  ['rules', 'HEAD:./', undefined, ['a.sg', 'deep/b.sg.json']],
  ['rules', 'HEAD:rules/deep', undefined, ['deep/b.sg.json']],
  ['rules', 'HEAD:./deep', undefined, ['deep/b.sg.json']],
  ['rules', 'HEAD:other', undefined, ['../other/c.sg']],
  ['rules', 'HEAD:../other', undefined, ['../other/c.sg']],
  ['rules', 'HEAD:top.sg', undefined, ['../top.sg']],
  ['rules', 'HEAD:./a.sg', undefined, ['a.sg']],
  ['', ':rules/a.sg', undefined, ['rules/a.sg']],
  ['', 'nowhere', undefined, undefined],
  ['', 'HEAD:nowhere', undefined, undefined],
  ['', '--help', undefined, undefined],
] as const)('in %j, %j within %j', async (folder, text, within, expected) => {
  expect(await names(folder, text, within)).toEqual(expected);
});
