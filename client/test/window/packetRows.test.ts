// Guards what can be done with the rows of Packet Tests by mouse: pin, run again, keep, copy, remove, clear; and a packet from two rows of CVMs.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { changesAndUndoes, replaceText } from '../support/files.ts';
import { answer, runCommand } from '../support/questions.ts';
import { chooseFromMenu, focusView, selectRows, spokenRows, untilRow } from '../support/trees.ts';
import { attributes } from '../support/ui.ts';
import { actUntil, until } from '../support/until.ts';
import { windowSuite } from '../support/windowSuite.ts';
import { show } from '../support/workspace.ts';

const inside = 'tcp 3306 from web-1 to db-1';
const outside = 'tcp 3306 from 203.0.113.7 to db-1';

/** The labels of the rows of packets, without the reasons behind them and without their steps. */
const packets = async (): Promise<readonly string[]> =>
  (await spokenRows('packets')).flatMap(
    (row) => /^(?:allowed|denied): tcp \d+ from [\w.-]+ to (?:web|db)-\d/.exec(row)?.[0] ?? [],
  );

const untilPackets = (what: string, test: (found: readonly string[]) => boolean): Promise<unknown> =>
  until(what, async () => {
    const found = await packets();
    if (!test(found)) throw new Error(found.join(' | '));
    return true;
  });

/** A packet that was tried, with its steps closed, so that the rows are near each other. */
async function tryPacket(line: string): Promise<void> {
  await vscode.commands.executeCommand('secgroup.testPacket', line);
  await untilPackets(`${line} is the first row`, ([first]) => first?.includes(line) ?? false);
  await vscode.commands.executeCommand('workbench.actions.treeView.secgroup.packets.collapseAll');
}

windowSuite('Rows of Packet Tests', () => {
  suiteSetup(async () => {
    await show('shop.sg');
  });
  setup(async () => {
    await focusView('packets');
    await vscode.commands.executeCommand('secgroup.clearPackets');
    await untilPackets('no packet is left', (found) => found.length === 0);
    await tryPacket(inside);
    await tryPacket(outside);
  });
  teardown(async () => {
    // Where the view loads anew meanwhile, the menu closes.
    for (const row of await packets())
      await actUntil(
        `${row} is gone`,
        () => chooseFromMenu('packets', row, 'Remove Packet'),
        async () => !(await packets()).includes(row),
      );
  });

  test('a pinned packet stays when the others are cleared, and goes when it is unpinned', async () => {
    await chooseFromMenu('packets', `allowed: ${inside}`, 'Pin Packet');
    await runCommand('Clear Packets');
    await untilPackets(
      'only the pinned one is left',
      (found) => found.length === 1 && found[0]?.includes(inside) === true,
    );
    await actUntil(
      'it is unpinned',
      () => chooseFromMenu('packets', `allowed: ${inside}`, 'Unpin Packet'),
      async () => (await attributes('.pane-body .codicon-pinned', 'class')).length === 0,
    );
    await vscode.commands.executeCommand('secgroup.clearPackets');
    await untilPackets('nothing is left', (found) => found.length === 0);
  });

  test('a packet is answered anew after an edit, and when it is run again, in its own row', async () => {
    const { document } = await show('shop.sg');
    const before = document.getText();
    await replaceText(document, before.replace('allow tcp 3306 from web', 'deny  tcp 3306 from web'));
    try {
      await untilPackets('it is denied now', (found) => found[1] === `denied: ${inside}`);
      await chooseFromMenu('packets', `denied: ${inside}`, 'Run Packet Again');
      await untilPackets('it stays where it is', (found) => found.join() === `denied: ${outside},denied: ${inside}`);
    } finally {
      await show('shop.sg');
      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), before);
      await untilPackets('it is as before', (found) => found.includes(`allowed: ${inside}`));
    }
  });

  test('a packet is kept as an expectation by its menu', () =>
    changesAndUndoes(
      'shop.sg',
      async () => {
        await focusView('packets');
        await chooseFromMenu('packets', `denied: ${outside}`, 'Keep as Expectation');
        await answer('Rule file to write into', 'shop.sg');
      },
      (text) => assert.match(text, /expect deny +tcp 3306 +from 203\.0\.113\.7 to db-1/),
    ));

  test('a packet is copied as the command that asks the same', async () => {
    await vscode.env.clipboard.writeText('');
    await chooseFromMenu('packets', `denied: ${outside}`, 'Copy as Command');
    await until('the command is in the clipboard', async () => {
      const text = await vscode.env.clipboard.readText();
      return text.startsWith('secgroup packet --from 203.0.113.7 --to db-1 --protocol tcp --port 3306');
    });
  });

  test('a packet is copied as text by its menu', async () => {
    await vscode.env.clipboard.writeText('');
    await chooseFromMenu('packets', `allowed: ${inside}`, 'Copy Packet as Text');
    await until('the text is in the clipboard', async () =>
      (await vscode.env.clipboard.readText()).startsWith(`allowed: ${inside}\n`),
    );
  });

  test('the selected packets are removed together, the other one stays', async () => {
    await tryPacket('tcp 22 from 203.0.113.7 to web-1');
    await selectRows('packets', `allowed: ${inside}`, `denied: ${outside}`);
    await chooseFromMenu('packets', `denied: ${outside}`, 'Remove Packet');
    await untilPackets('one is left', (found) => found.length === 1 && found[0]?.includes('tcp 22') === true);
  });

  test('two selected rows of CVMs are the ends of a packet', async () => {
    await focusView('cvms');
    await untilRow('cvms', 'web-2');
    await selectRows('cvms', 'web-2', 'db-1');
    await chooseFromMenu('cvms', 'db-1', 'Test Packet');
    await answer('Protocol or service', 'tcp');
    await answer('Port', '3306');
    await untilPackets('it is answered', ([first]) => first === 'allowed: tcp 3306 from web-2 to db-1');
  });
});
