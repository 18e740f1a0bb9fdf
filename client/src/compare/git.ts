import * as vscode from 'vscode';

// VS Code's own git extension, as far as it is used here: https://github.com/microsoft/vscode/blob/main/extensions/git/src/api/git.d.ts

interface GitApi {
  getRepository(uri: vscode.Uri): Repository | null;
}

interface Repository {
  log(options: { readonly maxEntries: number; readonly path?: string }): Promise<readonly Commit[]>;
  show(ref: string, path: string): Promise<string>;
}

interface Commit {
  readonly hash: string;
  readonly message: string;
  readonly authorDate?: Date;
}

/** The repository of a file, or undefined: no git extension, no repository, or a workspace that is not trusted. */
export async function repositoryOf(file: vscode.Uri): Promise<Repository | undefined> {
  if (!vscode.workspace.isTrusted || file.scheme !== 'file') return undefined;
  const extension = vscode.extensions.getExtension<{ getAPI(version: 1): GitApi }>('vscode.git');
  if (!extension) return undefined;
  try {
    const exports = extension.isActive ? extension.exports : await extension.activate();
    return exports.getAPI(1).getRepository(file) ?? undefined;
  } catch {
    // The git extension says by throwing that it is switched off.
    return undefined;
  }
}

export interface Revision {
  readonly ref: string;
  readonly label: string;
  readonly description: string;
}

/** The last commits that changed the file. */
export async function revisionsOf(repository: Repository, file: vscode.Uri): Promise<readonly Revision[]> {
  const commits = await repository.log({ maxEntries: 50, path: file.fsPath });
  return commits.map(({ hash, message, authorDate }) => ({
    ref: hash,
    label: `${hash.slice(0, 8)} ${message.split('\n', 1)[0]}`,
    description: authorDate?.toLocaleDateString() ?? '',
  }));
}
