// Guards import, export, comparison and the map: documents that people read, and an import that shows its difference before it is made.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { changesAndUndoes, replaceText, untilCompared, untilInFront } from '../support/files.ts';
import { answer, runCommand, untilAsked } from '../support/questions.ts';
import { chooseFromMenu, focusView, selectRows, untilRow } from '../support/trees.ts';
import { frameTexts } from '../support/ui.ts';
import { until } from '../support/until.ts';
import { windowSuite } from '../support/windowSuite.ts';
import { show } from '../support/workspace.ts';

windowSuite('Import, export, compare', () => {
  teardown(async () => {
    await show('shop.sg');
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  test('rules are exported as the policy set of the API', async () => {
    await show('shop.sg');
    await runCommand('Export Rules');
    await answer('Group to export', 'spare');
    await answer('Format of the export');
    await answer('Where to');
    const document = await untilInFront('an untitled document', (each) => each.isUntitled);
    const { Ingress } = JSON.parse(document.getText()).SecurityGroupPolicySet ?? JSON.parse(document.getText());
    assert.equal(Ingress[0].Protocol, 'ICMP');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  test('several groups that are selected are exported under Enter alone, in a format that holds them all', async () => {
    await focusView('groups');
    await untilRow('groups', 'web');
    await selectRows('groups', 'web', 'db');
    await chooseFromMenu('groups', 'db', 'Export Rules');
    await answer('Format of the export');
    await answer('Where to');
    const document = await untilInFront('an untitled document', (each) => each.isUntitled);
    const { regions } = JSON.parse(document.getText());
    const groups: readonly { SecurityGroupName: string }[] = regions[0].SecurityGroupSet;
    assert.deepEqual(
      groups.map(({ SecurityGroupName }) => SecurityGroupName),
      ['web', 'db'],
    );
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  test('an import shows the packets that change their fate, then is one edit', () =>
    changesAndUndoes(
      'shop.sg',
      async () => {
        await show('shop.sg');
        await runCommand('Import Rules');
        await answer('Group to import rules into', 'spare');
        await answer('Where the rules come from', 'rules.json');
        await untilAsked('What becomes of the rules');
        await until('the difference is shown before anything is asked of it', () =>
          vscode.workspace.textDocuments.some(
            ({ uri, getText }) => uri.scheme === 'secgroup-compare' && getText().includes('tcp 8080'),
          ),
        );
        await answer('What becomes of the rules');
        await answer("Import 'rules.json'");
      },
      (text) => assert.match(text, /allow tcp 8080 from 10\.0\.0\.0\/8 +"inside"/),
    ));

  test('packets are compared with the saved file', async () => {
    const { document } = await show('shop.sg');
    const before = document.getText();
    await replaceText(document, before.replace('allow ping from any', 'allow ping from 10.0.0.0/8'));
    try {
      await runCommand('Compare Packets');
      await answer('What to compare with', 'Saved');
      const shown = await untilCompared();
      assert.match(shown.getText(), /No longer allowed: /);
      assert.match(shown.getText(), /icmp/);
    } finally {
      await replaceText(document, before);
    }
  });

  test('the map shows machines, and the matrix behind it', async () => {
    await show('shop.sg');
    const node = { id: 'db-1', kind: 'cvm', label: 'db-1', hasChildren: false, entity: 'unknown' };
    const done = vscode.commands.executeCommand('secgroup.showReachability', node);
    await answer('Region to show', 'ap-guangzhou');
    await done;
    await until('the node that was asked for is described', async () =>
      (await frameTexts('aside h2')).includes('db-1'),
    );
    assert.ok((await frameTexts('aside li')).some((text) => text.includes('tcp 3306')));
  });
});
