// Guards that names, descriptions and file names are only ever read: by a terminal, a workflow log, Markdown, SARIF, XML and a table.

import { expect, test } from 'vitest';
import type * as lsp from 'vscode-languageserver/node';
import { main } from '#cli/main.ts';
import { runInMemory } from '../cli/memorySystem.ts';
import { type Client, startClient } from '../protocol/client.ts';

const EVIL = [
  '\u001b]0;title\u0007\u001b[31mred',
  '::error file=x::gotcha',
  '\n::set-output name=x::gotcha',
  '\r\n##[error]gotcha',
  '<img src=x onerror=alert(1)><script>alert(1)</script>',
  '[click](command:workbench.action.terminal.new) ![x](http://example.com/x.png)',
  '`` ` ``` | | --- |\n# heading',
  '"/><testcase name="x',
  ']]>',
  '\u202egnp.exe',
  '\u0000\u0085\u2028',
  '=cmd|"/c calc"!A0',
  '+1+1',
  '@SUM(A1)',
  '%0A%25',
];

const snapshot = (names: readonly string[]): string =>
  JSON.stringify({
    version: 1,
    regions: [
      {
        Region: 'ap-guangzhou',
        SecurityGroupSet: names.map((name, i) => ({
          SecurityGroupId: `sg-${i}`,
          SecurityGroupName: name,
          SecurityGroupDesc: name,
          SecurityGroupPolicySet: {
            Version: '1',
            Ingress: [
              {
                PolicyIndex: 0,
                Protocol: 'TCP',
                Port: '22',
                CidrBlock: '0.0.0.0/0',
                Action: 'ACCEPT',
                PolicyDescription: name,
              },
              {
                PolicyIndex: 1,
                Protocol: 'TCP',
                Port: '22',
                CidrBlock: '10.0.0.0/8',
                Action: 'DROP',
                PolicyDescription: name,
              },
            ],
            Egress: [],
          },
        })),
        InstanceSet: names.map((name, i) => ({
          InstanceId: `ins-${i}`,
          InstanceName: name,
          PrivateIpAddresses: [`10.0.0.${i + 1}`],
          SecurityGroupIds: [`sg-${i}`],
        })),
      },
    ],
  });

const files = new Map([
  ['live.sg.json', snapshot(EVIL)],
  ['before.sg.json', snapshot(EVIL).replaceAll('ACCEPT', 'DROP')],
  // Strings of the rule language say what JSON's do, by escapes and as they stand.
  [
    'tests.sg',
    EVIL.map(
      (evil) =>
        `expect deny tcp 22 from any to sg-0 ${JSON.stringify(evil.replace(/[\u0000-\u001f\u0085\u2028]/g, '\\n')).replaceAll('\\\\n', '\\n')}\n`,
    ).join(''),
  ],
]);

const ask = async (...args: readonly string[]): Promise<string> => {
  const ran = await runInMemory(files, '', (system) => main(args, system));
  expect(ran.stderr).not.toContain('unexpected fault');
  expect(ran.stdout).not.toBe('');
  return ran.stdout;
};

/** What a terminal or a log obeys, but for the line ends and tabs of ours. */
const OBEYED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/;

test.each([
  ['check', 'live.sg.json', 'tests.sg'],
  ['test', 'live.sg.json', 'tests.sg'],
  ['diff', 'before.sg.json', 'live.sg.json'],
  ['reach', '--to', 'ins-0', 'live.sg.json'],
  ['packet', '--from', '203.0.113.1', '--to', 'ins-0', '--protocol', 'tcp', '--port', '22', 'live.sg.json'],
])('a terminal obeys nothing of %s', async (...args) => {
  expect(await ask(...args)).not.toMatch(OBEYED);
});

test.each([
  ['check', 'live.sg.json', 'tests.sg'],
  ['test', 'live.sg.json', 'tests.sg'],
  ['diff', 'before.sg.json', 'live.sg.json'],
])('a workflow log runs no command but ours of %s', async (...args) => {
  const text = await ask(...args, '--format', 'github');
  expect(text).not.toMatch(OBEYED);
  for (const line of text.trimEnd().split('\n')) {
    expect(line).toMatch(/^::(error|warning|notice) /);
    const [, properties = ''] = line.split('::');
    expect(properties).toMatch(/^(error|warning|notice) ((file|line|endLine|col|endColumn|title)=[^,:]*(,|$))*$/);
  }
});

test('SARIF and JSON are JSON, whatever is in them', async () => {
  for (const format of ['sarif', 'json']) {
    const value: unknown = JSON.parse(await ask('check', 'live.sg.json', 'tests.sg', '--format', format));
    expect(value).toHaveProperty('version');
  }
});

test('JUnit holds as many cases as there are expectations, and no character that XML has not', async () => {
  const xml = await ask('test', 'live.sg.json', 'tests.sg', '--format', 'junit');
  expect(xml.match(/<testcase /g)).toHaveLength(EVIL.length);
  expect(xml.replace(/<[^<>]*>/g, '')).toMatch(/^[\s]*$/);
  expect(xml).not.toMatch(OBEYED);
});

test('Markdown of a comparison is the table of ours: no markup of a name', async () => {
  const markdown = await ask('diff', 'before.sg.json', 'live.sg.json', '--format', 'markdown');
  const rows = markdown
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| Where') && !line.startsWith('| ---'));
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) {
    // Three cells; all that came out of the files stands as code.
    expect(row.replaceAll('\\|', '').match(/\|/g)).toHaveLength(4);
    const outside = row.replaceAll(/(`+) ?.*?[^`]\1(?!`)/g, '');
    expect(outside).not.toMatch(/[<>[\]!]/);
  }
  expect(markdown.match(/^#+ /gm)?.every((heading) => heading === '### ')).toBe(true);
});

test('a table has no formula in any cell', async () => {
  for (const evil of EVIL) {
    const own = new Map([['live.sg.json', snapshot([evil])]]);
    const ran = await runInMemory(own, '', (system) =>
      main(['export', 'sg-0', '--as', 'csv', '--direction', 'inbound'], system),
    );
    expect(ran.exit, ran.stderr).toBe(0);
    for (const cell of ran.stdout.split(/[,\n]/)) expect(cell).not.toMatch(/^"?[=+@]/);
    expect(ran.stdout).not.toMatch(/^[=+@]/m);
  }
});

test('hovers and completion documentation hold no link, image, HTML or control character of a name', async () => {
  const client: Client = await startClient({
    files: {
      'file:///shop/live.sg.json': snapshot(EVIL),
      'file:///shop/a.sg': 'region ap-guangzhou\ngroup g { inbound { allow all from sg-0 } }\n',
    },
  });
  try {
    const names = await client.request<{ items?: lsp.CompletionItem[] } | lsp.CompletionItem[]>(
      'textDocument/completion',
      {
        textDocument: { uri: 'file:///shop/a.sg' },
        position: { line: 1, character: 'group g { inbound { allow all from '.length },
      },
    );
    const items = Array.isArray(names) ? names : (names.items ?? []);
    const texts: string[] = [];
    for (const item of items) {
      const { documentation } = await client.request<lsp.CompletionItem>('completionItem/resolve', item);
      if (documentation !== undefined)
        texts.push(typeof documentation === 'string' ? documentation : documentation.value);
    }
    for (let i = 0; i < EVIL.length; i++) {
      const text = `region ap-guangzhou\ngroup h { inbound { allow all from sg-${i} } }\n`;
      await client.open(`file:///shop/${i}.sg`, text);
      const hover = await client.request<lsp.Hover | null>('textDocument/hover', {
        textDocument: { uri: `file:///shop/${i}.sg` },
        position: { line: 1, character: 36 },
      });
      if (hover !== null) texts.push((hover.contents as lsp.MarkupContent).value);
    }
    expect(texts.length).toBeGreaterThan(EVIL.length / 2);
    for (const text of texts) {
      // A hover leads to where a name is declared: that link is the server's own.
      const named = text.replaceAll(/\]\(file:\/\/\/shop\/[\w.]+#L\d+,\d+\)/g, ']');
      const outside = named.replaceAll(/(`+).*?[^`]\1(?!`)/g, '').replaceAll(/\\./g, '');
      expect(outside).not.toMatch(/<[a-z]|\]\(|!\[/i);
      expect(text).not.toMatch(OBEYED);
    }
  } finally {
    await client.stop();
  }
});
