// Guards quick fixes that are more than an edit of the line: rules that make an expectation hold, and those that open a view. And that a
// mistake in the settings, which has its fix from the server, is not told by VS Code as well.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { deleteRuleFile, replaceText } from '../support/files.ts';
import { answer, untilAsked } from '../support/questions.ts';
import { frameTexts } from '../support/ui.ts';
import { until } from '../support/until.ts';
import { windowSuite } from '../support/windowSuite.ts';
import { show, workspaceFile, write } from '../support/workspace.ts';

/** The fixes at a text of the document, once there is one with such a title. */
async function fixAt(document: vscode.TextDocument, text: string, title: RegExp): Promise<vscode.CodeAction> {
  const at = document.positionAt(document.getText().indexOf(text));
  let found: vscode.CodeAction | undefined;
  await until(`there is a fix like ${title}`, async () => {
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      new vscode.Range(at, at),
      vscode.CodeActionKind.QuickFix.value,
    );
    found = actions.find((action) => title.test(action.title));
    if (!found) throw new Error(`at ${at.line}: ${actions.map((action) => action.title).join(' | ')}`);
    return true;
  });
  return found as vscode.CodeAction;
}

windowSuite('Quick fixes', () => {
  let document: vscode.TextDocument;
  let before = '';
  const failing = 'expect allow tcp 3389 from 198.51.100.200 to db-1';
  suiteSetup(async () => {
    ({ document } = await show('shop.sg'));
    before = document.getText();
    await replaceText(document, `${before}\n${failing}\n`);
  });
  suiteTeardown(async () => {
    await replaceText(document, before);
    await document.save();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  test('rules that make a failed expectation hold are offered, and it holds with them', async () => {
    const { command } = await fixAt(document, failing, /^Make it hold: add /);
    assert.ok(command);
    const made = vscode.commands.executeCommand(command.command, ...(command.arguments ?? []));
    await untilAsked('Enter makes the whole change');
    await answer('Enter makes the whole change');
    await made;
    await until('the expectation holds', () => {
      const { line } = document.positionAt(document.getText().indexOf(failing));
      return vscode.languages.getDiagnostics(document.uri).every(({ range }) => range.start.line !== line);
    });
    await vscode.commands.executeCommand('undo');
    assert.ok(document.getText().endsWith(`\n${failing}\n`));
  });

  test('a failed expectation shows the way of its packet', async () => {
    const { command } = await fixAt(document, failing, /^Show the way of this packet$/);
    assert.ok(command);
    await vscode.commands.executeCommand(command.command, ...(command.arguments ?? []));
    await until('the page shows the packet', async () => (await frameTexts('h1')).join().includes('denied: tcp 3389'));
  });

  test('what is no JSON is told once: by VS Code where it looks for it, else by the server', async () => {
    const name = 'secgroup.json';
    await write(name, '{ "live": [ }');
    const validate = (on: boolean | undefined): Thenable<void> =>
      vscode.workspace.getConfiguration('json').update('validate.enable', on, vscode.ConfigurationTarget.Global);
    const untilTold = (when: string, by: string): Promise<unknown> =>
      until(`${when}, it is told by ${by} alone`, () => {
        const told = vscode.languages.getDiagnostics(workspaceFile(name)).map(({ source }) => source);
        if (told.length > 0 && told.every((source) => source === by)) return true;
        throw new Error(told.join());
      });
    try {
      await untilTold('closed', 'secgroup');
      await show(name);
      await untilTold('open', 'json');
      await validate(false);
      await untilTold('open and not judged', 'secgroup');
      await validate(undefined);
      await untilTold('judged again', 'json');
    } finally {
      await validate(undefined);
      await deleteRuleFile(name);
    }
  });

  test('a mistake in secgroup.json is told once, with its fix', async () => {
    const mistakes = '"quotas": { "groupPerCvm": 5 }, "severity": { "unused-group": "loud" }, "live": "*.json"';
    // What only VS Code looks for tells that it has read the file.
    await write('secgroup.json', `{ ${mistakes}, "live": [] }`);
    try {
      const settings = (await show('secgroup.json')).document;
      const told = (by: string): readonly string[] =>
        vscode.languages.getDiagnostics(settings.uri).flatMap(({ source, message }) => (source === by ? message : []));
      await until('both have read it', () => told('secgroup').length >= 3 && told('json').length > 0);
      assert.ok(
        told('json').every((message) => /duplicate/i.test(message)),
        told('json').join('; '),
      );
      const { edit } = await fixAt(settings, 'groupPerCvm', /^Write 'groupsPerCvm'$/);
      assert.ok(edit);
      await vscode.workspace.applyEdit(edit);
      assert.ok(settings.getText().includes('"groupsPerCvm": 5'));
      await vscode.commands.executeCommand('undo');
      assert.ok(settings.getText().includes(mistakes));
    } finally {
      await deleteRuleFile('secgroup.json');
    }
  });
});
