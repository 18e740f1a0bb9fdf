// Guards a server that is edited very fast and for very long: the last answer is that of a fresh run, each request is answered once,
// a fault in a handler costs one request, and memory does not grow with the edits.
import v8 from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import type * as lsp from 'vscode-languageserver/node';
import { answer, type Session } from '#lsp/handlers.ts';
import { type Client, startClient } from '../protocol/client.ts';
import { randomFrom } from '../support/random.ts';
import { limit, rounds } from '../support/rounds.ts';

const uri = 'file:///shop/a.sg';
const other = 'file:///shop/b.sg';

const snippets = [
  'allow tcp 22 from any\n',
  '}',
  '{',
  'group x { inbound { deny all from web } }\n',
  '"',
  '\n',
  '网站😀',
  ' ',
  'web',
  '10.0.0.0/8',
  '# ',
  ',',
];
const start = `${Array.from({ length: 40 }, (_, i) => `group g${i} {\n  inbound {\n    allow tcp ${i + 1} from 10.0.${i}.0/24, web\n    deny all from any\n  }\n}\n`).join('')}group web {}\n`;

/** A random edit, as the protocol says it and as text. */
function edit(
  text: string,
  random: () => number,
): { readonly change: lsp.TextDocumentContentChangeEvent; readonly text: string } {
  const from = Math.floor(random() * (text.length + 1));
  const to = Math.min(text.length, random() < 0.5 ? from : from + Math.floor(random() * 30));
  const inserted = random() < 0.6 ? (snippets[Math.floor(random() * snippets.length)] ?? '') : '';
  const position = (offset: number): lsp.Position => {
    const before = text.slice(0, offset).split('\n');
    return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  };
  return {
    change: { range: { start: position(from), end: position(to) }, text: inserted },
    text: text.slice(0, from) + inserted + text.slice(to),
  };
}

async function fresh(text: string): Promise<readonly string[]> {
  const client = await startClient({ files: { [other]: 'group other { inbound { allow all from web } }\n' } });
  try {
    await client.open(uri, text);
    return await client.diagnose(uri);
  } finally {
    await client.stop();
  }
}

async function change(
  client: Client,
  version: number,
  contentChange: lsp.TextDocumentContentChangeEvent,
): Promise<void> {
  await client.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [contentChange] });
}

test('edits without a pause, with requests and cancellations in between: the last answer is a fresh one', {
  timeout: limit(600_000),
}, async () => {
  const random = randomFrom(11);
  const client = await startClient({ files: { [other]: 'group other { inbound { allow all from web } }\n' } });
  try {
    let text = start;
    await client.open(uri, text);
    const answers: Promise<string>[] = [];
    const count = rounds(400, 6_000);
    for (let i = 0; i < count; i++) {
      const made = edit(text, random);
      // Halves of a pair would be no text that an editor holds.
      if (!made.text.isWellFormed()) continue;
      text = made.text;
      await change(client, i + 2, made.change);
      const method = ['hover', 'completion', 'diagnostic', 'semanticTokens/full', 'documentSymbol'][
        Math.floor(random() * 8)
      ];
      if (method === undefined) continue;
      const params = { textDocument: { uri }, position: { line: Math.floor(random() * 100), character: 4 } };
      const id = `storm-${i}`;
      if (random() < 0.3) void client.notify('$/cancelRequest', { id });
      answers.push(
        client.request(`textDocument/${method}`, params).then(
          () => 'answered',
          (error: { readonly code?: number }) => `${error.code}`,
        ),
      );
      if (random() < 0.05) await client.diagnose(uri);
    }
    const all = await Promise.all(answers);
    // Cancelled, or changed meanwhile; nothing else may go wrong.
    expect([...new Set(all)].filter((each) => !['answered', '-32800', '-32801', '-32802'].includes(each))).toEqual([]);
    const began = performance.now();
    expect(await client.diagnose(uri)).toEqual(await fresh(text));
    console.log(
      `${count} edits: the last diagnostics after ${(performance.now() - began).toFixed(0)} ms, with those of a fresh server`,
    );
    expect(client.log).toEqual([]);
  } finally {
    await client.stop();
  }
});

test('memory after many edits, openings and closings is that after few', { timeout: limit(1_200_000) }, async () => {
  v8.setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const heap = async (): Promise<number> => {
    // What waits for finalisation is let go a turn later.
    for (let i = 0; i < 4; i++) {
      collect();
      await new Promise((resolve) => setImmediate(resolve));
    }
    return process.memoryUsage().heapUsed / 1e6;
  };
  const client = await startClient();
  try {
    await client.open(uri, start);
    let version = 1;
    const work = async (edits: number): Promise<void> => {
      for (let i = 0; i < edits; i++) {
        const line = 2 + 6 * (i % 40);
        await change(client, ++version, {
          range: { start: { line, character: 4 }, end: { line, character: 4 } },
          text: `# ${i}\n    `,
        });
        await client.diagnose(uri);
        await change(client, ++version, {
          range: { start: { line, character: 4 }, end: { line: line + 1, character: 4 } },
          text: '',
        });
        if (i % 2 === 0) {
          await client.open(other, `group other${i} { inbound { allow all from web } }\n`);
          await client.diagnose(other);
          await client.close(other);
        }
      }
    };
    await work(rounds(150, 1_000));
    const few = await heap();
    await work(rounds(600, 10_000));
    const many = await heap();
    console.log(`heap ${few.toFixed(1)} MB after a few edits, ${many.toFixed(1)} MB after ${version}`);
    expect(many).toBeLessThan(few * 1.1 + 1);
  } finally {
    await client.stop();
  }
});

test('an exception in a handler is an error of that request, logged once, and the next is answered', async () => {
  const registered = new Map<string, (...given: readonly unknown[]) => Promise<unknown>>();
  const log: string[] = [];
  const connection = {
    onRequest: (method: string, run: (...given: readonly unknown[]) => Promise<unknown>) => registered.set(method, run),
    console: { error: (line: string) => log.push(line) },
    tracer: { log: () => {} },
  };
  const session = {
    connection,
    shutDown: false,
    server: { messagesDone: Promise.resolve(), opened: new Map(), begin: () => {} },
  } as unknown as Session;
  const fault = new TypeError('a bug');
  answer(session, { method: 'faulty/one' }, () => {
    throw fault;
  });
  answer(session, { method: 'faulty/later' }, async () => {
    await Promise.resolve();
    throw fault;
  });
  answer(session, { method: 'sound/one' }, () => 'fine');
  const token = { isCancellationRequested: false };
  for (let i = 0; i < 3; i++) {
    for (const method of ['faulty/one', 'faulty/later'])
      expect(await registered.get(method)?.({}, token)).toMatchObject({
        code: -32603,
        message: expect.stringContaining('a bug'),
      });
    expect(await registered.get('sound/one')?.({}, token)).toBe('fine');
  }
  expect(log.map((line) => line.split(':')[0])).toEqual(['faulty/one', 'faulty/later']);
});
