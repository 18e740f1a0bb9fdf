import * as vscode from 'vscode';
import type { Location, Range } from '#protocol/requests.ts';

export function toRange({ start, end }: Range): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

export function toLocation({ uri, range }: Location): vscode.Location {
  return new vscode.Location(vscode.Uri.parse(uri, true), toRange(range));
}

/** A file as people name it, within its folder. */
export function relativePath(uri: string): string {
  return vscode.workspace.asRelativePath(vscode.Uri.parse(uri, true));
}

/** The name of a file or folder without its path. */
export const nameOfFile = ({ path }: vscode.Uri): string => path.slice(path.lastIndexOf('/') + 1);

/** An address as VS Code writes it: the server's may be escaped otherwise. */
export const normalUri = (uri: string): string => vscode.Uri.parse(uri).toString();

export async function readText(uri: vscode.Uri): Promise<string> {
  return vscode.workspace.decode(await vscode.workspace.fs.readFile(uri), { uri });
}

export async function showUntitled(content: string, language: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content, language }));
}

/** Opens a place, its first line selected as far as the place goes. */
export async function openPlace(
  place: Location,
  options: { readonly preserveFocus?: boolean; readonly viewColumn?: vscode.ViewColumn } = {},
): Promise<vscode.TextEditor> {
  const { uri, range } = toLocation(place);
  const document = await vscode.workspace.openTextDocument(uri);
  const end = range.isSingleLine ? range.end : document.lineAt(document.validatePosition(range.start).line).range.end;
  return vscode.window.showTextDocument(document, {
    selection: new vscode.Range(range.start, end),
    preserveFocus: options.preserveFocus ?? false,
    preview: true,
    viewColumn: options.viewColumn,
  });
}
