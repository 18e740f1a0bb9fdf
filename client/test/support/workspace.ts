import * as vscode from 'vscode';
import { hasUi, texts } from './ui.ts';
import { until } from './until.ts';

/** The address of a file of the test workspace. */
export function workspaceFile(name: string): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (!folder) throw new Error('The tests need the workspace that the runner opens.');
  return vscode.Uri.joinPath(folder.uri, name);
}

export const write = (name: string, text: string): Thenable<void> =>
  vscode.workspace.fs.writeFile(workspaceFile(name), new TextEncoder().encode(text));

/** A row of a region as the trees hand it to commands, which then have nothing to ask. */
export const regionRow = (label: string, file: string) => ({
  id: label,
  kind: 'region',
  label,
  hasChildren: true,
  location: {
    uri: workspaceFile(file).toString(),
    range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
  },
});

/** Shows a file with the cursor before the first place that has this text. */
export async function showAt(name: string, text: string): Promise<vscode.TextEditor> {
  const editor = await show(name);
  await putCursor(editor, editor.document.positionAt(editor.document.getText().indexOf(text)));
  return editor;
}

/** The window moves its cursor a moment after it was told to, and a key that is pressed before goes to the old place. */
export async function putCursor(editor: vscode.TextEditor, place: vscode.Position): Promise<void> {
  editor.selection = new vscode.Selection(place, place);
  const numbers = [place.line + 1, place.character + 1].join();
  if (hasUi)
    await until(`the cursor is at ${numbers}`, async () => {
      const [shown = ''] = await texts('#status\\.editor\\.selection');
      return shown.match(/\d+/g)?.join() === numbers;
    });
}

export async function show(name: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(workspaceFile(name)));
}
