// Guards that a file in another encoding than UTF-8 is read as what it is or told as one fault, and is never written in another one.
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { run } from './program.ts';
import { type RawServer, startServer } from './rawServer.ts';

/** The same in GBK. */
const lists = Buffer.from(
  '726567696f6e2061702d6775616e677a686f750a616464726573736573206f6666696365207b203230332e302e3131332e302f32342022d7dcb2bf22207d0a',
  'hex',
);
const picture = Buffer.from('89504e470d0a1a0a0000000d4948445200000010', 'hex');
const snapshot = Buffer.concat([
  Buffer.from(
    '{"version": 1, "regions": [{"Region": "ap-guangzhou", "SecurityGroupSet": [{"SecurityGroupId": "sg-9z", "SecurityGroupName": "',
  ),
  Buffer.from('cdf8d5be', 'hex'),
  Buffer.from('"}]}]}\n'),
]);
const web = 'region ap-guangzhou\ngroup web { inbound { allow tcp 443 from office } }\n';

let folder: string;
let server: RawServer | undefined;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'secgroup-encodings-')));
});
afterEach(() => {
  server?.kill();
  rmSync(folder, { recursive: true, force: true });
});

const put = (name: string, bytes: Uint8Array | string): void => writeFileSync(path.join(folder, name), bytes);
const uriOf = (name: string): string => pathToFileURL(path.join(folder, name)).href;
const notUtf8 = 'The file is not UTF-8; it was read as GB18030. Save it as UTF-8.';

async function findings(...args: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await run(folder, ['check', '--format', 'json', ...args]);
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { file: string; code: string; severity: string; message: string }[];
  };
  return diagnostics
    .filter(({ severity }) => severity !== 'hint')
    .map(({ file, code, severity, message }) => `${file} ${severity} ${code}: ${message}`);
}

test('a rule file and a snapshot in GBK are read, and told as such once', async () => {
  put('lists.sg', lists);
  put('web.sg', web);
  put('web.sg.json', snapshot);
  const told = (file: string) => `${file} warning suspicious-character: ${notUtf8}`;
  expect(await findings('.')).toEqual([told('lists.sg'), told('web.sg.json')]);
  const { stdout, exit } = await run(folder, ['export', '网站', '--as', 'policies', 'web.sg.json']);
  expect([exit, JSON.parse(stdout)]).toEqual([0, { Ingress: [], Egress: [] }]);
});

test('formatting keeps its hands off, and says why, whether anything would change or not', async () => {
  put('lists.sg', lists);
  put('web.sg', web);
  put('picture.sg', picture);
  for (const args of [['--check'], []]) {
    const { exit, stderr } = await run(folder, ['format', ...args, '.']);
    expect(exit).toBe(2);
    expect(stderr).toContain("'lists.sg' is not formatted: It is GB18030, not UTF-8. Save it as UTF-8 first.");
    expect(stderr).toContain("'picture.sg' is not formatted: The file is not text");
  }
  expect(readFileSync(path.join(folder, 'lists.sg'))).toEqual(lists);
  expect(readFileSync(path.join(folder, 'picture.sg'))).toEqual(picture);
});

test('what is no text is one error', async () => {
  put('picture.sg', picture);
  put('picture.sg.json', picture);
  const told = (file: string) =>
    `${file} error syntax-error: The file is not text: it is neither UTF-8 nor UTF-16, and no GB18030 either.`;
  expect(await findings('.')).toEqual([told('picture.sg'), told('picture.sg.json')]);
});

test('the server says the same of files that are not open, and does not edit them', async () => {
  put('lists.sg', lists);
  put('picture.sg', picture);
  put('web.sg', web);
  server = startServer();
  await server.initialize({}, [pathToFileURL(folder).href]);
  server.open(uriOf('web.sg'), web);
  // The file that is no text may use the group.
  expect(await server.diagnose(uriOf('web.sg'))).toEqual([]);
  expect(await server.diagnose(uriOf('lists.sg'))).toMatchObject([{ code: 'suspicious-character', message: notUtf8 }]);
  expect(await server.diagnose(uriOf('picture.sg'))).toMatchObject([{ code: 'syntax-error' }]);
  const position = { line: 1, character: 43 };
  const { error } = await server.request('textDocument/rename', {
    textDocument: { uri: uriOf('web.sg') },
    position,
    newName: 'hq',
  });
  expect(error?.message).toBe("'lists.sg' cannot be changed. It is GB18030, not UTF-8. Save it as UTF-8 first.");
});

test('an editor that reads it as UTF-8 is told one fault, not one for each word', async () => {
  put(
    'lists.sg',
    Buffer.concat([lists, Buffer.from('addresses '), Buffer.from('d7dcb2bf', 'hex'), Buffer.from(' { 10.0.0.0/8 }\n')]),
  );
  const text = readFileSync(path.join(folder, 'lists.sg'), 'utf8');
  expect(text).toContain('\ufffd');
  server = startServer();
  await server.initialize({}, [pathToFileURL(folder).href]);
  server.open(uriOf('lists.sg'), text);
  const found = (await server.diagnose(uriOf('lists.sg'))).filter(({ code }) => !code.startsWith('unused-'));
  expect(found).toMatchObject([{ code: 'syntax-error', range: { start: { line: 1, character: 35 } } }]);
  expect(found[0]?.message).toMatch(/^The file is not UTF-8, and characters were lost when it was read\./);
});

test.runIf(process.platform === 'linux')('a name in another encoding is told as that', async () => {
  writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from('d7dcb2bf', 'hex'), Buffer.from('.sg')]), web);
  const { exit, stderr } = await run(folder, ['check']);
  expect([exit, stderr]).toEqual([2, expect.stringContaining('cannot be read. Its name is not UTF-8: rename it.')]);
  server = startServer();
  await server.initialize({}, [pathToFileURL(folder).href]);
  const { result } = await server.request('workspace/diagnostic', { previousResultIds: [] });
  expect(JSON.stringify(result)).toContain('The file cannot be read: Its name is not UTF-8: rename it.');
});
