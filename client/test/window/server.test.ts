// Guards the server's life: killed in mid-edit it comes back with the same diagnostics; restarted by command likewise.
import * as assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { replaceText, untilServed } from '../support/files.ts';
import { until } from '../support/until.ts';
import { show } from '../support/workspace.ts';

/** The process of our language server that this extension host has started. */
function serverProcess(): number | undefined {
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const parent = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1];
      const isServer = readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('dist/server.');
      if (isServer && Number(parent) === process.pid) return Number(name);
    } catch {
      // It has ended meanwhile.
    }
  }
  return undefined;
}

const codes = (uri: vscode.Uri): string =>
  vscode.languages
    .getDiagnostics(uri)
    .map(({ message, range }) => `${range.start.line}: ${message}`)
    .sort()
    .join('\n');

(process.platform === 'linux' ? suite : suite.skip)('Language server', () => {
  suiteSetup(untilServed);

  test('it is killed in mid-edit and comes back with the diagnostics of the text as it is', async () => {
    const { document } = await show('shop.sg');
    const before = document.getText();
    const expected = codes(document.uri);
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

  test('a restart by command ends one process and starts another', async () => {
    const first = serverProcess();
    await vscode.commands.executeCommand('secgroup.restartServer');
    const second = await until('the server runs again', () => serverProcess());
    assert.notEqual(second, first);
  });
});
