// Guards that the extension starts no program but its server and talks to nobody: what its host starts and connects to is watched while
// it is used, and the server has no socket to the network and no child.
import * as assert from 'node:assert/strict';
import childProcess from 'node:child_process';
import dns from 'node:dns';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import net from 'node:net';
import * as vscode from 'vscode';
import { processes, serverProcess } from '../support/processes.ts';
import { until } from '../support/until.ts';
import { windowSuite } from '../support/windowSuite.ts';
import { regionRow, show, workspaceFile } from '../support/workspace.ts';

type Functions = Record<string, (...args: unknown[]) => unknown>;

const ownCode = `${vscode.extensions.getExtension('secgroup.secgroup')?.extensionPath}/dist/`;

/** With all its frames: what is called by Node's own code is far from the one who asked for it. */
function stackOfCall(): string {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 200;
  const { stack = '' } = new Error();
  Error.stackTraceLimit = limit;
  return stack;
}

/** Notes each call of these functions that comes from the extension's own code. Returns the end of it. */
function watch(name: string, object: unknown, functions: readonly string[], calls: string[]): () => void {
  const target = object as Functions;
  const originals = functions.map((key) => [key, target[key]] as const);
  for (const [key, original] of originals) {
    if (!original) throw new Error(`There is no ${name}.${key}.`);
    target[key] = function (this: unknown, ...args: unknown[]) {
      // The tests ask the window by fetch: only what the bundles of the extension do counts.
      if (stackOfCall().includes(ownCode)) calls.push(`${name}.${key} ${String(args[0])}`);
      return original.apply(this, args);
    };
  }
  return () => {
    for (const [key, original] of originals) if (original) target[key] = original;
  };
}

/** The sockets of a process that are of the internet's protocols. */
function internetSockets(pid: number): readonly string[] {
  const own = new Set(
    readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
      } catch {
        return [];
      }
    }),
  );
  return ['tcp', 'tcp6', 'udp', 'udp6'].flatMap((protocol) =>
    readFileSync(`/proc/${pid}/net/${protocol}`, 'utf8')
      .split('\n')
      .slice(1)
      .filter((line) => own.has(line.trim().split(/\s+/)[9] ?? '')),
  );
}

// Processes and connections are looked up in /proc: a window in which keys are pressed is on Linux.
windowSuite('Quiet', () => {
  const started: string[] = [];
  const connected: string[] = [];
  let stops: readonly (() => void)[] = [];

  suiteSetup(async () => {
    const programs = ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork'];
    stops = [
      watch('child_process', childProcess, programs, started),
      watch('net.Socket', net.Socket.prototype, ['connect'], connected),
      watch('dns', dns, ['lookup', 'resolve'], connected),
      watch('global', globalThis, ['fetch', 'WebSocket'], connected),
    ];
  });
  suiteTeardown(() => {
    for (const stop of stops) stop();
  });

  test('the server is the only program, and a restart of it is seen by the watch', async () => {
    await vscode.commands.executeCommand('secgroup.restartServer');
    await until('the server runs', serverProcess);
    assert.deepEqual(
      started.filter((call) => !/^child_process\.(fork|spawn) /.test(call)),
      [],
    );
    assert.ok(
      started.some((call) => /^child_process\.fork .*[\\/]dist[\\/]server\.node\.js$/.test(call)),
      `seen: ${started.join()}`,
    );
  });

  test('nothing else is started and nobody is called while it is used', async () => {
    const before = started.length;
    const { document } = await show('shop.sg');
    await until('shop.sg is judged', () => vscode.languages.getDiagnostics(document.uri).length > 0);
    await vscode.commands.executeCommand('secgroup.testPacket', 'tcp 3306 from web-1 to db-1');
    await vscode.commands.executeCommand('secgroup.runExpectations');
    await vscode.commands.executeCommand('secgroup.showReachability', regionRow('ap-guangzhou', 'shop.sg'));
    await vscode.commands.executeCommand('secgroup.groups.focus');
    await vscode.commands.executeCommand('vscode.executeDocumentSymbolProvider', workspaceFile('shop.sg'));
    await vscode.commands.executeCommand('vscode.executeHoverProvider', document.uri, new vscode.Position(8, 8));
    await vscode.commands.executeCommand('vscode.executeLinkProvider', document.uri);
    await vscode.commands.executeCommand('secgroup.showLog');
    assert.deepEqual(started.slice(before), []);
    assert.deepEqual(connected, []);
    const server = await until('the server runs', serverProcess);
    assert.deepEqual(internetSockets(server), [], 'the server has no socket to the network');
    assert.deepEqual(
      processes().filter(({ parent }) => parent === server),
      [],
      'the server has no child',
    );
    await vscode.commands.executeCommand('workbench.action.closePanel');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
});
