import * as vscode from 'vscode';

export interface FindOptions {
  /** Absent: in all folders of the workspace. */
  readonly folder?: vscode.Uri;
  /** Also what the settings hide: `files.exclude` is about the explorer. */
  readonly hidden?: boolean;
  readonly token?: vscode.CancellationToken;
}

const mostFolders = 10_000;
/** Schemes that VS Code can search. An extension may bring files without a search for them: VS Code then waits for one without end. */
const searched: ReadonlySet<string> = new Set(['file', 'vscode-remote', 'vscode-vfs']);
const leftOut: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/** The files of those names, `*.sg` or `secgroup.json`, and no more than `most` of them. */
export async function findFiles(
  names: readonly string[],
  most: number,
  { folder, hidden = false, token }: FindOptions = {},
): Promise<readonly vscode.Uri[]> {
  const folders = folder ? [folder] : (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  const found: vscode.Uri[] = [];
  for (const each of folders) {
    const left = most - found.length;
    if (left <= 0) break;
    const pattern = new vscode.RelativePattern(each, names.length === 1 ? `**/${names[0]}` : `**/{${names.join(',')}}`);
    const inFolder = searched.has(each.scheme)
      ? await vscode.workspace.findFiles(pattern, hidden ? null : undefined, left, token)
      : await walk(each, names, left, token);
    found.push(...inFolder);
  }
  return found;
}

/** Level by level. Links are not followed: they may lead in circles. */
async function walk(
  folder: vscode.Uri,
  names: readonly string[],
  most: number,
  token: vscode.CancellationToken | undefined,
): Promise<readonly vscode.Uri[]> {
  const found: vscode.Uri[] = [];
  let level = [folder];
  for (let count = 0; level.length > 0 && count < mostFolders; count += level.length) {
    const below: vscode.Uri[] = [];
    for (const each of level) {
      if (token?.isCancellationRequested || found.length >= most) return found;
      for (const [name, type] of await entriesOf(each)) {
        const uri = vscode.Uri.joinPath(each, name);
        if (type === vscode.FileType.File && names.some((wanted) => isCalled(name, wanted))) found.push(uri);
        if (type === vscode.FileType.Directory && !leftOut.has(name)) below.push(uri);
      }
    }
    level = below;
  }
  return found.slice(0, most);
}

const isCalled = (name: string, wanted: string): boolean =>
  wanted.startsWith('*') ? name.endsWith(wanted.slice(1)) : name === wanted;

/** A folder that cannot be read has nothing to show. */
async function entriesOf(folder: vscode.Uri): Promise<readonly [string, vscode.FileType][]> {
  try {
    return await vscode.workspace.fs.readDirectory(folder);
  } catch {
    return [];
  }
}
