// Guards that nothing that comes over the wire ends or silences the built server but `exit`, and that it answers with the codes of the
// specification.
import { afterEach, describe, expect, test } from 'vitest';
import { pick, randomFrom } from '../support/random.ts';
import { limit, rounds } from '../support/rounds.ts';
import { commandLineServer, frame, type RawServer, serverProgram, startServer } from './rawServer.ts';

const servers: RawServer[] = [];
const start = (program?: readonly string[]): RawServer => {
  const server = startServer(program);
  servers.push(server);
  return server;
};

afterEach(() => {
  for (const server of servers.splice(0)) server.kill();
});

const uri = 'file:///alone.sg';
const text = 'group web { inbound { allow tcp 22 from nobody } }\n';
const codesOf = async (server: RawServer): Promise<readonly string[]> =>
  (await server.diagnose(uri)).map(({ code }) => code);
const hover = { textDocument: { uri }, position: { line: 0, character: 8 } };

const [PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS, NOT_INITIALIZED] = [
  -32700, -32600, -32601, -32602, -32002,
];

test('a request before initialize, a second initialize, one after shutdown: each its code', async () => {
  const server = start();
  for (const method of ['textDocument/hover', 'nobody/knows', 'shutdown', 'secgroup/tree'])
    expect((await server.request(method, hover)).error?.code, method).toBe(NOT_INITIALIZED);
  expect((await server.initialize()).error).toBeUndefined();
  expect((await server.request('initialize', { processId: null, rootUri: null, capabilities: {} })).error?.code).toBe(
    INVALID_REQUEST,
  );
  expect((await server.request('nobody/knows', {})).error?.code).toBe(METHOD_NOT_FOUND);
  expect((await server.request('$/nobody')).error?.code).toBe(METHOD_NOT_FOUND);
  expect((await server.request('shutdown')).result).toBeNull();
  for (const method of ['textDocument/hover', 'nobody/knows', 'shutdown'])
    expect((await server.request(method, hover)).error?.code, method).toBe(INVALID_REQUEST);
  server.send({ jsonrpc: '2.0', method: 'exit' });
  expect(await server.exited).toBe(0);
});

describe.each([
  ['the server', serverProgram],
  ['the command line', commandLineServer],
])('%s ends', (_, program) => {
  test('with 1 on an exit without shutdown', async () => {
    const server = start(program);
    await server.initialize();
    server.send({ jsonrpc: '2.0', method: 'exit' });
    expect(await server.exited).toBe(1);
  });

  test('with 1 where its client is gone, in the midst of a message too', async () => {
    const server = start(program);
    await server.initialize();
    await server.sendBytes('Content-Length: 100\r\n\r\n{"half');
    server.endInput();
    expect(await server.exited).toBe(1);
  });
});

test('a whole session arrives one byte at a time, and in frames that are cut anywhere', async () => {
  const server = start();
  const session = Buffer.concat(
    [
      { id: 'init', method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } },
      { method: 'initialized', params: {} },
      {
        method: 'textDocument/didOpen',
        params: { textDocument: { uri, languageId: 'secgroup', version: 1, text: `# 网站 😀\n${text}` } },
      },
      { id: 'found', method: 'textDocument/diagnostic', params: { textDocument: { uri } } },
    ].map((message) => frame({ jsonrpc: '2.0', ...message })),
  );
  for (const byte of session) await server.sendBytes(Buffer.of(byte));
  const { result } = await server.answerTo('found');
  expect((result as { items: { code: string }[] }).items.map(({ code }) => code)).toContain('unknown-name');
  const more = frame({ jsonrpc: '2.0', id: 'more', method: 'textDocument/hover', params: hover });
  await server.sendBytes(more.subarray(0, 9));
  await server.sendBytes(more.subarray(9, more.length - 4));
  await server.sendBytes(
    Buffer.concat([
      more.subarray(more.length - 4),
      frame({ jsonrpc: '2.0', id: 'last', method: 'textDocument/hover', params: hover }),
    ]),
  );
  expect((await server.answerTo('more')).error).toBeUndefined();
  expect((await server.answerTo('last')).error).toBeUndefined();
});

const rpc = (message: object): Buffer => frame({ jsonrpc: '2.0', ...message });

test.each<[string, Buffer]>([
  ['JSON that ends too soon', frame('{"jsonrpc"')],
  ['an empty body', frame('')],
  ['a batch', frame(JSON.stringify([{ jsonrpc: '2.0', id: 1, method: 'shutdown' }]))],
  ['a number', frame('5')],
  ['null', frame('null')],
  ['deep JSON', frame(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)],
  ['an id that is an object', rpc({ id: {}, method: 'textDocument/hover', params: {} })],
  ['a method that is a number', rpc({ id: 7, method: 5 })],
  ['an answer that nobody waits for', rpc({ id: 99, result: 1 })],
  ['a notification that nobody knows', rpc({ method: 'nobody/knows', params: 1 })],
  ['a cancellation before its request', rpc({ method: '$/cancelRequest', params: { id: 'raw-3' } })],
  ['a cancellation of nothing', rpc({ method: '$/cancelRequest' })],
  ['an opening without a document', rpc({ method: 'textDocument/didOpen', params: {} })],
  [
    'an opening without a text',
    rpc({
      method: 'textDocument/didOpen',
      params: { textDocument: { uri: 'file:///b.sg', languageId: 'secgroup', version: 1 } },
    }),
  ],
  [
    'an opening of no URI',
    rpc({
      method: 'textDocument/didOpen',
      params: { textDocument: { uri: '%%%\0://b.sg', languageId: 'secgroup', version: 1, text } },
    }),
  ],
  ['a change of nothing', rpc({ method: 'textDocument/didChange', params: {} })],
  [
    'a change of what is not open',
    rpc({
      method: 'textDocument/didChange',
      params: { textDocument: { uri: 'file:///c.sg', version: 4 }, contentChanges: [{ text: '' }] },
    }),
  ],
  [
    'a closing of what is not open',
    rpc({ method: 'textDocument/didClose', params: { textDocument: { uri: 'file:///c.sg' } } }),
  ],
  [
    'file changes of no shape',
    rpc({ method: 'workspace/didChangeWatchedFiles', params: { changes: [{ uri: 5, type: 9 }] } }),
  ],
  ['folder changes of no shape', rpc({ method: 'workspace/didChangeWorkspaceFolders', params: {} })],
  ['settings of no shape', rpc({ method: 'workspace/didChangeConfiguration' })],
  ['a name that is __proto__', rpc({ method: '__proto__', params: JSON.parse('{"__proto__":{"uri":1}}') })],
  ['lengths and headers in other spellings', Buffer.from('content-length: 2\r\nContent-Type: x\r\n\r\n{}')],
  ['a length that is no number', Buffer.from('Content-Length: abc\r\n\r\n')],
  ['a header without a colon', Buffer.from('garbage\r\n\r\n')],
  ['bytes that are no text', Buffer.from([0, 255, 254, 0, 13, 10, 13, 10])],
  ['an encoding that there is not', Buffer.from('Content-Length: 2\r\nContent-Encoding: gzip\r\n\r\n{}')],
])('%s: the next request is answered', async (_, bytes) => {
  const server = start();
  await server.initialize();
  server.open(uri, text);
  const before = await codesOf(server);
  await server.sendBytes(bytes);
  expect(await codesOf(server)).toEqual(before);
  expect(server.isRunning()).toBe(true);
});

test('a length that is wrong garbles what follows, and ends nothing', async () => {
  for (const bytes of ['Foo: 2\r\n\r\n{}', 'Content-Length: -5\r\n\r\n{}', 'Content-Length: 1\r\n\r\n{}']) {
    const server = start();
    await server.initialize();
    await server.sendBytes(bytes);
    for (let i = 0; i < 20; i++) server.send({ jsonrpc: '2.0', id: i, method: 'textDocument/hover', params: hover });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(server.isRunning(), bytes).toBe(true);
    server.kill();
  }
});

test('parameters of a wrong shape are named, JSON that is none is a parse error', async () => {
  const server = start();
  await server.initialize();
  for (const params of [undefined, null, {}, [1, 2], { textDocument: 5 }, { textDocument: { uri: {} } }])
    expect((await server.request('textDocument/hover', params)).error?.code, JSON.stringify(params)).toBe(
      INVALID_PARAMS,
    );
  await server.sendBytes(frame('{nope'));
  expect((await server.answerTo(null)).error?.code).toBe(PARSE_ERROR);
});

test('changes out of order, out of range and after the end leave the text as the last good ones made it', async () => {
  const server = start();
  await server.initialize();
  server.open(uri, text, 1);
  expect(await codesOf(server)).toContain('unknown-name');
  server.change(uri, 900, { text: 'group a {}\n' });
  server.change(uri, 3, { range: { start: { line: 0, character: 6 }, end: { line: 0, character: 7 } }, text: 'b' });
  const after = (await server.request('textDocument/documentSymbol', { textDocument: { uri } })).result;
  expect(JSON.stringify(after)).toContain('"b"');
  const far = { start: { line: 4_000_000, character: 9e15 }, end: { line: 2 ** 31 - 1, character: 5 } };
  server.change(uri, 4, { range: far, text: 'group late {}\n' });
  server.change(uri, 5, { range: { start: { line: -1, character: -5 }, end: { line: 0, character: -1 } }, text: '' });
  server.change(uri, 6);
  expect(await codesOf(server)).toContain('unused-group');
  server.send({ jsonrpc: '2.0', method: 'textDocument/didClose', params: { textDocument: { uri } } });
  server.change(uri, 7, { text });
  expect(await codesOf(server)).toEqual([]);
  server.open(uri, text, 1);
  server.open(uri, 'group again {}\n', 1);
  expect(await codesOf(server)).toEqual(['unused-group']);
});

test('a change of a wrong shape changes nothing, and those behind it count from the same text as before', async () => {
  const server = start();
  await server.initialize();
  const line = (line: number) => ({ start: { line, character: 0 }, end: { line, character: 0 } });
  const symbols = async () => (await server.request('textDocument/documentSymbol', { textDocument: { uri } })).result;
  server.open(uri, `# one\n${text}`);
  const expected = await symbols();
  const wrong = [
    ...[null, 7, {}, { text: 5 }, { range: line(0) }, { range: null, text: 'x' }, { range: {}, text: 'x' }],
    { range: { start: { line: 0 }, end: { line: 0, character: 1 } }, text: 'x' },
    { range: { start: { line: '0', character: 'a' }, end: {} }, text: 'x' },
  ];
  for (const each of wrong) {
    server.open(uri, text);
    server.change(uri, 2, { range: line(0), text: 'group lost {}\n' }, each as object);
    server.change(uri, 3, { range: line(0), text: '# one\n' });
    expect(await symbols(), JSON.stringify(each)).toEqual(expected);
  }
  const between = { start: { line: 0, character: 0.4 }, end: { line: 0, character: 0.6 } };
  server.change(uri, 4, { range: between, text: '# two\n' }, { range: line(0), text: '' });
  server.change(uri, 5, { range: { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } }, text: '' });
  expect(await symbols()).toEqual(expected);
});

test('random bytes, frames and messages in a mix never end it', { timeout: limit(60_000) }, async () => {
  const random = randomFrom(20_261_124);
  const server = start();
  await server.initialize();
  server.open(uri, text);
  const methods = [
    ...[
      'hover',
      'completion',
      'definition',
      'references',
      'rename',
      'codeAction',
      'inlayHint',
      'rangeFormatting',
      'onTypeFormatting',
    ],
    ...[
      'selectionRange',
      'semanticTokens/range',
      'semanticTokens/full/delta',
      'diagnostic',
      'didOpen',
      'didChange',
      'didClose',
    ],
  ].map((name) => `textDocument/${name}`);
  methods.push('workspace/symbol', 'workspace/executeCommand', 'workspace/diagnostic', '$/cancelRequest');
  const values = [
    null,
    -1,
    9e15,
    '',
    'x'.repeat(2000),
    '\u0000',
    '\ud800',
    [],
    {},
    uri,
    text,
    true,
    { uri },
    { line: 0, character: 3 },
    { start: { line: 0, character: 1 }, end: hover.position },
  ];
  const keys = [
    'textDocument',
    'position',
    'range',
    'context',
    'newName',
    'contentChanges',
    'query',
    'id',
    'ch',
    'positions',
    'previousResultId',
    'options',
    '__proto__',
    'constructor',
  ];
  const count = rounds(2_000, 100_000);
  for (let i = 0; i < count; i++) {
    const params = Object.fromEntries(keys.filter(() => random() < 0.4).map((key) => [key, pick(random, values)]));
    const body = JSON.stringify({
      jsonrpc: '2.0',
      ...(random() < 0.7 ? { id: `fuzz-${i}` } : {}),
      method: pick(random, methods),
      params,
    });
    // The length is right, so that each stands alone; what is in it may be cut or changed.
    const at = Math.floor(random() * body.length);
    await server.sendBytes(
      frame(random() < 0.3 ? `${body.slice(0, at)}${String.fromCharCode(random() * 256)}${body.slice(at + 1)}` : body),
    );
  }
  server.open('file:///last.sg', text);
  const last = await server.request('textDocument/diagnostic', { textDocument: { uri: 'file:///last.sg' } });
  expect(last.error).toBeUndefined();
  expect(server.isRunning()).toBe(true);
  const answers = server.messages.filter(
    ({ id, method }) => method === undefined && typeof id === 'string' && id.startsWith('fuzz-'),
  );
  expect(new Set(answers.map(({ id }) => id)).size).toBe(answers.length);
  // An exception inside a handler would be an internal error.
  expect(answers.filter(({ error }) => error?.code === -32603)).toEqual([]);
});
