import * as vscode from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import { activateWhenNeeded } from './activation.ts';
import * as extension from './extension.ts';

/** One bundle: a web extension host loads no second file. The server is a worker, made anew at each start. */
export function activate(context: vscode.ExtensionContext): void {
  const script = vscode.Uri.joinPath(context.extensionUri, 'dist/server.browser.js').toString(true);
  let worker: Worker | undefined;
  const startWorker = async (): Promise<Worker> => {
    worker?.terminate();
    worker = new Worker(script);
    return worker;
  };
  context.subscriptions.push({ dispose: () => worker?.terminate() });
  activateWhenNeeded(
    context,
    async () => () =>
      extension.activate(context, (id, name, options) => new LanguageClient(id, name, startWorker, options)),
  );
}
