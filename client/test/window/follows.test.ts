// Guards that nothing that is shown is stale: after one edit, and after its undo, each view of the model says what the files say then.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { isComparing, replaceText } from '../support/files.ts';
import { answer, flat, runCommand } from '../support/questions.ts';
import { expandRow, focusView, rows, spokenRows, untilRow } from '../support/trees.ts';
import { frameAttributes, frameTexts, texts } from '../support/ui.ts';
import { until } from '../support/until.ts';
import { windowSuite } from '../support/windowSuite.ts';
import { regionRow, show, workspaceFile } from '../support/workspace.ts';

const line = 'tcp 3306 from web-1 to db-1';
const rule = 'allow tcp 3306 from web';

/** What is the case by one of two states of the file. */
interface Sight {
  readonly what: string;
  readonly before: () => Promise<boolean>;
  readonly after: () => Promise<boolean>;
}

windowSuite('What is shown follows the files', () => {
  suiteSetup(async () => {
    await show('shop.sg');
  });
  teardown(async () => {
    await vscode.commands.executeCommand('secgroup.clearPackets');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  test('packets, their page, the comparison, the trees, the badge and the lenses', async () => {
    await focusView('groups');
    await expandRow('groups', 'db');
    await vscode.commands.executeCommand('secgroup.testPacket', line);
    await show('shop.sg');
    await runCommand('Compare Packets');
    await answer('What to compare with', 'Saved');
    // It comes up in front of the file.
    await until('the comparison is open', isComparing);
    const { document } = await show('shop.sg');
    const at = document.positionAt(document.getText().indexOf('group db'));
    vscode.window.activeTextEditor?.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.InCenter);
    const row = async (start: string) => (await spokenRows('packets')).some((each) => each.startsWith(start));
    const inView = async (view: 'groups' | 'comparison', start: string) =>
      (await rows(view)).some((each) => each.startsWith(start));
    const lens = async (words: string) => {
      const found = (await texts('.codelens-decoration')).map(flat);
      if (!found.some((each) => each.startsWith(words))) throw new Error(found.join(' / '));
      return true;
    };
    await followsAndComesBack(document, [
      {
        what: 'the row of the packet',
        before: () => row(`allowed: ${line}`),
        after: () => row(`denied: ${line}`),
      },
      {
        what: 'the page of the packet',
        before: async () => (await frameTexts('h1')).includes(`allowed: ${line}`),
        after: async () => (await frameTexts('h1')).includes(`denied: ${line}`),
      },
      {
        what: 'the comparison',
        before: async () => !(await inView('comparison', 'No longer allowed')),
        after: () => inView('comparison', 'No longer allowed'),
      },
      {
        what: 'the tree',
        before: () => inView('groups', 'inbound1/100'),
        after: () => inView('groups', 'inbound2/100'),
      },
      {
        what: 'the badge',
        before: async () => (await badge()) === grave().length,
        after: async () =>
          (await badge()) === grave().length &&
          // Another file names nobody too.
          grave().filter(({ message }) => message.includes("'nobody'")).length === 2,
      },
      {
        what: 'the lens of the group',
        before: () => lens('1/100 in · 0/100 out · 1 CVM'),
        after: () => lens('2/100 in · 0/100 out · 1 CVM'),
      },
    ]);
  });

  test('the map', async () => {
    await vscode.commands.executeCommand('secgroup.showReachability', regionRow('ap-guangzhou', 'shop.sg'));
    const edges = async () => (await frameAttributes('svg.graph .node', 'aria-label')).join('\n');
    await until('the map is drawn', async () => (await edges()) !== '');
    const drawn = await edges();
    const { document } = await vscode.window.showTextDocument(workspaceFile('shop.sg'), {
      viewColumn: vscode.ViewColumn.Beside,
    });
    await followsAndComesBack(document, [
      { what: 'the map', before: async () => (await edges()) === drawn, after: async () => (await edges()) !== drawn },
    ]);
  });
});

/** The number on the icon of our container. */
async function badge(): Promise<number> {
  const [count = '0'] = await texts('.activitybar .action-item:has(a[aria-label^="Security Groups"]) .badge-content');
  return Number(count);
}

/** What the badge counts: errors and warnings of the server, of all files. */
const grave = (): readonly vscode.Diagnostic[] =>
  vscode.languages
    .getDiagnostics()
    .flatMap(([, found]) => found)
    .filter(({ source, severity }) => source === 'secgroup' && severity <= vscode.DiagnosticSeverity.Warning);

/** One edit that lets nobody into the database any more and names a group that is not there, and its undo. */
async function followsAndComesBack(document: vscode.TextDocument, sights: readonly Sight[]): Promise<void> {
  const text = document.getText();
  for (const { what, before } of sights) await until(`${what} is as the files are`, before);
  try {
    await replaceText(document, text.replace(rule, `${rule.replace('web', 'nobody')}\n    deny all from any`));
    for (const { what, after } of sights) await until(`${what} follows the edit`, after);
  } finally {
    await vscode.window.showTextDocument(document, vscode.window.activeTextEditor?.viewColumn);
    await vscode.commands.executeCommand('undo');
  }
  assert.equal(document.getText(), text);
  for (const { what, before } of sights) await until(`${what} follows the undo`, before);
  await untilRow('groups', 'db');
}
