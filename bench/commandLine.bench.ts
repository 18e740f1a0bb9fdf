import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { measure } from './measure.ts';

// Whole processes, as a shell starts them: what the command line adds to a bare Node is the difference to the first row.
const cli = path.join(process.env['BENCH_ROOT'] ?? '.', 'dist/cli.mjs');
const folder = mkdtempSync(path.join(tmpdir(), 'secgroup-bench-'));
const empty = path.join(folder, 'empty.mjs');
const rules = path.join(folder, 'small.sg');
writeFileSync(empty, '');
writeFileSync(rules, 'region ap-guangzhou\n\ngroup web {\n  inbound {\n    allow tcp 443 from any\n  }\n}\n');

function start(...args: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}: ${stderr}`);
}

await measure('Command line, whole process', [
  { name: 'a bare Node', run: () => start(empty) },
  { name: 'secgroup --version', run: () => start(cli, '--version') },
  { name: 'secgroup check, one small file', run: () => start(cli, 'check', rules) },
]);
rmSync(folder, { recursive: true, force: true });
