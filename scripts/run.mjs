#!/usr/bin/env node
// What every npm script starts: "node scripts/run.mjs NAME ARGS". It sees to the packages first, then runs scripts/NAME.mjs on Node 24,
// so that a fresh clone and any Node from 20 on are enough.
import { spawn } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { ensureDependencies } from './lib/dependencies.mjs';
import { node24, root } from './lib/paths.mjs';
import { stopRequested } from './lib/processes.mjs';
import { Problem } from './lib/step.mjs';

const [name, ...args] = process.argv.slice(2);
try {
  await ensureDependencies();
  process.exitCode = await runTask();
} catch (error) {
  console.error(error instanceof Problem ? error.message : error);
  process.exitCode = 1;
}

/** When we are asked to end, so is the task, and it is left the time to end what it has started. */
function runTask() {
  const paths = [path.dirname(node24), path.join(root, 'node_modules/.bin'), process.env.PATH];
  const env = { ...process.env, PATH: paths.join(path.delimiter) };
  const child = spawn(node24, [path.join(root, 'scripts/lib/task.mjs'), name, ...args], {
    cwd: root,
    stdio: 'inherit',
    env,
  });
  stopRequested().then(() => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
