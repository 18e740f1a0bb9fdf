#!/usr/bin/env node
import module from 'node:module';
import process from 'node:process';
import v8 from 'node:v8';
import { isMainThread } from 'node:worker_threads';

declare const __VERSION__: string;

if (process.argv.length === 3 && process.argv[2] === '--version') {
  console.log(__VERSION__);
} else {
  // The last of V8's compilers takes longer than it saves in a process of a few seconds: a third of the processor time that `check` of
  // one region takes, a sixth for twelve. It is left out where there is another one for hot code (Node 24 and later). Flags are part
  // of the key of the compile cache, so this comes before it. A language server runs for days and keeps all compilers.
  const hasMaglev = Number.parseInt(process.versions.node, 10) >= 24 && ['x64', 'arm64'].includes(process.arch);
  const isShort = hasMaglev && !process.argv.includes('language-server');
  // A cold process spends most of its time compiling, so what was compiled once is kept (Node 22 and later), and nothing but this
  // file is loaded before that is switched on.
  if (isShort) v8.setFlagsFromString('--no-opt');
  module.enableCompileCache?.();
  if (isMainThread) await start();
  else await help();
}

async function start(): Promise<void> {
  const [{ main }, { nodeSystem }, { EXIT }] = await Promise.all([
    import('#cli/main.ts'),
    import('#cli/nodeSystem.ts'),
    import('#cli/system.ts'),
  ]);
  // Whoever reads the output may leave early (`| head`): that is no fault.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2));
  // Complaints that nobody takes do not change how the command ends.
  process.stderr.on('error', () => {});
  const exit = await main(process.argv.slice(2), nodeSystem(import.meta.url));
  // Ctrl-C does not wait for whoever reads the output.
  if (exit === EXIT.interrupted) process.exit(exit);
  process.exitCode = exit;
}

/** Runs in the threads that `check`, `test` and `drift` start of this file. */
async function help(): Promise<void> {
  const [{ answerQuestion }, { nodeSystem }, { answerQuestions }] = await Promise.all([
    import('#cli/helper.ts'),
    import('#cli/nodeSystem.ts'),
    import('#cli/threads.ts'),
  ]);
  answerQuestions<Parameters<typeof answerQuestion>[1]>((question) => answerQuestion(nodeSystem(), question));
}
