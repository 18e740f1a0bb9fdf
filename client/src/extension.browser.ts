import * as vscode from 'vscode';
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient } from 'vscode-languageclient/browser';
import { activateWhenNeeded } from './activation.ts';
import * as extension from './extension.ts';

/** One bundle: a web extension host loads no second file. The server is a worker, made anew at each start. */
export function activate(context: vscode.ExtensionContext): void {
  const script = vscode.Uri.joinPath(context.extensionUri, 'dist/server.browser.js').toString(true);
  let worker: Worker | undefined;
  // The transports, not the worker: the one of VS Code's web host is no instance of the class that the client asks for.
  const startWorker = async () => {
    worker?.terminate();
    worker = new Worker(script);
    return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
  };
  context.subscriptions.push({ dispose: () => worker?.terminate() });
  activateWhenNeeded(
    context,
    async () => () =>
      extension.activate(context, (id, name, options) => ({
        client: new LanguageClient(id, name, startWorker, options),
        whyEnded: () => 'killed',
      })),
  );
}
