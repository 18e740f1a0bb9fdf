import * as vscode from 'vscode';
import type { Model } from './models.ts';
import { ask } from './questions.ts';

/**
 * A file for the first group of a workspace that has no rule file yet: asked for, made with the region that the group is for, and
 * opened, so that the server knows it. Undefined where there are files.
 */
export async function ruleFileOf(model: Model, title: string, region: string): Promise<string | undefined> {
  const folder = folderOf(model);
  if (model.regions.length > 0 || model.entities.some(({ builtin }) => !builtin) || !folder) return undefined;
  const pattern = new vscode.RelativePattern(folder, '**/*.{sg,sg.json}');
  if ((await vscode.workspace.findFiles(pattern, undefined, 1)).length > 0) return undefined;
  const placeholder = vscode.l10n.t('Name of the new rule file');
  const name = await ask({ title, placeholder, value: 'security-groups.sg' });
  const uri = vscode.Uri.joinPath(folder, name.endsWith('.sg') ? name : `${name}.sg`);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(`region ${region}\n`));
  await vscode.workspace.openTextDocument(uri);
  return uri.toString();
}

function folderOf({ uri }: Model): vscode.Uri | undefined {
  const folder = uri === undefined ? undefined : vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(uri));
  return (folder ?? vscode.workspace.workspaceFolders?.[0])?.uri;
}
