// Guards the order of rules by keyboard, and that an answer for a text that has changed meanwhile changes nothing and says so.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { changesAndUndoes, replaceText } from '../support/files.ts';
import { answer, closeMessages, messages, runCommand, untilAsked } from '../support/questions.ts';
import { clickRow, focusView, rows, untilRow } from '../support/trees.ts';
import { attributes, press } from '../support/ui.ts';
import { until } from '../support/until.ts';
import { windowSuite } from '../support/windowSuite.ts';
import { show, showAt } from '../support/workspace.ts';

/** The rules of web's inbound list, as the text has them. */
const order = (text: string): readonly string[] =>
  [...text.matchAll(/^ {4}(allow|deny) +(https|ssh|all) +from (?=any|office)/gm)]
    .map(([, , service]) => service ?? '')
    .slice(0, 3);

const selected = async (): Promise<readonly string[]> =>
  attributes(
    '.monaco-list:focus-within .monaco-list-row.selected, .monaco-list:focus .monaco-list-row.selected',
    'aria-label',
  );

windowSuite('Order of rules', () => {
  setup(async () => {
    await closeMessages();
    await showAt('shop.sg', 'allow https from any');
    // The view is not open, so that it loads while the node is revealed.
    await vscode.commands.executeCommand('workbench.view.explorer');
    await vscode.commands.executeCommand('secgroup.revealInTree');
    await untilRow('groups', 'allow https from any');
    await clickRow('groups', 'allow https from any');
    await focusView('groups');
  });

  test('Alt+Down takes the selected rule down, and again, and each is one step of undo', async () => {
    const { document } = await show('shop.sg');
    assert.deepEqual(order(document.getText()), ['https', 'ssh', 'all']);
    await clickRow('groups', 'allow https from any');
    await focusView('groups');
    await press('Alt+ArrowDown');
    await until('it is the second', () => order(document.getText()).join() === 'ssh,https,all');
    await until('it is still selected', async () =>
      (await selected()).some((label) => label.startsWith('allow https')),
    );
    await press('Alt+ArrowDown');
    await until('it is the third', () => order(document.getText()).join() === 'ssh,all,https');
    await show('shop.sg');
    await vscode.commands.executeCommand('undo');
    assert.deepEqual(order(document.getText()), ['ssh', 'https', 'all']);
    await vscode.commands.executeCommand('undo');
    assert.deepEqual(order(document.getText()), ['https', 'ssh', 'all']);
  });

  test('Alt+Up takes it back', () =>
    changesAndUndoes(
      'shop.sg',
      async () => {
        await clickRow('groups', 'deny all from any');
        await focusView('groups');
        await press('Alt+ArrowUp');
      },
      (text) => assert.deepEqual(order(text), ['https', 'all', 'ssh']),
    ));

  test('the first rule does not go further up, and the message says so', async () => {
    const { document } = await show('shop.sg');
    const before = document.getText();
    await focusView('groups');
    await press('Alt+ArrowUp');
    await until('it is said', async () => (await messages()).length > 0);
    assert.equal(document.getText(), before);
  });

  test('an import whose file changes between the comparison and the answer changes nothing and says so', async () => {
    const { document } = await show('shop.sg');
    const before = document.getText();
    await runCommand('Import Rules');
    await answer('Group to import rules into', 'spare');
    await answer('Where the rules come from', 'rules.json');
    await answer('What becomes of the rules');
    await untilAsked("Import 'rules.json'");
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), '# typed meanwhile\n');
    await vscode.workspace.applyEdit(edit);
    try {
      await answer("Import 'rules.json'");
      const said = await until('it is said', async () =>
        (await messages()).find((text) => text.includes('changed meanwhile')),
      );
      assert.match(said, /'shop\.sg'/);
      assert.equal(document.getText(), `# typed meanwhile\n${before}`);
    } finally {
      await show('shop.sg');
      await vscode.commands.executeCommand('undo');
      if (document.getText() !== before) await replaceText(document, before);
    }
    assert.ok((await rows('groups')).length > 0);
  });
});
