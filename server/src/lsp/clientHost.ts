import type { Connection } from 'vscode-languageserver';
import * as files from '#protocol/files.ts';
import type { Request } from '#protocol/requests.ts';
import { decode } from '#text/decode.ts';
import { t } from '#util/l10n.ts';
import { readIgnoreFile } from '#workspace/glob.ts';
import type { Host } from '#workspace/host.ts';
import { type IgnoreList, isFileIgnored } from '#workspace/ignoreLists.ts';

/** Files that the client reads for the server: all there is in a worker, and folders of an editor that are on no disk. */
export function clientHost(connection: Connection, limit: number): Host {
  async function read(uri: string): ReturnType<Host['read']> {
    const answer = await readBytes(connection, uri);
    if ('error' in answer) return answer;
    return { ...decode(answer.bytes), stamp: answer.stamp };
  }
  return {
    read,
    names: async (folder) => (await ask(connection, files.listNames, { folder }).catch(() => undefined))?.names,
    async stamps(uris) {
      // A client that knows no stamps: all is read.
      const answer = await ask(connection, files.stampFiles, { uris }).catch(() => undefined);
      return uris.map((_, i) => answer?.stamps[i] ?? undefined);
    },
    async list(folder) {
      const { uris, complete } = await ask(connection, files.listFiles, { folder });
      const root = folder.endsWith('/') ? folder : `${folder}/`;
      const lists = await ignoreLists(root, uris.filter(isIgnoreFile), read);
      const kept = uris.filter((uri) => !isIgnoreFile(uri) && !isFileIgnored(lists, decoded(uri.slice(root.length))));
      return { uris: kept.slice(0, limit).sort(), complete: complete && kept.length <= limit };
    },
  };
}

function ask<P, R>(connection: Connection, { method }: Request<P, R>, params: P): Promise<R> {
  return connection.sendRequest<R>(method, params);
}

/** What ships beside the server, from the folder that the client names; nothing where it names none. */
export function clientAssets(
  connection: Connection,
  folder: unknown,
): ((name: string) => Promise<Uint8Array>) | undefined {
  if (typeof folder !== 'string') return undefined;
  return async (name) => {
    const answer = await readBytes(connection, `${folder}/${name}`);
    if ('error' in answer) throw new Error(answer.error);
    return answer.bytes;
  };
}

async function readBytes(
  connection: Connection,
  uri: string,
): Promise<{ readonly bytes: Uint8Array; readonly stamp: string | undefined } | { readonly error: string }> {
  try {
    const answer = await ask(connection, files.readFile, { uri });
    return 'error' in answer ? answer : { bytes: bytesOf(answer.base64), stamp: answer.stamp };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/** The host of a scheme: the client reads whatever is not a file on the disk. */
export function hostByScheme(disk: Host, client: Host | undefined): Host {
  const of = (uri: string): Host | undefined => (uri.startsWith('file:') ? disk : client);
  return {
    list: async (folder) => (await of(folder)?.list(folder)) ?? { uris: [], complete: true },
    relist: (folder) => of(folder)?.relist?.(folder),
    names: async (folder) => of(folder)?.names?.(folder),
    read: async (uri) => (await of(uri)?.read(uri)) ?? { error: t('The editor does not provide it.') },
    async stamps(uris) {
      const stamps = new Map<string, string | undefined>();
      for (const host of new Set(uris.map(of))) {
        const own = uris.filter((uri) => of(uri) === host);
        const found = await host?.stamps?.(own);
        for (const [i, uri] of own.entries()) stamps.set(uri, found?.[i]);
      }
      return uris.map((uri) => stamps.get(uri));
    },
    resolve: (uri) => of(uri)?.resolve?.(uri) ?? uri,
  };
}

function isIgnoreFile(uri: string): boolean {
  return uri.endsWith('/.gitignore');
}

async function ignoreLists(root: string, uris: readonly string[], read: Host['read']): Promise<readonly IgnoreList[]> {
  const lists: IgnoreList[] = [];
  for (const uri of [...uris].sort((a, b) => a.length - b.length)) {
    const folder = decoded(uri.slice(root.length, -'.gitignore'.length).replace(/\/$/, ''));
    if (folder !== '' && isFileIgnored(lists, folder)) continue;
    const text = await read(uri);
    if ('text' in text) lists.push({ folder, patterns: readIgnoreFile(text.text).patterns });
  }
  return lists;
}

/** A name that is wrongly encoded is matched as it stands. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
