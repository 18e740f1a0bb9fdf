// Guards Test Packet through the keyboard: one line or question by question, the verdict in its view, the deciding rule in the editor.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { changesAndUndoes } from '../support/files.ts';
import {
  answer,
  choices,
  runCommand,
  untilAsked,
  untilNothingIsAsked,
  untilOffered,
  untilShown,
} from '../support/questions.ts';
import { clickRow, focusView, rows, untilRow } from '../support/trees.ts';
import { press, type } from '../support/ui.ts';
import { until } from '../support/until.ts';
import { windowSuite } from '../support/windowSuite.ts';
import { show } from '../support/workspace.ts';

windowSuite('Test Packet', () => {
  suiteSetup(async () => {
    await focusView('packets');
  });

  test('a line is answered at once, with the deciding rule open and marked', async () => {
    await runCommand('Test Packet');
    await answer('tcp 22 from office to web-1', 'tcp 22 from 203.0.113.7 to web-1');
    await untilRow('packets', 'allowed: tcp 22 from 203.0.113.7 to web-1');
    assert.ok((await rows('packets'))[0]?.startsWith('allowed'), 'the newest packet is the first row');
    await until('the deciding rule is selected', () => {
      const editor = vscode.window.activeTextEditor;
      return editor?.document.getText(editor.selection).includes('allow ssh   from office, bastion');
    });
    await vscode.commands.executeCommand('secgroup.dismissMarks');
  });

  test('a line that is no packet stays open and says what is wrong', async () => {
    await runCommand('Test Packet');
    await answer('tcp 22 from office to web-1', 'tcp 22 from nowhere to web-1');
    await untilShown("'nowhere'");
    await press('Escape');
  });

  test('a line is completed while it is typed, and offered again when it was tried', async () => {
    const untilFirst = (word: string) =>
      until(`'${word}' is offered first`, async () => {
        const found = await choices();
        if (!found[0]?.startsWith(word)) throw new Error(found.join(' | '));
        return true;
      });
    await runCommand('Test Packet');
    await untilAsked('tcp 22 from office to web-1');
    for (const [part, word] of [
      ['tcp 330', '3306'],
      ['web-2', 'web-2'],
      ['db-', 'db-1'],
    ] as const) {
      await type(part);
      await untilFirst(word);
      await press('Enter');
      await until('the line goes on', async () => !(await choices())[0]?.startsWith(word));
    }
    await untilRow('packets', 'allowed: tcp 3306 from web-2 to db-1');
    await runCommand('Test Packet');
    await until('it is offered', async () =>
      (await choices()).some((choice) => choice.includes('tcp 3306 from web-2 to db-1')),
    );
    await press('Escape');
  });

  test('Enter leads through source, destination, protocol and port', async () => {
    await runCommand('Test Packet');
    await answer('tcp 22 from office to web-1');
    await answer('Source', 'internet');
    await answer('Destination', 'db-1');
    await answer('Protocol or service', 'tcp');
    await answer('Port', '3306');
    const row = await untilRow('packets', 'denied: tcp 3306');
    assert.ok(row.includes('db-1'), row);
  });

  test('the last answers are the defaults of the next test, before the machines of the region in front', async () => {
    for (const [file, machine] of [
      ['mistakes.sg', 'store-1'],
      ['shop.sg', 'web-1'],
    ] as const) {
      await show(file);
      await runCommand('Test Packet');
      await answer('tcp 22 from office to web-1');
      await untilAsked('Source');
      const [first = '', second = ''] = await untilOffered();
      assert.ok(first.startsWith('internet') && second.startsWith(machine), `${first}, ${second}`);
      await press('Escape');
      await untilNothingIsAsked();
    }
  });

  test('a step of the way opens its rule', async () => {
    await vscode.commands.executeCommand('secgroup.testPacket', 'tcp 3306 from web-1 to db-1');
    await untilRow('packets', 'allowed: rule 0 of db');
    await show('mistakes.sg');
    await clickRow('packets', 'allowed: rule 0 of db');
    await until('the rule is selected', () => {
      const editor = vscode.window.activeTextEditor;
      return editor?.document.getText(editor.selection).includes('allow tcp 3306 from web');
    });
  });

  test('two selected cvms are the ends of the packet', async () => {
    const node = (label: string) => ({ id: label, kind: 'cvm', label, hasChildren: false, entity: label });
    const [one, other] = [node('web-2'), node('db-1')];
    const done = vscode.commands.executeCommand('secgroup.testPacket', one, [one, other]);
    await answer('Protocol or service', 'tcp');
    await answer('Port', '3306');
    await done;
    await untilRow('packets', 'allowed: tcp 3306 from web-2 to db-1');
  });

  test('a packet is kept as an expectation', async () => {
    await show('shop.sg');
    await vscode.commands.executeCommand('secgroup.testPacket', 'tcp 3306 from web-2 to db-1');
    await changesAndUndoes(
      'shop.sg',
      async () => {
        const done = vscode.commands.executeCommand('secgroup.keepAsExpectation');
        await answer('Rule file to write into', 'shop.sg');
        await done;
      },
      (text) => assert.match(text, /expect allow tcp 3306 from web-2 to db-1/),
    );
  });

  test('a packet is copied as a command and as text', async () => {
    await vscode.commands.executeCommand('secgroup.testPacket', 'tcp 3306 from web-2 to db-1');
    await vscode.commands.executeCommand('secgroup.copyPacketAsText');
    const text = await vscode.env.clipboard.readText();
    assert.match(text, /^allowed: tcp 3306 from web-2 to db-1/);
    assert.match(text, /allow tcp 3306 from web/);
  });

  test('cancelling asks nothing further and adds nothing', async () => {
    await untilRow('packets', 'allowed: tcp 3306 from web-2 to db-1');
    const before = (await rows('packets')).length;
    await runCommand('Test Packet');
    await answer('tcp 22 from office to web-1');
    await untilAsked('Source');
    await type('web');
    await press('Escape');
    await untilNothingIsAsked();
    assert.equal((await rows('packets')).length, before);
  });
});
