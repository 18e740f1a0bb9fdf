// Guards that a server that was edited again and again answers as one that has just read the same texts: findings, tokens, outline.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type * as lsp from 'vscode-languageserver/node';
import { lineIndex, offsetAt, positionAt } from '#text/lineIndex.ts';
import { applyEdits } from '#text/textEdit.ts';
import { rounds } from '../support/rounds.ts';
import { type Client, startClient } from './client.ts';

const rules = `region ap-guangzhou
# ignore unused-group: under construction
group web "网站 😀" {
  inbound {
    allow tcp 443 from any
    allow tcp 443 from 10.0.0.0/8 # twice
    deny all from office
  }
  outbound { allow all to self }
}
`;
const lists = `region ap-guangzhou
addresses office {
  203.0.113.0/24
}
cvm web-1 {
  private-ip 10.0.1.10
  groups web
}
expect deny ssh from any to web
`;
const snapshot =
  '{"version": 1, "regions": [{"Region": "ap-guangzhou", "SecurityGroupSet": [{"SecurityGroupId": "sg-9z", "SecurityGroupName": "db"}]}]}\n';

/** Pieces that change what a text means, and such that break it. */
const pieces = [
  '',
  ' ',
  '\n',
  '\r\n',
  '}',
  '{',
  '"',
  '#',
  ',',
  'x',
  'web',
  'db',
  'office',
  'group db {}\n',
  'allow ssh from db\n',
  'region beijing\n',
  '10.0.0.0/8',
  '22',
  '😀',
  'deny all from any\n',
  'expect allow all from any to db\n',
  '# ignore shadowed-rule: so it is\n',
];

interface Step {
  readonly file: number;
  readonly at: number;
  readonly length: number;
  readonly text: string;
}

const step: fc.Arbitrary<Step> = fc.record({
  file: fc.nat({ max: 2 }),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.oneof({ weight: 3, arbitrary: fc.nat({ max: 3 }) }, fc.nat({ max: 60 })),
  text: fc.constantFrom(...pieces),
});

const uris = ['file:///shop/a.sg', 'file:///shop/b.sg', 'file:///shop/c.sg.json'];

/** All that the server says of the files, apart from ids that count answers. */
async function everything(client: Client): Promise<unknown> {
  // Waits until all is judged: a pull alone may answer before, and the client would be asked to pull again.
  await client.request('workspace/diagnostic', { previousResultIds: [] });
  const said: unknown[] = [];
  for (const uri of uris) {
    const textDocument = { uri };
    const { items } = await client.request<lsp.FullDocumentDiagnosticReport>('textDocument/diagnostic', {
      textDocument,
    });
    const { data } = await client.request<lsp.SemanticTokens>('textDocument/semanticTokens/full', { textDocument });
    const symbols = await client.request('textDocument/documentSymbol', { textDocument });
    said.push(items, data, symbols);
  }
  return said;
}

test('random edits of several files', { timeout: rounds(120_000, 14_400_000) }, async () => {
  const client = await startClient({ folders: ['file:///shop'] });
  let version = 0;
  let sequences = 0;
  let edits = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      const texts = [rules, lists, snapshot];
      for (const [i, uri] of uris.entries()) await client.open(uri, texts[i] ?? '', ++version);
      for (const { file, at, length, text } of steps) {
        const before = texts[file] ?? '';
        const first = Math.floor(at * before.length);
        const index = lineIndex(before);
        const range = { start: positionAt(index, first), end: positionAt(index, first + length) };
        // No position is within a line's end of two characters.
        const [start, end] = [offsetAt(index, range.start), offsetAt(index, range.end)];
        texts[file] = applyEdits(before, [{ start, end, newText: text }]);
        await client.notify('textDocument/didChange', {
          textDocument: { uri: uris[file], version: ++version },
          contentChanges: [{ range, text }],
        });
        edits++;
        // Now and then somebody looks, and what was answered is kept.
        if (edits % 3 === 0) await client.diagnose(uris[file] ?? '');
      }
      const fresh = await startClient({ folders: ['file:///shop'] });
      for (const [i, uri] of uris.entries()) await fresh.open(uri, texts[i] ?? '');
      expect(await everything(client)).toEqual(await everything(fresh));
      await fresh.stop();
      for (const uri of uris) await client.close(uri);
      sequences++;
    }),
    { numRuns: rounds(300, 10_000), seed: rounds(20_270_331, Date.now()) },
  );
  console.log(`${sequences} sequences of ${edits} edits`);
  expect(client.log).toEqual([]);
  await client.stop();
});
