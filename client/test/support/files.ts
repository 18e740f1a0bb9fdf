import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { untilNothingIsAsked } from './questions.ts';
import { hasUi, size } from './ui.ts';
import { until } from './until.ts';
import { show } from './workspace.ts';

/**
 * Guards an action that changes a file: runs it, checks the text that results, and takes it back with one undo. The file is as before
 * then, whatever happened.
 */
export async function changesAndUndoes(
  name: string,
  act: () => Promise<unknown>,
  check: (text: string, before: string) => void,
): Promise<void> {
  const { document } = await show(name);
  const before = document.getText();
  try {
    await act();
    await until(`${name} has changed`, () => document.getText() !== before);
    check(document.getText(), before);
    // A question that is closing would take the undo for its own input.
    if (hasUi) await untilNothingIsAsked();
    await show(name);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before, 'one undo takes all of it back');
  } finally {
    if (document.getText() !== before) await replaceText(document, before);
  }
}

/** Waits for a document in the active editor. */
export function untilInFront(
  what: string,
  test: (document: vscode.TextDocument) => boolean,
): Promise<vscode.TextDocument> {
  return until(`${what} is in front`, () => {
    const document = vscode.window.activeTextEditor?.document;
    return document && test(document) ? document : undefined;
  });
}

/** Waits for a comparison with this in its title. */
export const untilCompared = (part = ''): Promise<vscode.TextDocument> =>
  untilInFront(`a comparison ${part}`, ({ uri }) => uri.scheme === 'secgroup-compare' && uri.path.includes(part));

/** Whether a comparison is open, in front or not. */
export const isComparing = (): boolean =>
  vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).some(({ label }) => label.includes('↔'));

export async function replaceText(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  await vscode.workspace.applyEdit(edit);
}

/** Emptied first: VS Code keeps a document for minutes after its last use, and what it says would be part of the model. */
export async function deleteRuleFile(name: string): Promise<void> {
  const { document } = await show(name);
  await replaceText(document, '');
  await document.save();
  await vscode.workspace.fs.delete(document.uri);
}

/** The server has read the workspace and answers. */
export async function untilServed(): Promise<void> {
  // Tall enough for all rows of the trees: only those that can be seen are in the page.
  if (hasUi) await size(1400, 1800);
  const { document } = await show('shop.sg');
  await until('the server has judged shop.sg', () => vscode.languages.getDiagnostics(document.uri).length > 0, 30_000);
}
