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

async function names(folder: string, text: string, within?: string): Promise<readonly string[] | string> {
  const found = await filesOfRevision(gitIn(path.join(root, folder)), text, within);
  return 'files' in found ? found.files.map(({ name }) => name) : found.error;
}

const UNKNOWN = 'is neither a file or folder nor a git revision. One of another repository must be fetched first.';

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
  ['', 'nowhere', undefined, UNKNOWN],
  ['', 'HEAD:nowhere', undefined, "is neither a file or folder nor a git revision: there is no 'nowhere' in 'HEAD'."],
  ['', '--help', undefined, UNKNOWN],
] as const)('in %j, %j within %j', async (folder, text, within, expected) => {
  expect(await names(folder, text, within)).toEqual(expected);
});

const why = async (folder: string, text: string, env: Readonly<Record<string, string>> = {}) => {
  const found = await filesOfRevision(gitIn(folder, { ...process.env, ...env }), text, undefined);
  return 'error' in found ? found.error : found;
};

/** Some machines trust every folder. */
const NO_CONFIG = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };

test("git's own reason is told where it is not the revision that is amiss", async () => {
  expect(await why(root, 'HEAD', { ...NO_CONFIG, GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' })).toMatch(
    /^cannot be read as a git revision: detected dubious ownership in repository at '.+'\. If you trust it: git config --global --add safe\.directory .+/,
  );
  expect(await why(root, 'HEAD', { PATH: path.join(root, 'nowhere') })).toBe(
    'is neither a file or folder nor a git revision: git is not installed.',
  );
  const alone = mkdtempSync(path.join(tmpdir(), 'secgroup-alone-'));
  expect(await why(alone, 'HEAD', { GIT_CEILING_DIRECTORIES: tmpdir() })).toBe(
    'is neither a file or folder nor a git revision: there is no git repository here.',
  );
  execFileSync('git', ['init', '-q'], { cwd: alone });
  expect(await why(alone, 'HEAD')).toBe('is neither a file or folder nor a git revision: there is no commit yet.');
  rmSync(alone, { recursive: true });
});

test('a revision that a shallow clone lacks has to be fetched', async () => {
  writeFileSync(path.join(root, 'more.sg'), '');
  git('add', '.');
  git('commit', '-q', '-m', 'second');
  const clone = path.join(root, 'clone');
  execFileSync('git', ['clone', '-q', '--depth', '1', `file://${root}`, clone]);
  expect(await why(clone, 'HEAD~1')).toMatch(/the clone is shallow\. Fetch it first/);
  rmSync(clone, { recursive: true });
});

test('what a revision names but does not hold is told', async () => {
  const inner = path.join(root, 'inner');
  mkdirSync(inner);
  execFileSync('git', ['init', '-q'], { cwd: inner });
  writeFileSync(path.join(inner, 'web.sg'), '');
  const own = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=n', '-c', 'user.email=n@example.org', ...args], { cwd: inner });
  own('add', '.');
  own('commit', '-q', '-m', 'inner');
  git('-c', 'advice.addEmbeddedRepo=false', 'add', 'inner');
  git('commit', '-q', '-m', 'third');
  const notHeld = async (folder: string, text: string, within?: string) => {
    const found = await filesOfRevision(gitIn(path.join(root, folder)), text, within);
    return 'error' in found ? found.error : found.notHeld.map(({ name }) => name);
  };
  expect(await notHeld('', 'HEAD')).toEqual(['inner']);
  expect(await notHeld('', 'HEAD', 'inner')).toEqual(['inner']);
  expect(await notHeld('', 'HEAD', 'inner/web.sg')).toEqual(['inner']);
  expect(await notHeld('', 'HEAD', 'rules')).toEqual([]);
  expect(await notHeld('', 'HEAD:inner')).toEqual(['inner']);
  expect(await notHeld('rules', 'HEAD:inner')).toEqual(['../inner']);
  expect(await notHeld('inner', 'HEAD')).toEqual([]);
});
