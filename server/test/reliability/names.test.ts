// Guards that names which objects of JavaScript have from birth are names like others, everywhere, and change no prototype.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { main } from '#cli/main.ts';
import { runInMemory } from '../cli/memorySystem.ts';
import { startClient } from '../protocol/client.ts';

const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '__defineGetter__', 'valueOf'];

/** Freezing for good would break whatever the runner loads later: additions are looked for instead, changes are refused by a getter. */
let before: readonly string[] = [];
const keys = (): readonly string[] => [
  ...Object.getOwnPropertyNames(Object.prototype),
  ...Object.getOwnPropertyNames(Array.prototype),
];
beforeAll(() => {
  before = keys();
  Object.preventExtensions(Object.prototype);
});
afterAll(() => expect(keys()).toEqual(before));

const rules = NAMES.map(
  (name, i) => `addresses a_${name} { 10.${i}.0.0/16 }
services s_${name} { tcp ${i + 1} }
group ${name} "${name}" { inbound { allow s_${name} from a_${name}, ${NAMES[(i + 1) % NAMES.length]} } }
cvm c_${name} { private-ip 10.${i}.0.1 groups ${name} }
expect allow s_${name} from a_${name} to c_${name} "${name}"
`,
).join('');

const ask = async (files: ReadonlyMap<string, string>, ...args: readonly string[]) => {
  const ran = await runInMemory(files, '', (system) => main(args, system));
  expect(ran.stderr).not.toContain('unexpected fault');
  return ran;
};

test('rules: no finding but of what is named, every expectation judged, every format written', async () => {
  const files = new Map([['a.sg', rules]]);
  const { diagnostics } = JSON.parse((await ask(files, 'check', '--format', 'json')).stdout) as {
    diagnostics: { code: string }[];
  };
  expect(diagnostics.filter(({ code }) => /unknown|duplicate|syntax|wrong/.test(code))).toEqual([]);
  const { expectations } = JSON.parse((await ask(files, 'test', '--format', 'json')).stdout) as {
    expectations: { name: string; status: string }[];
  };
  expect(expectations.map(({ name, status }) => `${name} ${status}`)).toEqual(NAMES.map((name) => `${name} passed`));
  for (const name of NAMES) {
    for (const format of ['policies', 'snapshot', 'terraform', 'sg']) {
      const written = await ask(files, 'export', name, '--as', format);
      expect(written.exit, `${name} as ${format}: ${written.stderr}`).toBe(0);
      expect(written.stdout).not.toBe('');
    }
    expect((await ask(files, 'reach', '--to', name)).exit).toBe(0);
  }
});

test('a snapshot and its unknown members come back as they are', async () => {
  const text = `{"version":1,"__proto__":{"polluted":1},"regions":[{"Region":"__proto__","constructor":{"prototype":{"polluted":2}},"SecurityGroupSet":[${NAMES.map(
    (name, i) =>
      `{"SecurityGroupId":"sg-${i}","SecurityGroupName":"${name}","${name}":{"x":${i}},"SecurityGroupPolicySet":{"Version":"1","Ingress":[],"Egress":[]}}`,
  )}]}]}`;
  const files = new Map([['live.sg.json', text]]);
  expect((await ask(files, 'check')).exit).toBe(0);
  const written = await ask(files, 'export', 'sg-0', '--as', 'snapshot');
  expect(written.exit, written.stderr).toBe(0);
  expect(written.stdout).toContain('__proto__');
  const imported = await ask(files, 'import', 'live.sg.json');
  for (const name of NAMES) expect(imported.stdout).toContain(name);
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

test('settings, tables and Terraform with such keys are refused or read, and nothing else', async () => {
  const config = `{${NAMES.map((name) => `"${name}":{"x":1}`)},"severity":{"__proto__":"off","constructor":"off"},"quotas":{"__proto__":5}}`;
  const checked = await ask(
    new Map([
      ['a.sg', 'group a {}\n'],
      ['secgroup.json', config],
    ]),
    'check',
    '--format',
    'json',
  );
  const { diagnostics } = JSON.parse(checked.stdout) as { diagnostics: { code: string }[] };
  expect(diagnostics.filter(({ code }) => code === 'config-error').length).toBeGreaterThanOrEqual(NAMES.length);
  for (const [file, text] of [
    ['t.csv', `${NAMES.join(',')}\n${NAMES.join(',')}\n`],
    [
      't.tf.json',
      `{"resource":{"tencentcloud_security_group":{${NAMES.map((name) => `"${name}":{"name":"${name}","${name}":1}`)}},"__proto__":{"a":{}}},"__proto__":{"polluted":1}}`,
    ],
    [
      't.tf',
      NAMES.map(
        (name) => `resource "tencentcloud_security_group" "${name}" {\n  name = "${name}"\n  ${name} = 1\n}\n`,
      ).join(''),
    ],
    [
      't.json',
      '{"SecurityGroupPolicySet":{"__proto__":[],"constructor":1,"Ingress":[{"__proto__":{"Action":"ACCEPT"}}]}}',
    ],
  ] as const) {
    const ran = await ask(new Map([[file, text]]), 'import', file);
    expect([0, 2], file).toContain(ran.exit);
    if (file.startsWith('t.tf')) expect(ran.stdout, ran.stderr).toContain('constructor');
  }
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

test('the server defines, renames and lists them', async () => {
  const client = await startClient({ files: { 'file:///shop/a.sg': rules } });
  try {
    expect(
      (await client.diagnose('file:///shop/a.sg')).filter((line) => /unknown|duplicate|syntax/.test(line)),
    ).toEqual([]);
    for (const name of NAMES) {
      const line = rules.split('\n').findIndex((each) => each.startsWith(`group ${name} `));
      const params = { textDocument: { uri: 'file:///shop/a.sg' }, position: { line, character: 8 } };
      const references = await client.request<unknown[]>('textDocument/references', {
        ...params,
        context: { includeDeclaration: true },
      });
      expect(references, name).toHaveLength(3);
      const edit = await client.request<object>('textDocument/rename', { ...params, newName: 'plain' });
      expect(JSON.stringify(edit).match(/"plain"/g), name).toHaveLength(3);
      expect(await client.request('textDocument/hover', params)).not.toBeNull();
    }
  } finally {
    await client.stop();
  }
});
