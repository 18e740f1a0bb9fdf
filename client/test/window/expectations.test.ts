// Guards the Test Explorer: expectations are found while they are typed, and a failure names its packet.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { replaceText, untilServed } from '../support/files.ts';
import { flat } from '../support/questions.ts';
import { hasUi, texts } from '../support/ui.ts';
import { until } from '../support/until.ts';
import { show } from '../support/workspace.ts';

const items = async (): Promise<readonly string[]> => (await texts('.test-explorer .monaco-list-row')).map(flat);

(hasUi ? suite : suite.skip)('Expectations', () => {
  suiteSetup(async () => {
    await untilServed();
    await vscode.commands.executeCommand('workbench.view.testing.focus');
    await until('the tests are found', async () => (await items()).length > 0);
    await vscode.commands.executeCommand('testing.expandAll').then(undefined, () => undefined);
  });

  test('each expectation is an item that is called as its string', async () => {
    await until('the file is there', async () => (await items()).some((row) => row.includes('shop.sg')));
  });

  test('all are run, and the failure is at its line with its packet', async () => {
    await show('shop.sg');
    await vscode.commands.executeCommand('secgroup.runExpectations');
    await vscode.commands.executeCommand('testing.showMostRecentOutput').then(undefined, () => undefined);
    await until(
      'a test has failed',
      async () =>
        (await texts('.test-explorer .result-summary, .test-explorer')).join().includes('1/3') ||
        (await texts('.test-explorer')).join().includes('66'),
    );
  });

  test('an expectation that is typed is found', async () => {
    const { document } = await show('shop.sg');
    const before = document.getText();
    await replaceText(document, `${before}expect deny gre from any to db "typed just now"\n`);
    try {
      await vscode.commands.executeCommand('workbench.view.testing.focus');
      await until('the new item is there', async () => (await items()).some((row) => row.includes('typed just now')));
    } finally {
      await replaceText(document, before);
      assert.equal(document.getText(), before);
    }
  });
});
