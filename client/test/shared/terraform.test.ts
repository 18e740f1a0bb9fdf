// Guards that the folder of a Terraform configuration is imported in both hosts, with its modules and values: its parser is a file beside the
// server, and its files are read by the client, where a worker cannot read them by itself.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { answer, untilAsked } from '../support/questions.ts';
import { hasUi } from '../support/ui.ts';
import { until } from '../support/until.ts';
import { sharedSuite } from '../support/windowSuite.ts';
import { show, workspaceFile, write } from '../support/workspace.ts';

const folder = 'infra';
const files: Readonly<Record<string, string>> = {
  'infra/main.tf': `variable "office" { type = string }

module "spare" {
  source = "./spare"
  cidr   = var.office
}
`,
  'infra/prod.tfvars': 'office = "10.9.0.0/16"\n',
  'infra/spare/main.tf': `variable "cidr" {}

resource "tencentcloud_security_group" "spare" {
  name = "spare"
}

resource "tencentcloud_security_group_rule_set" "spare" {
  security_group_id = tencentcloud_security_group.spare.id

  ingress {
    action     = "ACCEPT"
    cidr_block = var.cidr
    protocol   = "TCP"
    port       = "8443"
  }
}
`,
};

async function answerByKeyboard(): Promise<void> {
  await answer('Where the rules come from', 'infra/');
  await answer('Values of office', 'prod.tfvars');
  await answer('What becomes of the rules');
  await untilAsked("Import 'infra/'");
  await answer("Import 'infra/'");
}

/** In the web host the tests cannot press keys, but are of the extension itself and so share its questions. Returns the end of it. */
function answerInsteadOfPeople(): () => void {
  const window = vscode.window as { showQuickPick: unknown };
  const original = window.showQuickPick;
  window.showQuickPick = async (choices: readonly vscode.QuickPickItem[]) =>
    choices.find(({ label }) => label === 'infra/') ?? choices[0];
  return () => {
    window.showQuickPick = original;
  };
}

sharedSuite('Terraform', () => {
  test('the folder of a configuration is imported, with one undo', async function () {
    if (!hasUi && vscode.env.uiKind === vscode.UIKind.Desktop) return this.skip();
    const { document } = await show('shop.sg');
    const before = document.getText();
    for (const [name, text] of Object.entries(files)) await write(name, text);
    const stop = hasUi ? () => undefined : answerInsteadOfPeople();
    try {
      const done = vscode.commands.executeCommand('secgroup.importRules', { uri: `${document.uri}`, group: 'spare' });
      if (hasUi) await answerByKeyboard();
      await done;
      await until('the rule is there', () => /allow tcp 8443 +from 10\.9\.0\.0\/16/.test(document.getText()));
      assert.ok(!document.getText().includes('allow ping from any'), 'it takes the place of those that were there');
      await show('shop.sg');
      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), before);
    } finally {
      stop();
      await vscode.workspace.fs.delete(workspaceFile(folder), { recursive: true });
    }
  });
});
