import { readFileSync } from 'node:fs';
// A client in memory: the server's own connection over a pair of queues, and what a test asks of it.

import * as lsp from 'vscode-languageserver/node';
import { serve } from '#lsp/serve.ts';
import { listFiles, listNames, readFile, stampFiles } from '#protocol/files.ts';
import { lineIndex, offsetAt, positionAt } from '#text/lineIndex.ts';
import { applyEdits } from '#text/textEdit.ts';
import { editBetween } from '../support/editedTexts.ts';
import { type MemoryHost, memoryHost } from '../support/memoryHost.ts';

export interface Client {
  readonly connection: lsp.ProtocolConnection;
  readonly host: MemoryHost;
  readonly initialized: lsp.InitializeResult;
  /** What the server published, by URI. */
  readonly published: Map<string, lsp.Diagnostic[]>;
  /** The kinds of progress that it reported, and what of. */
  readonly progress: string[];
  /** What it wrote into the log. */
  readonly log: string[];
  request<R = unknown>(method: string, params: unknown): Promise<R>;
  notify(method: string, params: unknown): Promise<void>;
  open(uri: string, text: string, version?: number): Promise<void>;
  close(uri: string): Promise<void>;
  /** The code and message of every finding, in their order. */
  diagnose(uri: string): Promise<string[]>;
  stop(): Promise<void>;
}

export interface ClientOptions {
  /** By URI. */
  readonly files?: Readonly<Record<string, string>>;
  readonly folders?: readonly string[];
  readonly capabilities?: lsp.ClientCapabilities;
  readonly initializationOptions?: unknown;
  /** The server has no disk: what it reads, the client reads for it. */
  readonly readsFiles?: boolean;
  /** Makes files of documents of ours, as the process does. */
  readonly cachedFile?: (name: string, text: string) => string | undefined;
}

/** What VS Code says of itself, as far as the server looks at it. */
export const fullCapabilities: lsp.ClientCapabilities = {
  general: { positionEncodings: ['utf-16'] },
  workspace: {
    applyEdit: true,
    workspaceFolders: true,
    configuration: true,
    workspaceEdit: {
      documentChanges: true,
      changeAnnotationSupport: { groupsOnLabel: true },
      resourceOperations: ['create', 'rename', 'delete'],
    },
    diagnostics: { refreshSupport: true },
    inlayHint: { refreshSupport: true },
    codeLens: { refreshSupport: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    didChangeConfiguration: { dynamicRegistration: true },
  },
  textDocument: {
    diagnostic: { dynamicRegistration: true, relatedDocumentSupport: false },
    publishDiagnostics: { relatedInformation: true },
    hover: { contentFormat: ['markdown', 'plaintext'] },
    completion: {
      completionItem: {
        snippetSupport: true,
        documentationFormat: ['markdown', 'plaintext'],
        labelDetailsSupport: true,
      },
    },
    definition: { linkSupport: true },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: ['', 'quickfix', 'refactor', 'source'] } },
      isPreferredSupport: true,
    },
    rename: { prepareSupport: true },
  },
  window: { workDoneProgress: true },
};

type FileAnswer = { readonly base64: string; readonly stamp?: string } | { readonly error: string };

export async function startClient(options: ClientOptions = {}): Promise<Client> {
  const host = memoryHost(Object.entries(options.files ?? {}));
  const [server, own] = queues();
  serve(lsp.createConnection(lsp.ProposedFeatures.all, server.reader, server.writer), {
    ...(options.readsFiles === true ? {} : { disk: host }),
    cachedFile: options.cachedFile,
    version: '0.0.0-test',
    readAsset: async (name) => readFileSync(new URL(`../../../dist/${name}`, import.meta.url)),
  });
  const connection = lsp.createProtocolConnection(own.reader, own.writer);
  const published = new Map<string, lsp.Diagnostic[]>();
  const log: string[] = [];
  const progress: string[] = [];
  connection.onNotification(
    lsp.PublishDiagnosticsNotification.type,
    ({ uri, diagnostics }) => void published.set(uri, diagnostics),
  );
  connection.onNotification(lsp.LogMessageNotification.type, ({ message }) => void log.push(message));
  answerForFiles(connection, host);
  connection.onRequest(lsp.RegistrationRequest.type, () => undefined);
  connection.onRequest(lsp.WorkDoneProgressCreateRequest.type, ({ token }) => {
    connection.onProgress(lsp.WorkDoneProgress.type, token, (value) => {
      progress.push(value.kind === 'begin' ? `begin ${value.title}` : value.kind);
    });
  });
  connection.onRequest(lsp.ConfigurationRequest.type, ({ items }) => items.map(() => null));
  connection.onRequest(lsp.DiagnosticRefreshRequest.type, () => undefined);
  connection.onRequest(lsp.InlayHintRefreshRequest.type, () => undefined);
  connection.onRequest(lsp.CodeLensRefreshRequest.type, () => undefined);
  connection.listen();
  const initialized = await connection.sendRequest(lsp.InitializeRequest.type, {
    processId: null,
    rootUri: null,
    capabilities: options.capabilities ?? fullCapabilities,
    workspaceFolders: (options.folders ?? ['file:///shop']).map((uri) => ({
      uri,
      name: uri.slice(uri.lastIndexOf('/') + 1),
    })),
    initializationOptions: options.readsFiles === true ? { readsFiles: true } : options.initializationOptions,
  });
  await connection.sendNotification(lsp.InitializedNotification.type, {});
  const told = { host, initialized, published, log, progress };
  return { connection, ...told, ...saying(connection) };
}

/** What an editor says, in the words of the protocol. */
function saying(
  connection: lsp.ProtocolConnection,
): Pick<Client, 'request' | 'notify' | 'open' | 'close' | 'diagnose' | 'stop'> {
  return {
    request: (method, params) => connection.sendRequest(method, params),
    notify: (method, params) => connection.sendNotification(method, params),
    open: (uri, text, version = 1) =>
      connection.sendNotification(lsp.DidOpenTextDocumentNotification.type, {
        textDocument: { uri, languageId: uri.endsWith('.json') ? 'json' : 'secgroup', version, text },
      }),
    close: (uri) => connection.sendNotification(lsp.DidCloseTextDocumentNotification.type, { textDocument: { uri } }),
    async diagnose(uri) {
      const report = await connection.sendRequest(lsp.DocumentDiagnosticRequest.type, { textDocument: { uri } });
      return report.kind === 'full' ? report.items.map(({ code, message }) => `${code}: ${message}`) : ['unchanged'];
    },
    async stop() {
      // A test may have shut it down already.
      await connection.sendRequest(lsp.ShutdownRequest.type).catch(() => undefined);
      connection.dispose();
    },
  };
}

/** Answers what a server asks for that does not read files itself. */
function answerForFiles(connection: lsp.ProtocolConnection, host: MemoryHost): void {
  connection.onRequest(listFiles.method, ({ folder }: { folder: string }) => host.list(folder));
  connection.onRequest(listNames.method, async ({ folder }: { folder: string }) => ({
    names: await host.names?.(folder),
  }));
  connection.onRequest<FileAnswer, void>(readFile.method, async ({ uri }: { uri: string }): Promise<FileAnswer> => {
    const read = await host.read(uri);
    return 'text' in read ? { base64: Buffer.from(read.text).toString('base64'), stamp: read.text } : read;
  });
  connection.onRequest(stampFiles.method, async ({ uris }: { uris: readonly string[] }) => ({
    stamps: (await host.stamps?.(uris))?.map((stamp) => stamp ?? null),
  }));
}

/** The text after the edits of one document, positions in UTF-16. */
export function edited(text: string, edits: readonly lsp.TextEdit[]): string {
  const index = lineIndex(text);
  return applyEdits(
    text,
    edits.map(({ range, newText }) => ({
      start: offsetAt(index, range.start),
      end: offsetAt(index, range.end),
      newText,
    })),
  );
}

/** The change that makes one text of another; none where they are the same. */
export function changesBetween(old: string, text: string): lsp.TextDocumentContentChangeEvent[] {
  const edit = editBetween(old, text);
  if (edit === undefined) return [];
  const index = lineIndex(old);
  return [{ range: { start: positionAt(index, edit.start), end: positionAt(index, edit.end) }, text: edit.newText }];
}

export function positionOf(text: string, part: string, behind = 0): lsp.Position {
  const offset = text.indexOf(part);
  if (offset < 0) throw new Error(`'${part}' is not in the text.`);
  const before = text.slice(0, offset + behind).split('\n');
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}

interface End {
  readonly reader: lsp.MessageReader;
  readonly writer: lsp.MessageWriter;
}

/** Two ends of a channel that copies what goes through it, as a worker's does. */
function queues(): readonly [End, End] {
  const [toServer, toClient] = [queue(), queue()];
  return [
    { reader: toServer.reader, writer: toClient.writer },
    { reader: toClient.reader, writer: toServer.writer },
  ];
}

function queue(): End {
  let deliver: lsp.DataCallback | undefined;
  const waiting: lsp.Message[] = [];
  const none = new lsp.Emitter<never>().event;
  return {
    reader: {
      onError: none,
      onClose: none,
      onPartialMessage: none,
      listen(callback) {
        deliver = callback;
        for (const message of waiting.splice(0)) callback(message);
        return lsp.Disposable.create(() => {
          deliver = undefined;
        });
      },
      dispose: () => {},
    },
    writer: {
      onError: none,
      onClose: none,
      async write(message) {
        const copy: lsp.Message = JSON.parse(JSON.stringify(message));
        if (deliver === undefined) waiting.push(copy);
        else setImmediate(() => deliver?.(copy));
      },
      end: () => {},
      dispose: () => {},
    },
  };
}
