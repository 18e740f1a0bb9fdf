// Guards the edits that a client is handed: what is asked about first, and in which form each kind of client takes them.
import { afterEach, expect, test } from 'vitest';
import type * as lsp from 'vscode-languageserver/node';
import { type Client, type ClientOptions, edited, fullCapabilities, positionOf, startClient } from './client.ts';

const web = 'group web {\n  inbound {\n    allow tcp 22 from office\n  }\n}\n';
const files = { 'file:///shop/web.sg': web, 'file:///shop/office.sg': 'addresses office {\n  203.0.113.0/24\n}\n' };
const uri = 'file:///shop/web.sg';

let client: Client;
const start = async (options: ClientOptions = { files }): Promise<void> => {
  client = await startClient(options);
};
afterEach(() => client.stop());

const shadowed = 'group w {\n  inbound {\n    deny all from any\n    allow tcp 22 from 10.0.0.5/8\n  }\n}\n';

test('an action that changes what packets pass is asked about first, one that does not is not', async () => {
  await start();
  await client.open(uri, shadowed, 7);
  const at = positionOf(shadowed, 'allow');
  const params = { textDocument: { uri }, range: { start: at, end: at }, context: { diagnostics: [] } };
  const actions = await client.request<lsp.CodeAction[]>('textDocument/codeAction', params);
  const move = actions.find(({ title }) => title.startsWith('Move up'));
  expect(Object.values(move?.edit?.changeAnnotations ?? {})).toMatchObject([
    { needsConfirmation: true, label: move?.title },
  ]);
  const remove = actions.find(
    ({ isPreferred, diagnostics }) => isPreferred && diagnostics?.[0]?.code === 'shadowed-rule',
  );
  expect(remove?.edit?.changeAnnotations).toBeUndefined();
  const [edit] = (remove?.edit?.documentChanges ?? []) as lsp.TextDocumentEdit[];
  expect(edit?.textDocument).toEqual({ uri, version: 7 });
  expect(edited(shadowed, edit?.edits as lsp.TextEdit[])).toBe(
    'group w {\n  inbound {\n    deny all from any\n  }\n}\n',
  );
});

test('a client that confirms edits itself gets a command with the edit that is to be confirmed', async () => {
  await start({ files, initializationOptions: { confirmsEdits: true } });
  await client.open(uri, shadowed, 7);
  const at = positionOf(shadowed, 'allow');
  const params = { textDocument: { uri }, range: { start: at, end: at }, context: { diagnostics: [] } };
  const actions = await client.request<lsp.CodeAction[]>('textDocument/codeAction', params);
  const move = actions.find(({ title }) => title.startsWith('Move up'));
  expect(move?.edit).toBeUndefined();
  expect(move?.command).toMatchObject({ title: move?.title, command: 'secgroup.applyEdit' });
  const [edit] = move?.command?.arguments ?? [];
  expect(edit).toMatchObject({ label: move?.title, changesPackets: true, notes: [], documents: [{ uri, version: 7 }] });
  expect(edited(shadowed, edit.documents[0].edits)).toBe(
    'group w {\n  inbound {\n    allow tcp 22 from 10.0.0.5/8\n    deny all from any\n  }\n}\n',
  );
  // What changes no packet is an edit for it too.
  expect(actions.find(({ isPreferred }) => isPreferred)?.edit).toBeDefined();
});

test('a rename over several files is asked about first, but for a client that previews renames itself', async () => {
  const rename = () =>
    client.request<lsp.WorkspaceEdit>('textDocument/rename', {
      textDocument: { uri },
      position: positionOf(web, 'office'),
      newName: 'branch',
    });
  await start();
  await client.open(uri, web);
  expect((await rename()).changeAnnotations).toMatchObject({
    secgroup: { needsConfirmation: true, label: "Rename address list 'office'", description: '2 files are changed.' },
  });
  await client.stop();
  const { textDocument } = fullCapabilities;
  const capabilities = {
    ...fullCapabilities,
    textDocument: { ...textDocument, rename: { honorsChangeAnnotations: false } },
  };
  await start({ files, capabilities });
  await client.open(uri, web);
  const { documentChanges, changeAnnotations } = await rename();
  expect(documentChanges).toHaveLength(2);
  expect(changeAnnotations).toBeUndefined();
});

test('source.fixAll only where it is asked for, as plain edits for a client that knows no others', async () => {
  await start({ files, capabilities: { textDocument: { diagnostic: {} } } });
  await client.open(uri, shadowed);
  const whole = { start: { line: 0, character: 0 }, end: { line: 6, character: 0 } };
  const ask = (only?: string[]) =>
    client.request<lsp.CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range: whole,
      context: { diagnostics: [], only },
    });
  expect((await ask()).map(({ kind }) => kind)).not.toContain('source.fixAll.secgroup');
  const [action, ...others] = await ask(['source.fixAll']);
  expect(others).toEqual([]);
  expect(edited(shadowed, action?.edit?.changes?.[uri] ?? [])).toBe(
    'group w {\n  inbound {\n    deny all from any\n  }\n}\n',
  );
});

test('a setting that does not fit is put right in the settings themselves', async () => {
  const [settings, text] = ['file:///shop/secgroup.json', '{ "quotas": { "inbounds": 50 } }'];
  await start({ files: { ...files, [settings]: text } });
  await client.open(settings, text, 1);
  const at = positionOf(text, 'inbounds');
  const params = { textDocument: { uri: settings }, range: { start: at, end: at }, context: { diagnostics: [] } };
  const [action] = await client.request<lsp.CodeAction[]>('textDocument/codeAction', params);
  const [edit] = (action?.edit?.documentChanges ?? []) as lsp.TextDocumentEdit[];
  expect(edited(text, edit?.edits as lsp.TextEdit[])).toBe('{ "quotas": { "inbound": 50 } }');
});

test('renaming a file or a folder keeps excluded by name what was', async () => {
  const config = '{ "files": { "exclude": ["drafts/old.sg", "/drafts/*.tmp.sg", "drafts2/", "*.tmp.sg"] } }';
  await start({ files: { ...files, 'file:///shop/secgroup.json': config } });
  const renamed = async (oldUri: string, newUri: string): Promise<string> => {
    const edit = await client.request<lsp.WorkspaceEdit>('workspace/willRenameFiles', { files: [{ oldUri, newUri }] });
    const [change] = edit.documentChanges as lsp.TextDocumentEdit[];
    return edited(config, change?.edits as lsp.TextEdit[]);
  };
  expect(await renamed('file:///shop/drafts/old.sg', 'file:///shop/drafts/new.sg')).toBe(
    config.replace('drafts/old.sg', 'drafts/new.sg'),
  );
  expect(await renamed('file:///shop/drafts', 'file:///shop/$&%20%2520')).toBe(
    config.replace('drafts/old.sg', () => '$& %20/old.sg').replace('/drafts/', () => '/$& %20/'),
  );
});

test.each([
  ['all', fullCapabilities],
  ['no', {}],
])(
  'files of several folders, and one and its folder, are renamed at once, with %s capabilities',
  async (_, capabilities) => {
    const config = '{ "files": { "exclude": ["drafts/old.sg", "old.sg"] } }';
    const configs = { 'file:///shop/secgroup.json': config, 'file:///bank/secgroup.json': config };
    const renames = [
      { oldUri: 'file:///shop/drafts', newUri: 'file:///shop/drafts2' },
      { oldUri: 'file:///shop/drafts2/old.sg', newUri: 'file:///shop/drafts2/new.sg' },
      { oldUri: 'file:///bank/old.sg', newUri: 'file:///bank/new.sg' },
    ];
    await start({ files: configs, folders: ['file:///shop', 'file:///bank'], capabilities });
    const edit = await client.request<lsp.WorkspaceEdit>('workspace/willRenameFiles', { files: renames });
    const changes =
      edit.changes ??
      Object.fromEntries((edit.documentChanges as lsp.TextDocumentEdit[]).map((e) => [e.textDocument.uri, e.edits]));
    const after = Object.entries(changes).map(([file, edits]) => [file, edited(config, edits as lsp.TextEdit[])]);
    expect(Object.fromEntries(after)).toEqual({
      'file:///shop/secgroup.json': config.replace('drafts/old.sg', 'drafts2/new.sg'),
      'file:///bank/secgroup.json': config.replace('"old.sg"', '"new.sg"'),
    });
  },
);

const live = JSON.stringify({
  regions: [{ Region: 'default', SecurityGroupSet: [{ SecurityGroupId: 'sg-1', SecurityGroupName: 'web' }] }],
});

test('what opens a view or renames a file is offered only to a client that can do it, and hover leads on', async () => {
  const snapshot = 'file:///shop/cloud.sg.json';
  const asked = async (of: string, text: string, what: string) => {
    const at = positionOf(text, what);
    const params = { textDocument: { uri: of }, range: { start: at, end: at }, context: { diagnostics: [] } };
    return client.request<lsp.CodeAction[]>('textDocument/codeAction', params);
  };
  await start({ files: { ...files, [snapshot]: live }, initializationOptions: { confirmsEdits: true } });
  await client.open(uri, web);
  await client.open(snapshot, live);
  const shown = (await asked(uri, web, 'web')).find(({ command }) => command !== undefined);
  expect(shown?.command).toEqual({
    title: 'Show it in the tree',
    command: 'secgroup.revealInTree',
    arguments: [{ uri, entity: expect.any(String) }],
  });
  const rename = (await asked(snapshot, live, 'web')).find(({ title }) => title.startsWith('Rename the file'));
  expect(rename?.edit?.documentChanges).toEqual([
    { kind: 'rename', oldUri: snapshot, newUri: 'file:///shop/cloud.live.sg.json' },
  ]);
  const hover = await client.request<lsp.Hover>('textDocument/hover', {
    textDocument: { uri },
    position: positionOf(web, 'allow'),
  });
  expect((hover.contents as lsp.MarkupContent).value).toContain('[`office`](file:///shop/office.sg#L1,11)');
  await client.stop();
  // Another editor may hand over settings as well.
  const initializationOptions = { settings: {} };
  const capabilities = { textDocument: { diagnostic: {} } };
  await start({ files: { ...files, [snapshot]: live }, capabilities, initializationOptions });
  await client.open(uri, web);
  await client.open(snapshot, live);
  const plain = [...(await asked(uri, web, 'web')), ...(await asked(snapshot, live, 'web'))];
  expect(plain.filter(({ command, title }) => command !== undefined || title.startsWith('Rename the file'))).toEqual(
    [],
  );
});
