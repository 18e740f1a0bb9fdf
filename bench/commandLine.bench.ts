import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { measure } from './measure.ts';
import { region } from './region.ts';

// Commands as whole processes, as a shell starts them. The first row is a bare Node: what the command line costs is the difference to it.
const cli = path.join(process.env['BENCH_ROOT'] ?? '.', 'dist/cli.mjs');
const folder = mkdtempSync(path.join(tmpdir(), 'secgroup-bench-'));
const empty = path.join(folder, 'empty.mjs');
const rules = path.join(folder, 'small.sg');
writeFileSync(empty, '');
writeFileSync(rules, 'region ap-guangzhou\n\ngroup web {\n  inbound {\n    allow tcp 443 from any\n  }\n}\n');

// A region at full quota: 50 groups of 100 + 100 policies, with machines and expectations. Eight accounts of one each are enough for
// all processors to have something to do.
const full = region(9_000).text;
const accounts = Array.from({ length: 8 }, (_, i) => path.join(folder, `account-${i}`));
for (const account of accounts) {
  mkdirSync(account);
  writeFileSync(path.join(account, 'secgroup.json'), '{}');
  writeFileSync(path.join(account, 'region.sg'), full);
}

function start(...args: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  // Where there are errors, `check` ends with 1.
  if (status !== 0 && status !== 1) throw new Error(`node ${args.join(' ')} ended with ${status}: ${stderr}`);
}

await measure('Command line, whole process', [
  { name: 'a bare Node', run: () => start(empty) },
  { name: 'secgroup --version', run: () => start(cli, '--version') },
  { name: 'secgroup check, one small file', run: () => start(cli, 'check', rules) },
  {
    name: 'secgroup check, a region at full quota',
    aim: 360,
    run: () => start(cli, 'check', path.join(folder, 'account-0')),
  },
  { name: 'secgroup check, eight of them, side by side', run: () => start(cli, 'check', ...accounts) },
]);
rmSync(folder, { recursive: true, force: true });
