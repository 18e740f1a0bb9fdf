// Guards the Test Explorer: expectations are found while they are typed, and a failure names its packet.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { replaceText } from '../support/files.ts';
import { flat } from '../support/questions.ts';
import { openRow } from '../support/trees.ts';
import { texts } from '../support/ui.ts';
import { until } from '../support/until.ts';
import { windowSuite } from '../support/windowSuite.ts';
import { show } from '../support/workspace.ts';

const items = async (): Promise<readonly string[]> => (await texts('.test-explorer .monaco-list-row')).map(flat);

windowSuite('Expectations', () => {
  suiteSetup(async () => {
    await vscode.commands.executeCommand('workbench.view.testing.focus');
    await until('the file is found', async () => (await items()).some((row) => row.startsWith('shop.sg')));
    await openRow('.test-explorer .monaco-list-row:has-text("shop.sg")');
  });

  test('each expectation is an item that is called as its string', async () => {
    await until('the items are there', async () =>
      (await items()).some((row) => row.startsWith('the shop reaches its database')),
    );
  });

  test('all are run, and one has failed', async () => {
    await show('shop.sg');
    await vscode.commands.executeCommand('secgroup.runExpectations');
    const failed = await until('a test has failed', async () => {
      const found = (await texts('.test-explorer .monaco-list-row[aria-label*="Failed"]')).map(flat);
      return found.some((row) => row.startsWith('this one fails')) && found;
    });
    await until(
      'the results are shown',
      async () => (await texts('.panel .test-output-peek-tree .monaco-list-row')).length > 0,
    );
    assert.ok(!failed.some((row) => row.startsWith('the shop reaches')), failed.join());
  });

  test('the failure is at its line, with the addresses of its packet', async () => {
    await vscode.commands.executeCommand('workbench.panel.testResults.view.focus');
    const row = await until(
      'the result is listed',
      async () => (await texts('.panel .monaco-list-row:has-text("this one fails")')).map(flat)[0],
    );
    assert.match(row, /1\.1\.1\.1 to 10\.0\.2\.20/);
    await vscode.commands.executeCommand('workbench.action.closePanel');
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
