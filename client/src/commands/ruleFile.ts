import * as vscode from 'vscode';
import { Refused } from '../languageClient/faults.ts';
import { findFiles } from '../languageClient/findFiles.ts';
import { normalUri } from '../languageClient/places.ts';
import { activeRuleFile, type Model } from './models.ts';
import { ask, type Choice, fileChoice, pick } from './questions.ts';

/** Asks for the rule file of the first group of a workspace. The edit will make the file. Undefined where the workspace has rule files. */
export async function ruleFileOf(model: Model, title: string): Promise<string | undefined> {
  const folder = folderOf(model);
  if (model.regions.length > 0 || model.entities.some(({ builtin }) => !builtin) || !folder) return undefined;
  if ((await findFiles(['*.sg'], 1, { folder })).length > 0) return undefined;
  return (await askForNewFile(title, folder)).toString();
}

interface Home {
  readonly title: string;
  readonly region: string;
  /** A file that is not offered. */
  readonly except: vscode.Uri | undefined;
}

/**
 * Asks for the rule file that groups are to be written into. First comes the file in the active editor, then those with groups of the region.
 * A new one can be named, which the edit will make.
 */
export async function chooseRuleFile(model: Model, home: Home): Promise<vscode.Uri> {
  const folder = folderOf(model);
  const files = await ruleFilesFor(model, home);
  const { title } = home;
  if (!folder) return files[0] ?? noFolder();
  if (files.length === 0) return askForNewFile(title, folder);
  const choices: readonly Choice<vscode.Uri | undefined>[] = [
    ...files.map(fileChoice),
    { label: vscode.l10n.t('New File…'), iconPath: new vscode.ThemeIcon('new-file'), value: undefined },
  ];
  const placeholder = vscode.l10n.t('Rule file to write into');
  return (await pick({ title, placeholder }, choices)) ?? askForNewFile(title, folder);
}

/** The file that `chooseRuleFile` returns where it is answered by Enter. Nothing is asked. */
export async function likelyRuleFile(model: Model, home: Home): Promise<vscode.Uri> {
  const [first] = await ruleFilesFor(model, home);
  const folder = folderOf(model);
  return first ?? (folder ? vscode.Uri.joinPath(folder, NEW_FILE) : noFolder());
}

const NEW_FILE = 'security-groups.sg';

function noFolder(): never {
  throw new Refused(vscode.l10n.t('Open a folder or a rule file first.'));
}

/** The rule files of the folder, the likely one first; without a folder, the one in the active editor. */
async function ruleFilesFor(model: Model, { region, except }: Home): Promise<readonly vscode.Uri[]> {
  const folder = folderOf(model);
  const active = activeRuleFile();
  if (!folder) return active ? [active] : [];
  const found = await findFiles(['*.sg'], 500, { folder });
  const ofRegion = new Set(
    model.entities.filter((each) => each.region === region).map(({ location }) => normalUri(location.uri)),
  );
  const rank = (uri: vscode.Uri): number =>
    uri.toString() === active?.toString() ? 0 : ofRegion.has(uri.toString()) ? 1 : 2;
  return found
    .filter((uri) => uri.toString() !== except?.toString())
    .toSorted((a, b) => rank(a) - rank(b) || a.path.localeCompare(b.path));
}

async function askForNewFile(title: string, folder: vscode.Uri): Promise<vscode.Uri> {
  const withEnding = (name: string): string => (name.endsWith('.sg') ? name : `${name}.sg`);
  const name = await ask({
    title,
    placeholder: vscode.l10n.t('Name of the new rule file'),
    value: NEW_FILE,
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

function folderOf({ uri }: Model): vscode.Uri | undefined {
  const folder = uri === undefined ? undefined : vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(uri));
  return (folder ?? vscode.workspace.workspaceFolders?.[0])?.uri;
}
