// Guards fixes that change packets: they are asked about beside the packets that change, Enter makes them, and one undo takes them back.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { changesAndUndoes, isComparing, replaceText } from '../support/files.ts';
import { answer, untilAsked, untilNothingIsAsked, untilOffered } from '../support/questions.ts';
import { focusView, untilRow } from '../support/trees.ts';
import { press } from '../support/ui.ts';
import { until } from '../support/until.ts';
import { windowSuite } from '../support/windowSuite.ts';
import { show, showAt } from '../support/workspace.ts';

windowSuite('Fixes', () => {
  let original = '';

  suiteSetup(async () => {
    await focusView('groups');
    const { document } = await show('mistakes.sg');
    await vscode.commands.executeCommand('workbench.action.keepEditor');
    original = document.getText();
    await replaceText(document, original.replace('allow tcp 22-80 from any', 'deny tcp 22-80 from any'));
  });
  suiteTeardown(async () => {
    const { document } = await show('mistakes.sg');
    await replaceText(document, original);
  });

  test('a rule that is moved up to where it takes effect is asked about beside the packets that change', () =>
    changesAndUndoes(
      'mistakes.sg',
      async () => {
        await chooseMove();
        await untilAsked('Enter makes the whole change');
        await until('the packets that change are shown', isComparing);
        await untilRow('comparison', 'Newly allowed');
        assert.equal((await untilOffered())[0], 'Apply');
        await answer('Enter makes the whole change');
        await until('the comparison is closed', () => !isComparing());
      },
      (text) => assert.match(text, /inbound \{\n {4}allow tcp 22 +from 10\.0\.0\.0\/8\n {4}deny tcp 22-80 from any/),
    ));

  test('turned down, it changes nothing, and the comparison ends', async () => {
    const { document } = await show('mistakes.sg');
    const before = document.getText();
    await chooseMove();
    await untilAsked('Enter makes the whole change');
    await until('the packets that change are shown', isComparing);
    await press('Escape');
    await untilNothingIsAsked();
    await until('the comparison is closed', () => !isComparing());
    assert.equal(document.getText(), before);
  });
});

/** As a key that is bound to it would, once the rule is judged as it is now. */
async function chooseMove(): Promise<void> {
  const { document, selection } = await showAt('mistakes.sg', 'allow tcp 22 ');
  await until('the rule is known to be shadowed', () =>
    vscode.languages
      .getDiagnostics(document.uri)
      .some(
        ({ code, range }) => JSON.stringify(code).includes('shadowed-rule') && range.start.isEqual(selection.start),
      ),
  );
  await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
  await vscode.commands.executeCommand('editor.action.codeAction', { kind: 'refactor.rewrite', apply: 'first' });
}
