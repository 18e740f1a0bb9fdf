import * as vscode from 'vscode';
import { treeNodes } from '../commands/arguments.ts';
import type { Command } from '../commands/command.ts';
import { activeRuleFile } from '../commands/models.ts';
import { type Choice, pick } from '../commands/questions.ts';
import { Refused } from '../languageClient/faults.ts';
import { findFiles } from '../languageClient/findFiles.ts';
import { openText, readText } from '../languageClient/places.ts';
import type { Server } from '../languageClient/server.ts';
import { type Comparison, compareFilesWithOld, compareWithOld, type OtherText } from './comparison.ts';
import type { Comparisons } from './comparisons.ts';
import { changedRuleFiles, inRevision, type Repository, repositoryOf, revisionsOf, shortName, textIn } from './git.ts';

/** All rule files of a folder, with the last commit or with a revision that is asked for. */
type Whole = 'head' | 'any';

type Other = 'saved' | 'revision' | 'file' | Whole;

const title = (): string => vscode.l10n.t('Compare Packets');

/** Compares the packets that a file in the editor allows with those of its saved text, of a git revision or of another file. */
export function comparePackets(server: Server, comparisons: Comparisons): Command {
  return {
    id: 'secgroup.comparePackets',
    execute: async (...args) => {
      const file = await chooseFile(args);
      const other = file instanceof vscode.Uri ? await chooseOther(file) : file;
      if (file instanceof vscode.Uri && typeof other === 'function') {
        await comparisons.show(async () => compareWithOld(server, file, await other()));
        return;
      }
      const folder = file instanceof vscode.Uri ? vscode.workspace.getWorkspaceFolder(file)?.uri : await chooseFolder();
      if (!folder) return;
      const repository = await repositoryThere(folder);
      const ref = other === 'any' ? await chooseRevision(repository) : 'HEAD';
      await comparisons.show(() => compareWorkspace(server, repository, folder, ref));
    },
  };
}

/** All rule files of a folder, with what a revision has of them. */
async function compareWorkspace(
  server: Server,
  repository: Repository,
  folder: vscode.Uri,
  ref: string,
): Promise<Comparison> {
  const changed = await changedRuleFiles(repository, folder, ref);
  const oldFiles = await Promise.all(
    changed.map(async (uri) => ({ uri: uri.toString(), text: await textIn(repository, ref, uri) })),
  );
  const isChanged = new Set(changed.map(String));
  const documentOf = (uri: vscode.Uri): vscode.Uri => (isChanged.has(uri.toString()) ? inRevision(uri, ref) : uri);
  return compareFilesWithOld(server, folder, { name: shortName(ref), documentOf }, oldFiles);
}

async function repositoryThere(uri: vscode.Uri): Promise<Repository> {
  const repository = await repositoryOf(uri);
  if (!repository) throw new Refused(vscode.l10n.t('There is no git repository here.'));
  return repository;
}

async function chooseRevision(repository: Repository, file?: vscode.Uri): Promise<string> {
  const question = { title: title(), placeholder: vscode.l10n.t('Revision to compare with') };
  return pick(question, await revisionsOf(repository, file));
}

async function chooseFolder(): Promise<vscode.Uri> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const [only] = folders;
  if (only && folders.length === 1) return only.uri;
  const choices = folders.map(({ name, uri }) => ({ label: name, description: uri.fsPath, value: uri }));
  return pick({ title: title(), placeholder: vscode.l10n.t('Workspace folder') }, choices);
}

async function chooseFile(args: readonly unknown[]): Promise<vscode.Uri | Whole> {
  if (args[0] instanceof vscode.Uri) return args[0];
  const [node] = treeNodes(args);
  if (node?.location) return vscode.Uri.parse(node.location.uri, true);
  return activeRuleFile() ?? pickWhole();
}

/** Asks what to compare where no rule file is in the active editor: the whole workspace or one of its files. */
async function pickWhole(): Promise<vscode.Uri | Whole> {
  const files = await ruleFileChoices();
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const withGit = folder && (await repositoryOf(folder.uri)) ? wholeWorkspace() : [];
  return pick<vscode.Uri | Whole>({ title: title(), placeholder: vscode.l10n.t('File to compare') }, [
    ...withGit,
    ...files,
  ]);
}

async function pickRuleFile(placeholder: string, except: vscode.Uri): Promise<vscode.Uri> {
  return pick({ title: title(), placeholder }, await ruleFileChoices(except));
}

async function ruleFileChoices(except?: vscode.Uri): Promise<readonly Choice<vscode.Uri>[]> {
  const files = await findFiles(['*.sg', '*.sg.json'], 500);
  const others = files.filter((uri) => uri.toString() !== except?.toString());
  if (others.length === 0) throw new Refused(vscode.l10n.t('There is no other rule file in this workspace.'));
  const choices = others.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), value: uri }));
  return choices.toSorted((a, b) => a.label.localeCompare(b.label));
}

const wholeWorkspace = (): readonly Choice<Whole>[] => [
  {
    label: vscode.l10n.t('Whole Workspace With HEAD'),
    description: vscode.l10n.t('all rule files, with the last commit'),
    iconPath: new vscode.ThemeIcon('root-folder'),
    value: 'head',
  },
  {
    label: vscode.l10n.t('Whole Workspace With Git Revision…'),
    description: vscode.l10n.t('with a branch, for a review'),
    iconPath: new vscode.ThemeIcon('git-branch'),
    value: 'any',
  },
];

/** Asks what to compare with. Returns a function that reads that text anew for each comparison. */
async function chooseOther(file: vscode.Uri): Promise<Whole | (() => Promise<OtherText>)> {
  const repository = await repositoryOf(file);
  const isInFolder = vscode.workspace.getWorkspaceFolder(file) !== undefined;
  const document = await openText(file);
  const saved: Choice<Other> = {
    label: vscode.l10n.t('Saved File'),
    description: document.isDirty ? vscode.l10n.t('before what is not saved yet') : vscode.l10n.t('nothing is unsaved'),
    iconPath: new vscode.ThemeIcon('save'),
    value: 'saved',
  };
  const revision: Choice<Other> = {
    label: vscode.l10n.t('Git Revision…'),
    iconPath: new vscode.ThemeIcon('git-commit'),
    value: 'revision',
  };
  const other: Choice<Other> = {
    label: vscode.l10n.t('Another File…'),
    iconPath: new vscode.ThemeIcon('file'),
    value: 'file',
  };
  const withGit: readonly Choice<Other>[] = repository ? [revision, ...(isInFolder ? wholeWorkspace() : [])] : [];
  const choices = document.isDirty ? [saved, ...withGit, other] : [...withGit, other, saved];
  const kind = await pick({ title: title(), placeholder: vscode.l10n.t('What to compare with') }, choices);
  if (kind === 'head' || kind === 'any') return kind;
  if (kind === 'saved') return async () => ({ name: vscode.l10n.t('saved file'), text: await readText(file) });
  if (kind === 'file') {
    const uri = await pickRuleFile(vscode.l10n.t('File to compare with'), file);
    const name = vscode.workspace.asRelativePath(uri);
    return async () => ({ name, file: uri, text: (await openText(uri)).getText() });
  }
  const known = repository ?? (await repositoryThere(file));
  const ref = await chooseRevision(known, file);
  return async () => ({ name: shortName(ref), text: (await textIn(known, ref, file)) ?? '' });
}
