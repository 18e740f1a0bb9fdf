import * as vscode from 'vscode';

const key = 'secgroup.samplesToShow';

/** What is seen first of the samples: a rule file with the trees beside it, and the walkthrough in the tab behind. */
export async function firstLook(samples: vscode.Uri | undefined): Promise<void> {
  if (!samples) return;
  if (!hasTabs())
    await vscode.commands.executeCommand('workbench.action.openWalkthrough', 'secgroup.secgroup#start', false);
  const uri = vscode.Uri.joinPath(samples, 'shop/shop.sg');
  const { document } = await vscode.window.showTextDocument(uri, { preview: false });
  const position = document.positionAt(document.getText().indexOf('group web'));
  await vscode.commands.executeCommand('secgroup.groups.focus');
  await vscode.commands.executeCommand('secgroup.revealInTree', { uri: uri.toString(), position });
}

/** A window that comes back has what was open in it. */
export const hasTabs = (): boolean => vscode.window.tabGroups.all.some(({ tabs }) => tabs.length > 0);

/** Before the samples are opened in another window: that one has to know it. */
export async function rememberOpened({ globalState }: vscode.ExtensionContext, samples: vscode.Uri): Promise<void> {
  await globalState.update(key, samples.toString());
}

/** In that window. */
export async function showOpenedSamples({ globalState }: vscode.ExtensionContext): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (!folder || globalState.get(key) !== folder.toString()) return;
  await globalState.update(key, undefined);
  await firstLook(folder);
}
