import * as vscode from 'vscode';
import type { Choice } from '../commands/questions.ts';
import { Refused } from '../languageClient/faults.ts';
import { nameOfFile } from '../languageClient/places.ts';

// VS Code's own git extension, as far as it is used here: https://github.com/microsoft/vscode/blob/main/extensions/git/src/api/git.d.ts

interface GitApi {
  getRepository(uri: vscode.Uri): Repository | null;
}

export interface Repository {
  log(options: { readonly maxEntries: number; readonly path?: string }): Promise<readonly Commit[]>;
  show(ref: string, path: string): Promise<string>;
  getObjectDetails(ref: string, path: string): Promise<{ readonly object: string }>;
  diffBlobs(object: string, other: string): Promise<string>;
  /** Branches, those of remotes too, and tags. */
  getRefs(query: Record<never, never>): Promise<readonly { readonly name?: string }[]>;
  /** What of the files that git knows differs from a revision, on the disk. */
  diffWith(ref: string): Promise<readonly Change[]>;
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

/** What the git extension throws: its own message is the same for all that git refuses. */
interface GitError extends Error {
  readonly gitErrorCode?: string;
  readonly stderr?: string;
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

/** The rule files below a folder that differ from a revision: those that were there, that are new, and that are not saved yet. */
export async function changedRuleFiles(
  repository: Repository,
  folder: vscode.Uri,
  ref: string,
): Promise<readonly vscode.Uri[]> {
  const { workingTreeChanges, indexChanges, untrackedChanges = [] } = repository.state;
  const changes = [
    ...(await repository.diffWith(ref).catch((error) => refused(folder, ref, error))),
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

/** The text that a revision has of a file; undefined where it does not have the file. Whatever else keeps git from it is thrown. */
export async function textIn(repository: Repository, ref: string, file: vscode.Uri): Promise<string | undefined> {
  const path = file.fsPath;
  try {
    return await repository.show(ref, path);
  } catch (error) {
    return repository
      .getObjectDetails(ref, path)
      .then(async ({ object }) => {
        // `show` keeps to itself why git did not read it; the difference between a text and itself is read too, and says it.
        await repository.diffBlobs(object, object);
        throw error;
      })
      .catch((reason: GitError) => (reason.gitErrorCode === 'UnknownPath' ? undefined : refused(file, ref, reason)));
  }
}

function refused(file: vscode.Uri, ref: string, { message, stderr = '' }: GitError): never {
  const words = /^fatal: .*/m.exec(stderr)?.[0] ?? (stderr.trim() || message);
  throw new Refused(
    vscode.l10n.t(
      "Git cannot read '{0}' of {1}: {2}. Compare with another revision, or see Git in the Output panel.",
      nameOfFile(file),
      shortName(ref),
      words,
    ),
  );
}

/** Where the git extension shows what a revision has of a file. */
export function inRevision(file: vscode.Uri, ref: string): vscode.Uri {
  return file.with({ scheme: 'git', query: JSON.stringify({ path: file.fsPath, ref }) });
}

/** What may be compared with: the last commit, branches and tags, and the commits that changed the file, or any of the folder. */
export async function revisionsOf(repository: Repository, file?: vscode.Uri): Promise<readonly Choice<string>[]> {
  const refs = await repository.getRefs({});
  const commits = await repository.log({ maxEntries: 50, ...(file && { path: file.fsPath }) });
  const names = refs.flatMap(({ name = 'HEAD' }) => (/(^|\/)HEAD$/.test(name) ? [] : name));
  return [
    { label: 'HEAD', description: vscode.l10n.t('the last commit'), value: 'HEAD' },
    ...names.map((name) => ({ label: name, iconPath: new vscode.ThemeIcon('git-branch'), value: name })),
    ...commits.map(({ hash, message, authorDate }) => ({
      label: `${shortName(hash)} ${message.split('\n', 1)[0]}`,
      description: authorDate?.toLocaleDateString() ?? '',
      iconPath: new vscode.ThemeIcon('git-commit'),
      value: hash,
    })),
  ];
}

/** A commit by the beginning of its hash, a branch by its name. */
export const shortName = (ref: string): string => (/^[0-9a-f]{40,}$/.test(ref) ? ref.slice(0, 8) : ref);
