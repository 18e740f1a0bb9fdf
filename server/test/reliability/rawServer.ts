// The built server as a process, spoken to in bytes: what no client library would let through.

import { spawn } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import type { Readable } from 'node:stream';

export interface RawMessage {
  readonly id?: number | string | null;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

interface RawDiagnostic {
  readonly code: string;
  readonly message: string;
  readonly range: unknown;
}

export interface RawServer {
  readonly pid: number;
  /** All that the server ever sent, in order. */
  readonly messages: readonly RawMessage[];
  /** What it wrote to standard error. */
  readonly complaints: () => string;
  send(...messages: readonly object[]): void;
  sendBytes(bytes: Uint8Array | string): Promise<void>;
  request(method: string, params?: unknown): Promise<RawMessage>;
  answerTo(id: number | string | null): Promise<RawMessage>;
  initialize(capabilities?: object, folders?: readonly string[]): Promise<RawMessage>;
  open(uri: string, text: string, version?: number): void;
  change(uri: string, version: number, ...contentChanges: readonly object[]): void;
  diagnose(uri: string): Promise<readonly RawDiagnostic[]>;
  isRunning(): boolean;
  endInput(): void;
  readonly exited: Promise<number | null>;
  kill(): void;
}

const dist = path.join(import.meta.dirname, '../../../dist');
export const serverProgram: readonly string[] = [path.join(dist, 'server.mjs'), '--stdio'];
export const commandLineServer: readonly string[] = [path.join(dist, 'cli.mjs'), 'language-server', '--stdio'];

export function frame(message: object | string): Buffer {
  const body = Buffer.from(typeof message === 'string' ? message : JSON.stringify(message));
  return Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]);
}

export function startServer(program = serverProgram, flags: readonly string[] = []): RawServer {
  const child = spawn(process.execPath, [...flags, ...program], { stdio: ['pipe', 'pipe', 'pipe'] });
  const messages: RawMessage[] = [];
  const waiting = new Map<number | string | null, (message: RawMessage) => void>();
  let complaints = '';
  let count = 0;
  child.stdin.on('error', () => {});
  child.stderr.on('data', (data) => {
    complaints += data;
  });
  readMessages(child.stdout, (message) => {
    messages.push(message);
    if (message.method !== undefined && message.id !== undefined)
      child.stdin.write(frame({ jsonrpc: '2.0', id: message.id, result: null }));
    if (message.method === undefined && message.id !== undefined) {
      waiting.get(message.id)?.(message);
      waiting.delete(message.id);
    }
  });
  const exited = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const server: RawServer = {
    ...editing(
      (message) => server.send(message),
      (method, params) => server.request(method, params),
    ),
    pid: child.pid ?? 0,
    messages,
    complaints: () => complaints,
    send(...sent) {
      child.stdin.write(Buffer.concat(sent.map(frame)));
    },
    sendBytes: (bytes) => new Promise((resolve) => child.stdin.write(bytes, () => resolve())),
    request(method, params) {
      const id = `raw-${++count}`;
      const answer = server.answerTo(id);
      server.send({ jsonrpc: '2.0', id, method, params });
      return answer;
    },
    answerTo(id) {
      const known = messages.find((message) => message.method === undefined && message.id === id);
      if (known !== undefined) return Promise.resolve(known);
      return new Promise((resolve, reject) => {
        waiting.set(id, resolve);
        void exited.then((code) =>
          reject(new Error(`The server ended with ${code} before it answered ${id}. ${complaints}`)),
        );
      });
    },
    isRunning: () => child.exitCode === null && child.signalCode === null,
    endInput: () => child.stdin.end(),
    exited,
    kill: () => void child.kill('SIGKILL'),
  };
  return server;
}

/** Takes the messages out of a stream, whatever its pieces. */
function readMessages(stream: Readable, take: (message: RawMessage) => void): void {
  let pending = Buffer.alloc(0);
  stream.on('data', (data: Buffer) => {
    pending = Buffer.concat([pending, data]);
    for (;;) {
      const head = pending.indexOf('\r\n\r\n');
      const length = head < 0 ? undefined : /Content-Length: (\d+)/i.exec(pending.subarray(0, head).toString())?.[1];
      if (length === undefined || pending.length < head + 4 + Number(length)) return;
      const body = pending.subarray(head + 4, head + 4 + Number(length));
      pending = pending.subarray(head + 4 + Number(length));
      take(JSON.parse(body.toString()));
    }
  });
}

/** What an editor says, in the words of the protocol. */
function editing(
  send: (message: object) => void,
  request: RawServer['request'],
): Pick<RawServer, 'initialize' | 'open' | 'change' | 'diagnose'> {
  const notify = (method: string, params: object) => send({ jsonrpc: '2.0', method, params });
  return {
    async initialize(capabilities = {}, folders = []) {
      const workspaceFolders = folders.map((uri) => ({ uri, name: uri }));
      const params = { processId: null, rootUri: null, capabilities, workspaceFolders };
      const answer = await request('initialize', params);
      notify('initialized', {});
      return answer;
    },
    open: (uri, text, version = 1) =>
      notify('textDocument/didOpen', { textDocument: { uri, languageId: 'secgroup', version, text } }),
    change: (uri, version, ...contentChanges) =>
      notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges }),
    async diagnose(uri) {
      const { result, error } = await request('textDocument/diagnostic', { textDocument: { uri } });
      if (error !== undefined) throw new Error(error.message);
      return (result as { readonly items: readonly RawDiagnostic[] }).items;
    },
  };
}
