// Guards, on a real disk and with the built programs, that edits fit files that changed outside, and that one file by two paths is one.
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type * as lsp from 'vscode-languageserver/node';
import { nodeHost } from '../../src/nodeHost.ts';
import { edited } from '../protocol/client.ts';
import { run } from './program.ts';
import { type RawServer, startServer } from './rawServer.ts';

const lists = 'region ap-guangzhou\naddresses office {\n  203.0.113.0/24\n}\n';
const web =
  'region ap-guangzhou\ngroup web { inbound { allow tcp 443 from office } }\ncvm web-1 {\n  private-ip 10.0.1.10\n  groups web\n}\n';
const watching = { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } };

let folder: string;
const servers: RawServer[] = [];
beforeEach(() => {
  folder = path.join(realpathSync(mkdtempSync(path.join(tmpdir(), 'secgroup-disk-'))), 'shop');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'lists.sg'), lists);
  writeFileSync(path.join(folder, 'web.sg'), web);
});
afterEach(() => {
  for (const server of servers.splice(0)) server.kill();
  rmSync(path.dirname(folder), { recursive: true, force: true });
});

const uriOf = (...parts: readonly string[]): string => pathToFileURL(path.join(folder, ...parts)).href;

async function serverOn(capabilities: object = {}, root = uriOf()): Promise<RawServer> {
  const server = startServer();
  servers.push(server);
  await server.initialize(capabilities, [root]);
  return server;
}

async function rename(server: RawServer, uri: string): Promise<Map<string, lsp.TextEdit[]>> {
  const position = { line: 1, character: 43 };
  const { result } = await server.request('textDocument/rename', { textDocument: { uri }, position, newName: 'hq' });
  return new Map(Object.entries((result as lsp.WorkspaceEdit).changes ?? {}));
}

test.each([
  ['a client that cannot watch files', {}, false],
  ['before the event', watching, false],
  ['right behind the event', watching, true],
])('a rename after a checkout: %s', async (_, capabilities, tells) => {
  const server = await serverOn(capabilities);
  server.open(uriOf('web.sg'), web);
  await server.diagnose(uriOf('web.sg'));
  const checkout = `# Addresses of the offices.\n# 办公室 😀\n\n${lists}addresses lab { office }\n`;
  writeFileSync(path.join(folder, 'lists.sg'), checkout);
  const changes = [{ uri: uriOf('lists.sg'), type: 2 }];
  if (tells) server.send({ jsonrpc: '2.0', method: 'workspace/didChangeWatchedFiles', params: { changes } });
  const edits = await rename(server, uriOf('web.sg'));
  expect(edited(checkout, edits.get(uriOf('lists.sg')) ?? [])).toBe(checkout.replaceAll(/\boffice\b/g, 'hq'));
});

test('folders that are deleted while they are listed are none that cannot be read', async () => {
  const names = Array.from({ length: 3000 }, (_, i) => path.join(folder, 'many', `${i}`));
  for (const name of names) mkdirSync(name, { recursive: true });
  const listing = nodeHost().list(uriOf());
  // It has seen them, and looked into some.
  await new Promise((resolve) => setTimeout(resolve, 20));
  for (const name of names) rmSync(name, { recursive: true });
  expect([...((await listing).unread ?? [])]).toEqual([]);
  // What was named on purpose is told.
  expect((await nodeHost().list(uriOf('nowhere'))).unread?.size).toBe(1);
});

test('changes of one length within one tick of the clock are seen', async () => {
  const server = await serverOn();
  server.open(uriOf('web.sg'), web);
  const texts = [lists, lists.replace('region', '#egion'), `#${lists.slice(1)}`, lists.replace('.0/24', '.1/32')];
  for (let i = 0; i < 40; i++) {
    const text = texts[i % texts.length] as string;
    writeFileSync(path.join(folder, 'lists.sg'), text);
    const { result } = await server.request('secgroup/change', {
      change: { kind: 'addExpectation', line: `expect deny ssh from any to web`, uri: uriOf('lists.sg') },
    });
    const { documents } = result as { documents: { uri: string; edits: lsp.TextEdit[] }[] };
    expect(documents[0]?.uri).toBe(uriOf('lists.sg'));
    expect(edited(text, documents[0]?.edits ?? [])).toContain(text.trimEnd());
  }
});

test('a file that is opened by a link is the file itself, by the name that the client has for it', async () => {
  symlinkSync('lists.sg', path.join(folder, 'shared-lists.sg'));
  const server = await serverOn();
  server.open(uriOf('web.sg'), web);
  server.open(uriOf('shared-lists.sg'), lists);
  expect(await server.diagnose(uriOf('shared-lists.sg'))).toEqual([]);
  expect(await server.diagnose(uriOf('web.sg'))).toEqual([]);
  expect([...(await rename(server, uriOf('web.sg'))).keys()].sort()).toEqual([
    uriOf('shared-lists.sg'),
    uriOf('web.sg'),
  ]);

  // By both paths at once: the text is that of the one that changed last.
  server.open(uriOf('lists.sg'), lists);
  server.change(uriOf('shared-lists.sg'), 2, { text: `# down\n${lists}` });
  const edits = await rename(server, uriOf('web.sg'));
  expect(edited(`# down\n${lists}`, edits.get(uriOf('shared-lists.sg')) ?? [])).toBe(
    `# down\n${lists.replace('office', 'hq')}`,
  );
  // The other document does not have that text: nothing is said of places in it.
  const symbols = await server.request('textDocument/documentSymbol', { textDocument: { uri: uriOf('lists.sg') } });
  expect(symbols.result).toEqual([]);

  server.send({
    jsonrpc: '2.0',
    method: 'textDocument/didClose',
    params: { textDocument: { uri: uriOf('shared-lists.sg') } },
  });
  expect([...(await rename(server, uriOf('web.sg'))).keys()].sort()).toEqual([uriOf('lists.sg'), uriOf('web.sg')]);
});

test('a folder that is opened by a link, and files of it by every spelling', { timeout: 120_000 }, async () => {
  const other = path.join(path.dirname(folder), 'other');
  symlinkSync(folder, other);
  const through = (file: string) => `${pathToFileURL(other).href}/${file}`;
  const spellings = [
    uriOf('web.sg'),
    through('web.sg'),
    through('../shop/web.sg'),
    through('./web.sg'),
    through('/web.sg'),
    through('web%2Esg'),
    through('web.sg').replace('file://', 'file://localhost'),
  ];
  for (const root of [pathToFileURL(other).href, `${pathToFileURL(other).href}/`, uriOf()]) {
    for (const spelling of spellings) {
      const server = await serverOn({}, root);
      server.open(spelling, web);
      expect([spelling, await server.diagnose(spelling)]).toEqual([spelling, []]);
      const renamed = await rename(server, spelling);
      expect([...renamed.keys()].sort()).toEqual([spelling, `${root.replace(/\/$/, '')}/lists.sg`].sort());
      server.kill();
    }
  }
});

test('the command line counts a file once', async () => {
  symlinkSync('lists.sg', path.join(folder, 'shared-lists.sg'));
  symlinkSync('shop', path.join(path.dirname(folder), 'other'));
  writeFileSync(
    path.join(folder, "a(b)'!.sg"),
    'region ap-beijing\naddresses lab { 10.0.0.0/8 }\ngroup x { inbound { allow all from lab } }\n',
  );
  const paths = [
    ['.'],
    ['.', 'shared-lists.sg'],
    ['shared-lists.sg', 'web.sg', 'lists.sg'],
    ['../other', '../shop', './'],
    ['.', "a(b)'!.sg"],
  ];
  for (const args of paths) {
    const { exit, stdout, stderr } = await run(folder, ['check', ...args]);
    expect([args, exit, /duplicate|unknown/.test(stdout), stderr]).toEqual([args, 0, false, '']);
  }
  writeFileSync(path.join(folder, 'lists.sg'), lists.replace('  203', '203'));
  expect(
    (await run(folder, ['format', '.', 'shared-lists.sg', '../other'])).stdout.match(/lists\.sg formatted/g),
  ).toHaveLength(1);
  expect(readFileSync(path.join(folder, 'lists.sg'), 'utf8')).toBe(lists);
});

test('settings that are a link or no file are left out with a note', async () => {
  writeFileSync(path.join(folder, '../team.json'), '{ "severity": { "unused-group": "off" } }');
  symlinkSync('../team.json', path.join(folder, 'secgroup.json'));
  for (const args of [['check'], ['test', '--allow-empty', 'web.sg']]) {
    const linked = await run(folder, args);
    expect([linked.exit, linked.stderr]).toEqual([
      0,
      "secgroup: note: no settings are used. 'secgroup.json' cannot be read. It is a link, and links are not followed. --config names settings that lie elsewhere.\n",
    ]);
  }
  expect((await run(folder, ['check', '--config', 'secgroup.json'])).exit).toBe(0);
  rmSync(path.join(folder, 'secgroup.json'));
  mkdirSync(path.join(folder, 'secgroup.json'));
  expect((await run(folder, ['check'])).stderr).toContain("'secgroup.json' cannot be read. It is not a file.");
});
