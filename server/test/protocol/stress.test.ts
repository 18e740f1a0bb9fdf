// Guards a server that is typed at faster than it answers: each request is answered once, the last findings are the right ones, and
// nothing piles up.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import * as lsp from 'vscode-languageserver/node';
import { pick, randomFrom } from '../support/random.ts';
import { limit, rounds } from '../support/rounds.ts';
import { type Client, startClient } from './client.ts';

const uri = 'file:///shop/region.sg';
const textDocument = { uri };

function region(groups: number): string[] {
  return Array.from({ length: groups }, (_, i) => [
    `group g${i} {`,
    '  inbound {',
    ...Array.from({ length: 20 }, (__, j) => `    allow tcp ${1000 + j} from 10.${i}.${j}.0/24`),
    '    deny all from any',
    '  }',
    '}',
    `cvm c${i} { private-ip 10.200.0.${i} groups g${i} }`,
  ]).flat();
}

async function findings(client: Client): Promise<string[]> {
  const report = await client.request<lsp.FullDocumentDiagnosticReport>('textDocument/diagnostic', { textDocument });
  return report.items.map(
    ({ code, message, range }) => `${range.start.line}:${range.start.character} ${code} ${message}`,
  );
}

/** One line of a text is replaced; the same in `lines`. */
async function typeLine(client: Client, lines: string[], line: number, text: string, version: number): Promise<void> {
  const end = lines[line]?.length ?? 0;
  lines[line] = text;
  await client.notify('textDocument/didChange', {
    textDocument: { uri, version },
    contentChanges: [{ range: { start: { line, character: 0 }, end: { line, character: end } }, text }],
  });
}

const written = [
  '    allow tcp 22 from any',
  '    deny all from any',
  '    allow',
  '  }',
  '    allow tcp 99999 from 10.0.0.5/8',
  '    allow all from g1',
];

test('edits, completions, hovers and cancellations at random, without waiting', {
  timeout: limit(120_000),
}, async () => {
  const client = await startClient({ folders: ['file:///shop'] });
  const lines = region(40);
  await client.open(uri, lines.join('\n'));
  const random = randomFrom(11);
  const answered: Promise<'answer' | 'cancelled'>[] = [];
  const edits = rounds(600, 6000);
  for (let i = 0; i < edits; i++) {
    const line = Math.floor(random() * lines.length);
    await typeLine(client, lines, line, pick(random, written), i + 2);
    const method = pick(random, ['textDocument/completion', 'textDocument/hover', 'textDocument/diagnostic']);
    const source = new lsp.CancellationTokenSource();
    const request = client.connection.sendRequest(
      method,
      { textDocument, position: { line, character: 6 } },
      source.token,
    );
    answered.push(
      request.then(
        () => 'answer' as const,
        (error: lsp.ResponseError) => {
          if (error.code === -32800) return 'cancelled' as const;
          throw error;
        },
      ),
    );
    if (random() < 0.3) source.cancel();
  }
  const outcomes = await Promise.all(answered);
  expect(outcomes).toHaveLength(edits);
  expect(outcomes).toContain('answer');
  expect(outcomes).toContain('cancelled');
  const began = performance.now();
  const last = await findings(client);
  expect(performance.now() - began).toBeLessThan(1000);
  const fresh = await startClient({ folders: ['file:///shop'] });
  await fresh.open(uri, lines.join('\n'));
  expect(last).toEqual(await findings(fresh));
  expect(client.log).toEqual([]);
  await client.stop();
  await fresh.stop();
});

test('thousands of edits, openings and closings leave the heap as it was', { timeout: limit(300_000) }, async () => {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const heap = (): number => {
    collect();
    return process.memoryUsage().heapUsed / 1e6;
  };
  const client = await startClient({ folders: ['file:///shop'] });
  const random = randomFrom(5);
  const lines = region(20);
  const original = [...lines];
  await client.open(uri, lines.join('\n'));
  let version = 1;
  const round = async (edits: number): Promise<void> => {
    for (let i = 0; i < edits; i++) {
      const line = Math.floor(random() * lines.length);
      // Texts that grow for ever would say nothing about what is left behind: every second edit takes one back.
      await typeLine(client, lines, line, i % 2 === 0 ? pick(random, written) : (original[line] ?? ''), ++version);
      if (i % 5 === 0) await findings(client);
      if (i % 10 !== 0) continue;
      const other = `file:///shop/${i % 30}.sg`;
      await client.open(other, 'group other { inbound { allow all from g0 } }');
      await client.close(other);
    }
    for (const [line, text] of original.entries())
      if (lines[line] !== text) await typeLine(client, lines, line, text, ++version);
    await findings(client);
  };
  await round(rounds(400, 1000));
  const before = heap();
  await round(rounds(1200, 10_000));
  const after = heap();
  console.log(`heap ${before.toFixed(1)} MB, then ${after.toFixed(1)} MB`);
  expect(after).toBeLessThan(before * 1.1 + 2);
  await client.stop();
});
