import * as vscode from 'vscode';

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
  const place = editor.document.positionAt(editor.document.getText().indexOf(text));
  editor.selection = new vscode.Selection(place, place);
  return editor;
}

export async function show(name: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(workspaceFile(name)));
}
