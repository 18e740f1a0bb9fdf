// Guards patterns of files: they leave out what git leaves out, and none takes long.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decide, excludes, matches, parsePattern, readIgnoreFile } from './glob.ts';

function match(pattern: string, path: string, isFolder = false): boolean {
  const parsed = parsePattern(pattern);
  return parsed !== undefined && matches(parsed, path, isFolder);
}

test('a pattern without a slash names files at any depth, one with a slash counts from the folder', () => {
  expect(match('*.sg', 'a/b/web.sg')).toBe(true);
  expect(match('a/*.sg', 'a/web.sg')).toBe(true);
  expect(match('a/*.sg', 'a/b/web.sg')).toBe(false);
  expect(match('/web.sg', 'a/web.sg')).toBe(false);
  expect(match('/web.sg', 'web.sg')).toBe(true);
  expect(match('build/', 'build', true)).toBe(true);
  expect(match('build/', 'build', false)).toBe(false);
});

test('two stars between slashes stand for any number of folders', () => {
  for (const path of ['a/b', 'a/x/b', 'a/x/y/b']) expect(match('a/**/b', path)).toBe(true);
  expect(match('a/**/b', 'a/xb')).toBe(false);
  expect(match('**/b', 'x/yb')).toBe(false);
  expect(match('a/**', 'a')).toBe(false);
  expect(match('a/**', 'a/x/y')).toBe(true);
  expect(match('a**b', 'a/b')).toBe(false);
});

test('the last pattern that matches decides, but nothing inside a folder that is left out comes back', () => {
  const { patterns } = readIgnoreFile('*.sg\n!web.sg\n# web.sg\n\nold/\n!old/web.sg\n');
  expect(decide(patterns, 'db.sg', false)).toBe('ignored');
  expect(decide(patterns, 'web.sg', false)).toBe('kept');
  expect(excludes(patterns, 'old/web.sg')).toBe(true);
  expect(excludes(patterns, 'new/web.sg')).toBe(false);
});

test('hostile patterns are matched in well under the 50 ms that are promised', () => {
  const path = `${'a'.repeat(2000)}/${'b/'.repeat(500)}c`;
  for (const pattern of [
    `${'*a'.repeat(500)}x/y`,
    `/${'**/'.repeat(300)}x`,
    '*a*a*a*a*a*a*a*a*a*a*a*a*b/x',
    `/${'?*'.repeat(400)}`,
  ]) {
    const start = performance.now();
    match(pattern, path);
    match(pattern, 'a'.repeat(4000));
    // Far more than it takes, for the machine may have other things to do.
    expect(performance.now() - start).toBeLessThan(5000);
  }
});

const hasGit = spawnSync('git', ['--version']).status === 0;

test.runIf(hasGit)('what is left out is what git leaves out', () => {
  const folder = mkdtempSync(join(tmpdir(), 'secgroup-glob-'));
  try {
    execFileSync('git', ['init', '-q'], { cwd: folder });
    const name = fc.stringMatching(/^[ab.]{1,3}$/).filter((text) => text !== '.' && text !== '..');
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));
    const piece = fc.constantFrom(
      'a',
      'b',
      '.',
      '*',
      '**',
      '?',
      '/',
      '/**/',
      '**/',
      '/**',
      '[ab]',
      '[!a]',
      '[^b]',
      '[',
      ']',
      '\\a',
      '\\',
      '!',
      ' ',
      'a/',
      '[a-b]',
      '[[:alpha:]]',
    );
    const pattern = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(''));
    const cases = fc.sample(
      fc.tuple(
        fc.array(pattern, { minLength: 1, maxLength: 3 }),
        fc.uniqueArray(path, { minLength: 12, maxLength: 12 }),
      ),
      { numRuns: 200, seed: 7 },
    );
    for (const [patterns, paths] of cases) {
      writeFileSync(join(folder, '.gitignore'), `${patterns.join('\n')}\n`);
      const { stdout } = spawnSync('git', ['check-ignore', '--no-index', '--stdin', '-z'], {
        cwd: folder,
        input: paths.join('\0'),
      });
      const ignored = new Set(stdout.toString().split('\0'));
      const { patterns: ours } = readIgnoreFile(patterns.join('\n'));
      for (const one of paths) expect([patterns, one, excludes(ours, one)]).toEqual([patterns, one, ignored.has(one)]);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
