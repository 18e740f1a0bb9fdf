// Guards that a file is written whole or not at all, whatever stands in its place or goes wrong on the way, and that nothing is left over.
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { replaceFile } from '../../src/cli/replaceFile.ts';
import { rounds } from '../support/rounds.ts';
import { program, run } from './program.ts';

let folder = '';
const at = (name: string): string => path.join(folder, name);
const read = (name: string): string => readFileSync(at(name), 'utf8');
const isWhole = (text: string, ...wholes: readonly string[]): void =>
  expect(wholes.includes(text), `${text.length} characters`).toBe(true);

const ugly = 'group a {\n  inbound { allow   tcp 22 from 1.1.1.1 }\n}\n';
const pretty = 'group a {\n  inbound { allow tcp 22 from 1.1.1.1 }\n}\n';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'secgroup-writing-'));
  writeFileSync(at('a.sg'), ugly);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** As a shell runs it after setting a limit: the only way to a full disk that needs no rights. */
function runIn(setting: string, ...args: readonly string[]) {
  return spawnSync('sh', ['-c', `${setting}; exec "$0" "$@"`, process.execPath, program, ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
}

const large = (inner: string): string => `group a {\n  inbound {\n${inner.repeat(2_000)}  }\n}\n`;

test('the mode is kept, a link is followed and stays a link', async () => {
  chmodSync(at('a.sg'), 0o640);
  symlinkSync('a.sg', at('link.sg'));
  expect((await run(folder, ['format', 'link.sg'])).exit).toBe(0);
  expect(read('a.sg')).toBe(pretty);
  expect(statSync(at('a.sg')).mode & 0o777).toBe(0o640);
  expect(readlinkSync(at('link.sg'))).toBe('a.sg');
  expect(readdirSync(folder).sort()).toEqual(['a.sg', 'link.sg']);
});

test('a link to a file that is not there yet leads to it', async () => {
  mkdirSync(at('out'));
  symlinkSync('out/new.sg', at('link.sg'));
  expect((await run(folder, ['import', 'a.sg', '-o', 'link.sg'])).exit).toBe(0);
  expect(read('out/new.sg')).toContain('group a');
  expect(readlinkSync(at('link.sg'))).toBe('out/new.sg');
});

test('a result is not written over what it is made from, whatever the way there', async () => {
  mkdirSync(at('infra'));
  writeFileSync(at('infra/main.tf.json'), '{"resource": {"tencentcloud_security_group": {"web": {"name": "web"}}}}');
  symlinkSync('a.sg', at('link.sg'));
  symlinkSync('infra', at('other'));
  for (const [output, ...args] of [
    ['a.sg', 'import', 'a.sg'],
    ['./infra/../a.sg', 'import', 'a.sg'],
    ['link.sg', 'import', 'a.sg'],
    ['a.sg', 'import', 'link.sg'],
    ['other/main.tf.json', 'import', 'infra'],
    ['a.sg', 'export', 'a', 'link.sg'],
    ['a.sg', 'plan', '--from', 'a.sg', 'infra'],
    ['infra/main.tf.json', 'plan', '--from', 'a.sg', 'infra/main.tf.json'],
  ] as const) {
    const ran = await run(folder, [...args, '-o', output]);
    expect(ran.stderr).toBe(
      `secgroup: '${output}' is one of the files that this is made from: name another file with -o.\n`,
    );
    expect(ran.exit).toBe(2);
  }
  expect(read('a.sg')).toBe(ugly);
  expect(read('infra/main.tf.json')).toContain('"web"');
  // An earlier result is written anew.
  for (let i = 0; i < 2; i++) expect((await run(folder, ['export', 'a', '-o', 'a.json', '.'])).exit).toBe(0);
});

test('what is no file, or cannot be one, is left as it is: exit 2 and why', async () => {
  spawnSync('sh', ['-c', 'mkfifo "$0"', at('fifo')]);
  symlinkSync('round', at('circle'));
  symlinkSync('circle', at('round'));
  mkdirSync(at('folder'));
  const before = readdirSync(folder).sort();
  for (const [target, why] of [
    ['fifo', 'is no file'],
    ['/dev/null', 'is no file'],
    ['circle', 'links lead in a circle'],
    ['folder', 'is a folder'],
    ['a.sg/b.sg', 'a part of the path is not a folder'],
    ['none/b.sg', 'the folder does not exist'],
    ['x'.repeat(255), 'the name is too long'],
  ] as const) {
    const ran = await run(folder, ['import', 'a.sg', '-o', target]);
    expect(ran.stderr).toBe(`secgroup: '${target}' cannot be written: ${why}.\n`);
    expect(ran.exit).toBe(2);
  }
  expect(readdirSync(folder).sort()).toEqual(before);
  expect(statSync(at('fifo')).isFIFO()).toBe(true);
  expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
});

test('where the disk takes no more, the old file is whole and nothing is left over', () => {
  const old = large('    allow   tcp 22 from 10.0.0.0/8\n');
  writeFileSync(at('large.sg'), old);
  // 8 blocks of 512 or 1,024 bytes; the signal that would come with it is ignored, so that writing fails.
  const ran = runIn("trap '' XFSZ; ulimit -f 8", 'format', 'large.sg');
  expect(ran.status).toBe(2);
  expect(ran.stderr).toMatch(/^secgroup: 'large.sg' cannot be written: /);
  expect(read('large.sg')).toBe(old);
  expect(readdirSync(folder).sort()).toEqual(['a.sg', 'large.sg']);
});

test('left over is only what a killed process had no time to clear, until the next one', async () => {
  writeFileSync(at('.a.sg.999999999.0123456789ab.tmp'), 'half');
  writeFileSync(at(`.a.sg.${process.pid}.0123456789ab.tmp`), 'of one that is at work');
  writeFileSync(at('.a.sg.tmp'), 'of somebody else');
  expect((await run(folder, ['format', 'a.sg'])).exit).toBe(0);
  expect(readdirSync(folder).sort()).toEqual([`.a.sg.${process.pid}.0123456789ab.tmp`, '.a.sg.tmp', 'a.sg']);
});

test.each(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGINT SIGINT SIGINT', 'SIGINT SIGTERM'])(
  'killed by %s at any moment: the old or the new file',
  async (words) => {
    const signals = words.split(' ') as NodeJS.Signals[];
    const old = large('    allow   tcp 22 from 10.0.0.0/8\n');
    const now = large('    allow tcp 22 from 10.0.0.0/8\n');
    const times = rounds(8, 400);
    for (let i = 0; i < times; i++) {
      writeFileSync(at('large.sg'), old);
      const child = spawn(process.execPath, [program, 'format', 'large.sg'], { cwd: folder, stdio: 'ignore' });
      const ended = new Promise((resolve) => child.on('exit', resolve));
      // Between the start and well behind the end of a run.
      const after = 40 + (i * 400) / times;
      for (const [which, signal] of signals.entries()) setTimeout(() => child.kill(signal), after + which);
      await ended;
      isWhole(read('large.sg'), old, now);
      if (!signals.includes('SIGKILL')) expect(readdirSync(folder).sort()).toEqual(['a.sg', 'large.sg']);
    }
    writeFileSync(at('large.sg'), old);
    expect((await run(folder, ['format', 'large.sg'])).exit).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(['a.sg', 'large.sg']);
  },
  400_000,
);

test('what somebody else wrote meanwhile is kept', async () => {
  expect(await replaceFile(at('a.sg'), 'new', 'what was there once')).toBe('it was changed meanwhile');
  expect(read('a.sg')).toBe(ugly);
  expect(await replaceFile(at('a.sg'), 'new', ugly)).toBeUndefined();
  expect(read('a.sg')).toBe('new');
  expect(readdirSync(folder)).toEqual(['a.sg']);
});

test('a file keeps its encoding, and one that is no text its bytes', async () => {
  const utf16 = (text: string): Buffer => Buffer.from(`\ufeff# é\n${text}`, 'utf16le');
  for (const encode of [
    (text: string) => Buffer.from(`\ufeff# é\n${text}`),
    utf16,
    (text: string) => utf16(text).swap16(),
  ]) {
    writeFileSync(at('a.sg'), encode(ugly));
    expect((await run(folder, ['format', 'a.sg'])).exit).toBe(0);
    expect(readFileSync(at('a.sg'))).toEqual(encode(pretty));
  }
  const latin = Buffer.from(`# caf\u00e9\n${ugly}`, 'latin1');
  writeFileSync(at('a.sg'), latin);
  const ran = await run(folder, ['format', 'a.sg']);
  expect(ran.exit).toBe(2);
  expect(ran.stderr).toContain('neither UTF-8 nor UTF-16');
  expect(readFileSync(at('a.sg'))).toEqual(latin);
});
