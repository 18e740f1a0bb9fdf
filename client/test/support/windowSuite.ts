// Several files of tests share a window: each finds it as the first one did, and fails where it leaves more than views behind.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { untilServed } from './files.ts';
import { closeMessages } from './questions.ts';
import { focusView, rows, untilRow } from './trees.ts';
import { hasUi } from './ui.ts';
import { until } from './until.ts';
import { show, workspaceFile } from './workspace.ts';

/** A suite that presses keys: left out where there is no window to press them in. */
export const windowSuite = (title: string, tests: () => void): void =>
  hasUi ? sharedSuite(title, tests) : void suite.skip(title, tests);

/** A suite for every host. It begins with shop.sg in front and judged by the server. */
export function sharedSuite(title: string, tests: () => void): void {
  suite(title, () => {
    let before = {};
    suiteSetup(async () => {
      await untilServed();
      if (hasUi) await tidyUp();
      before = await lastingState();
    });
    tests();
    suiteTeardown(async () => assert.deepEqual(await lastingState(), before, 'it leaves behind what it did not find'));
  });
}

/** Closes what is open and takes away what is shown. What a file of tests has done to files is for it to undo. */
async function tidyUp(): Promise<void> {
  await closeMessages();
  // They say what their files say, or the file of tests before has failed.
  await vscode.workspace.saveAll(false);
  for (const command of [
    'workbench.action.closeQuickOpen',
    'workbench.action.closePanel',
    'workbench.action.closeAllEditors',
    'secgroup.closeComparison',
    'secgroup.clearPackets',
    'testing.clearTestResults',
  ])
    await vscode.commands.executeCommand(command);
  for (const terminal of vscode.window.terminals) terminal.dispose();
  await focusView('cvms');
  await focusView('groups');
  // Rows that come back after a filter are new ones: neither open nor selected.
  await vscode.commands.executeCommand('secgroup.filterTree', 'nothing is called so');
  await until('the trees are empty', async () => (await rows('groups')).length + (await rows('cvms')).length === 0);
  await vscode.commands.executeCommand('secgroup.clearFilter');
  await untilRow('groups', 'spare');
  await untilRow('cvms', 'web-1');
  await vscode.commands.executeCommand('workbench.view.explorer');
  await show('shop.sg');
}

/** What would be there for the next file of tests too. */
async function lastingState() {
  const files = await textsBelow(workspaceFile(''));
  // Of a file that is gone VS Code keeps the document for minutes, and what it says is part of the model.
  const unsaved = vscode.workspace.textDocuments.filter((document) => {
    const { uri, isDirty } = document;
    const isGone = vscode.workspace.getWorkspaceFolder(uri) !== undefined && files[uri.path] === undefined;
    return (isDirty || isGone) && document.getText() !== (files[uri.path] ?? '');
  });
  return {
    files,
    unsaved: unsaved.map(({ uri }) => uri.toString()),
    settings: JSON.stringify(vscode.workspace.getConfiguration('secgroup')),
  };
}

async function textsBelow(folder: vscode.Uri): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for (const [name, type] of await vscode.workspace.fs.readDirectory(folder)) {
    const uri = vscode.Uri.joinPath(folder, name);
    if (type === vscode.FileType.Directory) Object.assign(found, await textsBelow(uri));
    else found[uri.path] = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  }
  return found;
}
