// Guards the tasks of the command line: run in a terminal of the workspace, and what they report becomes problems of the files.
import * as assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { until } from '../support/until.ts';
import { windowSuite } from '../support/windowSuite.ts';
import { workspaceFile, write } from '../support/workspace.ts';

/** A file that no editor has had: VS Code takes problems of tasks for closed files only, and closes a document minutes after its last use. */
const rules = `region ap-chengdu

group checked {
  inbound {
    allow ssh from nobody
  }
}
`;

/** What the matcher made of a line of the task: its code is a text, that of the server a link. */
const problems = (file: string): readonly vscode.Diagnostic[] =>
  vscode.languages
    .getDiagnostics(workspaceFile(file))
    .filter(({ code, source }) => typeof code === 'string' && source === 'secgroup');

async function run(name: string): Promise<number | undefined> {
  const tasks = await vscode.tasks.fetchTasks({ type: 'secgroup' });
  const task = tasks.find((each) => each.name === name);
  assert.ok(task, `${name}: ${tasks.map((each) => each.name).join()}`);
  const ended = new Promise<number | undefined>((resolve) => {
    const subscription = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      if (execution.task.name !== name) return;
      subscription.dispose();
      resolve(exitCode);
    });
  });
  await vscode.tasks.executeTask(task);
  return ended;
}

// The program on the path is a shell script, in the settings for Linux: a window in which keys are pressed is on it.
windowSuite('Tasks', () => {
  const bin = mkdtempSync(path.join(tmpdir(), 'bin-'));
  const settings = () => vscode.workspace.getConfiguration('terminal.integrated');

  suiteSetup(async () => {
    const program = path.join(bin, 'secgroup');
    // As an installed command line would be on the path. It is built beside the bundles of the tests.
    const built = path.resolve(process.env['TEST_DIR'] ?? '', '../../dist/cli.mjs');
    writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${built}' "$@"\n`);
    chmodSync(program, 0o755);
    await settings().update('env.linux', { PATH: `${bin}:${process.env['PATH']}` }, vscode.ConfigurationTarget.Global);
    await write('checked.sg', rules);
  });
  suiteTeardown(async () => {
    await vscode.workspace.fs.delete(workspaceFile('checked.sg'));
    await settings().update('env.linux', undefined, vscode.ConfigurationTarget.Global);
    for (const terminal of vscode.window.terminals) terminal.dispose();
    await vscode.commands.executeCommand('workbench.action.closePanel');
    rmSync(bin, { recursive: true, force: true });
  });

  test('check reports each finding at its place, with its severity and message', async () => {
    assert.equal(await run('check'), 1);
    // The problems come in as lines of the terminal are read, which goes on when the task has ended.
    const unknown = await until('the problem of an unknown name', () =>
      problems('checked.sg').find(({ code }) => code === 'unknown-name'),
    );
    assert.match(unknown.message, /'nobody'/);
    assert.equal(unknown.severity, vscode.DiagnosticSeverity.Error);
    assert.match(rules.split('\n')[unknown.range.start.line] ?? '', /from nobody/);
  });

  test('test fails where an expectation does', async () => {
    assert.equal(await run('test'), 1);
  });
});
