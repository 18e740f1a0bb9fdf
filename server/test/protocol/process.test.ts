// Guards the server as a process and as a worker: what bytes do to it, its memory, how it ends, and that both answer alike.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';
import * as lsp from 'vscode-languageserver/node';
import texts from '#lsp/zh-cn.json' with { type: 'json' };
import { startWorker } from './worker.ts';

/** Node itself makes no named pipes. */
const makePipe = 'mkfifo';
const dist = path.resolve(import.meta.dirname, '../../../dist');

interface Answer {
  readonly id?: number | null;
  readonly method?: string;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

interface RawServer {
  readonly child: ChildProcess;
  readonly answers: Answer[];
  readonly exit: Promise<number | null>;
  send(...bytes: readonly (string | Buffer)[]): void;
  answer(id: number): Promise<Answer>;
}

const started: ChildProcess[] = [];
const folders: string[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function startServer(...nodeArguments: readonly string[]): RawServer {
  const child = spawn(process.execPath, [...nodeArguments, path.join(dist, 'server.mjs'), '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  started.push(child);
  const answers: Answer[] = [];
  const reader = new lsp.StreamMessageReader(child.stdout as NonNullable<typeof child.stdout>);
  reader.listen((message) => void answers.push(message as Answer));
  return {
    child,
    answers,
    exit: new Promise((resolve) => child.once('exit', resolve)),
    send: (...bytes) => {
      for (const each of bytes) child.stdin?.write(each);
    },
    answer: (id) =>
      vi.waitFor(
        () => {
          const found = answers.find((each) => each.id === id && each.method === undefined);
          if (found === undefined) throw new Error(`No answer to ${id}.`);
          return found;
        },
        { timeout: 10_000 },
      ),
  };
}

function frame(message: unknown): Buffer {
  const body = Buffer.from(
    typeof message === 'string' ? message : JSON.stringify({ jsonrpc: '2.0', ...(message as object) }),
  );
  return Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]);
}

const initialize = (id: number, folder?: string) =>
  frame({
    id,
    method: 'initialize',
    params: {
      processId: null,
      rootUri: null,
      capabilities: { textDocument: { diagnostic: {} } },
      workspaceFolders: folder === undefined ? null : [{ uri: folder, name: 'folder' }],
    },
  });

test('one byte at a time, and requests before their time', async () => {
  const server = startServer();
  server.send(frame({ id: 1, method: 'workspace/symbol', params: { query: '' } }));
  expect((await server.answer(1)).error?.code).toBe(-32002);
  server.send(...[...initialize(2)].map((byte) => Buffer.from([byte])));
  expect((await server.answer(2)).result).toMatchObject({ serverInfo: { name: 'secgroup' } });
});

test('a message behind a damaged header is answered though no more bytes come', async () => {
  const server = startServer();
  server.send(initialize(1), frame({ method: 'initialized', params: {} }));
  await server.answer(1);
  server.send(
    Buffer.concat([
      Buffer.from('Foo: bar\r\n\r\n'),
      frame({ id: 2, method: 'workspace/symbol', params: { query: '' } }),
    ]),
  );
  expect(await server.answer(2)).toMatchObject({ result: [] });
});

test('nonsense ends nothing', async () => {
  const server = startServer();
  server.send(initialize(1), frame({ method: 'initialized', params: {} }));
  server.send(frame('{"jsonrpc": "2.0", "id": 7, "method":'), frame('[]'), frame('null'), frame('42'), frame({}));
  server.send('Foo: bar\r\n\r\n', 'Content-Length: many\r\n\r\n');
  server.send(frame({ method: '$/cancelRequest', params: { id: 3 } }), frame({ method: '$/unknown', params: {} }));
  server.send(
    frame({ method: 'textDocument/didOpen', params: {} }),
    frame({ method: 'textDocument/didChange', params: null }),
  );
  server.send(frame({ id: 3, method: 'workspace/symbol', params: { query: '' } }));
  expect(await server.answer(3)).toMatchObject({ result: [] });
  server.send(
    frame({ id: 4, method: 'no/such', params: {} }),
    frame({ id: 5, method: 'textDocument/hover', params: null }),
  );
  expect((await server.answer(4)).error?.code).toBe(-32601);
  expect((await server.answer(5)).error?.code).toBe(-32602);
  server.send(
    frame({
      id: 6,
      method: 'textDocument/hover',
      params: { textDocument: { uri: 'file:///x.sg' }, position: { line: 1e12, character: -3 } },
    }),
  );
  expect(await server.answer(6)).toMatchObject({ result: null });
  expect(server.answers.filter(({ id, error }) => id === null && error?.code === -32700).length).toBeGreaterThan(0);
  expect(server.child.exitCode).toBeNull();
});

test('it ends on exit, with the code that tells whether it was shut down, and when its input ends', async () => {
  const orderly = startServer();
  orderly.send(initialize(1), frame({ id: 2, method: 'shutdown' }), frame({ method: 'exit' }));
  expect(await orderly.exit).toBe(0);
  const abrupt = startServer();
  abrupt.send(initialize(1), frame({ method: 'exit' }));
  expect(await abrupt.exit).toBe(1);
  const left = startServer();
  left.send(initialize(1));
  await left.answer(1);
  left.child.stdin?.end();
  expect(await left.exit).toBe(1);
});

test('the heap is told to stay small before anything is loaded, and nothing of it changes while somebody types', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'secgroup-'));
  folders.push(folder);
  const log = path.join(folder, 'flags');
  const spy = path.join(folder, 'spy.cjs');
  writeFileSync(
    spy,
    `require('node:v8').setFlagsFromString = (flag) => require('node:fs').appendFileSync(${JSON.stringify(log)}, flag + '\\n');`,
  );
  const server = startServer('--require', spy);
  const flags = () => readFileSync(log, 'utf8').trim().split('\n');
  const textDocument = { uri: 'file:///shop/web.sg', languageId: 'secgroup', version: 1, text: 'group web {}\n' };
  server.send(initialize(1), frame({ method: 'initialized', params: {} }));
  server.send(frame({ method: 'textDocument/didOpen', params: { textDocument } }));
  server.send(frame({ id: 2, method: 'textDocument/diagnostic', params: { textDocument } }));
  await server.answer(2);
  for (const version of [2, 3]) {
    const params = { textDocument: { ...textDocument, version }, contentChanges: [{ text: `group w${version} {}\n` }] };
    server.send(frame({ method: 'textDocument/didChange', params }));
  }
  server.send(frame({ id: 3, method: 'textDocument/diagnostic', params: { textDocument } }));
  await server.answer(3);
  expect(flags()).toEqual([
    '--heap-growing-percent=100',
    '--semi-space-growth-factor=2',
    '--semi-space-growth-factor=1',
  ]);
});

test('a hostile folder: links in circles and out of the tree, what is ignored, what is no file', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'secgroup-'));
  const outside = mkdtempSync(path.join(tmpdir(), 'secgroup-'));
  folders.push(folder, outside);
  writeFileSync(path.join(outside, 'secret.sg'), 'group secret {}');
  writeFileSync(path.join(folder, 'a b%.sg'), 'group own {}');
  mkdirSync(path.join(folder, 'made/deep'), { recursive: true });
  mkdirSync(path.join(folder, 'named.sg'));
  writeFileSync(path.join(folder, '.gitignore'), 'made/*\n!made/deep\n*.old.sg\n');
  writeFileSync(path.join(folder, 'made/x.sg'), 'group ignored {}');
  writeFileSync(path.join(folder, 'made/deep/y.sg'), 'group kept {}');
  writeFileSync(path.join(folder, 'z.old.sg'), 'group ignored-too {}');
  symlinkSync(folder, path.join(folder, 'made/deep/round'));
  symlinkSync(outside, path.join(folder, 'out'));
  symlinkSync(path.join(outside, 'secret.sg'), path.join(folder, 'link.sg'));
  execFileSync(makePipe, [path.join(folder, 'pipe.sg')]);
  const server = startServer();
  server.send(initialize(1, pathToFileURL(folder).href), frame({ method: 'initialized', params: {} }));
  server.send(frame({ id: 2, method: 'workspace/symbol', params: { query: '' } }));
  const { result } = await server.answer(2);
  expect((result as lsp.SymbolInformation[]).map(({ name }) => name).sort()).toEqual(['kept', 'own']);
});

test.each(['en', 'zh-cn'])('process and worker answer alike, in %s', async (locale) => {
  const text =
    'region r\ngroup web {\n  inbound {\n    allow tcp 22 from any\n    deny tcp 22 from 10.0.0.0/8\n    allow all from nobody\n  }\n}\n';
  const uri = 'file:///shop/web.sg';
  const textDocument = { uri };
  const asked: readonly [string, object][] = [
    ['textDocument/documentSymbol', { textDocument }],
    ['textDocument/hover', { textDocument, position: { line: 4, character: 6 } }],
    ['textDocument/completion', { textDocument, position: { line: 5, character: 19 } }],
    [
      'textDocument/codeAction',
      {
        textDocument,
        range: { start: { line: 4, character: 6 }, end: { line: 4, character: 6 } },
        context: { diagnostics: [] },
      },
    ],
    [
      'textDocument/semanticTokens/range',
      { textDocument, range: { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } } },
    ],
  ];
  async function answersOf(connection: lsp.ProtocolConnection, options: object): Promise<readonly unknown[]> {
    connection.listen();
    await connection.sendRequest(lsp.InitializeRequest.type, {
      locale,
      initializationOptions: options,
      processId: null,
      rootUri: null,
      capabilities: { textDocument: { diagnostic: {} } },
    });
    await connection.sendNotification(lsp.InitializedNotification.type, {});
    await connection.sendNotification(lsp.DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId: 'secgroup', version: 1, text },
    });
    const report = await connection.sendRequest(lsp.DocumentDiagnosticRequest.type, { textDocument });
    const found: unknown[] = [report.kind === 'full' ? report.items : report];
    for (const [method, params] of asked) found.push(await connection.sendRequest(method, params));
    return found;
  }

  const child = spawn(process.execPath, [path.join(dist, 'server.mjs'), '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  started.push(child);
  const inProcess = lsp.createProtocolConnection(
    new lsp.StreamMessageReader(child.stdout as NonNullable<typeof child.stdout>),
    new lsp.StreamMessageWriter(child.stdin as NonNullable<typeof child.stdin>),
  );
  const { worker, connection: inWorker } = startWorker();
  // A process reads its texts from the file beside it, a worker is handed them by its client.
  const [fromProcess, fromWorker] = [await answersOf(inProcess, {}), await answersOf(inWorker, { texts })];
  await worker.terminate();
  expect(fromWorker).toEqual(fromProcess);
  const diagnostics = fromProcess[0] as lsp.Diagnostic[];
  expect(diagnostics.map(({ code }) => code)).toEqual(expect.arrayContaining(['shadowed-rule', 'unknown-name']));
  const isChinese = diagnostics.map(({ message }) => /\p{Script=Han}/u.test(`${message}`));
  expect(new Set(isChinese)).toEqual(new Set([locale === 'zh-cn']));
});
