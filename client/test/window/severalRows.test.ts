// Guards commands with several rows selected: what is done to one row is done to the one that was clicked, or is neither offered nor done.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeMessages, messages, untilAsked, untilNothingIsAsked } from '../support/questions.ts';
import { chooseFromMenu, clickRow, focusView, menuOf, selectRows, untilRow } from '../support/trees.ts';
import { press } from '../support/ui.ts';
import { until } from '../support/until.ts';
import { windowSuite } from '../support/windowSuite.ts';
import { show } from '../support/workspace.ts';

const group = (name: string) => ({
  id: name,
  kind: 'group',
  label: name,
  hasChildren: true,
  entity: name,
});

const untilTold = (why: string): Promise<unknown> =>
  until(`it is told: ${why}`, async () => (await messages()).some((text) => text.includes(why)));

windowSuite('Several selected rows', () => {
  suiteSetup(async () => {
    await focusView('groups');
    await untilRow('groups', 'spare');
  });
  setup(closeMessages);

  test('the menu offers what is done to all, not what is done to one', async () => {
    await focusView('groups');
    await selectRows('groups', 'web', 'spare');
    const offered = await menuOf('groups', 'spare');
    assert.ok(offered.includes('Export Rules…') && offered.includes('Test Packet…'), offered.join());
    for (const title of ['Delete Group…', 'Rename Group…', 'Describe Group…', 'Clone Group…', 'Add Rule…'])
      assert.ok(!offered.includes(title), title);
  });

  test('Delete and F2 change nothing and say why', async () => {
    const { document } = await show('shop.sg');
    const before = document.getText();
    await focusView('groups');
    await selectRows('groups', 'web', 'spare');
    await press('Delete');
    await untilTold('Select one group, or rules');
    await focusView('groups');
    await press('F2');
    await untilTold('Select one row');
    assert.equal(document.getText(), before);
  });

  test('a command about one is about the one that was clicked', async () => {
    const [web, spare] = [group('web'), group('spare')];
    for (const [command, question] of [
      ['describeGroup', "Description of 'spare'"],
      ['renameGroup', "New name of 'spare'"],
      ['cloneGroup', "Region for the clone of 'spare'"],
    ] as const) {
      const done = vscode.commands.executeCommand(`secgroup.${command}`, spare, [web, spare]);
      await untilAsked(question);
      await press('Escape');
      await untilNothingIsAsked();
      await done;
    }
  });

  test('a packet to a group without CVMs is refused before anything is asked', async () => {
    await focusView('groups');
    await clickRow('groups', 'spare');
    await chooseFromMenu('groups', 'spare', 'Test Packet');
    await untilTold("No CVM is in 'spare'");
    await untilNothingIsAsked();
  });
});
