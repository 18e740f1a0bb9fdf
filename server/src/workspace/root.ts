// What a workspace keeps for one folder, or for one file that is in no folder.

import type { Decoded } from '#text/decode.ts';
import { type Config, defaultConfig, readConfig } from './config.ts';
import { type Folder, type Last, newLast, type SourceFile } from './folder.ts';
import type { FileRead, Listing } from './host.ts';
import { CONFIG_NAME, languageOf } from './sourceFile.ts';

/** A folder, or a lone file. */
export interface Root {
  readonly uri: string;
  /** In the order of the URIs; replaced, never changed, for a `Folder` may still hold it. */
  files: ReadonlyMap<string, SourceFile>;
  /** What the host has to say of it; more may be open, and fewer be read. */
  listed: ReadonlySet<string>;
  /** Whether no file was left out. */
  complete: boolean;
  /** Folders that the host could not list, with its reason. */
  unlisted: ReadonlyMap<string, string>;
  /** The host's, of files as they were read; of none that changed so shortly before that it could not tell. */
  readonly stamps: Map<string, string>;
  config: { readonly text: string; readonly config: Config } | undefined;
  folder: Folder | undefined;
  readonly last: Last;
}

export function newRoot(uri: string): Root {
  return {
    uri,
    files: new Map(),
    listed: new Set(),
    complete: true,
    unlisted: new Map(),
    stamps: new Map(),
    config: undefined,
    folder: undefined,
    last: newLast(),
  };
}

/** Of files named `secgroup.json` only the one of the root counts. */
export function isRead(root: Root, uri: string): boolean {
  const language = languageOf(uri);
  return language === 'config' ? uri === `${root.uri}/${CONFIG_NAME}` || uri === root.uri : language !== undefined;
}

/** Whether the root has a place for it. What is open may have any name, but settings are those of the root alone. */
export function hasPlaceFor(root: Root, uri: string): boolean {
  return languageOf(uri) !== 'config' || isRead(root, uri);
}

export function putFile(root: Root, ...added: readonly SourceFile[]): void {
  const isNew = added.some(({ uri }) => !root.files.has(uri));
  const files = new Map(root.files);
  for (const file of added) {
    files.set(file.uri, file);
  }
  root.files = isNew ? new Map([...files].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) : files;
  root.folder = undefined;
}

/** A file as the host has it: its text, or why there is none. */
export interface Content extends Decoded {
  readonly why?: string;
}

/** Keeps the stamp of what was read. Nothing for a file that is no more. */
export function contentOf(root: Root, uri: string, read: FileRead): Content | undefined {
  if (read.stamp === undefined) root.stamps.delete(uri);
  else root.stamps.set(uri, read.stamp);
  if ('text' in read) return read;
  return read.gone === true ? undefined : { text: '', readAs: 'nothing', why: read.error };
}

export function noteListing(root: Root, { uris, unread = new Map() }: Listing): void {
  root.listed = new Set(uris);
  const { unlisted } = root;
  if (unread.size === unlisted.size && [...unread].every(([uri, reason]) => unlisted.get(uri) === reason)) return;
  root.unlisted = unread;
  root.folder = undefined;
}

export function dropFile(root: Root, uri: string): void {
  if (!root.files.has(uri)) return;
  const files = new Map(root.files);
  files.delete(uri);
  root.files = files;
  root.folder = undefined;
}

/** The same object as long as the text is the same, for much is kept by the settings. */
export function configOf(root: Root): Config {
  const file =
    root.files.get(`${root.uri}/${CONFIG_NAME}`) ??
    (languageOf(root.uri) === 'config' ? root.files.get(root.uri) : undefined);
  if (file === undefined) return defaultConfig;
  if (root.config?.text !== file.text) root.config = { text: file.text, config: readConfig(file.text) };
  return root.config.config;
}
