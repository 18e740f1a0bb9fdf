// Guards that the extension works in the Node host and in the web worker host alike: its language and start, diagnostics, commands, a packet, an edit and its undo.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { deleteRuleFile } from '../support/files.ts';
import { until } from '../support/until.ts';
import { sharedSuite } from '../support/windowSuite.ts';
import { show, showAt, write } from '../support/workspace.ts';

sharedSuite('Extension', () => {
  test('a .sg file is of the language secgroup and activates the extension', async () => {
    const editor = await show('shop.sg');
    assert.equal(editor.document.languageId, 'secgroup');
    assert.ok(vscode.extensions.getExtension('secgroup.secgroup')?.isActive);
  });

  test('rule files are judged, one that is not open too', async () => {
    const { document } = await show('shop.sg');
    await until('shop.sg has its failed expectation', () =>
      vscode.languages.getDiagnostics(document.uri).some(({ message }) => message.includes('Expected to be allowed')),
    );
    await until('mistakes.sg has its unknown name', () =>
      vscode.languages
        .getDiagnostics()
        .some(
          ([uri, found]) =>
            uri.path.endsWith('mistakes.sg') && found.some(({ message }) => message.includes("'nobody'")),
        ),
    );
  });

  test('every command of the manifest is registered', async () => {
    const extension = vscode.extensions.getExtension('secgroup.secgroup');
    assert.ok(extension);
    const registered = new Set(await vscode.commands.getCommands(true));
    const { commands } = extension.packageJSON.contributes as { commands: readonly { command: string }[] };
    const missing = commands.map(({ command }) => command).filter((command) => !registered.has(command));
    assert.deepEqual(missing, []);
  });

  test('a packet is answered, and its deciding rule opened', async () => {
    await vscode.commands.executeCommand('secgroup.testPacket', 'tcp 3306 from web-1 to db-1');
    await until('the deciding rule is selected', () => {
      const editor = vscode.window.activeTextEditor;
      return editor?.document.getText(editor.selection).includes('allow tcp 3306 from web');
    });
  });

  test('a rule is moved by an edit that one undo takes back', async () => {
    const editor = await showAt('shop.sg', 'allow https from any');
    const before = editor.document.getText();
    await vscode.commands.executeCommand('secgroup.moveRuleDown');
    const moved = editor.document.getText();
    assert.ok(moved.indexOf('allow ssh   from office') < moved.indexOf('allow https from any'), moved);
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), before);
  });

  test('a rename reaches every file that uses the name, and back', async () => {
    const { document: shop } = await show('shop.sg');
    const before = shop.getText();
    const second = vscode.Uri.joinPath(shop.uri, '../second.sg');
    const text = 'region ap-guangzhou\n\naddresses elsewhere { office }\n';
    await write('second.sg', text);
    const other = await vscode.workspace.openTextDocument(second);
    const rename = async (from: string, to: string) => {
      const place = shop.positionAt(shop.getText().indexOf(`addresses ${from}`) + 'addresses '.length);
      const edit = await until(`the rename of ${from} is of two files`, async () => {
        const answer = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
          'vscode.executeDocumentRenameProvider',
          shop.uri,
          place,
          to,
        );
        return answer.size === 2 ? answer : undefined;
      });
      assert.ok(await vscode.workspace.applyEdit(edit));
    };
    try {
      await rename('office', 'bureau');
      assert.ok(/elsewhere \{ bureau \}/.test(other.getText()));
      assert.ok(/addresses bureau \{/.test(shop.getText()));
      assert.ok(/allow ssh {3}from bureau, bastion/.test(shop.getText()));
      await rename('bureau', 'office');
      assert.equal(shop.getText(), before);
      assert.equal(other.getText(), text);
    } finally {
      await deleteRuleFile('second.sg');
    }
  });

  test('built-in names lead to a read-only document', async () => {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse('secgroup-builtin:/builtin.sg'));
    assert.ok(document.getText().includes('default-linux'));
  });

  test('the code of a finding leads to what it means', async () => {
    const uri = vscode.Uri.parse('secgroup-docs:/diagnostics.md#unknown-name');
    const text = (await vscode.workspace.openTextDocument(uri)).getText();
    assert.ok(text.startsWith('## unknown-name'));
    assert.ok(!text.includes('## wrong-kind'));
  });
});
