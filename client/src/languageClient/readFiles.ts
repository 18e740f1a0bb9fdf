import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { listFiles, readFile } from '#protocol/files.ts';

type FileAnswer = { readonly base64: string } | { readonly error: string };

const most = 10_000;
const mostFolders = 10_000;
/** Schemes that VS Code can search. An extension may bring files without a search for them: VS Code then waits for one without end. */
const searched: ReadonlySet<string> = new Set(['file', 'vscode-remote', 'vscode-vfs']);
const leftOut: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/** Reads files for a server that cannot: one in a worker, or one that is asked about a folder that is on no disk. */
export function readFilesFor(client: BaseLanguageClient): vscode.Disposable {
  return vscode.Disposable.from(
    client.onRequest(listFiles.method, async ({ folder }: { folder: string }, token: vscode.CancellationToken) => {
      const all = await filesBelow(vscode.Uri.parse(folder), token);
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

/**
 * Rule files, configurations and ignore lists. `files.exclude` is about the explorer: the server itself leaves out what `.gitignore` and
 * `secgroup.json` exclude.
 */
function filesBelow(folder: vscode.Uri, token: vscode.CancellationToken): PromiseLike<readonly vscode.Uri[]> {
  if (!searched.has(folder.scheme)) return walk(folder, token);
  const pattern = new vscode.RelativePattern(folder, '**/{*.sg,*.sg.json,secgroup.json,.gitignore}');
  return vscode.workspace.findFiles(pattern, null, most + 1, token);
}

const isWanted = (name: string): boolean =>
  /\.sg(\.json)?$/.test(name) || ['secgroup.json', '.gitignore'].includes(name);

/** The files below a folder that the server asks for, level by level. Links are not followed: they may lead in circles. */
async function walk(folder: vscode.Uri, token: vscode.CancellationToken): Promise<readonly vscode.Uri[]> {
  const found: vscode.Uri[] = [];
  let level = [folder];
  for (let count = 0; level.length > 0 && count < mostFolders; count += level.length) {
    const below: vscode.Uri[] = [];
    for (const each of level) {
      if (token.isCancellationRequested || found.length > most) return found;
      for (const [name, type] of await entriesOf(each)) {
        const uri = vscode.Uri.joinPath(each, name);
        if (type === vscode.FileType.File && isWanted(name)) found.push(uri);
        if (type === vscode.FileType.Directory && !leftOut.has(name)) below.push(uri);
      }
    }
    level = below;
  }
  return found;
}

/** A folder that cannot be read has nothing to show. */
async function entriesOf(folder: vscode.Uri): Promise<readonly [string, vscode.FileType][]> {
  try {
    return await vscode.workspace.fs.readDirectory(folder);
  } catch {
    return [];
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
