// Guards the command line, case by case. A case has `args` (one a line), its working folder, and what comes of it: `stdout`, `stderr`,
// `exit` and, where files are written, `output/`. In the working folder are the files of `input/` and those that `shared` names, one a
// line: the path there and, where it is called otherwise, the file of the folder `shared` beside `cases`.
// Each runs in this process over a memory, and again as the built program over a disk.
// UPDATE_GOLDEN=1 writes what the first came to; read the difference before you commit it.

import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { main } from '#cli/main.ts';
import { runInMemory } from './memorySystem.ts';

const casesFolder = path.join(import.meta.dirname, 'cases');
const sharedFolder = path.join(import.meta.dirname, 'shared');
const program = path.join(import.meta.dirname, '../../../dist/cli.mjs');
const cases = readdirSync(casesFolder).sort();
const update = process.env['UPDATE_GOLDEN'] === '1';
const temporary = mkdtempSync(path.join(tmpdir(), 'secgroup-golden-'));

afterAll(() => rmSync(temporary, { recursive: true, force: true }));

test('there are cases', () => {
  expect(cases.length).toBeGreaterThan(10);
});

test('each file of the folder shared is in some case', () => {
  const shared = cases.flatMap((name) => [...sharedFiles(path.join(casesFolder, name)).values()]);
  expect(new Set(shared)).toEqual(new Set(readdirSync(sharedFolder).map((file) => path.join(sharedFolder, file))));
});

describe.each(cases)('%s', (name) => {
  const folder = path.join(casesFolder, name);
  const args = read(folder, 'args')
    .split('\n')
    .filter((line) => line !== '');
  const shared = sharedFiles(folder);
  const input = new Map([
    ...filesIn(path.join(folder, 'input')),
    ...[...shared].map(([file, from]) => [file, readFileSync(from, 'utf8')] as const),
  ]);
  const stdin = read(folder, 'stdin');

  test('in memory', async () => {
    const ran = await runInMemory(input, stdin, (system) => main(args, system));
    const written = new Map([...ran.files].filter(([file, text]) => input.get(file) !== text));
    if (update) writeExpected(folder, ran, written);
    expect(ran.stderr).toBe(read(folder, 'stderr'));
    expect(ran.stdout).toBe(read(folder, 'stdout'));
    expect(ran.exit).toBe(Number(read(folder, 'exit')));
    expect(Object.fromEntries(written)).toEqual(Object.fromEntries(filesIn(path.join(folder, 'output'))));
  });

  test('as the built program', () => {
    const work = path.join(temporary, name);
    mkdirSync(work);
    if (existsSync(path.join(folder, 'input'))) cpSync(path.join(folder, 'input'), work, { recursive: true });
    for (const [file, from] of shared) cpSync(from, path.join(work, file));
    const ran = spawnSync(process.execPath, [program, ...args], {
      cwd: work,
      input: stdin,
      encoding: 'utf8',
      env: { ...process.env, SOURCE_DATE_EPOCH: '1795478400' },
    });
    expect(ran.stderr).toBe(read(folder, 'stderr'));
    expect(ran.stdout).toBe(read(folder, 'stdout').replaceAll('0.0.0-test', versionOfProgram()));
    expect(ran.status).toBe(Number(read(folder, 'exit')));
    for (const [file, text] of filesIn(path.join(folder, 'output')))
      expect(readFileSync(path.join(work, file), 'utf8')).toBe(text);
  });
});

function versionOfProgram(): string {
  return JSON.parse(readFileSync(path.join(import.meta.dirname, '../../../package.json'), 'utf8')).version;
}

function read(folder: string, file: string): string {
  const at = path.join(folder, file);
  return existsSync(at) ? readFileSync(at, 'utf8') : '';
}

/** The files of the working folder that several cases have, each with where it lies. */
function sharedFiles(folder: string): ReadonlyMap<string, string> {
  const lines = read(folder, 'shared')
    .split('\n')
    .filter((line) => line !== '');
  return new Map(
    lines.map((line) => {
      const [file = '', from = file] = line.split(' ');
      return [file, path.join(sharedFolder, from)];
    }),
  );
}

function filesIn(folder: string): Map<string, string> {
  if (!existsSync(folder)) return new Map();
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return new Map(
    names
      .filter((name) => statSync(path.join(folder, name)).isFile())
      .map((name) => [name.split(path.sep).join('/'), readFileSync(path.join(folder, name), 'utf8')]),
  );
}

function writeExpected(
  folder: string,
  ran: { stdout: string; stderr: string; exit: number },
  written: ReadonlyMap<string, string>,
): void {
  writeFileSync(path.join(folder, 'stdout'), ran.stdout);
  writeFileSync(path.join(folder, 'stderr'), ran.stderr);
  writeFileSync(path.join(folder, 'exit'), `${ran.exit}\n`);
  rmSync(path.join(folder, 'output'), { recursive: true, force: true });
  for (const [file, text] of written) {
    mkdirSync(path.dirname(path.join(folder, 'output', file)), { recursive: true });
    writeFileSync(path.join(folder, 'output', file), text);
  }
}
