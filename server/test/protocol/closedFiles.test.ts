// Guards that an edit of files that are not open fits what the disk holds when it is answered, whenever that changes, or is refused.
import { afterEach, expect, test } from 'vitest';
import * as lsp from 'vscode-languageserver/node';
import type { ModelChange, ModelEdit, Refusal } from '#protocol/edits.ts';
import { pick, type Random, randomFrom } from '../support/random.ts';
import { rounds } from '../support/rounds.ts';
import { type Client, type ClientOptions, edited, fullCapabilities, positionOf, startClient } from './client.ts';

const web = 'file:///shop/web.sg';
const open =
  'region ap-guangzhou\ngroup web { inbound { allow tcp 443 from office } }\nexpect allow ssh from office to db\n';

const group = 'group:ap-guangzhou/db';
const cvm = 'cvm:ap-guangzhou/db-1';
const rule = { owner: group, direction: 'inbound', index: 1 } as const;
const written = { action: 'allow', service: 'tcp 22', peers: ['office'] } as const;
const changes: readonly ModelChange[] = [
  { kind: 'newGroup', name: 'g', region: 'ap-guangzhou', project: '0', copyOf: group },
  { kind: 'deleteGroup', group, detach: true },
  { kind: 'deleteGroup', group },
  { kind: 'cloneGroup', group, name: 'g', region: 'ap-guangzhou', project: '0' },
  { kind: 'rename', entity: group, name: 'g' },
  { kind: 'describeGroup', group, description: 'd' },
  { kind: 'addRule', owner: group, direction: 'inbound', rule: written },
  { kind: 'addRule', owner: group, direction: 'inbound', rule: written, before: 1 },
  { kind: 'moveRule', rule, before: 0 },
  { kind: 'moveRuleBy', rule, by: -1 },
  { kind: 'duplicateRule', rule },
  { kind: 'removeRules', rules: [rule] },
  { kind: 'setCvmGroups', cvm, groups: [] },
  { kind: 'setGroupCvms', group, cvms: [] },
  { kind: 'attach', group: 'group:ap-guangzhou/web', cvms: [cvm] },
  { kind: 'addExpectation', line: 'expect deny all from any to db', uri: 'file:///shop/rest.sg' },
  { kind: 'fixPacket', question: { line: 'tcp 3306 from 198.51.100.7 to db-1' } },
  { kind: 'importRules', group, text: '{"Ingress": [], "Egress": []}', append: true },
  { kind: 'importGroups', uri: 'file:///shop/rest.sg', text: 'region ap-guangzhou\ngroup new {}\n' },
];

/** What the disk may hold of the closed files: the same declarations at other places, and other ones. */
const lists = (random: Random): string =>
  pick(random, [
    'region ap-guangzhou\naddresses office { 203.0.113.0/24 }\n',
    '# after a checkout\n\nregion ap-guangzhou\n\naddresses office {\n  203.0.113.0/24\n  198.51.100.0/24\n}\n',
    'addresses lab { 10.9.0.0/16 }\nregion ap-guangzhou addresses office { lab-of-office }\naddresses lab-of-office { 10.8.0.0/16 }\n',
    'region ap-guangzhou\naddresses office { 203.0.113.0/24 }\ngroup more { inbound { allow tcp 22 from office } }\n',
    'region ap-guangzhou\naddresses offices { 203.0.113.0/24 }\n',
    'region ap-guangzhou\naddresses office { 203.0.113.0/24\n',
    '',
  ]);

const rest = (random: Random): string =>
  pick(random, ['', '# one line more\n', 'region ap-guangzhou\r\n', '\n\n']) +
  'region ap-guangzhou\ngroup db {\n  inbound {\n' +
  pick(random, [
    '    allow tcp 3306 from web\n    deny all from any\n',
    '    allow tcp 22 from office\n    allow tcp 3306 from web\n    deny all from any\n',
    '    deny all from any\n',
    '    allow tcp 3306 from web # 数据库 😀\n    # for the office\n    allow tcp 22 from office\n    deny all from any\n',
  ]) +
  `  }\n}\ncvm db-1 {\n  private-ip 10.0.1.10\n  groups ${pick(random, ['db', 'db, web', 'web, db'])}\n}\n`;

function snapshot(random: Random): string {
  const policy = (port: string) => ({ Protocol: 'TCP', Port: port, CidrBlock: '0.0.0.0/0', Action: 'ACCEPT' });
  const policies = pick(random, [['3306', '22'], ['22', '3306', '80'], ['443']]).map(policy);
  const value = {
    version: 1,
    regions: [
      {
        Region: 'ap-guangzhou',
        SecurityGroupSet: [
          {
            SecurityGroupId: 'sg-9z',
            SecurityGroupName: 'db',
            SecurityGroupPolicySet: { Ingress: policies, Egress: [] },
          },
        ],
        InstanceSet: [
          {
            InstanceId: 'ins-1a',
            InstanceName: 'db-1',
            PrivateIpAddresses: ['10.0.1.10'],
            SecurityGroupIds: ['sg-9z'],
          },
        ],
      },
    ],
  };
  return `${pick(random, ['', '\n', '\n\n'])}${JSON.stringify(value, null, pick(random, [0, 2, 4]))}\n`;
}

/** Another state of the disk. The models with a snapshot have `db` in there; `withNew`: there may be one more file, that names them. */
function disk(random: Random, withSnapshot: boolean, withNew: boolean): ReadonlyMap<string, string> {
  const files = new Map([
    [web, open],
    ['file:///shop/lists.sg', lists(random)],
  ]);
  if (withSnapshot) {
    files.set('file:///shop/db.sg.json', snapshot(random));
    files.set('file:///shop/rest.sg', '');
  } else files.set('file:///shop/rest.sg', rest(random));
  if (withNew && random() < 0.5)
    files.set('file:///shop/new.sg', 'region ap-guangzhou\ngroup other { outbound { allow all to office, db } }\n');
  return files;
}

/** The bare protocol; a client that watches files; one that reads them for a server without a disk. */
const clients: readonly ClientOptions[] = [
  { capabilities: {} },
  { capabilities: fullCapabilities },
  { capabilities: fullCapabilities, readsFiles: true },
];

const started: Client[] = [];
afterEach(async () => {
  for (const client of started.splice(0)) await client.stop();
});

async function clientOn(files: ReadonlyMap<string, string>, options: ClientOptions): Promise<Client> {
  const client = await startClient({ ...options, files: Object.fromEntries(files) });
  await client.open(web, open);
  return client;
}

interface Asked {
  readonly method: string;
  readonly params: unknown;
}

function question(random: Random): Asked {
  if (random() < 0.4) {
    const position = positionOf(open, pick(random, ['office } }', 'db\n']));
    return { method: 'textDocument/rename', params: { textDocument: { uri: web }, position, newName: 'hq' } };
  }
  return { method: 'secgroup/change', params: { change: pick(random, changes) } };
}

/** The files after the edit, those that are not open as the disk holds them; or that there is none. */
async function outcome(
  client: Client,
  { method, params }: Asked,
): Promise<Readonly<Record<string, string>> | 'refused'> {
  const answer = await client
    .request<lsp.WorkspaceEdit & Partial<ModelEdit> & Partial<Refusal>>(method, params)
    .catch((error: unknown) => error as lsp.ResponseError);
  if (answer instanceof lsp.ResponseError) {
    expect([lsp.LSPErrorCodes.RequestFailed, lsp.LSPErrorCodes.ContentModified]).toContain(answer.code);
    return 'refused';
  }
  if (answer.refused !== undefined) return 'refused';
  const edits = new Map(Object.entries(answer.changes ?? {}));
  for (const each of answer.documentChanges ?? [])
    if ('textDocument' in each) edits.set(each.textDocument.uri, each.edits as lsp.TextEdit[]);
  for (const each of answer.documents ?? []) edits.set(each.uri, each.edits as lsp.TextEdit[]);
  const after = new Map(client.host.files);
  for (const [uri, made] of edits) after.set(uri, edited(uri === web ? open : (after.get(uri) ?? ''), made));
  return Object.fromEntries([...after].sort());
}

const races = rounds(400, 30_000);

test('races of a disk that changes with edits', { timeout: rounds(300_000, 3_600_000) }, async () => {
  const random = randomFrom(20261130);
  let done = 0;
  for (let race = 0; race < races; race++) {
    const withSnapshot = random() < 0.4;
    const options = pick(random, clients);
    // A client that reads for the server is not asked for its list before every edit: a new file is known by its event.
    const next = (withNew = options.readsFiles !== true) => disk(random, withSnapshot, withNew);
    const client = await clientOn(next(), options);
    started.push(client);
    const { host } = client;
    if (random() < 0.7) await client.request('textDocument/documentSymbol', { textDocument: { uri: web } });
    let now = next();
    const write = (): void => {
      const before = new Set(host.files.keys());
      host.files.clear();
      for (const [uri, text] of now) host.files.set(uri, text);
      if (random() < 0.5 || options.capabilities !== fullCapabilities) return;
      const uris = [...new Set([...before, ...now.keys()])].filter((uri) => uri !== web);
      const changed = uris.map((uri) => ({ uri, type: !now.has(uri) ? 3 : before.has(uri) ? 2 : 1 }));
      void client.notify('workspace/didChangeWatchedFiles', { changes: changed });
    };
    write();
    // Once more while the server is looking.
    if (random() < 0.5) {
      let calls = Math.floor(random() * 12);
      host.called = () => {
        if (calls-- !== 0) return;
        // A file that is made just after the list was read is as good as one that is made after the answer.
        now = next(now.has('file:///shop/new.sg'));
        write();
      };
    }
    const asked = question(random);
    const got = await outcome(client, asked);
    host.called = undefined;
    await client.stop();
    started.pop();
    if (got === 'refused') continue;
    done++;
    const fresh = await clientOn(host.files, options);
    started.push(fresh);
    expect({ race, asked, after: got }).toEqual({ race, asked, after: await outcome(fresh, asked) });
    await fresh.stop();
    started.pop();
  }
  console.log(`${races} races, ${done} edits, the others refused`);
  expect(done).toBeGreaterThan(races / 4);
});

const renameOffice = {
  method: 'textDocument/rename',
  params: { textDocument: { uri: web }, position: positionOf(open, 'office'), newName: 'hq' },
};
const before = 'region ap-guangzhou\naddresses office {\n  203.0.113.0/24\n}\n';
const after = `# moved down\n${before}`;

test('an edit whose files never rest is refused, with the reason', async () => {
  const client = await clientOn(new Map([['file:///shop/lists.sg', before]]), clients[0] ?? {});
  started.push(client);
  let count = 0;
  client.host.called = () => void client.host.files.set('file:///shop/lists.sg', `# ${count++}\n${before}`);
  await expect(client.request(renameOffice.method, renameOffice.params)).rejects.toThrow(
    'The files keep changing on disk. Try again.',
  );
});

test('a rule that is meant by its place is left alone where the list has changed', async () => {
  const list = (rules: string) => `region ap-guangzhou\ngroup db {\n  inbound {\n${rules}  }\n}\n`;
  const two = list('    allow tcp 22 from any\n    allow tcp 80 from any\n');
  const client = await clientOn(new Map([['file:///shop/db.sg', two]]), clients[1] ?? {});
  started.push(client);
  const change = { kind: 'removeRules', rules: [{ ...rule, index: 1 }] };
  await client.request('secgroup/entities', {});
  client.host.files.set('file:///shop/db.sg', list('    deny all from any\n    allow tcp 22 from any\n'));
  expect(await client.request('secgroup/change', { change })).toMatchObject({
    refused: 'It was changed on disk in the meantime. Look at it again.',
  });
  expect(await client.request('secgroup/change', { change })).toMatchObject({ label: 'Remove rule' });
});

test('a file that is left out of the model is not made anew', async () => {
  const uri = 'file:///shop/new.sg';
  const config = '{ "files": { "exclude": ["new.sg"] } }';
  const client = await clientOn(
    new Map([
      ['file:///shop/secgroup.json', config],
      [uri, before],
    ]),
    clients[1] ?? {},
  );
  started.push(client);
  const change = { kind: 'importGroups', uri, text: 'region ap-guangzhou\ngroup new {}\n' };
  expect(await client.request('secgroup/change', { change })).toMatchObject({
    refused: "'new.sg' exists already, but the settings or '.gitignore' exclude it.",
  });
});

test('without watched files, findings follow the disk by themselves', async () => {
  const client = await clientOn(new Map([['file:///shop/lists.sg', before]]), clients[0] ?? {});
  started.push(client);
  const found = new Promise<void>((resolve) => {
    client.connection.onNotification(lsp.PublishDiagnosticsNotification.type, ({ uri, diagnostics }) => {
      if (uri === web && diagnostics.some(({ message }) => `${message}`.includes("'office'"))) resolve();
    });
  });
  await client.request('textDocument/documentSymbol', { textDocument: { uri: web } });
  client.host.files.delete('file:///shop/lists.sg');
  await found;
});

test('a request sees what every message before it has brought about', async () => {
  const client = await clientOn(new Map([['file:///shop/lists.sg', before]]), clients[1] ?? {});
  started.push(client);
  const { host } = client;
  const uri = 'file:///shop/lists.sg';
  await client.request('textDocument/documentSymbol', { textDocument: { uri: web } });
  const rename = async () => (await outcome(client, renameOffice)) as Readonly<Record<string, string>>;

  await client.open(uri, '# only in the editor\n');
  void client.close(uri);
  expect((await rename())[uri]).toBe(before.replace('office', 'hq'));

  host.files.set(uri, after);
  void client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri, type: 2 }] });
  const symbols = await client.request<{ name: string }[]>('workspace/symbol', { query: 'office' });
  expect(symbols).toMatchObject([{ location: { uri, range: { start: { line: 2 } } } }]);

  host.files.set('file:///other/more.sg', 'region ap-guangzhou\naddresses other-office { 10.0.0.0/8 }\n');
  const other = { uri: 'file:///other', name: 'other' };
  const asked = () => client.request<{ name: string }[]>('workspace/symbol', { query: 'other-office' });
  void client.notify('workspace/didChangeWorkspaceFolders', { event: { added: [other], removed: [] } });
  expect(await asked()).toHaveLength(1);
  void client.notify('workspace/didChangeWorkspaceFolders', { event: { added: [], removed: [other] } });
  expect(await asked()).toEqual([]);
  void client.notify('workspace/didChangeWorkspaceFolders', { event: { added: [other], removed: [] } });
  void client.notify('workspace/didChangeWorkspaceFolders', { event: { added: [], removed: [other] } });
  expect(await asked()).toEqual([]);

  const settings = { secgroup: { hints: { enabled: false } } };
  const textDocument = { uri: web };
  const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
  const hints = () => client.request<unknown[]>('textDocument/inlayHint', { textDocument, range });
  expect(await hints()).not.toEqual([]);
  void client.notify('workspace/didChangeConfiguration', { settings });
  expect(await hints()).toEqual([]);
});

test('edits of a text that changed while they were made are not answered', async () => {
  const client = await clientOn(new Map([['file:///shop/lists.sg', before]]), clients[1] ?? {});
  started.push(client);
  await client.request('textDocument/documentSymbol', { textDocument: { uri: web } });
  client.host.called = () => new Promise((resolve) => void setTimeout(resolve, 20));
  const asked = client.request(renameOffice.method, renameOffice.params);
  void client.notify('textDocument/didChange', {
    textDocument: { uri: web, version: 2 },
    contentChanges: [{ text: `# down\n${open}` }],
  });
  await expect(asked).rejects.toMatchObject({ code: lsp.LSPErrorCodes.ContentModified });
});
