import * as vscode from 'vscode';
import { type ImportedGroupsParams, importedGroups, type LackingVariable } from '#protocol/edits.ts';
import type { Server } from '../languageClient/server.ts';
import { type Choice, pick } from './questions.ts';

type Values = Pick<ImportedGroupsParams, 'valueFiles' | 'variables'>;

/**
 * Asks for the values of variables of a Terraform configuration that have none, and returns the question with them. They come from a file of
 * the folder or are typed one by one; a variable that is left empty stays unknown.
 */
export async function withValues(
  server: Server,
  title: string,
  asked: ImportedGroupsParams,
): Promise<ImportedGroupsParams> {
  if (asked.module === undefined) return asked;
  const found = await server.ask(importedGroups, asked);
  if ('error' in found || (found.lacking ?? []).length === 0) return asked;
  const file = await chooseFile(title, found.lacking ?? [], found.valueFiles ?? []);
  const fromFile: ImportedGroupsParams = file === undefined ? asked : { ...asked, valueFiles: [file] };
  const left = file === undefined ? found : await server.ask(importedGroups, fromFile);
  const lacking = 'lacking' in left ? (left.lacking ?? []) : [];
  return { ...fromFile, variables: await askForValues(title, lacking) };
}

async function chooseFile(
  title: string,
  lacking: readonly LackingVariable[],
  files: readonly string[],
): Promise<string | undefined> {
  if (files.length === 0) return undefined;
  const choices: readonly Choice<string | undefined>[] = [
    ...files.map((name) => ({ label: name, iconPath: new vscode.ThemeIcon('file'), value: name })),
    { label: vscode.l10n.t('Type Them'), iconPath: new vscode.ThemeIcon('edit'), value: undefined },
  ];
  const names = lacking.map(({ name }) => name).join(', ');
  return pick({ title, placeholder: vscode.l10n.t('Values of {0}', names) }, choices);
}

async function askForValues(title: string, lacking: readonly LackingVariable[]): Promise<Values['variables']> {
  const given: { readonly name: string; readonly value: string }[] = [];
  for (const { name, description, sensitive } of lacking) {
    const value = await vscode.window.showInputBox({
      title,
      placeHolder: vscode.l10n.t("Value of the variable '{0}'", name),
      prompt: description ?? vscode.l10n.t("Value of the variable '{0}', as for '--var'; empty: not known", name),
      password: sensitive,
      ignoreFocusOut: true,
    });
    if (value === undefined) throw new vscode.CancellationError();
    if (value !== '') given.push({ name, value });
  }
  return given;
}
