import * as vscode from 'vscode';

const key = 'secgroup.samplesToShow';

/** Shows the samples: a rule file with the trees beside it, and the walkthrough in a tab behind. */
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

/** Whether editors are open, as in a window that VS Code has restored. */
export const hasTabs = (): boolean => vscode.window.tabGroups.all.some(({ tabs }) => tabs.length > 0);

/** Called before the samples are opened in another window, so that `showOpenedSamples` knows it there. */
export async function rememberOpened({ globalState }: vscode.ExtensionContext, samples: vscode.Uri): Promise<void> {
  await globalState.update(key, samples.toString());
}

/** Shows the samples where the window was opened for them. */
export async function showOpenedSamples({ globalState }: vscode.ExtensionContext): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (!folder || globalState.get(key) !== folder.toString()) return;
  await globalState.update(key, undefined);
  await firstLook(folder);
}
