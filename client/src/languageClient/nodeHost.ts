import { type ChildProcess, fork } from 'node:child_process';
import * as vscode from 'vscode';
import type { MessageTransports } from 'vscode-languageclient';
import type { Views } from '../activation.ts';
import { firstLook, hasTabs } from '../commands/firstLook.ts';
import { activateWith } from '../extension.browser.ts';
import type { End } from './crashes.ts';

/** How long a server that was asked to end may take. */
const endMs = 2000;

/** Everything but the entry, loaded only where it is needed. The server is a process of its own, made anew at each start. */
export function activateInNode(context: vscode.ExtensionContext, views: Views): void {
  const module = context.asAbsolutePath('dist/server.node.js');
  let server: ChildProcess | undefined;
  const startServer = async (): Promise<MessageTransports> => {
    if (server) endSoon(server);
    server = fork(module, ['--node-ipc', `--clientProcessId=${process.pid}`], {
      execArgv: [],
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      // The log comes over the connection: nothing else of its output is shown.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    return transportsOf(server);
  };
  context.subscriptions.push({ dispose: () => server && endSoon(server) });
  activateWith(context, views, startServer, () => whyEnded(server));
  // "npm start" tells the window by this what to show first.
  if (process.env['SECGROUP_FIRST_LOOK'] && !hasTabs()) void firstLook(vscode.workspace.workspaceFolders?.[0]?.uri);
}

function endSoon(server: ChildProcess): void {
  setTimeout(() => server.kill(), endMs).unref();
}

/** An ending by itself has an exit code or the signal of an abort; anything else came from outside. */
function whyEnded(server: ChildProcess | undefined): End {
  const { exitCode, signalCode } = server ?? {};
  const isOwn = typeof exitCode === 'number' || signalCode === 'SIGABRT' || signalCode === 'SIGSEGV';
  return isOwn ? 'crashed' : 'killed';
}

/** Messages over the channel of a forked process: VS Code's own events are those that the client listens to. */
function transportsOf(server: ChildProcess): MessageTransports {
  const closed = new vscode.EventEmitter<void>();
  const readError = new vscode.EventEmitter<Error>();
  const writeError = new vscode.EventEmitter<[Error, undefined, undefined]>();
  server.once('close', () => closed.fire());
  server.on('error', (error) => readError.fire(error));
  const dispose = (): void => vscode.Disposable.from(closed, readError, writeError).dispose();
  return {
    reader: {
      onError: readError.event,
      onClose: closed.event,
      onPartialMessage: () => ({ dispose: () => undefined }),
      listen(callback) {
        const take = (message: object): void => callback(message as Parameters<typeof callback>[0]);
        server.on('message', take);
        return { dispose: () => server.off('message', take) };
      },
      dispose,
    },
    writer: {
      onError: writeError.event,
      onClose: closed.event,
      write: (message) =>
        new Promise((resolve, reject) => {
          server.send(message, (error) => (error ? reject(error) : resolve()));
        }),
      end: () => undefined,
      dispose,
    },
  };
}
