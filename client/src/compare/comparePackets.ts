import * as vscode from 'vscode';
import { treeNodes } from '../commands/arguments.ts';
import type { Command } from '../commands/command.ts';
import { activeRuleFile } from '../commands/models.ts';
import { type Choice, pick } from '../commands/questions.ts';
import { findFiles } from '../languageClient/findFiles.ts';
import type { Server } from '../languageClient/server.ts';
import { compareWithOld, type OtherText } from './comparison.ts';
import type { Comparisons } from './comparisons.ts';
import { repositoryOf, revisionsOf } from './git.ts';

type Other = 'saved' | 'revision' | 'file';

const title = (): string => vscode.l10n.t('Compare Packets');

/** Packets, not lines: between a file as it is in the editor and its saved version, a git revision or another file. */
export function comparePackets(server: Server, comparisons: Comparisons): Command {
  return {
    id: 'secgroup.comparePackets',
    execute: async (...args) => {
      const file = await chooseFile(args);
      const readOther = await chooseOther(file);
      await comparisons.show(async () => compareWithOld(server, file, await readOther()));
    },
  };
}

async function chooseFile(args: readonly unknown[]): Promise<vscode.Uri> {
  if (args[0] instanceof vscode.Uri) return args[0];
  const [node] = treeNodes(args);
  if (node?.location) return vscode.Uri.parse(node.location.uri, true);
  return activeRuleFile() ?? pickRuleFile(vscode.l10n.t('File to compare'));
}

async function pickRuleFile(placeholder: string, except?: vscode.Uri): Promise<vscode.Uri> {
  const files = await findFiles(['*.sg', '*.sg.json'], 500);
  const others = files.filter((uri) => uri.toString() !== except?.toString());
  if (others.length === 0) throw new Error(vscode.l10n.t('There is no other rule file in this workspace.'));
  const choices = others.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), value: uri }));
  return pick(
    { title: title(), placeholder },
    choices.toSorted((a, b) => a.label.localeCompare(b.label)),
  );
}

/** What to compare with, as a question that can be asked again: the answer is the text that there is by then. */
async function chooseOther(file: vscode.Uri): Promise<() => Promise<OtherText>> {
  const repository = await repositoryOf(file);
  const document = await vscode.workspace.openTextDocument(file);
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
  const withGit = repository ? [revision] : [];
  const choices = document.isDirty ? [saved, ...withGit, other] : [...withGit, other, saved];
  const kind = await pick({ title: title(), placeholder: vscode.l10n.t('What to compare with') }, choices);
  if (kind === 'saved') return async () => ({ name: vscode.l10n.t('saved file'), text: await read(file) });
  if (kind === 'file') {
    const uri = await pickRuleFile(vscode.l10n.t('File to compare with'), file);
    const name = vscode.workspace.asRelativePath(uri);
    return async () => ({ name, file: uri, text: (await vscode.workspace.openTextDocument(uri)).getText() });
  }
  if (!repository) throw new Error(vscode.l10n.t('There is no git repository here.'));
  const revisions = await revisionsOf(repository, file);
  const choicesOfRevisions = revisions.map(({ ref, label, description }) => ({ label, description, value: ref }));
  const ref = await pick({ title: title(), placeholder: vscode.l10n.t('Revision to compare with') }, [
    { label: 'HEAD', description: vscode.l10n.t('the last commit'), value: 'HEAD' },
    ...choicesOfRevisions,
  ]);
  const name = ref === 'HEAD' ? ref : ref.slice(0, 8);
  return async () => ({ name, text: await repository.show(ref, file.fsPath) });
}

async function read(uri: vscode.Uri): Promise<string> {
  return vscode.workspace.decode(await vscode.workspace.fs.readFile(uri), { uri });
}
