// Guards the live side in the editor: what it lets through that the files do not, as a comparison that follows the files, a plan that
// asks nothing, badges that keep up with the files, and live rules that are taken into a file as one undoable edit.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { changesAndUndoes, deleteRuleFile, replaceText, untilCompared, untilInFront } from '../support/files.ts';
import {
  answer,
  closeMessages,
  messages,
  runCommand,
  untilAsked,
  untilNothingIsAsked,
  untilOffered,
} from '../support/questions.ts';
import { focusView, untilRow } from '../support/trees.ts';
import { attributes, press } from '../support/ui.ts';
import { until } from '../support/until.ts';
import { windowSuite } from '../support/windowSuite.ts';
import { putCursor, show, workspaceFile, write } from '../support/workspace.ts';

const wanted = `region ap-beijing

group gate {
  id sg-9a8b7c6d
  inbound {
    allow https from any
  }
}

cvm gate-1 {
  id         ins-9a8b7c6d
  private-ip 10.3.0.5
  groups     gate
}
`;

const live = JSON.stringify(
  {
    version: 1,
    regions: [
      {
        Region: 'ap-beijing',
        SecurityGroupSet: [
          {
            SecurityGroupId: 'sg-9a8b7c6d',
            SecurityGroupName: 'gate',
            SecurityGroupDesc: 'The front gate',
            SecurityGroupPolicySet: {
              Version: '3',
              Ingress: [
                { Protocol: 'TCP', Port: '443', CidrBlock: '0.0.0.0/0', Action: 'ACCEPT' },
                { Protocol: 'TCP', Port: '22', CidrBlock: '192.0.2.0/24', Action: 'ACCEPT' },
              ],
              Egress: [],
            },
          },
        ],
        InstanceSet: [
          {
            InstanceId: 'ins-9a8b7c6d',
            InstanceName: 'gate-1',
            PrivateIpAddresses: ['10.3.0.5'],
            SecurityGroupIds: ['sg-9a8b7c6d'],
          },
        ],
      },
    ],
  },
  undefined,
  2,
);

windowSuite('The live side', () => {
  suiteSetup(async () => {
    await write('gate.sg', wanted);
  });
  suiteTeardown(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await deleteRuleFile('gate.sg');
  });
  teardown(async () => {
    await closeMessages();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  test('without one a message says how it is made', async () => {
    await show('gate.sg');
    await runCommand('Compare With Live');
    await until('a message says it', async () => (await messages()).some((text) => text.includes('secgroup pull')));
    await untilNothingIsAsked();
  });

  suite('with one', () => {
    suiteSetup(async () => {
      await write('gate.live.sg.json', live);
      await focusView('groups');
      await untilRow('groups', 'gate.live.sg.json');
    });
    suiteTeardown(() => vscode.workspace.fs.delete(workspaceFile('gate.live.sg.json')));

    test('what it lets through that the files do not is compared, and the comparison follows the files', async () => {
      const { document } = await show('gate.sg');
      await runCommand('Compare With Live');
      const shown = await untilCompared();
      assert.match(shown.getText(), /^Packets of gate\.live\.sg\.json: files → live\n/);
      assert.match(shown.getText(), /\+ gate-1 {2}inbound {2}tcp 22 from 192\.0\.2\.0\/24\n.*gate\.live\.sg\.json:\d+/);
      assert.match(
        shown.getText(),
        /Without effect on packets now: 1\n {2}group 'gate' \(ap-beijing\) is described as 'The front gate' .* → gate\.sg:3/,
      );
      await untilRow('comparison', 'Newly allowed');
      await untilRow('comparison', 'tcp 22 from 192.0.2.0/24');
      await replaceText(
        document,
        wanted.replace('    allow https', '    allow ssh   from 192.0.2.0/24\n    allow https'),
      );
      await until('nothing differs in packets', () => shown.getText().includes('No packet changes its fate.'));
      await replaceText(document, wanted);
      await until('it differs again', () => shown.getText().includes('tcp 22 from 192.0.2.0/24'));
      await vscode.commands.executeCommand('secgroup.closeComparison');
      await show('gate.sg');
      await document.save();
    });

    test('the live rules of a group are taken into the file after their packets were shown, as one edit', () =>
      changesAndUndoes(
        'gate.sg',
        async () => {
          await show('gate.sg');
          await runCommand('Adopt Live Rules');
          await untilAsked('Group whose live rules to take');
          const offered = await untilOffered();
          assert.equal(offered.length, 1, 'only what differs is offered');
          assert.match(offered[0] ?? '', /^gate.*inbound rules in the cloud/);
          await answer('Group whose live rules to take');
          await untilAsked("Take the live rules of 'gate' into the file?");
          await untilRow('comparison', 'Newly allowed');
          await untilRow('comparison', 'tcp 22 from 192.0.2.0/24');
          await answer("Take the live rules of 'gate' into the file?");
        },
        (text) => {
          assert.match(text, /allow tcp 443 from any\n {4}allow tcp 22 +from 192\.0\.2\.0\/24\n/);
          assert.ok(text.includes('cvm gate-1'));
        },
      ));

    test('a group that differs carries a badge and says how, until the file has what is live', async () => {
      const editor = await show('gate.sg');
      const { document } = editor;
      await putCursor(editor, new vscode.Position(2, 8));
      await vscode.commands.executeCommand('secgroup.revealInTree');
      const said = () => attributes('.monaco-list-row[aria-label^="gate,"]', 'aria-label');
      const badged = () => attributes('.monaco-list-row[aria-label^="gate,"] [class*="itemBadge"]', 'class');
      await until('the row says how it differs', async () =>
        (await said()).some((label) => label.includes('inbound rules in the cloud')),
      );
      await until('the row has a badge', async () => (await badged()).length > 0);
      await replaceText(
        document,
        wanted
          .replace('group gate {', 'group gate "The front gate" {')
          .replace('    allow https from any', '    allow https from any\n    allow ssh from 192.0.2.0/24'),
      );
      await until('the badge is gone', async () => (await said()).length > 0 && (await badged()).length === 0);
      await replaceText(document, wanted);
      await until('it is there again', async () => (await badged()).length > 0);
      await document.save();
    });

    test('what is pulled takes the place of the file that says what is live in the region', async () => {
      await show('gate.sg');
      const started = new Promise<vscode.Task>((resolve) => {
        const subscription = vscode.tasks.onDidStartTask(({ execution }) => {
          subscription.dispose();
          resolve(execution.task);
          execution.terminate();
        });
      });
      await runCommand('Pull From Cloud');
      await answer('Region to ask the cloud for', 'ap-beijing');
      const { execution } = await started;
      assert.ok(execution instanceof vscode.ShellExecution);
      const words = (execution.args ?? []).map((arg) => (typeof arg === 'string' ? arg : arg.value));
      assert.deepEqual(words, ['pull', '--region', 'ap-beijing', '-o', 'gate.live.sg.json']);
      for (const terminal of vscode.window.terminals) terminal.dispose();
      await vscode.commands.executeCommand('workbench.action.closePanel');
    });

    test('a plan asks for nothing', async () => {
      await show('gate.sg');
      await runCommand('Plan Changes');
      const planned = await untilInFront('the plan', ({ languageId }) => languageId === 'markdown');
      assert.match(planned.getText(), /gate\.live\.sg\.json/);
      assert.match(planned.getText(), /ModifySecurityGroupPolicies/);
      await press('Escape');
    });
  });
});
