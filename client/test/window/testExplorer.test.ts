// Guards the Test Explorer beyond a run of all: one item, one file, the run on save, the message at its line, coverage rule by rule.
import * as assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { deleteRuleFile, replaceText } from '../support/files.ts';
import { flat } from '../support/questions.ts';
import { openRow } from '../support/trees.ts';
import { attributes, click, hover, texts } from '../support/ui.ts';
import { actUntil, until } from '../support/until.ts';
import { windowSuite } from '../support/windowSuite.ts';
import { show, workspaceFile } from '../support/workspace.ts';

const file = 'watched.sg';
const rules = `region ap-chengdu

group watched {
  inbound {
    allow ssh   from 192.0.2.0/24
    allow https from any
  }
}

cvm watched-1 {
  private-ip 10.5.0.5
  groups     watched
}

expect allow ssh from 192.0.2.9 to watched-1  "the office logs in"
expect deny  rdp from internet to watched-1 "no desktop"
`;

const explorer = '.test-explorer .monaco-list-row';
const row = (label: string): string => `${explorer}:has-text(${JSON.stringify(label)})`;

const state = async (label: string): Promise<string> => (await attributes(row(label), 'aria-label'))[0] ?? '';

const untilState = (label: string, word: string): Promise<unknown> =>
  until(`'${label}' is ${word}`, async () => {
    const now = await state(label);
    if (!now.includes(word)) throw new Error(now);
    return true;
  });

/** Runs what is selected in the explorer, by the button of its row. */
async function runRow(label: string, button: string): Promise<void> {
  await vscode.commands.executeCommand('workbench.view.testing.focus');
  await hover(row(label));
  await click(`${row(label)} .action-label[aria-label^="${button}"]`);
}

/** By the button of the view. The extension hears of it a moment after its icon has changed: whoever saves may have to save again. */
async function turnContinuousRun(way: 'Start' | 'Stop'): Promise<void> {
  const button = (each: string): string =>
    `.pane-header .action-label[aria-label*="${each} Continuous Run"], .title-actions .action-label[aria-label*="${each} Continuous Run"]`;
  await click(button(way));
  await until('the button has changed', async () => (await attributes(button(way), 'class')).length === 0);
}

async function save(document: vscode.TextDocument, text: string): Promise<void> {
  await replaceText(document, text);
  await document.save();
}

windowSuite('Test Explorer', () => {
  suiteSetup(async () => {
    writeFileSync(workspaceFile(file).fsPath, rules);
    await show(file);
    await vscode.commands.executeCommand('workbench.view.testing.focus');
    await until('the file is found', async () => (await texts(row(file))).length > 0);
    await openRow(row(file));
    await until('its expectations are shown', async () => (await texts(row('the office logs in'))).length > 0);
  });
  setup(() => vscode.commands.executeCommand('testing.clearTestResults'));
  suiteTeardown(async () => {
    await deleteRuleFile(file);
    await vscode.commands.executeCommand('testing.coverage.close');
    await vscode.commands.executeCommand('workbench.action.closePanel');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  test('one expectation is run alone', async () => {
    await untilState('no desktop', 'Not yet run');
    await runRow('no desktop', 'Run Test');
    await untilState('no desktop', 'Passed');
    assert.match(await state('the office logs in'), /Not yet run/);
  });

  test('a file is run with all that is in it, and nothing of other files', async () => {
    await runRow(file, 'Run Test');
    await untilState('the office logs in', 'Passed');
    await untilState('no desktop', 'Passed');
    assert.match(await state('shop.sg'), /Not yet run/);
  });

  test('all are run by the button of the view', async () => {
    await vscode.commands.executeCommand('testing.runAll');
    await untilState('no desktop', 'Passed');
    await untilState('shop.sg', 'Failed');
  });

  test('a continuous run answers to every save, and a failure is shown at its line', async () => {
    const { document } = await show(file);
    const before = document.getText();
    const has = async (word: string): Promise<boolean> => (await state('the office logs in')).includes(word);
    await turnContinuousRun('Start');
    try {
      const failing = before.replace('allow ssh   from 192.0.2.0/24', 'allow ssh   from 192.0.2.0/30');
      const saveTwice = async (): Promise<void> => {
        await save(document, before);
        await save(document, failing);
      };
      await actUntil('a save is answered', saveTwice, () => has('Failed'));
      await untilState('no desktop', 'Passed');
      await show(file);
      await until('the message stands behind its line', async () => {
        const said = await texts('.test-error-content-widget');
        return said.some((text) => flat(text).startsWith('tcp 22 from 192.0.2.9 to 10.5.0.5'));
      });
      await save(document, before);
      await untilState('the office logs in', 'Passed');
    } finally {
      await turnContinuousRun('Stop');
    }
    // The server answers in turn: a run that a save had begun would end before the one that is begun behind it.
    const saveAndRunOther = async (): Promise<void> => {
      await vscode.commands.executeCommand('testing.clearTestResults');
      await save(document, before.replace('allow ssh ', 'deny  ssh '));
      await save(document, before);
      await runRow('no desktop', 'Run Test');
      await untilState('no desktop', 'Passed');
    };
    await actUntil('a save is not answered any more', saveAndRunOther, () => has('Not yet run'));
  });

  test('the message leads from the expectation to the rule that decided', async () => {
    const { document } = await show(file);
    const before = document.getText();
    await replaceText(document, before.replace('allow ssh   from', 'deny  ssh   from'));
    try {
      await runRow('the office logs in', 'Run Test');
      await untilState('the office logs in', 'Failed');
      await vscode.commands.executeCommand('workbench.panel.testResults.view.focus');
      const result = '.test-output-peek-tree .monaco-list-row:has-text("the office logs in")';
      await until('the result is listed', async () => (await texts(result)).length > 0);
      await click(result);
      await until('the message and the rule that decided are shown', async () => {
        const found = (await texts('.panel')).map(flat).join();
        return found.includes("'deny ssh from 192.0.2.0/24' of watched denies") && found.includes('inbound {');
      });
    } finally {
      await replaceText(document, before);
      await document.save();
    }
  });

  test('coverage says of each rule whether an expectation is decided by it', async () => {
    const editor = await show(file);
    await vscode.commands.executeCommand('testing.coverageAll');
    const shown = await until(
      'the coverage view lists the file',
      async () => (await texts(`.test-coverage-list-item:has-text("${file}")`)).map(flat)[0],
    );
    assert.match(shown, /50/);
    await show(file);
    const covered = await until('the gutter shows covered and uncovered rules', async () => {
      await vscode.commands.executeCommand('testing.toggleInlineCoverage').then(undefined, () => undefined);
      const hits = await attributes('.editor-instance .coverage-deco-gutter.coverage-deco-hit', 'class');
      const misses = await attributes('.editor-instance .coverage-deco-gutter.coverage-deco-miss', 'class');
      return hits.length > 0 && misses.length > 0 ? [hits.length, misses.length] : undefined;
    });
    assert.deepEqual(covered, [1, 1]);
    assert.equal(editor.document.getText(), rules);
  });
});
