// Guards what the extension stands on: its language, and that a rule file starts it, in the Node host and in the web worker host.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../support/until.ts';
import { show } from '../support/workspace.ts';

suite('Activation', () => {
  test('a .sg file is of the language secgroup and activates the extension', async () => {
    const editor = await show('shop.sg');
    assert.equal(editor.document.languageId, 'secgroup');
    const extension = vscode.extensions.getExtension('secgroup.secgroup');
    assert.ok(extension, 'the extension is not installed');
    await until('the extension is active', () => extension.isActive);
  });
});
