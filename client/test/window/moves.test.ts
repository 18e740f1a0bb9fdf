// Guards that trees and problems follow files that are renamed, deleted or changed beneath their open editors.
import { writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { deleteRuleFile } from '../support/files.ts';
import { clickRow, expandRow, focusView, rows } from '../support/trees.ts';
import { until } from '../support/until.ts';
import { windowSuite } from '../support/windowSuite.ts';
import { workspaceFile, write } from '../support/workspace.ts';

const rules = (name: string): string => `region ap-tokyo

group ${name} {
  inbound {
    allow ssh from 192.0.2.0/24
  }
}
`;

const problems = (name: string): number => vscode.languages.getDiagnostics(workspaceFile(name)).length;

/** A group that nothing uses is one finding. */
async function untilThere(groups: string, found: Readonly<Record<string, number>>): Promise<void> {
  await until(`there is ${groups || 'nothing'}`, async () => {
    const shown = (await rows('groups')).flatMap((row) => /^(moved|other)(?=\d)/.exec(row)?.[0] ?? []).join();
    const said = Object.keys(found).map((name) => problems(name));
    if (shown === groups && said.join() === Object.values(found).join()) return true;
    throw new Error(`${shown} ${said.join()}`);
  });
}

windowSuite('Files that move', () => {
  setup(async () => {
    await write('moved.sg', rules('moved'));
    await focusView('groups');
    await expandRow('groups', 'moved');
    await expandRow('groups', 'inbound');
    await clickRow('groups', 'allow ssh from 192.0.2.0/24');
    await until('it is open', () => vscode.window.activeTextEditor?.document.uri.path.endsWith('/moved.sg'));
    await untilThere('moved', { 'moved.sg': 1 });
  });
  teardown(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  test('a file that is renamed in the explorer is there once', async () => {
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(workspaceFile('moved.sg'), workspaceFile('renamed.sg'));
    await vscode.workspace.applyEdit(edit);
    await untilThere('moved', { 'moved.sg': 0, 'renamed.sg': 1 });
    await deleteRuleFile('renamed.sg');
  });

  test('a file that is deleted in the explorer is gone with what was said of it', async () => {
    const edit = new vscode.WorkspaceEdit();
    edit.deleteFile(workspaceFile('moved.sg'));
    await vscode.workspace.applyEdit(edit);
    await untilThere('', { 'moved.sg': 0 });
  });

  test('a checkout beneath an open editor is followed', async () => {
    writeFileSync(workspaceFile('moved.sg').fsPath, rules('other'));
    await untilThere('other', { 'moved.sg': 1 });
    await deleteRuleFile('moved.sg');
    await untilThere('', { 'moved.sg': 0 });
  });
});
