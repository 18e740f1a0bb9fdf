// A language server as a process, and what its client waits for.

import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import * as lsp from 'vscode-languageserver/node';

export interface ServerUnderTest {
  readonly name: string;
  readonly command: readonly [program: string, ...args: string[]];
  readonly languageId: string;
}

export interface Editor {
  /** Milliseconds from the start of the process to the first diagnostics. */
  readonly start: number;
  /** Replaces a stretch of one line (-1: the whole line) and waits for the diagnostics; milliseconds of wall time. */
  type(line: number, character: number, length: number, text: string): Promise<number>;
  /** Waits until everything is judged, where the server can tell. */
  whole(): Promise<void>;
  /** Until `stop`, asks again and again for something that takes no work. `stop` gives the longest wait for an answer. */
  listen(): { stop(): Promise<number> };
  ask(method: string, params: object): Promise<unknown>;
  /** Milliseconds of processor time that the server has used until now. */
  work(): number;
  /** Resident megabytes. */
  memory(): number;
  stop(): Promise<void>;
}

export async function openEditor(server: ServerUnderTest, uri: string, text: string): Promise<Editor> {
  const began = performance.now();
  const { child, connection } = startServer(server);
  const { diagnosticProvider } = await initialize(connection);
  const diagnostics = diagnosticsOf(connection, uri, diagnosticProvider !== undefined);
  let version = 1;
  await connection.sendNotification(lsp.DidOpenTextDocumentNotification.type, {
    textDocument: { uri, languageId: server.languageId, version, text },
  });
  await diagnostics();
  return {
    start: performance.now() - began,
    async type(line, character, length, newText) {
      const before = performance.now();
      const end = length < 0 ? { line: line + 1, character: 0 } : { line, character: character + length };
      await connection.sendNotification(lsp.DidChangeTextDocumentNotification.type, {
        textDocument: { uri, version: ++version },
        contentChanges: [{ range: { start: { line, character }, end }, text: newText }],
      });
      await diagnostics();
      return performance.now() - before;
    },
    async whole() {
      if (diagnosticProvider?.workspaceDiagnostics !== true) return;
      await connection.sendRequest(lsp.WorkspaceDiagnosticRequest.type, { previousResultIds: [] });
    },
    listen: () => listen(connection),
    ask: (method, params) => connection.sendRequest(method, { textDocument: { uri }, ...params }),
    work: () => workOf(child.pid ?? 0),
    memory: () => memoryOf(child.pid ?? 0),
    async stop() {
      await connection.sendRequest(lsp.ShutdownRequest.type).catch(() => undefined);
      await connection.sendNotification(lsp.ExitNotification.type).catch(() => undefined);
      connection.dispose();
      child.kill();
    },
  };
}

function startServer({ command: [program, ...args] }: ServerUnderTest) {
  const child: ChildProcess = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  if (child.stdout === null || child.stdin === null) throw new Error(`'${program}' has no pipes.`);
  const connection = lsp.createProtocolConnection(
    new lsp.StreamMessageReader(child.stdout),
    new lsp.StreamMessageWriter(child.stdin),
  );
  connection.onRequest(lsp.RegistrationRequest.type, () => undefined);
  connection.onRequest(lsp.ConfigurationRequest.type, ({ items }) => items.map(() => null));
  connection.onRequest(lsp.DiagnosticRefreshRequest.type, () => undefined);
  connection.listen();
  return { child, connection };
}

/** Returns what the server says that it can do. */
async function initialize(connection: lsp.ProtocolConnection): Promise<lsp.ServerCapabilities> {
  const { capabilities } = await connection.sendRequest(lsp.InitializeRequest.type, {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: null,
    capabilities: {
      workspace: { diagnostics: { refreshSupport: true }, configuration: true },
      textDocument: {
        diagnostic: { dynamicRegistration: true },
        publishDiagnostics: { relatedInformation: true },
        completion: { completionItem: { snippetSupport: true, documentationFormat: ['markdown'] } },
        hover: { contentFormat: ['markdown'] },
        rename: { prepareSupport: true },
      },
    },
  });
  await connection.sendNotification(lsp.InitializedNotification.type, {});
  return capabilities;
}

/** Waits for the diagnostics of the newest text: asks for them where the server answers that, and else until it sends them. */
function diagnosticsOf(connection: lsp.ProtocolConnection, uri: string, pulls: boolean): () => Promise<void> {
  let resultId: string | undefined;
  let told = (): void => {};
  connection.onNotification(lsp.PublishDiagnosticsNotification.type, () => told());
  return async () => {
    if (pulls) {
      const params = { textDocument: { uri }, previousResultId: resultId };
      ({ resultId } = await connection.sendRequest(lsp.DocumentDiagnosticRequest.type, params));
    } else {
      await new Promise<void>((resolve) => {
        told = resolve;
      });
    }
  };
}

/** See `Editor.listen`. */
function listen(connection: lsp.ProtocolConnection): { stop(): Promise<number> } {
  let listening = true;
  let longest = 0;
  const asking = (async () => {
    while (listening) {
      const before = performance.now();
      await connection.sendRequest('$bench/nothing').catch(() => undefined);
      longest = Math.max(longest, performance.now() - before);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  })();
  return {
    async stop() {
      listening = false;
      await asking;
      return longest;
    },
  };
}

/** Milliseconds of processor time, which Linux counts in hundredths of a second. Not known on other systems. */
function workOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return Number.NaN;
  }
}

function memoryOf(pid: number): number {
  try {
    return Number(/VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
  } catch {
    return Number.NaN;
  }
}
