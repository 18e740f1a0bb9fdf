import * as vscode from 'vscode';
import type { OldFile } from '#protocol/packets.ts';

// VS Code's own git extension, as far as it is used here: https://github.com/microsoft/vscode/blob/main/extensions/git/src/api/git.d.ts

interface GitApi {
  getRepository(uri: vscode.Uri): Repository | null;
}

interface Repository {
  log(options: { readonly maxEntries: number; readonly path?: string }): Promise<readonly Commit[]>;
  show(ref: string, path: string): Promise<string>;
  /** What of the files that git knows differs from the last commit, on the disk. */
  diffWithHEAD(): Promise<readonly Change[]>;
  readonly state: {
    readonly workingTreeChanges: readonly Change[];
    readonly indexChanges: readonly Change[];
    readonly untrackedChanges?: readonly Change[];
  };
}

interface Change {
  readonly uri: vscode.Uri;
  readonly originalUri: vscode.Uri;
  readonly renameUri: vscode.Uri | undefined;
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

/** The rule files below a folder that differ from the last commit: those that were there, that are new, and that are not saved yet. */
export async function changedRuleFiles(repository: Repository, folder: vscode.Uri): Promise<readonly vscode.Uri[]> {
  const { workingTreeChanges, indexChanges, untrackedChanges = [] } = repository.state;
  const changes = [
    ...(await repository.diffWithHEAD()),
    ...workingTreeChanges,
    ...indexChanges,
    ...untrackedChanges,
  ].flatMap(({ uri, originalUri, renameUri }) => [uri, originalUri, ...(renameUri ? [renameUri] : [])]);
  const unsaved = vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty).map(({ uri }) => uri);
  const inFolder = [...changes, ...unsaved].filter(
    ({ scheme, path }) => scheme === folder.scheme && path.startsWith(`${folder.path}/`) && /\.sg(\.json)?$/.test(path),
  );
  return [...new Map(inFolder.map((uri) => [uri.toString(), uri])).values()];
}

/** Without a text where the last commit does not have the file. */
export async function oldFileOf(repository: Repository, file: vscode.Uri): Promise<OldFile> {
  const uri = file.toString();
  return repository.show('HEAD', file.fsPath).then(
    (text) => ({ uri, text }),
    () => ({ uri }),
  );
}

/** Where the git extension shows what the last commit has of a file. */
export function inHead(file: vscode.Uri): vscode.Uri {
  return file.with({ scheme: 'git', query: JSON.stringify({ path: file.fsPath, ref: 'HEAD' }) });
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
