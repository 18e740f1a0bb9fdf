// Guards the log: what cannot be done is a line of information there, without a stack, beside the message that says why.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeMessages, messages } from '../support/questions.ts';
import { until } from '../support/until.ts';
import { windowSuite } from '../support/windowSuite.ts';
import { regionRow, show, workspaceFile } from '../support/workspace.ts';

/** The log of the extension, as the Output panel shows it. */
async function logged(): Promise<string> {
  await vscode.commands.executeCommand('secgroup.showLog');
  const isLog = ({ uri }: vscode.TextDocument): boolean => uri.scheme === 'output' && uri.path.includes('secgroup');
  return until('the log is shown', () => vscode.workspace.textDocuments.find(isLog)?.getText());
}

/** What is logged meanwhile, once this is. */
async function loggedBy(act: () => Promise<unknown>, what: string): Promise<string> {
  const before = (await logged()).length;
  await act();
  const since = async (): Promise<string> => (await logged()).slice(before);
  await until(`it is logged: ${what}`, async () => (await since()).includes(what));
  return since();
}

const start = { line: 0, character: 0 };
const placeOf = (uri: vscode.Uri) => ({ uri: uri.toString(), range: { start, end: start } });

windowSuite('Refusals', () => {
  setup(closeMessages);
  teardown(() => vscode.commands.executeCommand('workbench.action.closePanel'));

  test('of a command are told, and no errors in the log', async () => {
    const why = 'Select something that has a name';
    const row = regionRow('ap-guangzhou', 'shop.sg');
    const log = await loggedBy(async () => vscode.commands.executeCommand('secgroup.renameSelected', row), why);
    assert.match(log, new RegExp(`\\[info\\] secgroup\\.renameSelected: ${why}`));
    assert.doesNotMatch(log, /\[error\]|^\s+at /m);
    assert.ok((await messages()).some((text) => text.includes(why)));
  });

  test('of a rename in the editor are no errors in the log', async () => {
    const { document } = await show('shop.sg');
    const at = document.positionAt(document.getText().indexOf('group web') + 'group '.length);
    const rename = async (): Promise<void> => {
      await assert.rejects(async () =>
        vscode.commands.executeCommand('vscode.executeDocumentRenameProvider', document.uri, at, 'db'),
      );
    };
    const log = await loggedBy(rename, 'textDocument/rename');
    assert.match(log, /\[info\] textDocument\/rename: .*'db'/i);
    assert.doesNotMatch(log, /\[error\]|^\s+at /m);
  });

  test('of a file that is gone meanwhile are in words, and no errors in the log', async () => {
    const name = 'gone.sg';
    const location = placeOf(workspaceFile(name));
    const place = { id: name, kind: 'group', label: 'gone', hasChildren: true, location };
    const why = `'${name}' is no longer there`;
    const log = await loggedBy(async () => vscode.commands.executeCommand('secgroup.revealInFile', place), why);
    assert.doesNotMatch(log, /\[error\]|^\s+at /m);
    assert.ok((await messages()).some((text) => text.includes(why)));
  });
});
