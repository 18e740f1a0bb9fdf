import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { nodeHost } from '../nodeHost.ts';
import { fault, replaceFile } from './replaceFile.ts';
import type { System } from './system.ts';

/** A hundred megabytes: what is larger is refused before it is read. */
const MAX_BYTES = 100 * 1024 * 1024;

export function nodeSystem(): System {
  const cwd = process.cwd();
  const absolute = (file: string) => path.resolve(cwd, file);
  return {
    cwd,
    host: nodeHost(),
    out: (text) => void process.stdout.write(text),
    complain: (text) => void process.stderr.write(text),
    input: async () => {
      const parts: Uint8Array[] = [];
      for await (const part of process.stdin) parts.push(part);
      return Buffer.concat(parts);
    },
    kindOf: async (file) => {
      const known = await stat(absolute(file)).catch(() => undefined);
      if (known === undefined) return undefined;
      return known.isFile() ? 'file' : known.isDirectory() ? 'folder' : 'other';
    },
    readBytes: (file) => readBytes(absolute(file)),
    replaceFile: (file, text) => replaceFile(absolute(file), text),
    readAsset: (name) => readFile(new URL(name, import.meta.url)),
    colours: process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined,
    today: new Date().toISOString().slice(0, 10),
  };
}

async function readBytes(file: string): Promise<{ readonly bytes: Uint8Array } | { readonly error: string }> {
  try {
    // A pipe would keep us waiting for whoever writes into it, so what is no file is not opened.
    const known = await stat(file);
    if (!known.isFile()) return { error: 'is not a file' };
    if (known.size > MAX_BYTES) return { error: `is larger than ${MAX_BYTES / 1024 / 1024} MB` };
    return { bytes: await readFile(file) };
  } catch (error) {
    return { error: fault(error) };
  }
}
