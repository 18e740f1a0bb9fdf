import * as vscode from 'vscode';
import { findFiles } from '../languageClient/findFiles.ts';
import { activeRuleFile, type Model } from './models.ts';
import { ask, type Choice, pick } from './questions.ts';

/** A file for the first group of a workspace that has no rule file yet. It is not made: that is part of the edit. Undefined where there are files. */
export async function ruleFileOf(model: Model, title: string): Promise<string | undefined> {
  const folder = folderOf(model);
  if (model.regions.length > 0 || model.entities.some(({ builtin }) => !builtin) || !folder) return undefined;
  if ((await findFiles(['*.sg', '*.sg.json'], 1, { folder })).length > 0) return undefined;
  return (await askForNewFile(title, folder)).toString();
}

/**
 * The rule file that groups are to be written into: the one in front, one that has their region, any other, or one that is not there
 * yet. It is not made: that is part of the edit.
 */
export async function chooseRuleFile(
  model: Model,
  {
    title,
    region,
    except,
  }: { readonly title: string; readonly region: string; readonly except: vscode.Uri | undefined },
): Promise<vscode.Uri> {
  const folder = folderOf(model);
  const active = activeRuleFile();
  if (!folder) {
    if (!active) throw new Error(vscode.l10n.t('Open a folder or a rule file first.'));
    return active;
  }
  const found = await findFiles(['*.sg'], 500, { folder });
  const files = found.filter((uri) => uri.toString() !== except?.toString());
  if (files.length === 0) return askForNewFile(title, folder);
  const ofRegion = new Set(
    model.entities.filter((each) => each.region === region).map(({ location }) => normal(location.uri)),
  );
  const rank = (uri: vscode.Uri): number =>
    uri.toString() === active?.toString() ? 0 : ofRegion.has(uri.toString()) ? 1 : 2;
  const sorted = files.toSorted((a, b) => rank(a) - rank(b) || a.path.localeCompare(b.path));
  const choices: readonly Choice<vscode.Uri | undefined>[] = [
    ...sorted.map((uri) => ({
      label: vscode.workspace.asRelativePath(uri),
      iconPath: new vscode.ThemeIcon('file'),
      value: uri,
    })),
    { label: vscode.l10n.t('New File…'), iconPath: new vscode.ThemeIcon('new-file'), value: undefined },
  ];
  const placeholder = vscode.l10n.t('Rule file to write into');
  return (await pick({ title, placeholder }, choices)) ?? askForNewFile(title, folder);
}

async function askForNewFile(title: string, folder: vscode.Uri): Promise<vscode.Uri> {
  const withEnding = (name: string): string => (name.endsWith('.sg') ? name : `${name}.sg`);
  const name = await ask({
    title,
    placeholder: vscode.l10n.t('Name of the new rule file'),
    value: 'security-groups.sg',
    check: async (text) => {
      if (text.trim() === '') return vscode.l10n.t('A file needs a name.');
      const uri = vscode.Uri.joinPath(folder, withEnding(text.trim()));
      return (await exists(uri)) ? vscode.l10n.t('There is a file of this name already.') : undefined;
    },
  });
  return vscode.Uri.joinPath(folder, withEnding(name));
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}

const normal = (uri: string): string => vscode.Uri.parse(uri).toString();

function folderOf({ uri }: Model): vscode.Uri | undefined {
  const folder = uri === undefined ? undefined : vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(uri));
  return (folder ?? vscode.workspace.workspaceFolders?.[0])?.uri;
}
