// Guards that accounts judged side by side are printed as accounts judged one after the other are, byte for byte, in the built program,
// and that a thread that dies is told with its folder.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { main } from '#cli/main.ts';
import { run } from '../reliability/program.ts';
import { runInMemory } from './memorySystem.ts';

/** Enough text for each account to be worth a thread. */
const LONG = `# ${'x'.repeat(98)}\n`.repeat(5000);
const accounts = ['bank', 'docs', 'mail', 'shop', 'tools'];
const files = new Map(
  accounts.flatMap((name, i) => [
    [`${name}/secgroup.json`, i === 1 ? '{ "severity": { "open-to-world": "error" } }' : '{}'],
    [`${name}/a.sg`, `${LONG}group web { inbound { allow ssh from any\n deny ssh from 10.0.0.0/8 } }\n`],
    [`${name}/b.sg`, i === 3 ? 'group web {}\n' : `cvm m${i} { private-ip 10.0.0.${i} groups web }\n`],
    [
      `${name}/c.sg`,
      i === 2
        ? 'expect deny ssh from any to none\n'
        : `expect ${i === 0 ? 'allow' : 'deny'} ssh from 8.8.8.8 to web "${name}"\n`,
    ],
  ]),
);
const snapshot = (i: number) =>
  JSON.stringify({
    version: 1,
    regions: [
      {
        SecurityGroupSet: [{ SecurityGroupId: `sg-1000000${i}`, SecurityGroupName: i === 3 ? 'other' : 'web' }],
        InstanceSet: [{ InstanceId: `ins-1000000${i}`, InstanceName: `m${i}`, SecurityGroupIds: [`sg-1000000${i}`] }],
      },
    ],
  });
/** The accounts whose rules can be read, each with what is live. */
const live = ['bank', 'docs', 'tools'];
for (const [i, name] of live.entries()) files.set(`${name}/prod.live.sg.json`, snapshot(i));
const folder = mkdtempSync(path.join(tmpdir(), 'secgroup-accounts-'));
for (const [file, text] of files) {
  mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
}
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** SARIF names the version of the program, which is another in tests. */
const withoutVersion = (text: string): string => text.replaceAll(/"(semanticV|v)ersion":"0[^"]*"/g, '');

test.each(['text', 'json', 'sarif', 'github', 'markdown'])('%s is the same side by side', async (format) => {
  const args = ['check', '--format', format, ...accounts];
  const one = await runInMemory(files, '', (system) => main(args, system));
  const side = await run(folder, args);
  expect(one.stdout).not.toBe('');
  expect(withoutVersion(side.stdout)).toBe(withoutVersion(one.stdout));
  expect([side.stderr, side.exit]).toEqual([one.stderr, one.exit]);
});

test.each(['text', 'json', 'sarif', 'github', 'junit'])('test in %s is the same side by side', async (format) => {
  const sound = ['bank', 'docs', 'shop', 'tools'];
  for (const args of [
    ['test', '--format', format, ...sound],
    ['test', '--coverage', '--format', format, ...sound],
    // An account with an expectation that is damaged ends it, and is among what was not read.
    ['test', '--format', format, ...accounts],
    ['test', '--partial', '--format', format, ...accounts],
  ]) {
    const one = await runInMemory(files, '', (system) => main(args, system));
    const side = await run(folder, args);
    expect(one.stdout).not.toBe('');
    expect(withoutVersion(side.stdout)).toBe(withoutVersion(one.stdout));
    expect([side.stderr, side.exit]).toEqual([one.stderr, one.exit]);
  }
});

test.each(['text', 'json', 'sarif', 'markdown'])('drift in %s is the same side by side', async (format) => {
  for (const args of [
    ['drift', '--format', format, ...live],
    // An account without a live side ends it.
    ['drift', '--format', format, 'bank', 'shop', 'docs'],
  ]) {
    const one = await runInMemory(files, '', (system) => main(args, system));
    const side = await run(folder, args);
    expect([one.stdout, one.stderr]).not.toEqual(['', '']);
    expect(withoutVersion(side.stdout)).toBe(withoutVersion(one.stdout));
    expect([side.stderr, side.exit]).toEqual([one.stderr, one.exit]);
  }
});

test('each account is tested by itself, and all are one report', async () => {
  const run = async (...args: string[]) => runInMemory(files, '', (system) => main(['test', ...args], system));
  const [bank, docs, both] = [await run('bank'), await run('docs'), await run('bank', 'docs')];
  const lines = (text: string) => text.split('\n').slice(0, -2);
  expect(lines(both.stdout)).toEqual([...lines(bank.stdout), ...lines(docs.stdout)]);
  expect(both.stdout).toMatch(/^1 passed, 1 failed, 0 empty$/m);
  expect([bank.exit, docs.exit, both.exit]).toEqual([0, 1, 1]);
  const { expectations } = JSON.parse((await run('bank', 'docs', '--format', 'json')).stdout);
  expect(expectations.map(({ name }: { readonly name: string }) => name)).toEqual(['bank', 'docs']);
  const damaged = await run('bank', 'mail', 'docs', '--format', 'json');
  expect(JSON.parse(damaged.stdout)).toMatchObject({
    expectations: [{ name: 'bank' }],
    incomplete: [{ file: 'mail/c.sg' }],
  });
  expect(damaged.exit).toBe(2);
});

test('an account that cannot be judged ends it in its place', async () => {
  const args = ['check', 'bank', 'none', 'shop'];
  const side = await run(folder, args);
  const one = await runInMemory(files, '', (system) => main(args, system));
  expect([side.stdout, side.stderr, side.exit]).toEqual([one.stdout, one.stderr, 2]);
  expect(side.stderr).toBe("secgroup: 'none' does not exist.\n");
});

test('a helper that dies is told with the folder that it judged', async () => {
  const system = {
    count: 2,
    start: () => ({ ask: async () => Promise.reject(new Error('Out of memory.')), end: () => {} }),
  };
  const { stderr, exit } = await runInMemory(files, '', (memory) => main(['check', 'bank', 'docs'], memory), {
    helpers: system,
  });
  expect(stderr).toBe("secgroup: 'bank' could not be judged: Out of memory.\n");
  expect(exit).toBe(2);
});
