import { randomBytes } from 'node:crypto';
import { open, realpath, rename, stat, unlink } from 'node:fs/promises';
import path from 'node:path';

/**
 * Writes a file whole or not at all: into a temporary file beside it, flushed, then renamed over it. A link is followed, and the
 * mode of a file that was there is kept. Answers what went wrong in words, undefined where nothing did; nothing is left over.
 */
export async function replaceFile(file: string, text: string): Promise<string | undefined> {
  const target = await realpath(file).catch(() => file);
  const mode = await stat(target).then(
    (known) => known.mode & 0o7777,
    () => undefined,
  );
  const temporary = path.join(path.dirname(target), `.${path.basename(target)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const handle = await open(temporary, 'wx', mode ?? 0o666);
    try {
      await handle.writeFile(text);
      if (mode !== undefined) await handle.chmod(mode);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, target);
    return undefined;
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    return fault(error);
  }
}

/** A system error as people know it. */
function fault(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return known.get(code) ?? (error instanceof Error ? error.message : String(error));
}

const known: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'the folder does not exist'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['EROFS', 'the file system is read-only'],
  ['ENOSPC', 'the disk is full'],
  ['EISDIR', 'is a folder'],
  ['ENOTDIR', 'a part of the path is no folder'],
  ['ELOOP', 'links lead in a circle'],
  ['ENAMETOOLONG', 'the name is too long'],
]);
