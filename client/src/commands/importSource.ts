import * as vscode from 'vscode';
import { findFiles } from '../languageClient/findFiles.ts';
import { nameOfFile, readText } from '../languageClient/places.ts';
import { type Choice, chooseFile, fileChoice, pick } from './questions.ts';

export interface ImportSource {
  /** The name of the file or folder. */
  readonly name: string;
  /** What the server is sent. */
  readonly asked: { readonly text: string; readonly module?: string };
  /** Absent where the source is the clipboard. */
  readonly uri?: vscode.Uri;
}

/** Asks for a file, a folder or the clipboard. A file of a Terraform configuration stands for its folder. */
export async function askForSource(title: string): Promise<ImportSource> {
  type Source = 'file' | 'folder' | 'clipboard' | ImportSource | vscode.Uri;
  const found = await findFiles(['*.json', '*.csv', '*.tf', '*.sg', '*.tfstate'], 200);
  const likely = found.filter(({ path }) => !/\/(package(-lock)?|tsconfig|secgroup)\.json$/.test(path));
  const choices: readonly Choice<Source>[] = [
    { label: vscode.l10n.t('Choose a File…'), iconPath: new vscode.ThemeIcon('file-add'), value: 'file' },
    {
      label: vscode.l10n.t('Choose a Folder…'),
      description: vscode.l10n.t('with a Terraform configuration'),
      iconPath: new vscode.ThemeIcon('folder-opened'),
      value: 'folder',
    },
    { label: vscode.l10n.t('Clipboard'), iconPath: new vscode.ThemeIcon('clippy'), value: 'clipboard' },
    ...modulesAmong(likely),
    ...likely.filter((uri) => !isConfiguration(uri)).map(fileChoice),
  ];
  const source = await pick({ title, placeholder: vscode.l10n.t('Where the rules come from') }, choices);
  if (source === 'clipboard') {
    return { name: vscode.l10n.t('Clipboard'), asked: { text: await vscode.env.clipboard.readText() } };
  }
  if (source === 'folder') return moduleOf(await chooseFile({ title, canSelectFolders: true, canSelectFiles: false }));
  if (source !== 'file' && 'asked' in source) return source;
  const uri = source === 'file' ? await chooseFile({ title }) : source;
  if (isConfiguration(uri)) return moduleOf(folderOf(uri));
  return { name: nameOfFile(uri), asked: { text: await readText(uri) }, uri };
}

/** One choice for each folder with a Terraform configuration, described by the names of its files. */
function modulesAmong(uris: readonly vscode.Uri[]): readonly Choice<ImportSource>[] {
  const folders = new Map<string, vscode.Uri[]>();
  for (const uri of uris.filter(isConfiguration)) {
    const folder = folderOf(uri).toString();
    folders.set(folder, [...(folders.get(folder) ?? []), uri]);
  }
  return [...folders].map(([folder, files]) => {
    const source = moduleOf(vscode.Uri.parse(folder));
    return {
      label: source.name,
      description: files.map(nameOfFile).toSorted().join(', '),
      iconPath: new vscode.ThemeIcon('folder'),
      value: source,
    };
  });
}

function moduleOf(uri: vscode.Uri): ImportSource {
  return { name: `${nameOfFile(uri)}/`, asked: { text: '', module: uri.toString() }, uri };
}

const isConfiguration = ({ path }: vscode.Uri): boolean => /\.tf(\.json)?$/.test(path);

const folderOf = (uri: vscode.Uri): vscode.Uri => vscode.Uri.joinPath(uri, '..');
