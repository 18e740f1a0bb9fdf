import * as vscode from 'vscode';
import {
  BaseLanguageClient,
  BrowserMessageReader,
  BrowserMessageWriter,
  type LanguageClientOptions,
  LSPErrorCodes,
  type MessageTransports,
  ResponseError,
} from 'vscode-languageclient/browser';
import { activateWhenNeeded, type Views } from './activation.ts';
import * as extension from './extension.ts';
import type { End } from './languageClient/crashes.ts';

/** One bundle: a web extension host loads no second file. The server is a worker, made anew at each start. */
export function activate(context: vscode.ExtensionContext): void {
  const script = vscode.Uri.joinPath(context.extensionUri, 'dist/server.js').toString(true);
  let worker: Worker | undefined;
  const startWorker = async (): Promise<MessageTransports> => {
    worker?.terminate();
    worker = new Worker(script);
    return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
  };
  context.subscriptions.push({ dispose: () => worker?.terminate() });
  activateWhenNeeded(context, async () => (views) => activateWith(context, views, startWorker, () => 'killed'));
}

/** What Node takes from this bundle as well: everything but the way a server is started, so that it is in the package once. */
export function activateWith(
  context: vscode.ExtensionContext,
  views: Views,
  startServer: () => Promise<MessageTransports>,
  whyEnded: () => End,
): void {
  extension.activate(context, views, (id, name, options) => ({
    client: new TransportClient(id, name, options, startServer),
    whyEnded,
  }));
}

/**
 * A client of any server that there is a way to start. The library's own ones ask for a `Worker` by its class, which Node does not
 * have and which the one of VS Code's web host is no instance of.
 */
class TransportClient extends BaseLanguageClient {
  readonly #startServer: () => Promise<MessageTransports>;

  constructor(id: string, name: string, options: LanguageClientOptions, startServer: () => Promise<MessageTransports>) {
    super(id, name, options);
    this.#startServer = startServer;
  }

  protected override createMessageTransports(): Promise<MessageTransports> {
    return this.#startServer();
  }

  /** The library logs every failed request as an error with its stack. VS Code shows a refusal, as of a name that is taken. */
  override handleFailedRequest<T>(...args: Parameters<BaseLanguageClient['handleFailedRequest']>): T {
    const [type, , error] = args;
    if (!(error instanceof ResponseError && error.code === LSPErrorCodes.RequestFailed))
      return super.handleFailedRequest(...args) as T;
    this.info(`${type.method}: ${error.message}`, undefined, false);
    throw error;
  }
}
