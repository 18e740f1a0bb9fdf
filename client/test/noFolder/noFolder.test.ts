// Guards a window without a folder: what the views say and offer, a new file, and a file that lies alone on the disk.
import * as assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { flat } from '../support/questions.ts';
import { focusView, untilRow } from '../support/trees.ts';
import { click, hasUi, size, texts } from '../support/ui.ts';
import { until } from '../support/until.ts';
import { putCursor } from '../support/workspace.ts';

const rules = `region ap-guangzhou

group lone {
  inbound {
    allow ssh   from nobody
    allow https from any
  }
}

cvm lone-1 {
  private-ip 10.0.0.5
  groups     lone
}
`;

const welcome = async (): Promise<readonly string[]> => (await texts('.pane .welcome-view-content')).map(flat);

// The welcome texts are read, and the buttons clicked, in the window.
(hasUi ? suite : suite.skip)('No folder', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'lone-'));
  const file = path.join(folder, 'lone.sg');

  suiteSetup(async () => {
    await size(1400, 1400);
    writeFileSync(file, rules);
    await focusView('groups');
  });
  suiteTeardown(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(folder, { recursive: true, force: true });
  });

  test('each view says what it is for and offers a way to begin', async () => {
    assert.equal(vscode.workspace.workspaceFolders, undefined);
    const said = await until('the views have their texts', async () => {
      const found = await welcome();
      if (found.includes('Looking for rule files.')) return undefined;
      return found.filter(Boolean).length >= 3 ? found.join('\n') : undefined;
    });
    assert.match(said, /Open a folder with rule files \(\.sg, \.sg\.json\), or begin with the samples/);
    assert.match(said, /Machines are shown here once a folder with rule files is open/);
    assert.match(said, /To test a packet, first write or import rules/);
    const buttons = (await texts('.pane .welcome-view-content .monaco-button')).map(flat);
    for (const button of ['Open Folder', 'Open Samples', 'New Rule File'])
      assert.ok(buttons.includes(button), `${button}: ${buttons.join()}`);
  });

  test('the button makes a rule file that is judged and shown before it has a name', async () => {
    await click('.pane .monaco-button:has-text("New Rule File")');
    const { document } = await until('an untitled rule file is open', () => {
      const editor = vscode.window.activeTextEditor;
      return editor?.document.languageId === 'secgroup' && editor.document.isUntitled ? editor : undefined;
    });
    await until('it has a first group', () => document.getText().includes('group web "Front end"'));
    await vscode.commands.executeCommand('leaveSnippet');
    await focusView('groups');
    await untilRow('groups', 'web');
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await until('its group is gone with it', async () =>
      (await welcome()).some((text) => text.startsWith('Open a folder')),
    );
  });

  test('a file alone is judged, shown, asked and edited', async () => {
    const editor = await vscode.window.showTextDocument(vscode.Uri.file(file));
    const { document } = editor;
    await until('it is judged', () =>
      vscode.languages.getDiagnostics(document.uri).some(({ message }) => message.includes("'nobody'")),
    );
    await focusView('groups');
    await untilRow('groups', 'lone');
    await focusView('cvms');
    await untilRow('cvms', 'lone-1');
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('secgroup.testPacket', 'tcp 443 from 203.0.113.7 to lone-1');
    await untilRow('packets', 'allowed: tcp 443 from 203.0.113.7 to lone-1');
    const before = document.getText();
    const again = await vscode.window.showTextDocument(document);
    await putCursor(again, document.positionAt(before.indexOf('allow https')));
    await vscode.commands.executeCommand('secgroup.moveRuleUp');
    await until(
      'the rule is moved',
      () => document.getText().indexOf('allow https') < document.getText().indexOf('allow ssh'),
    );
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before);
  });
});
