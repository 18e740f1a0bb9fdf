// Guards what packets are compared with: a commit that VS Code's git extension knows, another file, an import that is not made yet.
import * as assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { deleteRuleFile, isComparing, replaceText, untilCompared } from '../support/files.ts';
import { damage, git, gitTest, hasGit } from '../support/git.ts';
import {
  answer,
  closeMessages,
  messages,
  runCommand,
  untilAsked,
  untilNothingIsAsked,
  untilOffered,
} from '../support/questions.ts';
import { press } from '../support/ui.ts';
import { until } from '../support/until.ts';
import { windowSuite } from '../support/windowSuite.ts';
import { show, workspaceFile } from '../support/workspace.ts';

const rules = (first: string): string => `region ap-beijing

group gate {
  inbound {
    ${first}
    allow https from 10.0.0.0/8
  }
}

cvm gate-1 {
  private-ip 10.3.0.5
  groups     gate
}
`;

/** The text of the comparison that is in front. */
const comparison = async (part: string): Promise<string> => (await untilCompared(part)).getText();

windowSuite('Compare packets', () => {
  const file = 'reviewed.sg';
  let write = (_text: string): void => undefined;

  suiteSetup(async () => {
    const target = workspaceFile(file).fsPath;
    const folder = path.dirname(target);
    write = (text) => writeFileSync(target, text);
    write(rules('allow ssh from 192.0.2.0/24'));
    if (hasGit) {
      git(folder, 'init');
      git(folder, 'add', file);
      git(folder, 'commit', '-m', 'Let the first office in');
      git(folder, 'branch', 'review/first');
      write(rules('allow ssh from 198.51.100.0/24'));
      git(folder, 'commit', '-a', '-m', 'Let the second office in');
      await vscode.commands.executeCommand('git.openRepository', folder);
    }
    const { document } = await show(file);
    await until('the server knows gate', async () => {
      const symbols = await vscode.commands.executeCommand<readonly unknown[]>(
        'vscode.executeDocumentSymbolProvider',
        document.uri,
      );
      return symbols?.length > 0;
    });
  });
  suiteTeardown(async () => {
    await deleteRuleFile(file);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('git.close').then(undefined, () => undefined);
    rmSync(workspaceFile('.git').fsPath, { recursive: true, force: true });
  });
  teardown(async () => {
    await show(file);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  gitTest('with the last commit: what is typed since is what changes', async () => {
    const { document } = await show(file);
    await replaceText(document, document.getText().replace('allow ssh from 198.51.100.0/24', 'allow ssh from any'));
    await runCommand('Compare Packets');
    await answer('What to compare with', 'Git Revision');
    await answer('Revision to compare with', 'HEAD');
    const text = await comparison('HEAD');
    assert.match(text, /Newly allowed: /);
    assert.match(text, /\+ gate-1 {2}inbound {2}tcp 22 /);
    assert.doesNotMatch(text, /No longer allowed/);
  });

  gitTest(
    'the whole workspace with the last commit: files that changed, that are new and that are not saved',
    async () => {
      const { document } = await show(file);
      await replaceText(document, document.getText().replace('allow ssh from 198.51.100.0/24', 'allow ssh from any'));
      await vscode.commands.executeCommand('git.refresh');
      await runCommand('Compare Packets');
      await answer('What to compare with', 'Whole Workspace');
      const text = await comparison('HEAD');
      assert.match(text, /\+ gate-1 {2}inbound {2}tcp 22 /);
      // Git does not know the file that it is in.
      assert.match(text, /\+ .*web-1/);
      assert.match(text, new RegExp(`→ ${file}:\\d+\\n`));
    },
  );

  gitTest('the whole workspace with a branch, as it is reviewed', async () => {
    await show(file);
    await runCommand('Compare Packets');
    await answer('What to compare with', 'Whole Workspace With Git');
    await answer('Revision to compare with', 'review/first');
    const text = await comparison('review∕first');
    assert.match(text, /\+ gate-1 .*198\.51\.100\.0\/24/);
    assert.match(text, /- gate-1 .*192\.0\.2\.0\/24/);
    assert.match(text, /\+ .*web-1/, 'the branch does not have that file');
  });

  gitTest('with an earlier commit, which is listed by its message', async () => {
    await show(file);
    await runCommand('Compare Packets');
    await answer('What to compare with', 'Git Revision');
    await untilAsked('Revision to compare with');
    const offered = await untilOffered();
    assert.ok(
      offered.some((each) => each.includes('Let the second office in')),
      offered.join(),
    );
    await answer('Revision to compare with', 'first office');
    const text = await comparison(' ↔ now');
    assert.match(text, /\+ gate-1 .*198\.51\.100\.0\/24/);
    assert.match(text, /- gate-1 .*192\.0\.2\.0\/24/);
  });

  gitTest('with a branch, which is named in full where its name has a slash', async () => {
    await show(file);
    await runCommand('Compare Packets');
    await answer('What to compare with', 'Git Revision');
    await answer('Revision to compare with', 'review/first');
    await comparison(' ↔ now');
    assert.equal(vscode.window.tabGroups.activeTabGroup.activeTab?.label, `${file} (review∕first ↔ now)`);
  });

  gitTest('a file that the revision does not have: all of it is new', async () => {
    await show('mistakes.sg');
    await runCommand('Compare Packets');
    await answer('What to compare with', 'Git Revision');
    await answer('Revision to compare with', 'HEAD');
    assert.match(await comparison('HEAD'), /Newly allowed: /);
  });

  gitTest("a text that git cannot read is no empty one: git's own words are shown", async () => {
    const mend = damage(path.dirname(workspaceFile(file).fsPath), `HEAD:${file}`);
    try {
      await show(file);
      await runCommand('Compare Packets');
      await answer('What to compare with', 'Git Revision');
      await answer('Revision to compare with', 'HEAD');
      const said = await until('a message says why', async () =>
        (await messages()).find((each) => each.includes(`'${file}'`)),
      );
      assert.match(said, /of HEAD: fatal: loose object .* is corrupt/);
      assert.ok(!isComparing(), 'nothing is compared');
    } finally {
      mend();
      await closeMessages();
    }
  });

  test('with another file', async () => {
    await show(file);
    await runCommand('Compare Packets');
    await answer('What to compare with', 'Another File');
    await untilAsked('File to compare with');
    assert.ok(!(await untilOffered()).some((each) => each.startsWith(file)), 'the file itself is not offered');
    await answer('File to compare with', 'mistakes.sg');
    const text = await comparison('mistakes.sg');
    assert.match(text, /\+ gate-1 /);
    assert.match(text, new RegExp(`→ ${file}:\\d+\\n`));
  });

  test('a link in the comparison leads to the rule', async () => {
    await show(file);
    await runCommand('Compare Packets');
    await answer('What to compare with', 'Another File');
    await answer('File to compare with', 'mistakes.sg');
    await comparison('mistakes.sg');
    const document = vscode.window.activeTextEditor?.document;
    assert.ok(document);
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
      'vscode.executeLinkProvider',
      document.uri,
    );
    const link = links.find(({ target }) => target?.path.endsWith(file));
    assert.ok(link?.target, 'a line that names a rule is a link');
    const line = Number(link.target.fragment.slice(1));
    const rule = (await vscode.workspace.openTextDocument(workspaceFile(file))).lineAt(line - 1).text.trim();
    assert.ok(document.getText().includes(rule), `${rule} is the rule of line ${line}`);
  });

  test('an import that is turned down after its comparison changes nothing', async () => {
    const { document } = await show(file);
    const before = document.getText();
    await runCommand('Import Rules');
    await answer('Group to import rules into', 'gate');
    await answer('Where the rules come from', 'rules.json');
    await answer('What becomes of the rules');
    await untilAsked("Import 'rules.json'");
    const text = await comparison('rules.json');
    assert.match(text, /\+ gate-1 .*8080/);
    assert.match(text, /- gate-1 .*tcp 22/);
    await press('Escape');
    await untilNothingIsAsked();
    assert.equal(document.getText(), before);
    assert.ok(!document.isDirty);
  });
});
