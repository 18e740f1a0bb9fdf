import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { listFiles, listNames, readFile, stampFiles } from '#protocol/files.ts';
import type { Request } from '#protocol/requests.ts';
import { faultText } from './faults.ts';
import { findFiles } from './findFiles.ts';

const most = 10_000;
/** The server itself leaves out what `.gitignore` and `secgroup.json` exclude. */
const names = ['*.sg', '*.sg.json', 'secgroup.json', '.gitignore'];

/** Reads files for a server that cannot: one in a worker, or one that is asked about a folder that is on no disk. */
export function readFilesFor(client: BaseLanguageClient): vscode.Disposable {
  return vscode.Disposable.from(
    answer(client, listFiles, async ({ folder }, token) => {
      const all = await findFiles(names, most + 1, { folder: vscode.Uri.parse(folder), hidden: true, token });
      return { uris: all.slice(0, most).map(String), complete: all.length <= most };
    }),
    answer(client, listNames, async ({ folder }) => {
      const entries = await vscode.workspace.fs.readDirectory(vscode.Uri.parse(folder));
      return { names: entries.flatMap(([name, type]) => (type === vscode.FileType.File ? [name] : [])) };
    }),
    answer(client, readFile, async ({ uri }) => {
      try {
        const stamp = await stampOf(uri);
        const read = base64(await vscode.workspace.fs.readFile(vscode.Uri.parse(uri)));
        return { base64: read, ...(stamp === null ? {} : { stamp }) };
      } catch (error) {
        return { error: faultText(error) };
      }
    }),
    answer(client, stampFiles, async ({ uris }) => ({ stamps: await Promise.all(uris.map(stampOf)) })),
  );
}

function answer<P, R>(
  client: BaseLanguageClient,
  { method }: Request<P, R>,
  handler: (params: P, token: vscode.CancellationToken) => Promise<R>,
): vscode.Disposable {
  return client.onRequest<unknown, void>(method, handler);
}

/** How long ago a file must have been written, in milliseconds, before its time tells it from what is written next. */
const oldMs = 2500;

async function stampOf(uri: string): Promise<string | null> {
  try {
    const { mtime, size } = await vscode.workspace.fs.stat(vscode.Uri.parse(uri));
    // Providers that know no time say zero.
    return mtime > 0 && Date.now() - mtime > oldMs ? `${mtime} ${size}` : null;
  } catch {
    return null;
  }
}

/** In pieces, because a call takes only so many arguments. */
function base64(bytes: Uint8Array): string {
  const piece = 0x8000;
  let binary = '';
  for (let start = 0; start < bytes.length; start += piece) {
    binary += String.fromCharCode(...bytes.subarray(start, start + piece));
  }
  return btoa(binary);
}
