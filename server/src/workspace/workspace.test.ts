// Guards which files make up a model: folders, open documents over the disk, what is left out, limits.

import { expect, test } from 'vitest';
import { type MemoryHost, memoryHost } from '../../test/support/memoryHost.ts';
import { diagnosticsOf } from './folderDiagnostics.ts';
import { editorLimits } from './limits.ts';
import { Workspace } from './workspace.ts';

const today = () => '2026-06-01';

async function workspace(
  files: Record<string, string>,
  ...folders: string[]
): Promise<{ host: MemoryHost; workspace: Workspace }> {
  const host = memoryHost(Object.entries(files));
  const made = new Workspace({ host, limits: editorLimits, today });
  for (const folder of folders) await made.addFolder(folder);
  return { host, workspace: made };
}

function codes(made: Workspace, uri: string): string[] {
  const folder = made.folderOf(uri);
  return folder === undefined ? [] : diagnosticsOf(folder, uri).map(({ code }) => code);
}

const WEB =
  'group web { inbound { allow ssh from office until 2030-01-01 } }\ncvm c { private-ip 10.0.0.1 groups web }\n';
const OFFICE = 'addresses office { 203.0.113.0/24 }\n';

test('the files of a folder are one model, unsaved text wins over the disk until the file is closed', async () => {
  const { workspace: made } = await workspace(
    { 'file:///w/web.sg': WEB, 'file:///w/lists/office.sg': OFFICE },
    'file:///w/',
  );
  expect(codes(made, 'file:///w/web.sg')).toEqual([]);
  made.open('file:///w/lists/office.sg', 'addresses offices { 10.0.0.1 }');
  expect(codes(made, 'file:///w/web.sg')).toEqual(['unknown-name']);
  made.changeText('file:///w/lists/office.sg', 'addresses office { 10.0.0.1 }', [{ start: 16, end: 17, newText: '' }]);
  expect(codes(made, 'file:///w/web.sg')).toEqual([]);
  made.changeText('file:///w/lists/office.sg', '');
  expect(codes(made, 'file:///w/web.sg')).toEqual(['unknown-name']);
  await made.close('file:///w/lists/office.sg');
  expect(codes(made, 'file:///w/web.sg')).toEqual([]);
});

test('several folders are several models, of folders within each other the inner one has the file, a lone file is its own', async () => {
  const { workspace: made } = await workspace(
    { 'file:///a/web.sg': WEB, 'file:///a/in/office.sg': OFFICE, 'file:///ab/office.sg': OFFICE },
    'file:///a',
    'file:///ab',
  );
  expect(codes(made, 'file:///a/web.sg')).toEqual([]);
  await made.addFolder('file:///a/in');
  expect(codes(made, 'file:///a/web.sg')).toEqual(['unknown-name']);
  expect(made.folders().map(({ root, files }) => [root, files.size])).toEqual([
    ['file:///a', 1],
    ['file:///ab', 1],
    ['file:///a/in', 1],
  ]);
  await made.removeFolder('file:///a/in');
  made.open('file:///elsewhere/x.sg', WEB);
  made.open('untitled:Untitled-1', 'group web { inbound { allow ssh form office } }');
  expect(codes(made, 'file:///elsewhere/x.sg')).toEqual(['unknown-name']);
  expect(codes(made, 'untitled:Untitled-1')).toContain('syntax-error');
  await made.addFolder('file:///elsewhere');
  expect(made.folderOf('file:///elsewhere/x.sg')?.root).toBe('file:///elsewhere');
  await made.close('untitled:Untitled-1');
  expect(made.folderOf('untitled:Untitled-1')).toBeUndefined();
});

test('what was in a folder that went is in the folder around it', async () => {
  const { host, workspace: made } = await workspace({ 'file:///w/web.sg': WEB }, 'file:///w');
  host.files.set('file:///w/in/office.sg', OFFICE);
  await made.addFolder('file:///w/in');
  expect(codes(made, 'file:///w/web.sg')).toEqual(['unknown-name']);
  await made.removeFolder('file:///w/in');
  expect(codes(made, 'file:///w/web.sg')).toEqual([]);
});

test('what is read of a file while an added folder takes it over is not lost', async () => {
  const inner = 'file:///w/in/web.sg';
  async function taken(after: string | undefined, read: (made: Workspace) => Promise<unknown>): Promise<string[]> {
    const { host, workspace: made } = await workspace({ [inner]: 'group old { }' }, 'file:///w');
    if (after === undefined) host.files.delete(inner);
    else host.files.set(inner, after);
    let adding: Promise<void> | undefined;
    host.called = () => {
      adding ??= made.addFolder('file:///w/in');
    };
    await read(made);
    await adding;
    return made.folders().flatMap((folder) => [...folder.files.values()].map(({ text }) => text));
  }
  const closed = (made: Workspace) => {
    made.open(inner, 'group unsaved { }');
    return made.close(inner);
  };
  const changed = (made: Workspace) => made.filesChanged([{ uri: inner, kind: 'changed' }]);
  for (const read of [closed, changed, (made: Workspace) => made.lookAgain()]) {
    expect(await taken('group new { }', read)).toEqual(['group new { }']);
    expect(await taken(undefined, read)).toEqual([]);
  }
});

test('what happens on the disk is noticed, but for open files', async () => {
  const { host, workspace: made } = await workspace({ 'file:///w/web.sg': WEB }, 'file:///w');
  expect(codes(made, 'file:///w/web.sg')).toEqual(['unknown-name']);
  host.files.set('file:///w/lists/office.sg', OFFICE);
  await made.filesChanged([{ uri: 'file:///w/lists', kind: 'created' }]);
  expect(codes(made, 'file:///w/web.sg')).toEqual([]);
  host.files.set('file:///w/lists/office.sg', '');
  await made.filesChanged([{ uri: 'file:///w/lists/office.sg', kind: 'changed' }]);
  expect(codes(made, 'file:///w/web.sg')).toEqual(['unknown-name']);
  made.open('file:///w/lists/office.sg', OFFICE);
  host.files.delete('file:///w/lists/office.sg');
  await made.filesChanged([{ uri: 'file:///w/lists', kind: 'deleted' }]);
  expect(codes(made, 'file:///w/web.sg')).toEqual([]);
  await made.close('file:///w/lists/office.sg');
  expect(codes(made, 'file:///w/web.sg')).toEqual(['unknown-name']);
});

test('a folder of the workspace that is deleted, or lies in one that is, is empty until it is there again', async () => {
  const { host, workspace: made } = await workspace(
    { 'file:///w/a/in/office.sg': OFFICE, 'file:///w/a/web.sg': WEB },
    'file:///w/a',
    'file:///w/a/in',
  );
  const files = () => made.folders().flatMap((folder) => [...folder.files.keys()]);
  const all = files();
  for (const uri of ['file:///w/a', 'file:///w', 'file:///w/']) {
    const held = [...host.files];
    host.files.clear();
    await made.filesChanged([{ uri, kind: 'deleted' }]);
    expect(files(), uri).toEqual([]);
    for (const [name, text] of held) host.files.set(name, text);
    await made.filesChanged([{ uri, kind: 'created' }]);
    expect(files(), uri).toEqual(all);
  }
});

test('a file that is left out is in the model as long as it is open, one that was made meanwhile stays', async () => {
  const host = memoryHost([['file:///w/web.sg', WEB]]);
  const list: MemoryHost['list'] = async (folder) => {
    const { uris, complete } = await host.list(folder);
    return { uris: uris.filter((uri) => !uri.includes('/out/')), complete };
  };
  host.files.set('file:///w/out/office.sg', OFFICE);
  const made = new Workspace({ host: { ...host, list }, limits: editorLimits, today });
  await made.addFolder('file:///w');
  expect(codes(made, 'file:///w/web.sg')).toEqual(['unknown-name']);
  for (const folder of ['out', 'in']) {
    made.open(`file:///w/${folder}/office.sg`, OFFICE);
    expect(codes(made, 'file:///w/web.sg')).toEqual([]);
    host.files.set(`file:///w/${folder}/office.sg`, OFFICE);
    await made.close(`file:///w/${folder}/office.sg`);
    expect(codes(made, 'file:///w/web.sg')).toEqual(folder === 'out' ? ['unknown-name'] : []);
  }
});

test("the root's settings hold, also unsaved ones; those further down say nothing", async () => {
  const { workspace: made } = await workspace(
    { 'file:///w/a.sg': 'group alone { }', 'file:///w/in/secgroup.json': '{"severity": {"unused-group": "off"}}' },
    'file:///w',
  );
  expect(codes(made, 'file:///w/a.sg')).toEqual(['unused-group']);
  made.open('file:///w/secgroup.json', '{"severity": {"unused-group": "off", "x": 1}}');
  expect(codes(made, 'file:///w/a.sg')).toEqual([]);
  expect(codes(made, 'file:///w/secgroup.json')).toEqual(['config-error']);
  expect(codes(made, 'file:///w/in/secgroup.json')).toEqual([]);

  // It was open before the folder was, and settings of its own until then.
  const { workspace: other } = await workspace({});
  other.open('file:///w/in/secgroup.json', '{"x": 1}');
  expect(codes(other, 'file:///w/in/secgroup.json')).toEqual(['config-error']);
  await other.addFolder('file:///w');
  expect(codes(other, 'file:///w/in/secgroup.json')).toEqual([]);
  expect(other.folders().flatMap(({ files }) => [...files.keys()])).toEqual([]);
});

test('a file that the settings leave out is judged for itself as long as it is open', async () => {
  const { workspace: made } = await workspace(
    {
      'file:///w/secgroup.json': '{ "files": { "exclude": ["old/"] } }',
      'file:///w/office.sg': OFFICE,
      'file:///w/old/web.sg': WEB,
    },
    'file:///w',
  );
  const roots = () => made.folders().map(({ root }) => root);
  expect(roots()).toEqual(['file:///w']);
  made.open('file:///w/old/web.sg', WEB);
  expect(roots()).toEqual(['file:///w', 'file:///w/old/web.sg']);
  expect(codes(made, 'file:///w/old/web.sg')).toEqual(['unknown-name']);
  made.changeText('file:///w/old/web.sg', WEB.replace('office', '10.0.0.0/8'));
  expect(codes(made, 'file:///w/old/web.sg')).toEqual([]);
  made.open('file:///w/secgroup.json', '{}');
  expect(roots()).toEqual(['file:///w']);
  await made.close('file:///w/secgroup.json');
  await made.close('file:///w/old/web.sg');
  expect(roots()).toEqual(['file:///w']);
});

test('past a limit less is done, and said', async () => {
  const files = Object.fromEntries(Array.from({ length: 4 }, (_, i) => [`file:///w/${i}.sg`, `group g${i} { }`]));
  const host = memoryHost(
    Object.entries({ ...files, 'file:///w/big.sg': `group big { inbound { allow ssh form x } } # ${'x'.repeat(100)}` }),
  );
  const made = new Workspace({ host, limits: { fileSize: 100, files: 5 }, today });
  await made.addFolder('file:///w');
  host.files.set('file:///w/z.sg', 'group z { }');
  await made.filesChanged([{ uri: 'file:///w/z.sg', kind: 'created' }]);
  const [folder] = made.folders();
  expect(folder?.notices).toEqual([
    'There are more than 5 files; the rest are left out.',
    expect.stringContaining("'big.sg' is larger than"),
  ]);
  expect(folder?.files.size).toBe(5);
  expect(codes(made, 'file:///w/big.sg')).toEqual(['syntax-error']);
  expect(folder?.model.groups.some(({ name }) => name === 'big')).toBe(false);
});

test('a list that is too large to be judged is said', async () => {
  const rules = Array.from(
    { length: 9000 },
    (_, i) => `allow tcp ${i + 1} from 10.${i % 200}.${i >> 8}.${(i * 7) % 256}`,
  );
  const host = memoryHost([['file:///w/a.sg', `group huge { inbound {\n${rules.join('\n')}\n} }`]]);
  const made = new Workspace({ host, limits: editorLimits, today });
  await made.addFolder('file:///w');
  expect(made.folders()[0]?.notices).toEqual([
    "The 9,000 inbound policies of 'huge' differ too much for shadowed and redundant ones to be looked for: addresses times services are over 200,000,000.",
  ]);
  const many = Array.from({ length: 100_001 }, () => 'allow all from any');
  made.open('file:///w/a.sg', `group huge { inbound {\n${many.join('\n')}\n} }`);
  expect(made.folders()[0]?.notices[0]).toBe(
    "The 100,001 list of 'huge' has inbound policies: shadowed and redundant ones are looked for in up to 100,000.",
  );
});

test('a folder of the workspace that is no more is said, also where it is deleted while it is open', async () => {
  const host = memoryHost([['file:///w/a.sg', WEB]]);
  const list: MemoryHost['list'] = async (folder) => {
    const { uris, complete } = await host.list(folder);
    return { uris, complete, unread: new Map(uris.length > 0 ? [] : [[folder, 'It does not exist.']]) };
  };
  const made = new Workspace({ host: { ...host, list }, limits: editorLimits, today });
  await made.addFolder('file:///w');
  const notices = () => made.folders().flatMap((folder) => folder.notices);
  expect(notices()).toEqual([]);
  host.files.clear();
  await made.filesChanged([{ uri: 'file:///w', kind: 'deleted' }]);
  expect(notices()).toEqual(["'w' cannot be read: It does not exist."]);
  // An editor that still has the file open writes it again.
  made.open('file:///w/a.sg', WEB);
  host.files.set('file:///w/a.sg', WEB);
  await made.filesChanged([{ uri: 'file:///w/a.sg', kind: 'created' }]);
  expect(notices()).toEqual([]);
});

test('a folder that cannot be listed is said, and no more once it can', async () => {
  const host = memoryHost([['file:///w/a.sg', 'group a { }']]);
  let unread = new Map([['file:///w/secret', 'Permission is denied.']]);
  const list = async (folder: string) => ({ ...(await host.list(folder)), unread });
  const made = new Workspace({ host: { ...host, list, relist: list }, limits: editorLimits, today });
  await made.addFolder('file:///w');
  expect(made.folders()[0]?.notices).toEqual(["'secret' cannot be read: Permission is denied."]);
  expect(made.folders()[0]?.leftOut[0]?.uri).toBe('file:///w/secret');
  unread = new Map();
  await made.lookAgain();
  expect(made.folders()[0]?.notices).toEqual([]);
});

test('a folder stays what it was, and the next one shares what did not change', async () => {
  const { workspace: made } = await workspace({ 'file:///w/web.sg': WEB, 'file:///w/office.sg': OFFICE }, 'file:///w');
  const before = made.folderOf('file:///w/web.sg');
  const group = before?.model.groups[0];
  expect(made.folderOf('file:///w/web.sg')).toBe(before);
  made.open('file:///w/office.sg', `${OFFICE}group other { }`);
  const after = made.folderOf('file:///w/web.sg');
  expect(after?.model.groups.find(({ name }) => name === 'web')).toBe(group);
  expect(before?.model.groups.some(({ name }) => name === 'other')).toBe(false);
  expect(after?.model.groups.some(({ name }) => name === 'other')).toBe(true);
});

test('a file that says what is live is a model of its own beside the folder, under its settings, as long as its name says so', async () => {
  // Guards that a folder with rule files and the snapshot they came from has nothing twice.
  const group = { SecurityGroupId: 'sg-aaaaaaaa', SecurityGroupName: 'web', SecurityGroupPolicySet: {} };
  const live = JSON.stringify({ version: 1, regions: [{ Region: 'ap-guangzhou', SecurityGroupSet: [group] }] });
  const { workspace: made } = await workspace(
    {
      'file:///w/web.sg':
        'region ap-guangzhou\ngroup web { id sg-aaaaaaaa }\ncvm c { private-ip 10.0.0.1 groups web }\n',
      'file:///w/in/gz.live.sg.json': live,
      'file:///w/hk.live.sg.json': live,
    },
    'file:///w',
  );
  const shape = () => made.folders().map(({ root, files, isLive }) => [root, [...files.keys()], isLive]);
  const [hk, gz, web] = ['file:///w/hk.live.sg.json', 'file:///w/in/gz.live.sg.json', 'file:///w/web.sg'];
  expect(shape()).toEqual([
    ['file:///w', [web], false],
    [hk, [hk], true],
    [gz, [gz], true],
  ]);
  expect([web, hk, gz].map((uri) => codes(made, uri))).toEqual([[], ['unused-group'], ['unused-group']]);
  expect(made.ruleFolderOf(hk)?.root).toBe('file:///w');
  const before = made.folderOf(hk);
  made.open(web, 'region ap-guangzhou');
  expect(made.folderOf(hk)).toBe(before);
  await made.close(web);
  made.open('file:///w/secgroup.json', '{"live": ["in/"], "severity": {"unused-group": "off"}}');
  expect(shape()).toEqual([
    ['file:///w', [hk, 'file:///w/secgroup.json', web], false],
    [gz, [gz], true],
  ]);
  expect(codes(made, gz)).toEqual([]);
  expect(codes(made, hk)).toContain('live-as-wanted');
  made.open('file:///elsewhere/x.live.sg.json', live, 'json');
  expect(shape().at(-1)).toEqual(['file:///elsewhere/x.live.sg.json', ['file:///elsewhere/x.live.sg.json'], false]);
});

test('a file that cannot be read says why, in its own findings, until it can', async () => {
  const uri = 'file:///w/secret.sg';
  const host = memoryHost([['file:///w/a.sg', 'group web {}\n']]);
  const { list, read } = host;
  let mayRead = false;
  const listAll = async (folder: string) => {
    const { uris, complete } = await list(folder);
    return { uris: [...uris, uri], complete };
  };
  const workspace = new Workspace({
    host: {
      ...host,
      list: listAll,
      relist: listAll,
      read: async (asked) =>
        asked !== uri ? read(asked) : mayRead ? { text: 'group db {}\n' } : { error: 'Permission is denied.' },
      stamps: async (uris) => uris.map(() => undefined),
    },
    limits: editorLimits,
    today: () => '2027-01-01',
  });
  await workspace.addFolder('file:///w');
  const findings = () => {
    const folder = workspace.folderOf(uri);
    return folder === undefined ? [] : diagnosticsOf(folder, uri).map(({ code, message }) => `${code}: ${message}`);
  };
  expect(findings()).toEqual(['syntax-error: The file cannot be read: Permission is denied.']);
  mayRead = true;
  expect(await workspace.lookAgain()).toBe(true);
  expect(findings()).toEqual([expect.stringContaining('unused-group')]);
  mayRead = false;
  await workspace.filesChanged([{ uri, kind: 'changed' }]);
  expect(findings()).toHaveLength(1);
});
