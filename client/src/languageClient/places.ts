import * as vscode from 'vscode';
import type { Location, Range } from '#protocol/requests.ts';
import { Refused } from './faults.ts';

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
  return vscode.workspace.decode(await ifThere(uri, vscode.workspace.fs.readFile(uri)), { uri });
}

export const openText = (uri: vscode.Uri): Promise<vscode.TextDocument> =>
  ifThere(uri, vscode.workspace.openTextDocument(uri));

/** A file may be gone since it was shown. VS Code then tells the system's error, or one of its own, in words for programmers. */
async function ifThere<T>(uri: vscode.Uri, reading: Thenable<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    const isThere = await vscode.workspace.fs.stat(uri).then(
      () => true,
      () => false,
    );
    if (isThere) throw error;
    throw new Refused(
      vscode.l10n.t("'{0}' is no longer there: it was deleted or renamed.", relativePath(uri.toString())),
    );
  }
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
  const document = await openText(uri);
  const line = document.lineAt(document.validatePosition(range.start).line);
  const editor = await vscode.window.showTextDocument(document, {
    selection: new vscode.Range(range.start, range.isSingleLine ? range.end : line.range.end),
    preserveFocus: options.preserveFocus ?? false,
    preview: true,
    viewColumn: options.viewColumn,
  });
  // For what is selected a narrow editor scrolls sideways too.
  const isFirst = range.start.character <= line.firstNonWhitespaceCharacterIndex;
  if (isFirst) editor.revealRange(new vscode.Range(line.range.start, line.range.start));
  return editor;
}
