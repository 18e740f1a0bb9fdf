// Guards imports that make groups: all of them as one edit, into a file that is there or a new one; whoever stops on the way changes nothing.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { changesAndUndoes, isComparing, replaceText } from '../support/files.ts';
import {
  answer,
  closeMessages,
  messages,
  runCommand,
  untilAsked,
  untilNothingIsAsked,
  untilShown,
} from '../support/questions.ts';
import { focusView, rows, untilRow } from '../support/trees.ts';
import { press } from '../support/ui.ts';
import { until } from '../support/until.ts';
import { windowSuite } from '../support/windowSuite.ts';
import { show, workspaceFile, write } from '../support/workspace.ts';

const two = `region ap-beijing

group one "First" {
  inbound {
    allow ssh from any
  }
}

group two {
  inbound {
    allow https from any
  }
}
`;

const remove = (name: string): Thenable<void> => vscode.workspace.fs.delete(workspaceFile(name));
const filesThere = async (): Promise<readonly string[]> =>
  (await vscode.workspace.fs.readDirectory(workspaceFile(''))).map(([name]) => name).sort();

windowSuite('Import of groups', () => {
  suiteSetup(async () => {
    // Called so that it is offered, and is in no model.
    await write('.gitignore', 'two.sg\n');
    await write('two.sg', two);
  });
  suiteTeardown(async () => {
    for (const name of ['two.sg', '.gitignore']) await remove(name);
  });
  teardown(async () => {
    await closeMessages();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  test('all groups of a file become new ones, behind what is there, after their packets were shown', () =>
    changesAndUndoes(
      'shop.sg',
      async () => {
        await show('shop.sg');
        await runCommand('Import Rules');
        await answer('Group to import rules into', 'New Groups');
        await answer('Where the rules come from', 'two.sg');
        await untilAsked('Rule file to write into');
        await untilRow('comparison', 'Newly allowed');
        await untilRow('comparison', 'tcp 22 from any');
        await answer('Rule file to write into', 'shop.sg');
        await untilAsked("Import 'two.sg' as new groups");
        await untilShown('Import 2 groups');
        await answer("Import 'two.sg' as new groups");
      },
      (text, before) => assert.equal(text, `${before}\nproject 0\n${two}`),
    ));

  test('a group of several is taken into one that is there', () =>
    changesAndUndoes(
      'shop.sg',
      async () => {
        await show('shop.sg');
        await runCommand('Import Rules');
        await answer('Group to import rules into', 'spare');
        await answer('Where the rules come from', 'two.sg');
        await answer("Group of 'two.sg' to take", 'two');
        await answer('What becomes of the rules', 'Keep');
        await answer("Import 'two.sg' into 'spare'");
      },
      (text) => assert.match(text, /group spare .*\{\s+inbound \{\s+allow https from any\s+allow ping\s+from any/),
    ));

  test('a name that is taken is refused before anything is asked further', async () => {
    const { document } = await show('shop.sg');
    const before = document.getText();
    await write('two.sg', two.replace('ap-beijing', 'ap-guangzhou').replace('group one', 'group web'));
    try {
      await runCommand('Import Rules');
      await answer('Group to import rules into', 'New Groups');
      await answer('Where the rules come from', 'two.sg');
      await until('it is said why not', async () => (await messages()).some((text) => text.includes("already: 'web'")));
      assert.equal(document.getText(), before);
    } finally {
      await write('two.sg', two);
    }
  });

  test('a workspace without rules takes all groups of a first import into a file that it makes; undo takes it away', async () => {
    await emptied(async () => {
      const before = await filesThere();
      await runCommand('Import Rules');
      await answer('Where the rules come from', 'two.sg');
      await answer('Rule file to write into', 'New File');
      await answer('Name of the new rule file');
      await untilAsked("Import 'two.sg' as new groups");
      await untilRow('comparison', 'Newly allowed');
      assert.deepEqual(await filesThere(), before, 'nothing is made before it is confirmed');
      await answer("Import 'two.sg' as new groups");
      await until('the file is open', () =>
        vscode.window.activeTextEditor?.document.uri.path.endsWith('/security-groups.sg'),
      );
      assert.equal(vscode.window.activeTextEditor?.document.getText(), two);
      await focusView('groups');
      await untilRow('groups', 'one');
      await untilRow('groups', 'two');
      await vscode.window.showTextDocument(workspaceFile('security-groups.sg'));
      await vscode.commands.executeCommand('undo');
      await until('one undo takes the file away', async () => (await filesThere()).join() === before.join());
    });
  });

  test('rules without a name or region are asked for both', async () => {
    await emptied(async () => {
      await runCommand('Import Rules');
      await answer('Where the rules come from', 'rules.json');
      await answer('Region of the groups', 'ap-shanghai');
      await answer('Name of the group', 'front');
      await answer('Rule file to write into', 'New File');
      await answer('Name of the new rule file', 'front');
      await answer("Import 'rules.json' as new groups");
      const document = await until('the file is open', () => {
        const { document: inFront } = vscode.window.activeTextEditor ?? {};
        return inFront?.uri.path.endsWith('/front.sg') ? inFront : undefined;
      });
      assert.match(document.getText(), /^region ap-shanghai\s+group front \{\s+inbound \{\s+allow tcp 8080 /);
      await vscode.commands.executeCommand('undo');
      await until('the file is gone', async () => !(await filesThere()).includes('front.sg'));
    });
  });

  test('stopping at any question changes nothing, and ends the comparison', async () => {
    await emptied(async () => {
      const before = await filesThere();
      const questions = [
        ['Where the rules come from', 'rules.json'],
        ['Region of the groups', 'ap-shanghai'],
        ['Name of the group', 'front'],
        ['Rule file to write into', 'New File'],
        ['Name of the new rule file', ''],
        ["Import 'rules.json' as new groups", ''],
      ] as const;
      for (let last = 0; last < questions.length; last++) {
        await runCommand('Import Rules');
        for (const [placeholder, text] of questions.slice(0, last)) await answer(placeholder, text);
        await untilAsked(questions[last]?.[0] ?? '');
        await press('Escape');
        await untilNothingIsAsked();
        assert.deepEqual(await filesThere(), before, `stopped at question ${last + 1}`);
      }
      await until('the comparison is gone', () => !isComparing());
    });
  });
});

/** Runs something in the workspace while its files say nothing, and puts back what they say. */
async function emptied(act: () => Promise<void>): Promise<void> {
  const documents: vscode.TextDocument[] = [];
  for (const name of ['mistakes.sg', 'shop.sg']) documents.push((await show(name)).document);
  try {
    for (const document of documents) await replaceText(document, '');
    await focusView('groups');
    await until('the view is empty', async () => (await rows('groups')).length === 0);
    await act();
  } finally {
    await press('Escape');
    for (const document of documents) {
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('workbench.action.files.revert');
    }
    await focusView('groups');
    await untilRow('groups', 'spare');
  }
}
