// Guards how a session begins, goes on and ends: encodings, folders, open texts, pulled and pushed findings, faults.

import { afterEach, expect, test, vi } from 'vitest';
import type * as lsp from 'vscode-languageserver/node';
import {
  DiagnosticRefreshRequest,
  ProgressType,
  RegistrationRequest,
  ResponseError,
  WorkDoneProgress,
} from 'vscode-languageserver/node';
import * as hover from '#ide/hover.ts';
import { type Client, type ClientOptions, edited, fullCapabilities, positionOf, startClient } from './client.ts';

vi.mock('#ide/hover.ts', { spy: true });

const web = `group web {
  inbound {
    allow tcp 443 from any
    allow tcp 22 from office
  }
}
`;
const office = `addresses office {
  203.0.113.0/24
}

cvm web-1 {
  private-ip 10.0.1.10
  groups web
}
`;
const files = { 'file:///shop/web.sg': web, 'file:///shop/office.sg': office };
const uri = 'file:///shop/web.sg';

let client: Client;
const start = async (options: ClientOptions = { files }): Promise<Client> => {
  client = await startClient(options);
  return client;
};
afterEach(async () => {
  await client.stop();
  vi.restoreAllMocks();
});

const change = (version: number, ...contentChanges: object[]) =>
  client.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges });

/** Replaces the first `old` of a text. */
function replacing(text: string, old: string, newText: string) {
  return { range: { start: positionOf(text, old), end: positionOf(text, old, old.length) }, text: newText };
}

test('findings are pulled, and told as unchanged while they are', async () => {
  await start({ files, initializationOptions: { showsDocuments: true } });
  await client.open(uri, web.replace('office', 'offcie'));
  const report = await client.request<lsp.FullDocumentDiagnosticReport>('textDocument/diagnostic', {
    textDocument: { uri },
  });
  expect(report.items.map(({ code }) => code)).toEqual(['unknown-name']);
  expect(report.items[0]?.codeDescription?.href).toMatch(/#unknown-name$/);
  const again = await client.request('textDocument/diagnostic', {
    textDocument: { uri },
    previousResultId: report.resultId,
  });
  expect(again).toEqual({ kind: 'unchanged', resultId: report.resultId });
});

test('a change is taken in step by step, and closing goes back to the disk', async () => {
  await start();
  await client.open(uri, web);
  expect(await client.diagnose(uri)).toEqual([]);
  await change(2, replacing(web, 'office', 'nobody'));
  expect(await client.diagnose(uri)).toEqual([expect.stringContaining('unknown-name: ')]);
  await client.close(uri);
  expect(await client.diagnose(uri)).toEqual([]);
});

test('several edits of one change count each from the text after the one before', async () => {
  await start();
  await client.open(uri, web);
  // Bottom-up as from many cursors, then further down again, then at the end of what was just typed.
  const first = replacing(web, 'office', 'offices');
  const second = replacing(web, '443', '8443');
  const after = web.replace('office', 'offices').replace('443', '8443');
  await change(2, first, second, replacing(after, 'offices', 'office'), {
    range: { start: { line: 99, character: 0 }, end: { line: 99, character: 0 } },
    text: '# the end',
  });
  const expected = `${after.replace('offices', 'office')}# the end`;
  const edits = await client.request<lsp.TextEdit[]>('textDocument/formatting', { textDocument: { uri }, options: {} });
  expect(edited(expected, edits)).toContain('allow tcp 8443 from any');
  expect(await client.diagnose(uri)).toEqual([]);
});

test('a whole text may come instead of edits', async () => {
  await start();
  await client.open(uri, web);
  await change(
    2,
    { text: 'group web { inbound { allow tcp 22 from x } }' },
    { range: { start: { line: 0, character: 40 }, end: { line: 0, character: 41 } }, text: 'office' },
  );
  expect(await client.diagnose(uri)).toEqual([]);
});

test('the workspace is judged as a whole, files that were never opened too', async () => {
  await start({ files: { ...files, 'file:///shop/deep/x.sg': 'cvm lonely { private-ip 10.0.0.9 }' } });
  const report = await client.request<lsp.WorkspaceDiagnosticReport>('workspace/diagnostic', { previousResultIds: [] });
  const found = report.items.map(
    (item) => `${item.uri} ${item.kind === 'full' ? item.items.map(({ code }) => code) : item.kind}`,
  );
  expect(found).toEqual([
    'file:///shop/deep/x.sg cvm-without-group',
    'file:///shop/office.sg ',
    'file:///shop/web.sg ',
  ]);
  const previousResultIds = report.items.map((item) => ({ uri: item.uri, value: item.resultId ?? '' }));
  const again = await client.request<lsp.WorkspaceDiagnosticReport>('workspace/diagnostic', { previousResultIds });
  expect(again.items.map(({ kind }) => kind)).toEqual(['unchanged', 'unchanged', 'unchanged']);
});

test('the workspace is told in parts, and with progress, to a client that gives tokens for them', async () => {
  const many = Array.from({ length: 300 }, (_, i) => [`file:///shop/${i}.sg`, `cvm c${i} { private-ip 10.0.0.9 }`]);
  await start({ files: Object.fromEntries(many) });
  const found = new Set<string>();
  let parts = 0;
  client.connection.onProgress(new ProgressType<lsp.WorkspaceDiagnosticReportPartialResult>(), 'parts', ({ items }) => {
    parts++;
    for (const { uri: each } of items) found.add(each);
  });
  const shown: string[] = [];
  client.connection.onProgress(WorkDoneProgress.type, 'work', ({ kind }) => void shown.push(kind));
  const report = await client.request('workspace/diagnostic', {
    previousResultIds: [{ uri: 'file:///shop/gone.sg', value: 'x' }],
    partialResultToken: 'parts',
    workDoneToken: 'work',
  });
  expect(report).toEqual({ items: [] });
  expect(found.size).toBe(301);
  expect(parts).toBeGreaterThan(1);
  expect([shown[0], shown.at(-1)]).toEqual(['begin', 'end']);
});

test('a client that cannot pull is sent everything, and what is gone is cleared', async () => {
  await start({ files, capabilities: {} });
  await client.open(uri, web.replace('office', 'nobody'));
  await vi.waitFor(() => expect(client.published.get(uri)?.map(({ code }) => code)).toEqual(['unknown-name']));
  await change(2, { text: web });
  await vi.waitFor(() => expect(client.published.get(uri)).toEqual([]));
  client.host.files.set('file:///shop/office.sg', office.replace('groups web', ''));
  await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: 'file:///shop/office.sg', type: 2 }] });
  await vi.waitFor(() =>
    expect(client.published.get('file:///shop/office.sg')?.map(({ code }) => code)).toEqual(['cvm-without-group']),
  );
  client.host.files.delete('file:///shop/office.sg');
  await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: 'file:///shop/office.sg', type: 3 }] });
  await vi.waitFor(() => expect(client.published.get('file:///shop/office.sg')).toEqual([]));
});

test('what an edit changes in another open file reaches a client that asks about the edited file only', async () => {
  const wide = (refreshSupport: boolean) => ({
    textDocument: { diagnostic: {}, publishDiagnostics: {} },
    workspace: { diagnostics: { refreshSupport } },
  });
  const lists = 'file:///shop/office.sg';
  // It cannot be told to ask again, so that it is sent what is found.
  await start({ files, capabilities: wide(false) });
  expect(client.initialized.capabilities.diagnosticProvider).toBeUndefined();
  await client.open(uri, web);
  await client.open(lists, office.replace('office', 'offices'));
  await vi.waitFor(() => expect(client.published.get(uri)?.map(({ code }) => code)).toEqual(['unknown-name']));
  await client.stop();

  await start({ files, capabilities: wide(true) });
  expect(client.initialized.capabilities.diagnosticProvider).toBeDefined();
  await client.open(uri, web);
  expect(await client.diagnose(uri)).toEqual([]);
  let asked = 0;
  client.connection.onRequest(DiagnosticRefreshRequest.type, () => void asked++);
  await client.open(lists, office.replace('office', 'offices'));
  await vi.waitFor(() => expect(asked).toBeGreaterThan(0));
  expect(await client.diagnose(uri)).toEqual([expect.stringContaining('unknown-name: ')]);
  expect(client.published.size).toBe(0);
});

test('who has a single document open is asked to pull again where other files decide what is found in it', async () => {
  await start();
  const lists = 'file:///shop/office.sg';
  const folder = [{ uri: 'file:///shop', name: 'shop' }];
  let asked = 0;
  client.connection.onRequest(DiagnosticRefreshRequest.type, () => void asked++);
  async function isAskedAfter(told: Promise<void>, isUnknown: boolean): Promise<void> {
    asked = 0;
    await told;
    await vi.waitFor(() => expect(asked).toBeGreaterThan(0));
    expect((await client.diagnose(uri)).some((each) => each.startsWith('unknown-name: '))).toBe(isUnknown);
  }
  const foldersChange = (event: lsp.WorkspaceFoldersChangeEvent) =>
    client.notify('workspace/didChangeWorkspaceFolders', { event });
  await client.open(uri, web);
  expect(await client.diagnose(uri)).toEqual([]);
  await isAskedAfter(client.open(lists, office.replace('office', 'offices')), true);
  // What was not saved is given up.
  await isAskedAfter(client.close(lists), false);
  await isAskedAfter(foldersChange({ added: [], removed: folder }), true);
  await isAskedAfter(foldersChange({ added: folder, removed: [] }), false);
});

test('files that come, change and go outside are noticed, unsaved text wins', async () => {
  await start();
  await client.open(uri, web);
  client.host.files.set(uri, 'group web {}');
  client.host.files.delete('file:///shop/office.sg');
  await client.notify('workspace/didChangeWatchedFiles', {
    changes: [
      { uri, type: 2 },
      { uri: 'file:///shop/office.sg', type: 3 },
    ],
  });
  await vi.waitFor(async () =>
    expect(await client.diagnose(uri)).toContainEqual(expect.stringContaining('unknown-name: ')),
  );
  client.host.files.set('file:///shop/new/office.sg', office);
  await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: 'file:///shop/new/office.sg', type: 1 }] });
  await vi.waitFor(async () => expect(await client.diagnose(uri)).toEqual([]));
  // Of a folder that is gone, editors may tell nothing but that.
  client.host.files.delete('file:///shop/new/office.sg');
  await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: 'file:///shop/new', type: 3 }] });
  await vi.waitFor(async () =>
    expect(await client.diagnose(uri)).toContainEqual(expect.stringContaining('unknown-name: ')),
  );
});

test('a folder that the settings leave out is gone too when it is deleted', async () => {
  const config = 'file:///shop/secgroup.json';
  await start({ files: { ...files, [config]: '{"files": {"exclude": ["old/"]}}', 'file:///shop/old/x.sg': web } });
  const judged = async () => {
    const { items } = await client.request<lsp.WorkspaceDiagnosticReport>('workspace/diagnostic', {
      previousResultIds: [],
    });
    return items.map((each) => each.uri);
  };
  const all = await judged();
  client.host.files.delete('file:///shop/old/x.sg');
  await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: 'file:///shop/old', type: 3 }] });
  client.host.files.set(config, '{}');
  await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: config, type: 2 }] });
  expect(await judged()).toEqual(all);
});

test('the files of a client that promises to watch them, and refuses, are looked at', async () => {
  await start();
  client.connection.onRequest(RegistrationRequest.type, () => new ResponseError(-32601, 'unknown'));
  await client.open(uri, web);
  expect(await client.diagnose(uri)).toEqual([]);
  client.host.files.set('file:///shop/office.sg', office.replace('addresses office', 'addresses offices'));
  await vi.waitFor(
    async () => expect(await client.diagnose(uri)).toEqual([expect.stringContaining('unknown-name: ')]),
    { timeout: 20_000, interval: 200 },
  );
}, 30_000);

test('positions in UTF-8 are the same places as in UTF-16', async () => {
  const text = '# 网站 😀\ngroup 网站 "😀" { inbound { allow all from 公司 } }\naddresses 公司 { 203.0.113.0/24 }\n';
  const byEncoding: string[] = [];
  for (const encoding of ['utf-8', 'utf-16']) {
    await start({
      files: { 'file:///shop/a.sg': text },
      capabilities: { ...fullCapabilities, general: { positionEncodings: [encoding] } },
    });
    expect(client.initialized.capabilities.positionEncoding).toBe(encoding);
    const unit = encoding === 'utf-8' ? 'utf8' : 'utf16le';
    const length = (part: string) => Buffer.byteLength(part, unit) / (encoding === 'utf-8' ? 1 : 2);
    const [, line = ''] = text.split('\n');
    const position = { line: 1, character: length(line.slice(0, line.indexOf('公司') + 1)) };
    const [link] = await client.request<lsp.LocationLink[]>('textDocument/definition', {
      textDocument: { uri: 'file:///shop/a.sg' },
      position,
    });
    const slice = (range: lsp.Range) =>
      Buffer.from(text.split('\n')[range.start.line] ?? '', unit)
        .subarray(
          range.start.character * (encoding === 'utf-8' ? 1 : 2),
          range.end.character * (encoding === 'utf-8' ? 1 : 2),
        )
        .toString(unit);
    byEncoding.push(
      `${slice(link?.targetSelectionRange as lsp.Range)} ${slice(link?.originSelectionRange as lsp.Range)}`,
    );
    if (encoding === 'utf-8') await client.stop();
  }
  expect(byEncoding).toEqual(['公司 公司', '公司 公司']);
});

test('several folders are several models, a lone file is its own', async () => {
  await start({
    files: { 'file:///one/a.sg': 'group a {}', 'file:///two/b.sg': 'group b { inbound { allow all from a } }' },
    folders: ['file:///one', 'file:///two'],
  });
  expect(await client.diagnose('file:///two/b.sg')).toContainEqual(expect.stringContaining('unknown-name'));
  await client.open('untitled:Untitled-1', 'group c { inbound { allow all from a } }');
  expect(await client.diagnose('untitled:Untitled-1')).toContainEqual(expect.stringContaining('unknown-name'));
  await client.notify('workspace/didChangeWorkspaceFolders', {
    event: { added: [], removed: [{ uri: 'file:///two', name: 'two' }] },
  });
  await vi.waitFor(async () => expect(await client.diagnose('file:///two/b.sg')).toEqual([]));
});

test('no folder at all', async () => {
  await start({ folders: [] });
  await client.open('file:///elsewhere/x.sg', 'group x { inbound { allow tcp 70000 from any } }');
  expect(await client.diagnose('file:///elsewhere/x.sg')).toContainEqual(expect.stringContaining('invalid-port'));
});

test('where the server has no disk, the client reads; what is ignored is left out all the same', async () => {
  const unread = {
    ...files,
    'file:///shop/网站.sg': 'group 网站 { inbound { allow all from office } }',
    'file:///shop/.gitignore': 'made/\n',
    'file:///shop/made/x.sg': 'group web {}',
    'file:///shop/deep/.gitignore': '/*.old.sg',
    'file:///shop/deep/a.old.sg': 'group web {}',
  };
  await start({ files: unread, readsFiles: true });
  expect(await client.diagnose(uri)).toEqual([]);
  const symbols = await client.request<lsp.SymbolInformation[]>('workspace/symbol', { query: '' });
  expect(symbols.map(({ name }) => name).sort()).toEqual(['office', 'web', 'web-1', '网站']);
});

test('the spelling of a URI is the client’s', async () => {
  await start({ files: {}, folders: ['file:///c%3A/my%20shop'] });
  const spelt = 'file:///c:/my shop/web.sg';
  await client.open(spelt, 'group web {}\ncvm c { groups web }');
  const found = await client.request<lsp.Location[]>('textDocument/references', {
    textDocument: { uri: spelt },
    position: { line: 0, character: 7 },
    context: { includeDeclaration: true },
  });
  expect(found.map((location) => location.uri)).toEqual([spelt, spelt]);
});

test('letter case, on a disk that does not tell it apart', async () => {
  await start();
  client.host.resolve = (each) => each.toLowerCase();
  const shouted = 'file:///SHOP/Web.sg';
  await client.open(shouted, web);
  expect(await client.diagnose(shouted)).toEqual(
    await (async () => {
      await client.open(uri, web);
      return client.diagnose(uri);
    })(),
  );
  await client.close(uri);
  const renamed = await client.request<lsp.WorkspaceEdit>('textDocument/rename', {
    textDocument: { uri: shouted },
    position: positionOf(web, 'office'),
    newName: 'hq',
  });
  const edited = (renamed.documentChanges as lsp.TextDocumentEdit[]).map(({ textDocument }) => textDocument.uri);
  expect(edited.sort()).toEqual([shouted, 'file:///shop/office.sg'].sort());
});

test('an exception answers its request, is logged once, and the others go on', async () => {
  vi.mocked(hover.hover).mockImplementation(() => {
    throw new Error('broken on purpose');
  });
  await start();
  await client.open(uri, web);
  const params = { textDocument: { uri }, position: { line: 0, character: 7 } };
  for (let i = 0; i < 3; i++) {
    await expect(client.request('textDocument/hover', params)).rejects.toMatchObject({
      code: -32603,
      message: expect.stringContaining('broken on purpose'),
    });
  }
  expect(await client.request('textDocument/definition', params)).not.toBeNull();
  expect(client.log.filter((line) => line.includes('broken on purpose'))).toHaveLength(1);
});

test('errors of the protocol have its codes', async () => {
  await start();
  await expect(client.request('textDocument/nothing', {})).rejects.toMatchObject({ code: -32601 });
  await expect(
    client.request('initialize', { processId: null, rootUri: null, capabilities: {} }),
  ).rejects.toMatchObject({ code: -32600 });
  await client.request('shutdown', undefined);
  await expect(
    client.request('textDocument/hover', { textDocument: { uri }, position: { line: 0, character: 0 } }),
  ).rejects.toMatchObject({ code: -32600 });
});

test('a change of a document that is closed, or was never open, changes nothing', async () => {
  await start();
  await client.open(uri, web);
  await client.close(uri);
  await change(9, { text: 'group x {' });
  await client.notify('textDocument/didClose', { textDocument: { uri: 'file:///shop/never.sg' } });
  expect(await client.diagnose(uri)).toEqual([]);
  expect(client.log).toEqual([]);
});

test('what may be left out may be null, and is refused where it is of another shape', async () => {
  await start();
  await client.open(uri, web.replace('office', 'nobody'));
  const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
  const wholly = (about: object) => client.request<{ items: unknown[] }>('workspace/diagnostic', about);
  const actions = (only: unknown) =>
    client.request<unknown[]>('textDocument/codeAction', { textDocument: { uri }, range, context: { only } });
  const none = { previousResultIds: null, workDoneToken: null, partialResultToken: null };
  expect((await wholly(none)).items).toHaveLength(2);
  expect((await actions(null)).length).toBeGreaterThan(0);
  for (const wrong of [{ previousResultIds: [null] }, { partialResultToken: {} }, { workDoneToken: [] }])
    await expect(wholly({ ...none, ...wrong })).rejects.toThrow(/'params\.\w+(\[0\])?' is to be/);
  await expect(actions('quickfix')).rejects.toThrow("'params.context.only' is to be a list.");
  expect(client.log).toEqual([]);
});

test('settings switch hints and lenses', async () => {
  await start({
    files,
    initializationOptions: { settings: { lenses: { groups: false }, hints: { policyIndex: false } } },
  });
  await client.open(uri, web);
  const whole = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
  const hints = () =>
    client.request<lsp.InlayHint[]>('textDocument/inlayHint', { textDocument: { uri }, range: whole });
  expect(await hints()).toEqual([]);
  expect(await client.request('textDocument/codeLens', { textDocument: { uri } })).toEqual([]);
  await client.notify('workspace/didChangeConfiguration', { settings: { secgroup: {} } });
  expect((await hints()).map(({ label }) => label)).toEqual(['0', '1']);
  const lenses = await client.request<lsp.CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
  expect(lenses.map(({ command }) => command?.title)).toEqual(['2/100 in · 0/100 out · 1 CVM · 0 references']);
});

test('the first index shows progress to a client that shows it', async () => {
  await start();
  await client.diagnose(uri);
  expect(client.progress[0]).toBe('begin Reading rule files');
  expect(client.progress.at(-1)).toBe('end');
});
