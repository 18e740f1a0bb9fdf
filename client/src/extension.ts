import type * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';

/** Starts everything the extension offers; how a language client is made differs between Node and the browser. */
export async function activate(context: vscode.ExtensionContext, client: BaseLanguageClient): Promise<void> {
  context.subscriptions.push(client);
  await client.start();
}
