import { spawn } from 'node:child_process';

/** Runs a program with our terminal. Resolves to its exit code, or to 1 when a signal ended it. */
export function runVisibly(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', ...options });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** Runs a program and keeps what it writes. Resolves to its exit code and its output, both streams in order of arrival. */
export function runQuietly(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Resolves at the first of: Ctrl-C, a request to end, or the death of the process that started us (npm does not always pass signals on). */
export function stopRequested() {
  return new Promise((resolve) => {
    // Stays on: a second Ctrl-C, or the same one passed on by the parent, may not cut the clean end short.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve(signal));
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(watch);
      resolve('the parent process ended');
    }, 500);
    watch.unref();
  });
}
