// The built command line as a process, with what it took.

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

export const program = path.join(import.meta.dirname, '../../../dist/cli.mjs');

export interface Ran {
  readonly exit: number | null;
  /** The beginning and the length: a report may be hundreds of megabytes. */
  readonly stdout: string;
  readonly printed: number;
  readonly stderr: string;
  readonly seconds: number;
  /** The largest resident memory that was seen, where the system tells. */
  readonly megabytes: number;
}

const KEPT = 200_000;

/** Runs `secgroup` with the heap held to a size: whoever needs more dies of it. */
export function run(cwd: string, args: readonly string[], heap = 1400): Promise<Ran> {
  const began = performance.now();
  const child = spawn(process.execPath, [`--max-old-space-size=${heap}`, program, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr, printed, megabytes] = ['', '', 0, 0];
  child.stdout.on('data', (data: Buffer) => {
    printed += data.length;
    if (stdout.length < KEPT) stdout += data.toString();
  });
  child.stderr.on('data', (data: Buffer) => {
    stderr += data.toString();
  });
  const poll = setInterval(() => {
    megabytes = Math.max(megabytes, residentMegabytes(child.pid));
  }, 50);
  return new Promise((resolve) => {
    child.on('close', (exit) => {
      clearInterval(poll);
      resolve({ exit, stdout, printed, stderr, seconds: (performance.now() - began) / 1000, megabytes });
    });
  });
}

function residentMegabytes(pid: number | undefined): number {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes ?? 0) / 1024;
  } catch {
    return 0;
  }
}
