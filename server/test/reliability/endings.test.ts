// Guards how commands end that cannot go on: nobody reads their output any more, Ctrl-C, a folder that may not be written to. The exit
// status says so, no stack trace is shown, and nothing is left behind.

import { spawn } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cloud, keys, startCloud } from '../pull/cloud.ts';
import { program } from './program.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'secgroup-endings-'));
/** Far more is said of it than a pipe holds: each rule behind the first is redundant. */
const rules = (port: number): string =>
  `region ap-guangzhou\n\ngroup web {\n  inbound {\n    allow tcp ${port} from 10.0.0.0/8\n${lines(800, (i) => `    allow tcp ${port} from 10.${i >> 8}.${i & 255}.0/24 "${'long '.repeat(20)}"`)}  }\n}\n`;
const machines = lines(8, (i) => `cvm m${i} { private-ip 10.0.0.${i} groups web }`);
const expectations = lines(900, (i) => `expect deny tcp 22 from 10.0.1.${i & 255} to m${i & 7}`);

/** A machine that different packets of 800 peers reach. */
const wide = `region ap-guangzhou\n\ngroup web {\n  id sg-1\n  inbound {\n${lines(800, (i) => `    allow tcp ${1000 + i} from 10.${i >> 8}.${i & 255}.0/24 "${'long '.repeat(20)}"`)}  }\n}\n${machines}`;
const live = JSON.stringify({
  version: 1,
  regions: [
    {
      Region: 'ap-guangzhou',
      SecurityGroupSet: [{ SecurityGroupId: 'sg-1', SecurityGroupName: 'web' }],
      InstanceSet: Array.from({ length: 8 }, (_, i) => ({
        InstanceId: `ins-${i}`,
        InstanceName: `m${i}`,
        PrivateIpAddresses: [`10.0.0.${i}`],
        SecurityGroupIds: ['sg-1'],
      })),
    },
  ],
});

function lines(count: number, line: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => `${line(i)}\n`).join('');
}

let cloud: Cloud;

beforeAll(async () => {
  cloud = await startCloud(new Map([['ap-guangzhou', { lists: {}, policies: new Map() }]]));
  for (const name of ['old', 'new', 'two']) mkdirSync(path.join(folder, name));
  writeFileSync(path.join(folder, 'old/a.sg'), rules(22));
  writeFileSync(path.join(folder, 'new/a.sg'), `${rules(22)}${machines}${expectations}`);
  writeFileSync(path.join(folder, 'two/a.sg'), `${rules(22)}${rules(23).replace('group web', 'group db')}`);
  mkdirSync(path.join(folder, 'wide'));
  writeFileSync(path.join(folder, 'wide/secgroup.json'), '{ "quotas": { "inbound": 1000 } }');
  writeFileSync(path.join(folder, 'wide/a.sg'), wide);
  writeFileSync(path.join(folder, 'live.sg.json'), live);
  mkdirSync(path.join(folder, 'many'));
  for (let i = 0; i < 400; i++)
    writeFileSync(path.join(folder, `many/${'long'.repeat(50)}${i}.sg`), `group g${i}  { }\n`);
  // Several accounts of this size are judged side by side.
  for (const name of ['old', 'new', 'two']) {
    writeFileSync(path.join(folder, name, 'secgroup.json'), '{}');
    writeFileSync(
      path.join(folder, name, 'long.sg'),
      lines(5000, () => `# ${'x'.repeat(98)}`),
    );
  }
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await cloud.stop();
});

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

/** Runs a command and calls `meet` once it has begun to print. */
function start(args: readonly string[], meet: (child: ReturnType<typeof spawn>) => void): Promise<Ended> {
  const child = spawn(process.execPath, [program, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (data: Buffer) => {
    stderr += data.toString();
  });
  child.stdout.once('readable', () => meet(child));
  return new Promise((resolve) => child.on('exit', (code, signal) => resolve({ code, signal, stderr })));
}

const printing: readonly (readonly string[])[] = [
  ['check', 'new'],
  ['check', '--format', 'json', 'new'],
  ['check', 'old', 'new', 'two'],
  ['test', 'new'],
  ['export', 'web', 'old'],
  ['import', 'old/a.sg'],
  ['format', '--check', 'many'],
  ['diff', 'live.sg.json', 'wide', '--format', 'json'],
  ['drift', '--from', 'live.sg.json', 'wide', '--format', 'json'],
  ['plan', '--from', 'live.sg.json', 'wide', '--format', 'json'],
  ['reach', '--to', 'web', 'wide', '--format', 'json'],
];

test.each(printing)('nobody reads what %s %s prints: it ends without a word', async (...args) => {
  const ended = await start(args, (child) => child.stdout?.destroy());
  expect(ended).toEqual({ code: 0, signal: null, stderr: '' });
});

test.each(printing)('Ctrl-C ends %s %s at once', async (...args) => {
  const before = readdirSync(folder, { recursive: true }).sort();
  const { code, signal, stderr } = await start(args, (child) => child.kill('SIGINT'));
  // A shell says 130 for both.
  expect(signal ?? code).toBe(signal === null ? 130 : 'SIGINT');
  expect(stderr).toBe('');
  expect(readdirSync(folder, { recursive: true }).sort()).toEqual(before);
});

test.runIf(process.platform === 'linux')(
  'complaints that cannot be written leave the exit status as it is',
  async () => {
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [program, 'check', 'none'], { stdio: ['ignore', 'ignore', full] });
    const code = await new Promise((resolve) => child.on('exit', resolve));
    closeSync(full);
    expect(code).toBe(2);
  },
);

const writing: readonly (readonly string[])[] = [
  ['format', 'a.sg'],
  ['check', '--fix', 'a.sg'],
  ['check', '--write-baseline', 'baseline.json', 'a.sg'],
  ['import', 'a.sg', '-o', 'b.sg'],
  ['import', 'a.sg', '--in-place', 'a.sg', '--group', 'web'],
  ['export', 'web', '-o', 'b.json', 'a.sg'],
  ['export', 'web', '--as', 'csv', '-o', 'b.csv', 'a.sg'],
  ['plan', '--from', 'a.sg', 'a.sg', '-o', 'b.txt'],
  ['pull', '-o', 'b.live.sg.json'],
  ['pull', '-o', 'live/'],
];

test.each(writing)('a folder that may not be written to refuses %s %s %s: exit 2 and why', async (...args) => {
  const closed = mkdtempSync(path.join(tmpdir(), 'secgroup-closed-'));
  const text = 'group web {\n  inbound { deny tcp 22 from any\n allow   tcp 22 from 10.0.0.0/8 }\n}\n';
  writeFileSync(path.join(closed, 'a.sg'), text);
  chmodSync(closed, 0o555);
  try {
    const { code, stderr } = await asNobody(closed, args);
    expect(stderr).toMatch(/^secgroup: '[^']+' cannot be (written|made): permission denied\.$/m);
    expect(stderr).not.toMatch(/^ {4}at /m);
    expect(code).toBe(2);
    expect(readdirSync(closed)).toEqual(['a.sg']);
    expect(readFileSync(path.join(closed, 'a.sg'), 'utf8')).toBe(text);
  } finally {
    chmodSync(closed, 0o755);
    rmSync(closed, { recursive: true });
  }
});

/** What root may not write to does not exist, so it becomes somebody else. */
function asNobody(
  cwd: string,
  args: readonly string[],
): Promise<{ readonly code: number | null; readonly stderr: string }> {
  const other = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const whole = args[0] === 'pull' ? [...args, '--endpoint', cloud.url, '--region', 'ap-guangzhou'] : args;
  const env = {
    ...process.env,
    TENCENTCLOUD_SECRET_ID: keys.secretId,
    TENCENTCLOUD_SECRET_KEY: keys.secretKey,
    TENCENTCLOUD_TOKEN: keys.token,
  };
  const child = spawn(process.execPath, [program, ...whole], {
    cwd,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    ...other,
  });
  let stderr = '';
  child.stderr.on('data', (data: Buffer) => {
    stderr += data.toString();
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stderr })));
}
