// Guards that the tutorial and the how-tos, followed to the letter with the built program, show what the pages show. A block with the name
// of a file makes it, a `diff` block changes it, and of a `console` block each command is run; a line `[...]` stands for lines left out. Links lead somewhere.

import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { anchorsOf, type Block, blocksOf, commandsOf, readPage } from './support/page.ts';

const root = path.join(import.meta.dirname, '../..');
const work = mkdtempSync(path.join(tmpdir(), 'secgroup-pages-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const bin = path.join(work, 'bin');
mkdirSync(bin);
const program = `#!/bin/sh\nexec '${process.execPath}' '${path.join(root, 'dist/cli.mjs')}' "$@"\n`;
writeFileSync(path.join(bin, 'secgroup'), program, { mode: 0o755 });
// The library, as if it were installed.
mkdirSync(path.join(work, 'node_modules'));
symlinkSync(root, path.join(work, 'node_modules/secgroup'), 'dir');
const env = {
  ...process.env,
  PATH: `${bin}${path.delimiter}${process.env['PATH']}`,
  NO_COLOR: '1',
  SOURCE_DATE_EPOCH: '1796000000', // 2026-11-29
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  ...Object.fromEntries(
    ['AUTHOR', 'COMMITTER'].flatMap((who) => [
      [`GIT_${who}_NAME`, 'n'],
      [`GIT_${who}_EMAIL`, 'n@example.org'],
    ]),
  ),
};

describe.each(['tutorial.md', 'fromTerraform.md', 'manyRegions.md', 'baseline.md', 'library.md'])('%s', (name) => {
  test('its commands print what it shows', { timeout: 120_000 }, () => {
    const folder = path.join(work, name);
    cpSync(path.join(root, 'samples'), path.join(folder, 'samples'), { recursive: true });
    for (const args of [
      ['init', '-q', '-b', 'main'],
      ['add', '-A'],
      ['commit', '-q', '-m', 'samples'],
    ]) {
      execFileSync('git', args, { cwd: folder, env });
    }
    const blocks = blocksOf(readPage(name));
    expect(blocks.some(({ language }) => language === 'console')).toBe(true);
    for (const block of blocks) follow(folder, block);
  });
});

test('a link leads to a file that is there, and to a heading in it', () => {
  const pages = [
    'README.md',
    ...readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((file) => `docs/${file}`),
  ];
  const broken: string[] = [];
  for (const page of pages.filter((file) => file.endsWith('.md'))) {
    const text = readFileSync(path.join(root, page), 'utf8').replace(/^```.*?^```$/gms, '');
    for (const [link, to = '', anchor] of text.matchAll(/\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]+))?\)/g)) {
      const target = path.join(root, path.dirname(page), to === '' ? path.basename(page) : to);
      const found =
        existsSync(target) && (anchor === undefined || anchorsOf(readFileSync(target, 'utf8')).includes(anchor));
      if (!found) broken.push(`${page}: ${link}`);
    }
  }
  expect(broken).toEqual([]);
});

function follow(folder: string, { language, file, text }: Block): void {
  if (language === 'console') {
    let exit = 0;
    for (const { command, shown } of commandsOf(text)) {
      const ran = run(folder, command, exit);
      exit = ran.exit;
      expect(withoutLeftOut(`${ran.output}\n`, `${shown}\n`), `$ ${command}`).toBe(`${shown}\n`);
    }
  } else if (file !== undefined) {
    const target = path.join(folder, file);
    if (language === 'diff') {
      writeFileSync(target, changed(readFileSync(target, 'utf8'), text));
    } else {
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, text);
    }
  }
}

/** Runs a line in a shell in which the last command ended with this code. */
function run(folder: string, command: string, before: number): { readonly output: string; readonly exit: number } {
  const line = `exec 2>&1; (exit ${before}); ${command}`;
  const { stdout, status } = spawnSync('bash', ['-c', line], { cwd: folder, env, encoding: 'utf8' });
  return { output: stdout.trimEnd(), exit: status ?? -1 };
}

/** The output, with what the page leaves out left out: all between the lines before a `[...]` and the ones behind it. */
function withoutLeftOut(output: string, shown: string): string {
  const [first = '', ...rest] = shown.split('[...]\n');
  if (rest.length === 0 || !output.startsWith(first)) return output;
  let result = first;
  let at = first.length;
  for (const [i, part] of rest.entries()) {
    const next = i === rest.length - 1 ? output.lastIndexOf(part) : output.indexOf(part, at);
    if (next < at) return output;
    result += `[...]\n${part}`;
    at = next + part.length;
  }
  return at === output.length ? result : output;
}

/** The text with the lines of a `-` replaced by those of a `+`, which the page shows in one piece. */
function changed(text: string, diff: string): string {
  const lines = (...signs: string[]) =>
    diff
      .trimEnd()
      .split('\n')
      .filter((line) => signs.includes(line.charAt(0)))
      .map((line) => `${line.slice(1)}\n`)
      .join('');
  const [before, after] = [lines(' ', '-'), lines(' ', '+')];
  expect(text.split(before).length, `Once in the file:\n${before}`).toBe(2);
  return text.replace(before, () => after);
}
