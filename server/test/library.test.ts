// Guards that the library answers as the command line does, holds back what is of half a model, and throws only for what its types forbid.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { main } from '#cli/main.ts';
import { check, diff, packet, plan, reach } from '../src/library.ts';
import { runInMemory } from './cli/memorySystem.ts';

const samples = path.join(import.meta.dirname, '../../samples');
const today = '2026-11-24';

function filesIn(folder: string): ReadonlyMap<string, string> {
  const names = readdirSync(path.join(samples, folder)).filter((name) => /\.sg(\.json)?$|^secgroup\.json$/.test(name));
  return new Map(names.map((name) => [name, readFileSync(path.join(samples, folder, name), 'utf8')]));
}

async function printed(files: ReadonlyMap<string, string>, args: readonly string[]): Promise<unknown> {
  const ran = await runInMemory(files, '', (system) => main([...args, '--format', 'json'], system));
  return JSON.parse(ran.stdout);
}

/** As JSON holds it: members that are undefined are absent. */
function asJson(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer));
}

describe.each(['shop', 'with-mistakes', 'snapshot'])('of samples/%s', (folder) => {
  const files = filesIn(folder);

  test('check says what the command prints', async () => {
    const answer = check(files, { today });
    expect(asJson(answer)).toEqual(await printed(files, ['check']));
    expect(answer.diagnostics.length > 0).toBe(folder === 'with-mistakes');
  });
});

const shop = filesIn('shop');

test('packet, reach, diff and plan say what the commands print', async () => {
  const end = { from: 'internet', to: 'web-1' };
  const question = { from: '198.51.100.7', to: 'web-1', protocol: 'tcp', port: 443, today };
  expect(asJson(packet(shop, question))).toEqual(
    await printed(shop, ['packet', '--from', '198.51.100.7', '--to', 'web-1', '--protocol', 'tcp', '--port', '443']),
  );
  expect(asJson(reach(shop, { to: end.to, today }))).toEqual(await printed(shop, ['reach', '--to', end.to]));
  const changed = new Map([...shop].map(([name, text]) => [name, text.replaceAll('443', '8443')]));
  const versions = new Map([
    ...[...shop].map(([name, text]) => [`old/${name}`, text] as const),
    ...[...changed].map(([name, text]) => [`new/${name}`, text] as const),
  ]);
  const within = (files: ReadonlyMap<string, string>, name: string) =>
    new Map([...files].map(([file, text]) => [`${name}/${file}`, text]));
  expect(asJson(diff(within(shop, 'old'), within(changed, 'new'), { today }))).toEqual(
    await printed(versions, ['diff', 'old', 'new']),
  );
  const live = filesIn('snapshot');
  const [snapshot = ''] = live.keys();
  const wanted = new Map([
    ['wanted.sg', 'region ap-singapore\ngroup new "New" {\n  inbound { allow tcp 22 from 10.0.0.0/8 }\n}\n'],
  ]);
  expect(asJson(plan(live, wanted, { today }))).toEqual(
    await printed(new Map([...live, ...wanted]), ['plan', '--from', snapshot, 'wanted.sg']),
  );
});

test('what was not read and could change the answer holds it back, with its place', () => {
  const files = {
    'rules/a b.sg':
      'group web {\n  inbound {\n    deny tcp 22 form 10.0.0.0/8\n    allow tcp 22 from any\n  }\n}\ncvm w { private-ip 10.0.1.1 groups web }\n',
  };
  const question = { from: '198.51.100.7', to: 'w', protocol: 'tcp', port: 22 };
  const held = packet(files, question);
  expect('error' in held && held.incomplete).toMatchObject([{ file: 'rules/a b.sg', range: { start: { line: 2 } } }]);
  expect(packet(files, { ...question, partial: true })).toMatchObject({ verdict: 'allow' });
  expect(packet(files, { ...question, from: 'w', to: '198.51.100.7' })).toMatchObject({ verdict: 'deny' });
  expect(packet(files, { ...question, port: 99999 })).toEqual({
    error: "'99999' is not a port: use a number from 1 to 65535.",
  });
});

test('settings are those of secgroup.json', () => {
  const files = {
    'web.sg': 'group web { inbound { allow tcp 22 from any } }\n',
    'secgroup.json': '{ "severity": { "unused-group": "error" } }',
  };
  expect(check(files).diagnostics.map(({ code, severity }) => [code, severity])).toContainEqual([
    'unused-group',
    'error',
  ]);
});

test('a question that says nothing is an error in words', () => {
  expect(reach({}, {})).toEqual({ error: "Say either 'to' or 'from'." });
  expect(packet({}, { from: 'x', to: 'y', protocol: 'zip' })).toHaveProperty('error');
  expect(plan({}, {}, { region: 'ap-nowhere' })).toHaveProperty('steps');
});

test('any text of any name is answered', () => {
  expect(check({ 'rules/\ud800.sg': 'group \ud800' }).diagnostics).not.toEqual([]);
});

test('what the types forbid is told in words', () => {
  const bytes: object = { 'web.sg': Buffer.from('group web {}') };
  expect(() => check(bytes as Record<string, string>)).toThrow(
    "'web.sg' is no text: give a string, as readFileSync(path, 'utf8') returns it.",
  );
  expect(() => check({}, { today: '31.3.2027' })).toThrow("'31.3.2027' is no day: write 'today' as 2027-03-31.");
});
