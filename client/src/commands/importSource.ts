import * as vscode from 'vscode';
import { findFiles } from '../languageClient/findFiles.ts';
import { type Choice, pick } from './questions.ts';

export interface ImportSource {
  /** As the file is called. */
  readonly name: string;
  readonly text: string;
  /** Absent of the clipboard. */
  readonly uri?: vscode.Uri;
}

/** A file of the workspace or of anywhere, or the clipboard. */
export async function askForSource(title: string): Promise<ImportSource> {
  type Source = 'file' | 'clipboard' | vscode.Uri;
  const found = await findFiles(['*.json', '*.csv', '*.tf', '*.sg', '*.tfstate'], 200);
  const likely = found.filter(({ path }) => !/\/(package(-lock)?|tsconfig|secgroup)\.json$/.test(path));
  const choices: readonly Choice<Source>[] = [
    { label: vscode.l10n.t('Choose a File…'), iconPath: new vscode.ThemeIcon('folder-opened'), value: 'file' },
    { label: vscode.l10n.t('Clipboard'), iconPath: new vscode.ThemeIcon('clippy'), value: 'clipboard' },
    ...likely.map((uri) => ({
      label: nameOf(uri),
      description: vscode.workspace.asRelativePath(uri),
      iconPath: new vscode.ThemeIcon('file'),
      value: uri,
    })),
  ];
  const source = await pick({ title, placeholder: vscode.l10n.t('Where the rules come from') }, choices);
  if (source === 'clipboard') return { name: vscode.l10n.t('Clipboard'), text: await vscode.env.clipboard.readText() };
  const uri = source === 'file' ? await chooseFile(title) : source;
  const bytes = await vscode.workspace.fs.readFile(uri);
  return { name: nameOf(uri), text: await vscode.workspace.decode(bytes, { uri }), uri };
}

async function chooseFile(title: string): Promise<vscode.Uri> {
  const [uri] = (await vscode.window.showOpenDialog({ title, canSelectMany: false })) ?? [];
  if (!uri) throw new vscode.CancellationError();
  return uri;
}

const nameOf = ({ path }: vscode.Uri): string => path.slice(path.lastIndexOf('/') + 1);
