// Guards that clients which know nothing of ours get real files, the protocol's own tokens and plain words.
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as lsp from 'vscode-languageserver/node';
import { cachedFile } from '../../src/nodeCache.ts';
import { nodeHost } from '../../src/nodeHost.ts';
import { type Client, type ClientOptions, fullCapabilities, positionOf, startClient } from './client.ts';

const uri = 'file:///shop/web.sg';
const text = `region ap-guangzhou
# The front.
group web "Front end" {
  inbound {
    allow ssh from office, 10.0.0.0/8
    deny all from somewhere
  }
}
addresses office { 203.0.113.0/24 }
`;

let cache: string;
let client: Client | undefined;
beforeEach(() => {
  cache = mkdtempSync(path.join(tmpdir(), 'secgroup-cache-'));
  vi.stubEnv('XDG_CACHE_HOME', cache);
  vi.stubEnv('LOCALAPPDATA', cache);
});
afterEach(async () => {
  await client?.stop();
  client = undefined;
  vi.unstubAllEnvs();
  rmSync(cache, { recursive: true, force: true });
});

async function on(options: ClientOptions): Promise<Client> {
  client = await startClient({ files: { [uri]: text }, ...options });
  await client.open(uri, text);
  return client;
}

const atSsh = { textDocument: { uri }, position: positionOf(text, 'ssh') };

test('a built-in name leads to a read-only file in the cache', async () => {
  const { request, open, diagnose } = await on({ capabilities: {}, cachedFile });
  const found = await request<lsp.Location>('textDocument/definition', atSsh);
  const file = fileURLToPath(found.uri);
  const lines = readFileSync(file, 'utf8').split('\n');
  expect(lines[found.range.start.line]?.slice(found.range.start.character, found.range.end.character)).toBe('ssh');
  expect(statSync(file).mode & 0o777).toBe(0o444);
  expect(path.basename(file)).toMatch(/^builtin-[0-9a-f]{12}\.sg$/);
  expect((await nodeHost().list(pathToFileURL(path.dirname(file)).href)).uris).toEqual([]);

  // It is opened, and is no part of any model.
  await open(found.uri, lines.join('\n'));
  expect(await diagnose(found.uri)).toEqual([]);
  const references = await request<lsp.Location[]>('textDocument/references', {
    ...atSsh,
    context: { includeDeclaration: true },
  });
  expect(references.map((each) => each.uri).sort()).toEqual([uri, found.uri].sort());
  await expect(request('textDocument/rename', { ...atSsh, newName: 'x' })).rejects.toThrow();
});

test('the file is made once, and made anew where somebody changed it', () => {
  const first = cachedFile('builtin.sg', 'one\n') as string;
  const inode = statSync(fileURLToPath(first)).ino;
  expect(cachedFile('builtin.sg', 'one\n')).toBe(first);
  expect(statSync(fileURLToPath(first)).ino).toBe(inode);
  expect(cachedFile('builtin.sg', 'two\n')).not.toBe(first);
  rmSync(fileURLToPath(first));
  expect(cachedFile('builtin.sg', 'one\n')).toBe(first);
  expect(readFileSync(fileURLToPath(first), 'utf8')).toBe('one\n');
  vi.stubEnv('XDG_CACHE_HOME', '/dev/null');
  vi.stubEnv('LOCALAPPDATA', '/dev/null');
  expect(cachedFile('builtin.sg', 'one\n')).toBeUndefined();
});

test('where there is no cache, a built-in name leads nowhere', async () => {
  const { request } = await on({ capabilities: {} });
  expect(await request('textDocument/definition', atSsh)).toBeNull();
  expect(await request('textDocument/references', { ...atSsh, context: { includeDeclaration: true } })).toHaveLength(1);
});

test('a client that shows our documents is given them, and no file is made', async () => {
  const { request } = await on({ initializationOptions: { showsDocuments: true }, cachedFile });
  const [found] = await request<lsp.LocationLink[]>('textDocument/definition', atSsh);
  expect(found?.targetUri).toBe('secgroup-builtin:/builtin.sg');
  expect(existsSync(path.join(cache, 'secgroup'))).toBe(false);
});

test('only a client that shows our documents is given links to the codes', async () => {
  for (const showsDocuments of [true, false]) {
    const { request } = await on({ initializationOptions: { showsDocuments } });
    const { items } = await request<lsp.FullDocumentDiagnosticReport>('textDocument/diagnostic', atSsh);
    expect(items.length).toBeGreaterThan(0);
    expect(items.every(({ codeDescription }) => (codeDescription !== undefined) === showsDocuments)).toBe(true);
    await client?.stop();
    client = undefined;
  }
});

async function tokensOf({ request, initialized }: Client): Promise<readonly string[]> {
  const { legend } = initialized.capabilities.semanticTokensProvider as lsp.SemanticTokensOptions;
  const { data } = await request<lsp.SemanticTokens>('textDocument/semanticTokens/full', { textDocument: { uri } });
  const lines = text.split('\n');
  const found: string[] = [];
  let [line, character] = [0, 0];
  for (let i = 0; i < data.length; i += 5) {
    const [down = 0, right = 0, length = 0, type = 0, modifiers = 0] = data.slice(i, i + 5);
    line += down;
    character = down > 0 ? right : character + right;
    const names = legend.tokenModifiers.filter((_, bit) => (modifiers & (1 << bit)) > 0);
    found.push([lines[line]?.slice(character, character + length), legend.tokenTypes[type], ...names].join(' '));
  }
  return found;
}

test('without a grammar of ours every token is named, by the protocol’s own types', async () => {
  const tokens = await tokensOf(await on({}));
  expect(tokens).toEqual([
    'region keyword',
    'ap-guangzhou namespace',
    '# The front. comment',
    'group keyword',
    'web class declaration',
    '"Front end" string',
    '{ operator',
    'inbound keyword',
    '{ operator',
    'allow keyword',
    'ssh function defaultLibrary',
    'from keyword',
    'office enum',
    ', operator',
    '10.0.0.0/8 number',
    'deny keyword',
    'all keyword',
    'from keyword',
    'somewhere variable',
    '} operator',
    '} operator',
    'addresses keyword',
    'office enum declaration',
    '{ operator',
    '203.0.113.0/24 number',
    '} operator',
  ]);
  expect(tokens.map((each) => each.split(' ').at(-1))).not.toContain('');
});

test('with a grammar of ours only the kinds of names are told', async () => {
  expect(await tokensOf(await on({ initializationOptions: { hasGrammar: true } }))).toEqual([
    'ap-guangzhou region',
    'web group declaration',
    'ssh services builtin',
    'office addresses',
    'office addresses declaration',
  ]);
});

test('a client is offered no more of renames, actions and links than it says it knows', async () => {
  const offered = async (textDocument: lsp.TextDocumentClientCapabilities) => {
    const { initialized, stop } = await startClient({ capabilities: { textDocument } });
    await stop();
    const { renameProvider, codeActionProvider } = initialized.capabilities;
    return [renameProvider, codeActionProvider];
  };
  expect(await offered({})).toEqual([true, true]);
  expect(await offered({ rename: {}, codeAction: {} })).toEqual([true, false]);
  const { rename, codeAction } = fullCapabilities.textDocument ?? {};
  expect(await offered({ rename, codeAction })).toEqual([
    { prepareProvider: true },
    expect.objectContaining({ codeActionKinds: expect.arrayContaining(['quickfix']) }),
  ]);

  const atOffice = { textDocument: { uri }, position: positionOf(text, 'office') };
  for (const linked of ['declaration', 'definition', 'typeDefinition']) {
    const { request } = await on({ capabilities: { textDocument: { [linked]: { linkSupport: true } } } });
    for (const asked of ['declaration', 'definition', 'typeDefinition'])
      expect(Array.isArray(await request(`textDocument/${asked}`, atOffice)), `${asked} ${linked}`).toBe(
        asked === linked,
      );
    await client?.stop();
    client = undefined;
  }
});

test('who does not know Markdown gets plain words', async () => {
  const { request } = await on({ capabilities: {} });
  const hover = await request<lsp.Hover>('textDocument/hover', atSsh);
  expect(hover.contents).toMatchObject({ kind: 'plaintext' });
  expect((hover.contents as lsp.MarkupContent).value).not.toMatch(/[*`\\]/);
});

test('what is no fault is no error in the log', async () => {
  const { request, notify, connection, log, open } = await on({
    capabilities: { ...fullCapabilities, window: {}, workspace: { diagnostics: { refreshSupport: true } } },
  });
  // A client that promises to be asked to pull again, and refuses.
  connection.onRequest(lsp.DiagnosticRefreshRequest.type, () => new lsp.ResponseError(-32601, 'unknown'));
  await notify('$/setTrace', { value: 'off' });
  await notify('$/nobodyKnows', {});
  await notify('textDocument/didSave', { textDocument: { uri } });
  await notify('textDocument/didClose', { textDocument: { uri: 'file:///never/opened.sg' } });
  await notify('workspace/didChangeWatchedFiles', { changes: [{ uri: 'file:///shop/gone.sg', type: 3 }] });
  await open('file:///lone/file.sg', 'group x {}\n');
  await request('nobody/knows', {}).catch(() => undefined);
  await request('textDocument/rename', { ...atSsh, newName: '' }).catch(() => undefined);
  await request('textDocument/diagnostic', atSsh);
  await request('workspace/diagnostic', { previousResultIds: [] });
  expect(log).toEqual([]);
});
