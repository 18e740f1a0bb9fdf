import * as vscode from 'vscode';
import type { ModelEdit } from '#protocol/edits.ts';
import { compareWithNew } from '../compare/comparison.ts';
import type { Comparisons } from '../compare/comparisons.ts';
import { toRange } from '../languageClient/places.ts';
import type { Server } from '../languageClient/server.ts';
import { pick, type Question } from './questions.ts';

// An edit that is looked at before it is made: the packets that it changes, then one question.

/** What the files would let through with the edit and what no longer. Returns why it cannot be said, which is no reason not to go on. */
export async function showDifference(
  server: Server,
  comparisons: Comparisons,
  edit: ModelEdit,
  name: string,
): Promise<string | undefined> {
  // Such an edit changes one file.
  const [change] = edit.documents;
  if (!change) return undefined;
  const file = vscode.Uri.parse(change.uri, true);
  const isNew = change.create === true;
  const text = isNew
    ? change.edits.map(({ newText }) => newText).join('')
    : editedText(await vscode.workspace.openTextDocument(file), change.edits);
  try {
    await comparisons.show(() => compareWithNew(server, file, { name, text }, isNew), { preserveFocus: true });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function editedText(document: vscode.TextDocument, edits: ModelEdit['documents'][number]['edits']): string {
  const ordered = edits.toSorted(
    (a, b) => b.range.start.line - a.range.start.line || b.range.start.character - a.range.start.character,
  );
  return ordered.reduce((text, { range, newText }) => {
    const { start, end } = toRange(range);
    return text.slice(0, document.offsetAt(start)) + newText + text.slice(document.offsetAt(end));
  }, document.getText());
}

/** Enter makes the whole edit. */
export async function confirmEdit(
  question: Question,
  label: string,
  edit: ModelEdit,
  fault: string | undefined,
): Promise<void> {
  await pick(question, [
    {
      label,
      description: edit.label,
      detail: fault,
      iconPath: new vscode.ThemeIcon('check'),
      value: true,
    },
  ]);
}
