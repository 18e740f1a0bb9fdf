// Guards the Packet page: the whole answer in words, what its buttons do by mouse and keyboard, and that it follows every edit.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { replaceText } from '../support/files.ts';
import { answer, untilAsked } from '../support/questions.ts';
import { spokenRows } from '../support/trees.ts';
import { frameAttributes, frameClick, frameTexts, press } from '../support/ui.ts';
import { until } from '../support/until.ts';
import { windowSuite } from '../support/windowSuite.ts';
import { show } from '../support/workspace.ts';

async function untilTitle(title: string): Promise<void> {
  await until(`the page says '${title}'`, async () => {
    const found = await frameTexts('h1');
    if (!found.includes(title)) throw new Error(found.join(' | '));
    return true;
  });
}

async function testPacket(line: string, verdict: string): Promise<void> {
  await vscode.commands.executeCommand('secgroup.testPacket', line);
  await untilTitle(`${verdict}: ${line}`);
}

windowSuite('Packet page', () => {
  suiteSetup(async () => {
    await show('shop.sg');
  });
  suiteTeardown(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  test('a denied packet: the way, the list that came to its end, and in exact words why each rule was passed over', async () => {
    await testPacket('tcp 22 from 198.51.100.200 to db-1', 'denied');
    const [way = ''] = await frameTexts('.way');
    assert.match(way, /198\.51\.100\.200/);
    assert.match(way, /no rule of db.* matches/);
    assert.match(way, /is not reached/);
    const whys = await frameTexts('.passed .why');
    assert.ok(whys.includes('port 22 is not in 3306'), whys.join(' | '));
    const told = await frameTexts('p[role=status].visually-hidden');
    assert.deepEqual(told, ['denied: tcp 22 from 198.51.100.200 to db-1'], 'a screen reader is told');
    await until('the end of the list is selected', () => {
      const editor = vscode.window.visibleTextEditors.find(({ document }) => document.uri.path.endsWith('shop.sg'));
      return editor?.document.getText(editor.selection) === '}';
    });
  });

  test('a rule of the page opens in the editor', async () => {
    await testPacket('tcp 3306 from web-1 to db-1', 'allowed');
    await frameClick('.stage:has-text("groups of db-1, inbound") button.rule');
    await until('the rule is selected', () => {
      const editor = vscode.window.activeTextEditor;
      return editor?.document.getText(editor.selection).includes('allow tcp 3306') ?? false;
    });
  });

  test('the change is applied by Enter, the page follows, and one undo takes it back', async () => {
    const { document } = await show('shop.sg');
    const before = document.getText();
    await testPacket('tcp 22 from 198.51.100.200 to db-1', 'denied');
    await frameClick('button.primary');
    await untilAsked('Enter applies the change');
    await press('Enter');
    await untilTitle('allowed: tcp 22 from 198.51.100.200 to db-1');
    assert.notEqual(document.getText(), before);
    await show('shop.sg');
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before);
    await untilTitle('denied: tcp 22 from 198.51.100.200 to db-1');
  });

  test('an edit by hand shows on the page, and a name that is gone is said', async () => {
    const { document } = await show('shop.sg');
    const before = document.getText();
    await testPacket('tcp 3306 from web-1 to db-1', 'allowed');
    try {
      await replaceText(document, before.replace('cvm web-1', 'cvm web-9'));
      await until('it is of an earlier state', async () =>
        (await frameTexts('.warning')).some((text) => text.includes('earlier state')),
      );
      await until('its row says so aloud', async () =>
        (await spokenRows('packets'))[0]?.includes("of an earlier state: 'web-1'"),
      );
    } finally {
      await replaceText(document, before);
    }
    await until('it is of now again', async () => (await frameTexts('.warning')).length === 0);
  });

  test('an end that stands for many is said, and another one is chosen', async () => {
    await vscode.commands.executeCommand('secgroup.testPacket', 'tcp 22 from office to web-1');
    await until('it is said', async () =>
      (await frameTexts('.many')).some((text) => text.includes('office stands for many')),
    );
    await frameClick('button[data-id=another-from]');
    await answer('Which of office?', '203.0.113.99');
    await untilTitle('allowed: tcp 22 from 203.0.113.99 to web-1');
  });

  test('it is kept as an expectation from the page, though no editor is open', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await testPacket('tcp 3306 from web-2 to db-1', 'allowed');
    await frameClick('button[data-id=keep]');
    await untilAsked('Rule file to write into');
    await press('Escape');
  });

  test('nothing but its own script and style is loaded', async () => {
    const policies = await frameAttributes('meta[http-equiv]', 'content');
    assert.ok(
      policies.some((policy) =>
        /^default-src 'none'; img-src data:; style-src [^;']*('self')?[^;']*; script-src 'nonce-\w+'$/.test(policy),
      ),
      policies.join('\n'),
    );
  });
});
