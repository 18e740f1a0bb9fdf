import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { listFiles, readFile } from '#protocol/files.ts';
import { findFiles } from './findFiles.ts';

type FileAnswer = { readonly base64: string } | { readonly error: string };

const most = 10_000;
/** The server itself leaves out what `.gitignore` and `secgroup.json` exclude. */
const names = ['*.sg', '*.sg.json', 'secgroup.json', '.gitignore'];

/** Reads files for a server that cannot: one in a worker, or one that is asked about a folder that is on no disk. */
export function readFilesFor(client: BaseLanguageClient): vscode.Disposable {
  return vscode.Disposable.from(
    client.onRequest(listFiles.method, async ({ folder }: { folder: string }, token: vscode.CancellationToken) => {
      const all = await findFiles(names, most + 1, { folder: vscode.Uri.parse(folder), hidden: true, token });
      return { uris: all.slice(0, most).map(String), complete: all.length <= most };
    }),
    client.onRequest<FileAnswer, void>(readFile.method, async ({ uri }: { uri: string }): Promise<FileAnswer> => {
      try {
        return { base64: base64(await vscode.workspace.fs.readFile(vscode.Uri.parse(uri))) };
      } catch (error) {
        return { error: error instanceof Error ? error.message : String(error) };
      }
    }),
  );
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
