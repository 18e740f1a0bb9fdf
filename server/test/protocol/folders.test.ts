// Guards folders that come and go while somebody types, also folders within each other: a server that saw it all answers as a new one does.

import { expect, test } from 'vitest';
import type * as lsp from 'vscode-languageserver/node';
import { lineIndex, offsetAt, positionAt } from '#text/lineIndex.ts';
import { applyEdits } from '#text/textEdit.ts';
import { pick, type Random, randomFrom } from '../support/random.ts';
import { rounds } from '../support/rounds.ts';
import { type Client, startClient } from './client.ts';

const folders = ['file:///w', 'file:///w/a', 'file:///w/a/in', 'file:///w/b'];
const files = {
  'file:///w/a/web.sg':
    'group web { inbound { allow tcp 443 from office } }\ngroup other { inbound { allow ssh from db } }\n',
  'file:///w/a/office.sg': 'addresses office { 10.0.0.0/8 }\ncvm m { private-ip 10.0.0.1 groups web }\n',
  'file:///w/a/in/db.sg': 'group db { inbound { allow mysql from web } }\nexpect deny ssh from any to db\n',
  'file:///w/b/web.sg': 'group web { inbound { allow all from any } }\ncvm x { private-ip 10.0.0.9 groups web, db }\n',
  'file:///w/b/db.sg.json':
    '{"version": 1, "regions": [{"Region": "default", "SecurityGroupSet": [{"SecurityGroupId": "sg-9z", "SecurityGroupName": "db"}]}]}\n',
  'file:///w/lone.sg': 'group lone { inbound { allow tcp 1 from web } }\n',
};
const pieces = ['', ' ', '\n', '}', '{', 'web', 'db', 'group db {}\n', 'allow ssh from db\n', '10.0.0.0/8'];

/** What is open, what the disk holds, and which folders there are, as the client knows it. */
interface Desk {
  readonly client: Client;
  readonly open: Map<string, string>;
  readonly disk: Map<string, string>;
  readonly folders: Set<string>;
}

/** One thing that somebody does. Nothing is waited for. */
function act({ client, open, disk, folders: there }: Desk, next: Random, version: number): string {
  const how = next();
  const uri = pick(next, [...disk.keys()]);
  if (how < 0.2) {
    const folder = pick(next, folders);
    const one = [{ uri: folder, name: 'n' }];
    const isThere = there.delete(folder);
    if (!isThere) there.add(folder);
    const event = isThere ? { added: [], removed: one } : { added: one, removed: [] };
    void client.notify('workspace/didChangeWorkspaceFolders', { event });
    return `${isThere ? 'remove' : 'add'} ${folder}`;
  }
  if (how < 0.35) {
    if (open.delete(uri)) void client.close(uri);
    else void client.open(uri, open.set(uri, disk.get(uri) ?? '').get(uri) ?? '', version);
    return `${open.has(uri) ? 'open' : 'close'} ${uri}`;
  }
  if (how < 0.45 && uri.endsWith('.sg')) {
    disk.set(uri, `${disk.get(uri)}${pick(next, ['group z {}\n', '# x\n', 'addresses q { 1.1.1.1 }\n'])}`);
    client.host.files.set(uri, disk.get(uri) ?? '');
    void client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri, type: 2 }] });
    return `change ${uri} on the disk`;
  }
  const text = open.get(uri);
  if (text === undefined) return '';
  const index = lineIndex(text);
  const first = Math.floor(next() * text.length);
  const range = { start: positionAt(index, first), end: positionAt(index, first + Math.floor(next() * 4)) };
  const newText = pick(next, pieces);
  const [start, end] = [offsetAt(index, range.start), offsetAt(index, range.end)];
  open.set(uri, applyEdits(text, [{ start, end, newText }]));
  const contentChanges = [{ range, text: newText }];
  void client.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges });
  return `type in ${uri}`;
}

async function everything({ client, open }: Desk): Promise<unknown> {
  const { items } = await client.request<lsp.WorkspaceDiagnosticReport>('workspace/diagnostic', {
    previousResultIds: [],
  });
  const said = new Map<string, unknown>(items.map((item) => [item.uri, 'items' in item ? item.items : undefined]));
  for (const uri of open.keys()) said.set(`open ${uri}`, await client.diagnose(uri));
  return Object.fromEntries([...said].sort());
}

test('folders come and go', { timeout: rounds(120_000, 3_600_000) }, async () => {
  for (let seed = 1; seed <= rounds(60, 5000); seed++) {
    const next = randomFrom(seed);
    const first = folders.filter(() => next() < 0.4);
    const client = await startClient({ files, folders: first });
    const desk: Desk = { client, open: new Map(), disk: new Map(Object.entries(files)), folders: new Set(first) };
    const trail: string[] = [`begin with ${first.join(', ')}`];
    for (let version = 1; version <= 25; version++) {
      trail.push(act(desk, next, version));
      const [uri] = desk.open.keys();
      if (uri !== undefined && next() < 0.3) await client.diagnose(uri);
    }
    const fresh = await startClient({ files: Object.fromEntries(desk.disk), folders: [...desk.folders] });
    for (const [uri, text] of desk.open) await fresh.open(uri, text);
    expect([trail, await everything(desk)]).toEqual([trail, await everything({ ...desk, client: fresh })]);
    expect(client.log).toEqual([]);
    await fresh.stop();
    await client.stop();
  }
});

test('a folder around one that went cannot be read: what is added meanwhile is there all the same', async () => {
  const client = await startClient({ files, folders: ['file:///w', 'file:///w/a'] });
  client.host.called = () => {
    client.host.called = undefined;
    throw new Error('cannot be read');
  };
  const event = { added: [{ uri: 'file:///w/b', name: 'b' }], removed: [{ uri: 'file:///w/a', name: 'a' }] };
  await client.notify('workspace/didChangeWorkspaceFolders', { event });
  expect(await client.diagnose('file:///w/b/web.sg')).toEqual([expect.stringContaining('open-to-world')]);
  expect(client.log).toEqual([expect.stringContaining('cannot be read')]);
  await client.stop();
});
