// Guards a workspace of several folders that nobody trusts yet, in Chinese: all that reads works, git revisions wait, texts are Chinese.
import * as assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import * as vscode from 'vscode';
import { git, gitTest, hasGit } from '../support/git.ts';
import { answer, runCommand, untilAsked, untilNothingIsAsked, untilOffered } from '../support/questions.ts';
import { collapseRow, expandRow, focusView, rows, untilRow } from '../support/trees.ts';
import { click, press, size, texts } from '../support/ui.ts';
import { until } from '../support/until.ts';
import { show, showAt, workspaceFile } from '../support/workspace.ts';

const isChinese = (text: string): boolean => /\p{Script=Han}/u.test(text);

suite('Several folders, not trusted, in Chinese', () => {
  suiteSetup(async () => {
    await size(1400, 1800);
    if (hasGit) {
      git(workspaceFile('').fsPath, 'init');
      git(workspaceFile('').fsPath, 'add', '.');
      git(workspaceFile('').fsPath, 'commit', '-m', 'Begin');
    }
    const { document } = await show('shop.sg');
    await until('shop.sg is judged', () => vscode.languages.getDiagnostics(document.uri).length > 0, 30_000);
    await focusView('groups');
  });
  suiteTeardown(() => rmSync(workspaceFile('.git').fsPath, { recursive: true, force: true }));

  test('the window is what these tests are about', () => {
    assert.equal(vscode.workspace.isTrusted, false);
    assert.equal(vscode.env.language, 'zh-cn');
    assert.equal(vscode.workspace.workspaceFolders?.length, 2);
    assert.ok(vscode.extensions.getExtension('secgroup.secgroup')?.isActive);
  });

  test('each folder is a root of the trees, with its own regions', async () => {
    await untilRow('groups', 'workspace');
    await untilRow('groups', 'beijing');
    await untilRow('groups', 'ap-guangzhou');
    await untilRow('groups', 'ap-beijing');
  });

  test('descriptions and parts of a group are Chinese', async () => {
    await untilRow('groups', 'ap-guangzhou');
    await expandRow('groups', 'bastion');
    const parts = await until('the parts of bastion are shown', async () => {
      const all = await rows('groups');
      const below = all.slice(all.findIndex((row) => row.startsWith('bastion')) + 1).slice(0, 4);
      return below.some((row) => row.includes('1/100')) ? below : undefined;
    });
    assert.ok(parts.filter(isChinese).length >= 3, parts.join());
    await collapseRow('groups', 'bastion');
  });

  test('diagnostics are Chinese', () => {
    const found = vscode.languages.getDiagnostics(workspaceFile('shop.sg'));
    assert.ok(
      found.length > 0 && found.every(({ message }) => isChinese(message)),
      found.map(({ message }) => message).join('\n'),
    );
  });

  test('what the code of a diagnostic leads to is Chinese', async () => {
    const uri = vscode.Uri.parse('secgroup-docs:/diagnostics.md#unknown-name');
    const text = (await vscode.workspace.openTextDocument(uri)).getText();
    assert.ok(text.startsWith('## unknown-name') && isChinese(text), text);
    assert.ok(!text.includes('## wrong-kind'));
  });

  test('a packet is tested by its Chinese command, and answered in the folder of the editor', async () => {
    await show('shop.sg');
    await runCommand('测试数据包');
    await untilAsked('tcp 22');
    await answer('tcp 22', 'tcp 3306 from web-1 to db-1');
    await untilRow('packets', '放行: tcp 3306 from web-1 to db-1');
  });

  test('a rule is moved and moved back', async () => {
    const { document } = await show('shop.sg');
    const before = document.getText();
    await showAt('shop.sg', 'allow https from any');
    await vscode.commands.executeCommand('secgroup.moveRuleDown');
    await until('it is moved', () => document.getText() !== before);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before);
  });

  test('a folder that is on no disk joins in', async () => {
    const folder = vscode.Uri.parse('secgroup-test:/cloud');
    const text = 'region ap-tokyo\n\ngroup far {\n  inbound {\n    allow ssh from nobody\n  }\n}\n';
    const files = inMemory(new Map([['/cloud/far.sg', text]]));
    const subscription = vscode.workspace.registerFileSystemProvider('secgroup-test', files, { isReadonly: true });
    try {
      assert.ok(vscode.workspace.updateWorkspaceFolders(2, 0, { uri: folder, name: 'cloud' }));
      await until('the folder is there', () => vscode.workspace.workspaceFolders?.length === 3);
      await untilRow('groups', 'cloud');
      await untilRow('groups', 'far');
      await until('its file is judged without being open', () =>
        vscode.languages
          .getDiagnostics(vscode.Uri.joinPath(folder, 'far.sg'))
          .some(({ message }) => message.includes('nobody')),
      );
    } finally {
      vscode.workspace.updateWorkspaceFolders(2, 1);
      await until('the folder is gone', () => vscode.workspace.workspaceFolders?.length === 2);
      subscription.dispose();
    }
  });

  gitTest('git revisions are compared with once the workspace is trusted, not before', async () => {
    const offered = async (): Promise<readonly string[]> => {
      await show('shop.sg');
      await runCommand('比较放行的数据包');
      await untilAsked('与什么比较');
      const found = await untilOffered();
      await press('Escape');
      await untilNothingIsAsked();
      return found;
    };
    const before = await offered();
    assert.ok(
      before.some((each) => each.startsWith('已保存的文件')),
      before.join(),
    );
    assert.ok(!before.some((each) => each.startsWith('Git')), before.join());

    await vscode.commands.executeCommand('workbench.trust.manage');
    await click('.workspace-trust-editor .monaco-button:has-text("Trust")');
    await until('the workspace is trusted', () => vscode.workspace.isTrusted);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await until('a revision is offered', async () => (await offered()).some((each) => each.startsWith('Git')), 25_000);
    assert.ok((await texts('.notifications-toasts .notification-list-item')).length === 0, 'nobody is bothered');
  });
});

/** A file system of a few files, all in one folder, as far as reading goes. */
function inMemory(files: ReadonlyMap<string, string>): vscode.FileSystemProvider {
  const { FileType, FileSystemError } = vscode;
  const no = (): never => {
    throw FileSystemError.NoPermissions();
  };
  return {
    onDidChangeFile: new vscode.EventEmitter<vscode.FileChangeEvent[]>().event,
    watch: () => ({ dispose: () => undefined }),
    stat({ path }) {
      const text = files.get(path);
      const isFolder = [...files.keys()].some((file) => file.startsWith(`${path.replace(/\/$/, '')}/`));
      if (text === undefined && !isFolder) throw FileSystemError.FileNotFound(path);
      return { type: isFolder ? FileType.Directory : FileType.File, ctime: 0, mtime: 0, size: text?.length ?? 0 };
    },
    readDirectory: ({ path }) =>
      [...files.keys()]
        .filter((file) => file.slice(0, file.lastIndexOf('/')) === path.replace(/\/$/, ''))
        .map((file) => [file.slice(file.lastIndexOf('/') + 1), FileType.File]),
    readFile({ path }) {
      const text = files.get(path);
      if (text === undefined) throw FileSystemError.FileNotFound(path);
      return new TextEncoder().encode(text);
    },
    createDirectory: no,
    writeFile: no,
    delete: no,
    rename: no,
  };
}
