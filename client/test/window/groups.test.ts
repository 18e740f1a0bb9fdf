// Guards the management of groups from the palette, with the keyboard: each action changes the right file, and one undo takes it back.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { changesAndUndoes } from '../support/files.ts';
import {
  answer,
  closeMessages,
  messages,
  runCommand,
  untilAsked,
  untilNothingIsAsked,
  untilOffered,
  untilShown,
} from '../support/questions.ts';
import { click, press, type } from '../support/ui.ts';
import { until } from '../support/until.ts';
import { windowSuite } from '../support/windowSuite.ts';
import { show, showAt } from '../support/workspace.ts';

windowSuite('Groups', () => {
  setup(closeMessages);

  test('a new group has name, description and the rules of a built-in one', () =>
    changesAndUndoes(
      'shop.sg',
      async () => {
        await show('shop.sg');
        await runCommand('New Group');
        await answer('Name of the group', 'cache');
        await answer('Description, or Enter for none', 'Cache nodes');
        await answer('Rules to start from', 'default-linux');
        await answer('Region of the group');
      },
      (text) => assert.match(text, /group cache "Cache nodes" \{\s+inbound \{\s+allow (ssh|tcp 22)/),
    ));

  test('the groups of the region that is in front are offered first', async () => {
    for (const [file, region, group] of [
      ['mistakes.sg', 'ap-shanghai', 'store'],
      ['shop.sg', 'ap-guangzhou', 'web'],
    ] as const) {
      await showAt(file, `region ${region}`);
      await runCommand('Describe Group');
      await untilAsked('Group to describe');
      const [offered = ''] = await untilOffered();
      assert.ok(offered.startsWith(group), offered);
      await press('Escape');
      await untilNothingIsAsked();
    }
  });

  test('a taken or impossible name says why', async () => {
    await show('shop.sg');
    await runCommand('New Group');
    await answer('Name of the group', 'web');
    await untilShown('taken');
    await press('Control+A');
    await type('9 lives');
    await untilShown('9 lives');
    await press('Escape');
    await untilNothingIsAsked();
  });

  test('a clone has the rules and another name', () =>
    changesAndUndoes(
      'shop.sg',
      async () => {
        await show('shop.sg');
        await runCommand('Clone Group');
        await answer('Group to clone', 'spare');
        await answer("Region for the clone of 'spare'");
        await answer("Project for the clone of 'spare'");
        await answer('Name of the clone');
      },
      (text) => assert.match(text, /group spare-copy "In use nowhere" \{\s+inbound \{\s+allow ping from any/),
    ));

  test('renaming follows into rules, cvms and expectations', () =>
    changesAndUndoes(
      'shop.sg',
      async () => {
        await show('shop.sg');
        await runCommand('Rename Group');
        await answer('Group to rename', 'db');
        await answer("New name of 'db'", 'database');
      },
      (text) => {
        assert.match(text, /group database "Database"/);
        assert.match(text, /allow tcp 3306 to database/);
        assert.match(text, /groups {5}database/);
        assert.match(text, /to database +"the shop reaches/);
      },
    ));

  test('a description is written and, left empty, taken away', () =>
    changesAndUndoes(
      'shop.sg',
      async () => {
        await show('shop.sg');
        await runCommand('Describe Group');
        await answer('Group to describe', 'bastion');
        await answer("Description of 'bastion'", 'The way in');
      },
      (text) => assert.match(text, /group bastion "The way in" \{/),
    ));

  test('a group in use is not deleted: the message names its users and offers to take it out of them', () =>
    changesAndUndoes(
      'shop.sg',
      async () => {
        await show('shop.sg');
        await runCommand('Delete Group');
        await answer('Group to delete', 'bastion');
        const message = await until('the refusal is shown', async () =>
          (await messages()).find((text) => text.includes("'bastion' is in use")),
        );
        assert.match(message, /web-1/);
        assert.match(message, /'web'/);
        await click('.notifications-center .monaco-button:has-text("Detach and Delete")');
        await untilShown("The rule 'allow ssh from office, bastion' of 'web' loses it as a peer.");
        await untilShown("The CVM 'web-1' is no longer in it.");
        await until('the packets that change are shown', () =>
          vscode.workspace.textDocuments.some(({ uri }) => uri.scheme === 'secgroup-compare'),
        );
        await answer('Enter makes the whole change');
      },
      (text) => {
        assert.doesNotMatch(text, /bastion/);
        assert.match(text, /allow ssh {3}from office\n/);
      },
    ));

  test('a detaching that is turned down changes nothing', async () => {
    const { document } = await show('shop.sg');
    const before = document.getText();
    await runCommand('Delete Group');
    await answer('Group to delete', 'bastion');
    await until('the refusal is shown', async () =>
      (await messages()).some((text) => text.includes("'bastion' is in use")),
    );
    await click('.notifications-center .monaco-button:has-text("Detach and Delete")');
    await untilAsked('Enter makes the whole change');
    await press('Escape');
    await untilNothingIsAsked();
    assert.equal(document.getText(), before);
  });

  test('a group takes the name of one in another region, which is asked for', () =>
    changesAndUndoes(
      'mistakes.sg',
      async () => {
        // The other file would take its tab, and its document be closed.
        await vscode.commands.executeCommand('workbench.action.keepEditor');
        await show('shop.sg');
        await runCommand('New Group');
        await answer('Name of the group', 'web');
        await untilShown('Enter once more');
        await press('Enter');
        await answer('Description, or Enter for none');
        await answer('Rules to start from');
        await answer("Region of the group: one in which 'web' is not taken", 'ap-shanghai');
      },
      (text) => assert.match(text, /group web \{/),
    ));

  test('a clone in another region asks what becomes of lists that it does not know', () =>
    changesAndUndoes(
      'shop.sg',
      async () => {
        await show('shop.sg');
        await runCommand('Clone Group');
        await answer('Group to clone', 'bastion');
        await answer("Region for the clone of 'bastion'", 'ap-beijing');
        await answer("Project for the clone of 'bastion'");
        await answer('Name of the clone');
        await answer('office mean nothing in ap-beijing');
      },
      (text) =>
        assert.match(
          text,
          /region ap-beijing\nproject 0\n\naddresses office \{\n {2}203\.0\.113\.0\/24\n\}\n\ngroup bastion \{/,
        ),
    ));

  test('a group that nothing uses is deleted', () =>
    changesAndUndoes(
      'shop.sg',
      async () => {
        await show('shop.sg');
        await runCommand('Delete Group');
        await answer('Group to delete', 'spare');
      },
      (text) => assert.doesNotMatch(text, /spare/),
    ));

  test('an edit made for another version changes nothing and says so', async () => {
    const { document } = await show('shop.sg');
    const before = document.getText();
    await runCommand('Describe Group');
    await answer('Group to describe', 'spare');
    await untilAsked("Description of 'spare'");
    // Typed while the question is open: the server makes the edit for this version, so it is right.
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), '# a line\n');
    await vscode.workspace.applyEdit(edit);
    await answer("Description of 'spare'", 'Described');
    await until('the description is there', () => document.getText().includes('group spare "Described"'));
    assert.ok(document.getText().startsWith('# a line\n'));
    await vscode.commands.executeCommand('undo');
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before);
  });
});
