// Files of a disk, for the command line and for the language server in a process.

import { type BigIntStats, constants, type Dirent, realpathSync } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { URI } from 'vscode-uri';
import { decode, decodeText } from '#text/decode.ts';
import { t } from '#util/l10n.ts';
import { readIgnoreFile } from '#workspace/glob.ts';
import type { Host } from '#workspace/host.ts';
import { type IgnoreList, isIgnored } from '#workspace/ignoreLists.ts';
import { editorLimits } from '#workspace/limits.ts';

/** How much of one file is read at most: a string cannot be much longer. */
const MAX_BYTES = 200_000_000;

/**
 * `limit`: how many files of a folder are listed at most. `wholeRepository`: the `.gitignore` files above a folder hold too, up to the
 * folder of the repository.
 */
export function nodeHost({ limit = editorLimits.files, wholeRepository = false } = {}): Host {
  const list = (folder: string) => listFolder(folder, limit, wholeRepository);
  return {
    list,
    relist: list,
    async names(folder) {
      const entries = await readdir(URI.parse(folder).fsPath, { withFileTypes: true }).catch(() => undefined);
      return entries?.filter((entry) => entry.isFile()).map(({ name }) => name);
    },
    async read(uri) {
      const read = await readBytes(URI.parse(uri).fsPath);
      return 'error' in read ? read : { ...decode(read.bytes), ...stampMember(read.stamp) };
    },
    stamps: (uris) => Promise.all(uris.map(async (uri) => stampAt(URI.parse(uri).fsPath))),
    resolve: realUri,
  };
}

/** Stamps of what was written so shortly before, in milliseconds, say nothing: some file systems count in steps of two seconds. */
const YOUNG_MS = 2500;

function stampOf({ dev, ino, size, mtimeNs, ctimeNs, mtimeMs, ctimeMs }: BigIntStats): string | undefined {
  const last = mtimeMs > ctimeMs ? mtimeMs : ctimeMs;
  return Date.now() - Number(last) < YOUNG_MS ? undefined : [dev, ino, size, mtimeNs, ctimeNs].join();
}

function stampMember(stamp: string | undefined): { readonly stamp?: string } {
  return stamp === undefined ? {} : { stamp };
}

async function stampAt(file: string): Promise<string | undefined> {
  return lstat(file, { bigint: true }).then(stampOf, () => undefined);
}

/** Of what is not there, the folders above it count. */
function realUri(uri: string): string {
  const { scheme, fsPath } = URI.parse(uri);
  if (scheme !== 'file') return uri;
  let behind = '';
  for (let at = path.resolve(fsPath); ; at = path.dirname(at)) {
    try {
      return URI.file(path.join(realpathSync.native(at), behind)).toString();
    } catch {
      if (path.dirname(at) === at) return uri;
      behind = path.join(path.basename(at), behind);
    }
  }
}

/** Reads what is a file and nothing else: a link may lead out of the tree, and opening a FIFO waits for ever. */
export async function readBytes(
  file: string,
): Promise<
  | { readonly bytes: Uint8Array; readonly stamp: string | undefined }
  | { readonly error: string; readonly gone?: boolean }
> {
  try {
    // Both flags are unknown to Windows.
    const handle = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    try {
      const stat = await handle.stat({ bigint: true });
      if (!stat.isFile()) return { error: t('It is not a file.') };
      if (stat.size > MAX_BYTES) return { error: t('It is larger than {0} MB.', MAX_BYTES / 1_000_000) };
      return { bytes: await handle.readFile(), stamp: stampOf(stat) };
    } finally {
      await handle.close();
    }
  } catch (error) {
    return { error: reasonOf(error, file), ...(isGone(error, file) ? { gone: true } : {}) };
  }
}

interface Folder {
  readonly path: string;
  readonly uri: string;
  /** Relative to the root, empty for the root itself. */
  readonly relative: string;
  readonly lists: readonly IgnoreList[];
}

/** Links are not followed: what they lead to lies in the tree and is found there, or lies outside and is no business of ours. */
async function listFolder(root: string, limit: number, wholeRepository: boolean): ReturnType<Host['list']> {
  const uris: string[] = [];
  const unread = new Map<string, string>();
  const top = URI.parse(root).fsPath;
  const above = wholeRepository ? await listsAbove(top) : undefined;
  const open: Folder[] = [
    { path: top, uri: root.replace(/\/$/, ''), relative: above?.relative ?? '', lists: above?.lists ?? [] },
  ];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    const entries = await entriesOf(folder.path, (error) => {
      // It was there a moment ago: somebody deletes it, and nothing of it is left to be read.
      if (isGone(error, folder.path) && folder.path !== top) return;
      unread.set(folder.uri, reasonOf(error, folder.path));
    });
    const lists = await withOwnList(folder, entries);
    for (const entry of entries) {
      const relative = folder.relative === '' ? entry.name : `${folder.relative}/${entry.name}`;
      if (entry.isDirectory()) {
        if (entry.name === '.git' || isIgnored(lists, relative, true)) continue;
        open.push({ path: path.join(folder.path, entry.name), uri: child(folder.uri, entry.name), relative, lists });
      } else if (entry.isFile() && isOurs(entry.name) && !isIgnored(lists, relative, false)) {
        if (uris.length === limit) return { uris: uris.sort(), complete: false, unread };
        uris.push(child(folder.uri, entry.name));
      }
    }
  }
  return { uris: uris.sort(), complete: true, unread };
}

/** The lists between a folder and that of its repository, to which paths are relative then. A folder that is ignored itself was named on purpose. */
async function listsAbove(folder: string): Promise<Pick<Folder, 'relative' | 'lists'> | undefined> {
  const names: string[] = [];
  let at = folder;
  while (!(await isThere(path.join(at, '.git')))) {
    const parent = path.dirname(at);
    if (parent === at) return undefined;
    names.unshift(path.basename(at));
    at = parent;
  }
  let lists: readonly IgnoreList[] = [];
  let relative = '';
  for (const name of names) {
    lists = await withOwnList({ path: at, uri: '', relative, lists }, await entriesOf(at));
    relative = relative === '' ? name : `${relative}/${name}`;
    at = path.join(at, name);
    if (isIgnored(lists, relative, true)) return undefined;
  }
  return { relative, lists };
}

async function isThere(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  );
}

function isOurs(name: string): boolean {
  return name.endsWith('.sg') || name.endsWith('.sg.json') || name === 'secgroup.json';
}

/** A folder that cannot be read is an empty one: others of the tree are not lost with it. */
async function entriesOf(folder: string, onError?: (error: unknown) => void): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    onError?.(error);
    return [];
  }
}

async function withOwnList(folder: Folder, entries: readonly Dirent[]): Promise<readonly IgnoreList[]> {
  if (!entries.some((entry) => entry.name === '.gitignore' && entry.isFile())) return folder.lists;
  const read = await readBytes(path.join(folder.path, '.gitignore'));
  if ('error' in read) return folder.lists;
  return [...folder.lists, { folder: folder.relative, patterns: readIgnoreFile(decodeText(read.bytes)).patterns }];
}

/** Encodes a name as the editors' URI library does, so that one file has one URI. */
function child(folder: string, name: string): string {
  const encoded = encodeURIComponent(name.toWellFormed());
  return `${folder}/${encoded.replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)}`;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** Node reads each byte of a name that is no UTF-8 as U+FFFD, and does not find the file by that. */
function isGone(error: unknown, file: string): boolean {
  return codeOf(error) === 'ENOENT' && !file.includes('\uFFFD');
}

function reasonOf(error: unknown, file: string): string {
  switch (codeOf(error)) {
    case 'ENOENT':
      return isGone(error, file) ? t('It does not exist.') : t('Its name is not UTF-8: rename it.');
    case 'EACCES':
    case 'EPERM':
      return t('Permission is denied.');
    case 'EISDIR':
      return t('It is a folder.');
    case 'ELOOP':
      return t('It is a link, and links are not followed.');
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
