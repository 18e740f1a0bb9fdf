// Guards the Comparison view: there while packets are compared, its rows lead to the rules, and it follows what is typed.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { deleteRuleFile, isComparing, replaceText } from '../support/files.ts';
import { answer, runCommand } from '../support/questions.ts';
import { clickAction, clickRow, collapseRow, focusView, rows, untilRow } from '../support/trees.ts';
import { attributes, click, hover, press, texts } from '../support/ui.ts';
import { actUntil, until } from '../support/until.ts';
import { windowSuite } from '../support/windowSuite.ts';
import { show, workspaceFile, write } from '../support/workspace.ts';

const view = 'comparison';
const isShown = async (): Promise<boolean> => (await texts('.pane-header[aria-label^="Comparison"]')).length > 0;

/** What is selected in front, and in which document. */
const selected = (): string | undefined => {
  const editor = vscode.window.activeTextEditor;
  return editor && `${editor.document.uri.scheme} ${editor.document.getText(editor.selection).replace(/\s+/g, ' ')}`;
};

windowSuite('Packet Comparison', () => {
  let before = '';

  suiteSetup(async () => {
    await focusView('groups');
    before = (await show('shop.sg')).document.getText();
  });
  teardown(async () => {
    await vscode.commands.executeCommand('secgroup.closeComparison');
    const { document } = await show('shop.sg');
    if (document.getText() !== before) await replaceText(document, before);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  async function compareWithSaved(edit: (text: string) => string): Promise<vscode.TextDocument> {
    const { document } = await show('shop.sg');
    await replaceText(document, edit(before));
    await runCommand('Compare Packets');
    await answer('What to compare with', 'Saved');
    return document;
  }

  test('the view is there while packets are compared, and only then', async () => {
    await until('there is no such view', async () => !(await isShown()));
    await compareWithSaved((text) => text.replace('allow ping from any', 'allow ping from 10.0.0.0/8'));
    await untilRow(view, 'icmp');
    assert.deepEqual((await rows(view)).slice(0, 2), ['No longer allowed1', 'spare1']);
    await vscode.commands.executeCommand('secgroup.comparison.focus');
    const pane = '.pane:has(.pane-header[aria-label^="Comparison"])';
    await actUntil(
      'the view is gone',
      async () => {
        // Its buttons are shown where the mouse is.
        await hover(`${pane} .pane-header`);
        await click(`${pane} .action-label[aria-label^="Close Comparison"]`);
      },
      async () => !(await isShown()),
    );
    await until('its document is closed too', () => !isComparing());
  });

  test('a click opens the rule that decides now, a button the one that did before, in the text of then', async () => {
    await compareWithSaved((text) =>
      text
        .replace('allow ssh   from office, bastion', 'deny ssh from office')
        .replace('allow https    to any', 'allow https    to any\n    allow tcp 8443 to 192.0.2.0/24'),
    );
    await untilRow(view, 'Newly allowed');
    await clickRow(view, 'tcp 8443 to 192.0.2.0/24');
    await until('the new rule is selected', () => selected() === 'file allow tcp 8443 to 192.0.2.0/24');
    await clickRow(view, 'tcp 22 from office');
    await until('the denying rule is selected', () => selected() === 'file deny ssh from office');
    await actUntil(
      'the old rule is selected',
      () => clickAction(view, 'tcp 22 from office', 'Open Rule That Decided Before'),
      () => selected() === 'secgroup-compare allow ssh from office, bastion',
    );
    assert.equal(vscode.window.activeTextEditor?.document.languageId, 'secgroup', 'the old text has its colours');
    assert.equal(vscode.window.activeTextEditor?.document.getText(), before);
  });

  test('the view is worked with the keyboard', async () => {
    await compareWithSaved((text) => text.replace('allow ping from any', 'allow ping from 10.0.0.0/8, 172.16.0.0/12'));
    await untilRow(view, 'spare');
    const untilFocused = (label: string): Promise<unknown> =>
      until(`the keys are at ${label}`, async () => {
        const [focused = ''] = await attributes('.monaco-list:focus .monaco-list-row.focused', 'aria-label');
        if (!focused.startsWith(label)) throw new Error(focused);
        return true;
      });
    await clickRow(view, 'No longer allowed');
    await collapseRow(view, 'No longer allowed');
    await untilFocused('No longer allowed');
    await press('ArrowRight');
    await untilRow(view, 'spare');
    await press('ArrowDown');
    await untilFocused('spare');
    await press('ArrowDown');
    await untilFocused('icmp');
    await press('Enter');
    await until('the old rule is selected', () => selected() === 'secgroup-compare allow ping from any');
  });

  test('it follows what is typed, in the tree and in the document, and says when nothing differs', async () => {
    const document = await compareWithSaved((text) =>
      text.replace('allow ping from any', 'allow ping from 10.0.0.0/8'),
    );
    await untilRow(view, 'No longer allowed');
    const shown = (): string =>
      vscode.workspace.textDocuments.findLast(({ uri }) => uri.path.includes('↔'))?.getText() ?? '';
    await replaceText(document, before.replace('allow ping from any', 'allow tcp 7 from any\n    allow ping from any'));
    await untilRow(view, 'Newly allowed');
    await until('the document follows', () => shown().includes('tcp 7'));
    await show('shop.sg');
    await vscode.commands.executeCommand('undo');
    await untilRow(view, 'No longer allowed');
    await vscode.commands.executeCommand('undo');
    await until('nothing differs', async () =>
      (await texts('.pane:has(.pane-header[aria-label^="Comparison"]) .welcome-view-content')).some((text) =>
        text.includes('No packet changes its fate.'),
      ),
    );
    assert.equal(document.getText(), before);
    await until('the document follows', () => shown().includes('No packet changes its fate.'));
  });

  test('with another file, the rule before is in that file', async () => {
    // Not part of the model, as a file is that somebody keeps to look at.
    await write('.gitignore', 'kept.sg\n');
    await write('kept.sg', before.replace('allow ping from any', 'allow udp 53 from any'));
    try {
      await show('shop.sg');
      await runCommand('Compare Packets');
      await answer('What to compare with', 'Another');
      await answer('File to compare with', 'kept.sg');
      await untilRow(view, 'udp 53 from any');
      await actUntil(
        'the rule of the other file is selected',
        () => clickAction(view, 'udp 53 from any', 'Open Rule That Decided Before'),
        () => selected() === 'file allow udp 53 from any',
      );
      assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), workspaceFile('kept.sg').toString());
    } finally {
      await deleteRuleFile('kept.sg');
      await vscode.workspace.fs.delete(workspaceFile('.gitignore'));
    }
  });
});
