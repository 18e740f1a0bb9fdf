import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { type FileHandle, open, readdir, readlink, realpath, rename, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { decodeText } from '#text/decode.ts';
import { readBytes } from '../nodeHost.ts';

/**
 * Writes a file whole or not at all: into a temporary file beside it, which is flushed and then renamed over it. A link is followed, also to
 * a file that does not exist yet. An existing file keeps its mode and owner. Devices and the like are refused.
 *
 * `instead` is the text from which `text` was made: the file keeps its encoding, and is not written where it has another text by now.
 *
 * Answers in words what went wrong, or undefined. A process that is killed hard may leave its temporary file: the next one that writes the same
 * file removes it.
 */
export async function replaceFile(file: string, text: string, instead?: string): Promise<string | undefined> {
  let temporary: string | undefined;
  // The process ends when nothing is left over: another signal must not end it before.
  let interrupted: NodeJS.Signals | undefined;
  const note = (signal: NodeJS.Signals): void => {
    interrupted ??= signal;
  };
  for (const signal of SIGNALS) process.on(signal, note);
  try {
    const target = await targetOf(file);
    const known = await knownAt(target);
    if (known?.isDirectory()) return 'is a folder';
    if (known !== undefined && !known.isFile()) return 'is no file';
    await clearLeftOvers(target);
    temporary = path.join(
      path.dirname(target),
      `.${path.basename(target)}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`,
    );
    const before = instead === undefined ? undefined : await bytesOf(target);
    const refused = before === undefined ? undefined : faultOf(before, instead ?? '');
    if (refused !== undefined) return refused;
    await writeNew(temporary, before === undefined ? Buffer.from(text) : encodedLike(before, text), known);
    // This is the last moment to see that somebody else wrote the file.
    const isChanged = before !== undefined && Buffer.compare(before, await bytesOf(target)) !== 0;
    if (isChanged || interrupted !== undefined) {
      await unlink(temporary);
      return isChanged ? CHANGED : 'it was interrupted';
    }
    await rename(temporary, target);
    return undefined;
  } catch (error) {
    if (temporary !== undefined) await unlink(temporary).catch(() => undefined);
    return faultWords(error);
  } finally {
    for (const signal of SIGNALS) process.off(signal, note);
    if (interrupted !== undefined) process.kill(process.pid, interrupted);
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Where a path leads to. The last link may lead to a file that does not exist yet. */
async function targetOf(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    const to = await readlink(file).catch(() => undefined);
    return to === undefined ? file : targetOf(path.resolve(await realpath(path.dirname(file)), to));
  }
}

async function knownAt(file: string): Promise<Stats | undefined> {
  try {
    return await stat(file);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function writeNew(file: string, bytes: Uint8Array, like: Stats | undefined): Promise<void> {
  const handle = await open(file, 'wx', like === undefined ? 0o666 : like.mode & 0o7777);
  try {
    if (like !== undefined) await takeAfter(handle, like);
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Gives a file the owner and mode of another one. Only root may give a file away: else it stays the user's. */
async function takeAfter(handle: FileHandle, { uid, gid, mode }: Stats): Promise<void> {
  const own = await handle.stat();
  if (own.uid !== uid || own.gid !== gid) await handle.chown(uid, gid).catch(() => undefined);
  await handle.chmod(mode & 0o7777);
}

const CHANGED = 'it was changed meanwhile';

async function bytesOf(file: string): Promise<Uint8Array> {
  const read = await readBytes(file);
  if ('error' in read) throw new Error(read.error);
  return read.bytes;
}

function faultOf(bytes: Uint8Array, text: string): string | undefined {
  if (decodeText(bytes) !== text) return CHANGED;
  // Bytes that are not text were read as U+FFFD, and would be lost.
  return Buffer.compare(encodedLike(bytes, text), bytes) === 0 ? undefined : 'it is neither UTF-8 nor UTF-16 text';
}

/** A text in the encoding of some bytes, with their byte order mark. */
function encodedLike(bytes: Uint8Array, text: string): Uint8Array {
  const [first, second, third] = bytes;
  if (first === 0xff && second === 0xfe) return Buffer.from(`\ufeff${text}`, 'utf16le');
  if (first === 0xfe && second === 0xff) return Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
  return Buffer.from(first === 0xef && second === 0xbb && third === 0xbf ? `\ufeff${text}` : text);
}

/** Removes temporary files for this target whose processes are not running any more. */
async function clearLeftOvers(target: string): Promise<void> {
  const begin = `.${path.basename(target)}.`;
  for (const name of await readdir(path.dirname(target))) {
    if (!name.startsWith(begin)) continue;
    const [, writer] = /^(\d{1,9})\.[0-9a-f]{12}\.tmp$/.exec(name.slice(begin.length)) ?? [];
    if (writer !== undefined && !isRunning(Number(writer)))
      await unlink(path.join(path.dirname(target), name)).catch(() => undefined);
  }
}

function isRunning(process_: number): boolean {
  try {
    return process.kill(process_, 0);
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}

/** A system error in words for people. */
export function faultWords(error: unknown): string {
  return known.get(codeOf(error)) ?? (error instanceof Error ? error.message : String(error));
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

const known: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'the folder does not exist'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['EROFS', 'the file system is read-only'],
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'the disk is full'],
  ['EISDIR', 'is a folder'],
  ['ENOTDIR', 'a part of the path is not a folder'],
  ['ELOOP', 'links lead in a circle'],
  ['ENAMETOOLONG', 'the name is too long'],
]);
