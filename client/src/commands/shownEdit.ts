import * as vscode from 'vscode';
import type { ModelEdit, TextDocumentEdit } from '#protocol/edits.ts';
import { compareWithNew, compareWithNewFiles } from '../compare/comparison.ts';
import type { Comparisons } from '../compare/comparisons.ts';
import { faultText } from '../languageClient/faults.ts';
import { toRange } from '../languageClient/places.ts';
import type { Server } from '../languageClient/server.ts';
import { pick, type Question } from './questions.ts';

// Shows the packets that an edit would change, and asks whether to make it.

/** Shows the packets that the edit would allow or no longer allow. Returns the reason where that is not possible: the edit may still be. */
export async function showDifference(
  server: Server,
  comparisons: Comparisons,
  { documents }: ModelEdit,
  name: string,
): Promise<string | undefined> {
  const texts = await Promise.all(documents.map(async (each) => ({ uri: each.uri, text: await textAfter(each) })));
  const [only] = texts;
  if (!only) return undefined;
  const file = vscode.Uri.parse(only.uri, true);
  const folder = vscode.workspace.getWorkspaceFolder(file)?.uri ?? file;
  const isNew = documents[0]?.create === true;
  try {
    await comparisons.show(
      () =>
        texts.length === 1
          ? compareWithNew(server, file, { name, text: only.text }, isNew)
          : compareWithNewFiles(server, folder, name, texts),
      { asking: true },
    );
    return undefined;
  } catch (error) {
    return faultText(error);
  }
}

async function textAfter({ uri, edits, create }: TextDocumentEdit): Promise<string> {
  if (create) return edits.map(({ newText }) => newText).join('');
  return editedText(await vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true)), edits);
}

function editedText(document: vscode.TextDocument, edits: TextDocumentEdit['edits']): string {
  const ordered = edits.toSorted(
    (a, b) => b.range.start.line - a.range.start.line || b.range.start.character - a.range.start.character,
  );
  return ordered.reduce((text, { range, newText }) => {
    const { start, end } = toRange(range);
    return text.slice(0, document.offsetAt(start)) + newText + text.slice(document.offsetAt(end));
  }, document.getText());
}

/** Asks whether to make the edit: Enter does. */
export async function confirmEdit(
  question: Question,
  choice: Pick<vscode.QuickPickItem, 'label' | 'description' | 'detail'>,
): Promise<void> {
  await pick(question, [{ ...choice, iconPath: new vscode.ThemeIcon('check'), value: true }]);
}
