import type * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import * as extension from '../extension.ts';
import type { End } from './setAside.ts';

/** Everything but the entry, in one bundle, so that it is loaded only where it is needed. The server is a process of its own. */
export function activateInNode(context: vscode.ExtensionContext): void {
  const run = { module: context.asAbsolutePath('dist/server.mjs'), transport: TransportKind.ipc };
  extension.activate(context, (id, name, options) => {
    const client = new LanguageClient(id, name, { run, debug: run }, options);
    // The client forgets its process before it asks what to do about its end.
    let process = client.serverProcess;
    client.onDidChangeState(() => {
      process = client.serverProcess ?? process;
    });
    return { client, whyEnded: () => whyEnded(process) };
  });
}

/** An ending by itself has an exit code or the signal of an abort; anything else came from outside. */
function whyEnded(process: LanguageClient['serverProcess']): End {
  const { exitCode, signalCode } = process ?? {};
  const isOwn = typeof exitCode === 'number' || signalCode === 'SIGABRT' || signalCode === 'SIGSEGV';
  return isOwn ? 'crashed' : 'killed';
}
