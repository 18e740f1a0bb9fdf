// Guards that a file of Terraform is imported in both hosts: its parser is a file beside the server, which a worker cannot read by itself.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { answer, untilAsked } from '../support/questions.ts';
import { hasUi } from '../support/ui.ts';
import { until } from '../support/until.ts';
import { show, workspaceFile } from '../support/workspace.ts';

const terraform = `resource "tencentcloud_security_group" "spare" {
  name = "spare"
}

resource "tencentcloud_security_group_rule_set" "spare" {
  security_group_id = tencentcloud_security_group.spare.id

  ingress {
    action     = "ACCEPT"
    cidr_block = "10.9.0.0/16"
    protocol   = "TCP"
    port       = "8443"
  }
}
`;

async function answerByKeyboard(file: string): Promise<void> {
  await answer('Where the rules come from', file);
  await answer('What becomes of the rules');
  await untilAsked(`Import '${file}'`);
  await answer(`Import '${file}'`);
}

/** In the web host the tests cannot press keys, but are of the extension itself and so share its questions. Returns the end of it. */
function answerInsteadOfPeople(file: string): () => void {
  const window = vscode.window as { showQuickPick: unknown };
  const original = window.showQuickPick;
  window.showQuickPick = async (choices: readonly vscode.QuickPickItem[]) =>
    choices.find(({ label }) => label === file) ?? choices[0];
  return () => {
    window.showQuickPick = original;
  };
}

suite('Terraform', () => {
  test('is imported, with one undo', async function () {
    if (!hasUi && vscode.env.uiKind === vscode.UIKind.Desktop) return this.skip();
    const file = 'spare.tf';
    const { document } = await show('shop.sg');
    const before = document.getText();
    await vscode.workspace.fs.writeFile(workspaceFile(file), new TextEncoder().encode(terraform));
    const stop = hasUi ? () => undefined : answerInsteadOfPeople(file);
    try {
      const done = vscode.commands.executeCommand('secgroup.importRules', { uri: `${document.uri}`, group: 'spare' });
      if (hasUi) await answerByKeyboard(file);
      await done;
      await until('the rule is there', () => /allow tcp 8443 +from 10\.9\.0\.0\/16/.test(document.getText()));
      assert.ok(!document.getText().includes('allow ping from any'), 'it takes the place of those that were there');
      await show('shop.sg');
      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), before);
    } finally {
      stop();
      await vscode.workspace.fs.delete(workspaceFile(file));
    }
  });
});
