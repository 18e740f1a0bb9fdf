// "npm run bench": runs bench/*.bench.ts, each in a process of its own, prints their tables and writes all figures to out/bench.json.
// "npm run bench -- lists" runs bench/lists.bench.ts only.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { build } from './lib/build.mjs';
import { dockerServer } from './lib/dockerServer.mjs';
import { out, root } from './lib/paths.mjs';
import { runVisibly } from './lib/processes.mjs';

const folder = path.join(out, 'bench');
const names = readdirSync(path.join(root, 'bench'))
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.replace('.bench.ts', ''));
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`There is no bench/${unknown[0]}.bench.ts: choose from ${names.join(', ')}.`);
  process.exit(1);
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
// One measures the bundles as users run them.
await build();
await esbuild.build({
  absWorkingDir: root,
  entryPoints: names.map((name) => `bench/${name}.bench.ts`),
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  logLevel: 'warning',
  outdir: folder,
  outExtension: { '.js': '.mjs' },
});

const machine = { node: process.version, processor: cpus()[0]?.model ?? 'unknown', cores: cpus().length };
console.log(`Node ${machine.node}, ${machine.cores} × ${machine.processor}`);
const results = path.join(folder, 'results.jsonl');
const asked = wanted.length > 0 ? wanted : names;
const docker = asked.includes('keystroke') ? await dockerServer() : undefined;
const env = { ...process.env, BENCH_RESULTS: results, BENCH_ROOT: root, ...(docker && { BENCH_DOCKER: docker }) };
let failed = 0;
for (const name of asked) {
  // A file may ask for the heap's size after a collection.
  failed +=
    (await runVisibly(process.execPath, ['--expose-gc', path.join(folder, `${name}.bench.mjs`)], {
      cwd: root,
      env,
    })) === 0
      ? 0
      : 1;
}
const lines = existsSync(results) ? readFileSync(results, 'utf8').trim().split('\n') : [];
const file = path.join(out, 'bench.json');
writeFileSync(file, `${JSON.stringify({ ...machine, figures: lines.map((line) => JSON.parse(line)) }, null, 1)}\n`);
console.log(`\n${lines.length} figures in ${path.relative(root, file)}`);
process.exitCode = failed > 0 ? 1 : 0;
