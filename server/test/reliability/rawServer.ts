// The built server as a process, spoken to in bytes: what no client library would let through.

import { spawn } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';

export interface RawMessage {
  readonly id?: number | string | null;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
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
  diagnose(
    uri: string,
  ): Promise<readonly { readonly code: string; readonly message: string; readonly range: unknown }[]>;
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
  let pending = Buffer.alloc(0);
  let count = 0;
  child.stdin.on('error', () => {});
  child.stderr.on('data', (data) => {
    complaints += data;
  });
  child.stdout.on('data', (data: Buffer) => {
    pending = Buffer.concat([pending, data]);
    for (;;) {
      const head = pending.indexOf('\r\n\r\n');
      const length = head < 0 ? undefined : /Content-Length: (\d+)/i.exec(pending.subarray(0, head).toString())?.[1];
      if (length === undefined || pending.length < head + 4 + Number(length)) return;
      const message: RawMessage = JSON.parse(pending.subarray(head + 4, head + 4 + Number(length)).toString());
      pending = pending.subarray(head + 4 + Number(length));
      messages.push(message);
      if (message.method !== undefined && message.id !== undefined)
        child.stdin.write(frame({ jsonrpc: '2.0', id: message.id, result: null }));
      if (message.method === undefined && message.id !== undefined) {
        waiting.get(message.id)?.(message);
        waiting.delete(message.id);
      }
    }
  });
  const exited = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const server: RawServer = {
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
    async initialize(capabilities = {}, folders = []) {
      const workspaceFolders = folders.map((uri) => ({ uri, name: uri }));
      const answer = await server.request('initialize', {
        processId: null,
        rootUri: null,
        capabilities,
        workspaceFolders,
      });
      server.send({ jsonrpc: '2.0', method: 'initialized', params: {} });
      return answer;
    },
    open(uri, text, version = 1) {
      server.send({
        jsonrpc: '2.0',
        method: 'textDocument/didOpen',
        params: { textDocument: { uri, languageId: 'secgroup', version, text } },
      });
    },
    change(uri, version, ...contentChanges) {
      server.send({
        jsonrpc: '2.0',
        method: 'textDocument/didChange',
        params: { textDocument: { uri, version }, contentChanges },
      });
    },
    async diagnose(uri) {
      const { result, error } = await server.request('textDocument/diagnostic', { textDocument: { uri } });
      if (error !== undefined) throw new Error(error.message);
      return (
        result as {
          readonly items: readonly { readonly code: string; readonly message: string; readonly range: unknown }[];
        }
      ).items;
    },
    isRunning: () => child.exitCode === null && child.signalCode === null,
    endInput: () => child.stdin.end(),
    exited,
    kill: () => void child.kill('SIGKILL'),
  };
  return server;
}
