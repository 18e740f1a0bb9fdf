// Guards the trees in a real window: what they show, filter and reveal, and that they stay right while a file is broken.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { replaceText } from '../support/files.ts';
import {
  answer,
  closeMessages,
  messages,
  runCommand,
  untilAsked,
  untilNothingIsAsked,
  untilOffered,
} from '../support/questions.ts';
import { chooseFromMenu, clickRow, collapseRow, expandRow, focusView, rows, untilRow } from '../support/trees.ts';
import { press, texts } from '../support/ui.ts';
import { until } from '../support/until.ts';
import { windowSuite } from '../support/windowSuite.ts';
import { putCursor, show, showAt } from '../support/workspace.ts';

windowSuite('Trees', () => {
  suiteSetup(async () => {
    await focusView('groups');
  });

  test('groups stand under region and project with their quota', async () => {
    await untilRow('groups', 'ap-guangzhou');
    await untilRow('groups', 'web, 4/100 in · 2/100 out');
    await untilRow('groups', 'spare, 1/100 in · 0/100 out');
  });

  test('a group opens into its lists, and a list into its rules as the cloud counts them', async () => {
    await expandRow('groups', 'bastion');
    await untilRow('groups', 'inbound, 1/100');
    await untilRow('groups', 'Members, 1 CVM');
    await collapseRow('groups', 'bastion');
  });

  test('cvms stand under their subnet with their private address', async () => {
    await focusView('cvms');
    await untilRow('cvms', 'front, 10.0.1.0/24');
    await untilRow('cvms', 'web-1, 10.0.1.10');
    await focusView('groups');
  });

  test('a filter leaves what it names, says so, and is taken off again', async () => {
    await runCommand('Filter Tree');
    await answer('Part of a name', 'spare');
    await until('only spare is left', async () => {
      const names = (await rows('groups')).join('\n');
      return names.includes('spare') && !names.includes('bastion');
    });
    await until('the view says so', async () =>
      (await texts('.pane .tree-explorer-viewlet-tree-view .message')).join().includes("contains 'spare'"),
    );
    await showAt('shop.sg', 'group bastion');
    await vscode.commands.executeCommand('secgroup.revealInTree');
    await until('it is said that the filter hides a group', async () =>
      (await messages()).some((each) => each.includes('The filter hides it')),
    );
    await closeMessages();
    await focusView('groups');
    await runCommand('Clear Filter');
    await untilRow('groups', 'bastion');
  });

  test('no command is taken away by a filter that hides everything, nor by a view that was empty as it was hidden', async () => {
    const isOffered = async () => {
      await vscode.commands.executeCommand('workbench.action.quickOpen', '>Security Group: Compare Packets');
      const commands = await untilOffered();
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      return commands.some((each) => each.startsWith('Security Group: Compare Packets'));
    };
    await focusView('groups');
    await runCommand('Filter Tree');
    await answer('Part of a name', 'nothing is called so');
    await until('the view is empty', async () => (await rows('groups')).length === 0);
    await until('packets can be compared', isOffered);
    await vscode.commands.executeCommand('workbench.view.explorer');
    await vscode.commands.executeCommand('secgroup.clearFilter');
    await until('packets can be compared again', isOffered);
    await focusView('groups');
  });

  test('the node under the cursor is revealed, and its declaration from the node', async () => {
    const editor = await showAt('shop.sg', 'allow tcp 3306 from web');
    const { line } = editor.selection.start;
    await vscode.commands.executeCommand('secgroup.revealInTree');
    await untilRow('groups', 'allow tcp 3306 from web');
    await putCursor(editor, new vscode.Position(0, 0));
    await vscode.commands.executeCommand('secgroup.revealInFile');
    await until('the cursor is at the rule', () => vscode.window.activeTextEditor?.selection.start.line === line);
  });

  test('F2 renames the group that is selected, and Delete takes out one that nothing uses', async () => {
    await focusView('groups');
    await clickRow('groups', 'spare');
    await press('F2');
    await untilAsked('New name');
    await press('Escape');
    await untilNothingIsAsked();
    const { document } = await show('shop.sg');
    const before = document.getText();
    await focusView('groups');
    await clickRow('groups', 'spare');
    await press('Delete');
    try {
      await until('spare is gone', () => !document.getText().includes('group spare'));
    } finally {
      await show('shop.sg');
      await vscode.commands.executeCommand('undo');
      if (document.getText() !== before) await replaceText(document, before);
    }
    await untilRow('groups', 'spare');
  });

  test('the cloud id of a group is copied, by its menu and with others that are selected', async () => {
    await focusView('groups');
    await untilRow('groups', 'web');
    await chooseFromMenu('groups', 'web', 'Copy ID');
    await until('the id is copied', async () => (await vscode.env.clipboard.readText()) === 'sg-0a1b2c3d');
  });

  test('lists stand beside the projects, open into their items, and say what uses them', async () => {
    await focusView('groups');
    await untilRow('groups', 'project 0, 1/50 groups');
    await untilRow('groups', 'project 0, 4/50 groups');
    await expandRow('groups', 'Address lists');
    await untilRow('groups', 'office, 1 entry');
    await expandRow('groups', 'office');
    await until('its items and its uses are below it', async () => {
      const found = await rows('groups');
      const [item, uses] = found.slice(found.indexOf('office1 entry') + 1);
      return item === '203.0.113.0/24' && uses === 'Referenced by2';
    });
    await collapseRow('groups', 'Address lists');
  });

  test('the addresses of a machine are copied', async () => {
    await focusView('cvms');
    await untilRow('cvms', 'web-1');
    await chooseFromMenu('cvms', 'web-1', 'Copy Address');
    await until('the address is copied', async () => (await vscode.env.clipboard.readText()).includes('10.0.1.10'));
    await focusView('groups');
  });

  test('a broken line leaves the trees and what is open in them as they are', async () => {
    const { document } = await show('shop.sg');
    const before = document.getText();
    const open = await rows('groups');
    await replaceText(document, before.replace('allow ssh   from office, bastion', 'allow ssh from from }{'));
    try {
      await until('the damage is reported', () =>
        vscode.languages.getDiagnostics(document.uri).some(({ code }) => JSON.stringify(code).includes('syntax')),
      );
      await untilRow('groups', 'db');
      assert.ok((await rows('groups')).length >= open.length - 2);
    } finally {
      await vscode.commands.executeCommand('undo');
      if (document.getText() !== before) await replaceText(document, before);
    }
  });
});
