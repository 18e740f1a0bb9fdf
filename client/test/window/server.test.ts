// Guards the server's life: killed in mid-edit it comes back with the same diagnostics; restarted by command likewise.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { replaceText } from '../support/files.ts';
import { serverProcess } from '../support/processes.ts';
import { closeMessages, messages } from '../support/questions.ts';
import { focusView, rows, untilRow } from '../support/trees.ts';
import { click, hasUi } from '../support/ui.ts';
import { until } from '../support/until.ts';
import { sharedSuite } from '../support/windowSuite.ts';
import { show, workspaceFile } from '../support/workspace.ts';

/** Ends the process as an exception in native code does, and waits for the next one. */
async function abortServer(): Promise<void> {
  const ended = await until('the server runs', serverProcess);
  process.kill(ended, 'SIGABRT');
  await until('another process has taken its place', () => {
    const now = serverProcess();
    return now !== undefined && now !== ended;
  });
  await until('it answers', () =>
    vscode.commands.executeCommand('vscode.executeDocumentSymbolProvider', workspaceFile('shop.sg')),
  );
}

const codes = (uri: vscode.Uri): string =>
  vscode.languages
    .getDiagnostics(uri)
    .map(({ message, range }) => `${range.start.line}: ${message}`)
    .sort()
    .join('\n');

/** The findings of a file, once those are there that come last. */
const judged = (uri: vscode.Uri, last: string): Promise<string> =>
  until(`it is said: ${last}`, () => codes(uri).includes(last) && codes(uri));

// The server's process is looked up in /proc.
(process.platform === 'linux' ? sharedSuite : suite.skip)('Language server', () => {
  test('it is killed in mid-edit and comes back with the diagnostics of the text as it is', async () => {
    const { document } = await show('shop.sg');
    const before = document.getText();
    const expected = await judged(document.uri, 'Expected to be allowed');
    await replaceText(document, `${before}\ngroup half {`);
    const killed = serverProcess();
    assert.ok(killed, 'the server is a child process');
    process.kill(killed, 'SIGKILL');
    await until('another process has taken its place', () => {
      const now = serverProcess();
      return now !== undefined && now !== killed;
    });
    await until(
      'the unfinished group is reported',
      () => codes(document.uri) !== expected && codes(document.uri) !== '',
    );
    await replaceText(document, before);
    await until('the diagnostics are those of before', () => codes(document.uri) === expected);
  });

  test('a document that ends it twice is set aside, the others are served', async () => {
    const { document: other } = await show('shop.sg');
    const { document } = await show('mistakes.sg');
    const text = document.getText();
    const expected = await judged(document.uri, "'nobody'");
    for (const time of [1, 2]) {
      await replaceText(document, `${text}# ${time}\n`);
      await abortServer();
    }
    await until('it is not judged any more', () => codes(document.uri) === '');
    await until('the other file is judged', () => codes(other.uri) !== '');
    await replaceText(document, text);
    await vscode.commands.executeCommand('secgroup.restartServer');
    await until('a restart by hand gives it another chance', () => codes(document.uri) === expected);
  });

  test('a restart by command ends one process and starts another', async () => {
    const first = serverProcess();
    await vscode.commands.executeCommand('secgroup.restartServer');
    const second = await until('the server runs again', () => serverProcess());
    assert.notEqual(second, first);
  });

  // The message is read and clicked in the window.
  (hasUi ? test : test.skip)(
    'the fifth crash within three minutes is one message with Restart, which starts it again',
    async () => {
      await vscode.commands.executeCommand('secgroup.restartServer');
      await closeMessages();
      const { document } = await show('shop.sg');
      await focusView('groups');
      await untilRow('groups', 'web');
      for (let count = 1; count <= 5; count++) {
        const running = await until('the server runs', serverProcess);
        process.kill(running, 'SIGKILL');
        await until('it has ended', () => serverProcess() !== running);
      }
      const told = await until('the message is shown', async () => {
        const found = (await messages()).filter((text) => text.includes('five times'));
        return found.length > 0 ? found : undefined;
      });
      assert.equal(told.length, 1);
      assert.equal(serverProcess(), undefined);
      await until('the tree is empty', async () => (await rows('groups')).length === 0);
      await click('.notifications-center .monaco-button:has-text("Restart")');
      await until('the server runs again', serverProcess);
      await until('shop.sg is judged', () => codes(document.uri) !== '');
      await untilRow('groups', 'web');
    },
  );
});
