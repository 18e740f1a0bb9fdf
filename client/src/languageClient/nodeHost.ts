import type * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import * as extension from '../extension.ts';

/** Everything but the entry, in one bundle, so that it is loaded only where it is needed. The server is a process of its own. */
export function activateInNode(context: vscode.ExtensionContext): void {
  const run = { module: context.asAbsolutePath('dist/server.mjs'), transport: TransportKind.ipc };
  extension.activate(context, (id, name, options) => new LanguageClient(id, name, { run, debug: run }, options));
}
