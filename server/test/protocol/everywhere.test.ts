// Guards that every request is answered at every token of the samples, and that each answer is what the protocol says it must be.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { lineIndex, positionAt } from '#text/lineIndex.ts';
import { type Client, startClient } from './client.ts';
import { faultsOf } from './validator.ts';

const samples = path.resolve(import.meta.dirname, '../../../samples');
const root = 'file:///samples';

/** The samples, and what editing makes of them: cut short, with Chinese text, with the line ends of Windows. */
function texts(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const name of readdirSync(samples, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!/\.sg(\.json)?$|secgroup\.json$/.test(name)) continue;
    const text = readFileSync(path.join(samples, name), 'utf8');
    // One region at its quota has thousands of tokens that are all alike.
    found.set(`${root}/${name.replaceAll('\\', '/')}`, text.split('\n').slice(0, 140).join('\n'));
  }
  const shop = found.get(`${root}/shop/shop.sg`) ?? '';
  found.set(`${root}/broken.sg`, `region broken\n${shop.slice(0, shop.length / 2)}\n  allow tcp from\n}}`);
  found.set(`${root}/windows.sg`, `region windows\n${shop}`.replaceAll('\n', '\r\n'));
  found.set(`${root}/chinese.sg`, `region chinese\n${shop.replaceAll('web', '网站').replace('#', '# 😀 𠮷 #')}`);
  return found;
}

const atPosition = [
  'textDocument/hover',
  'textDocument/completion',
  'textDocument/definition',
  'textDocument/declaration',
  'textDocument/typeDefinition',
  'textDocument/documentHighlight',
  'textDocument/prepareCallHierarchy',
];

const ofFile = [
  'textDocument/diagnostic',
  'textDocument/documentSymbol',
  'textDocument/foldingRange',
  'textDocument/semanticTokens/full',
  'textDocument/codeLens',
  'textDocument/documentLink',
  'textDocument/formatting',
];

async function everyRequest(client: Client, files: ReadonlyMap<string, string>): Promise<readonly string[]> {
  const faults: string[] = [];
  let answers = 0;
  const ask = async (uri: string, method: string, params: object): Promise<unknown> => {
    answers++;
    const result = await client.request(method, params).catch((error: Error) => {
      // What cannot be renamed is refused with a reason: that is an answer.
      if (!/[rR]ename$/.test(method)) faults.push(`${method} ${JSON.stringify(params)}: ${error.message}`);
      return undefined;
    });
    if (result !== undefined) {
      faults.push(
        ...faultsOf(method, result, files, uri).map(
          (fault) => `${uri.slice(root.length)} ${JSON.stringify(params)} ${fault}`,
        ),
      );
    }
    return result;
  };
  for (const [uri, text] of files) {
    const textDocument = { uri };
    const index = lineIndex(text);
    const whole = { start: { line: 0, character: 0 }, end: positionAt(index, text.length) };
    const options = { tabSize: 2, insertSpaces: true };
    for (const method of ofFile) await ask(uri, method, { textDocument, options });
    await ask(uri, 'textDocument/rangeFormatting', { textDocument, range: whole, options });
    await ask(uri, 'textDocument/semanticTokens/range', { textDocument, range: whole });
    await ask(uri, 'textDocument/inlayHint', { textDocument, range: whole });
    const starts = [...text.matchAll(/[\p{L}\p{N}_.:/-]+|[^\s]/gu)]
      // The punctuation of JSON is as alike as it is frequent: it is asked at on some lines.
      .filter(({ 0: token, index: at }) => /[\p{L}\p{N}]/u.test(token) || uri.endsWith('.sg') || at % 7 === 0)
      .map((match) => match.index);
    for (const offset of [...starts, text.length]) {
      const position = positionAt(index, offset);
      const point = { start: position, end: position };
      for (const method of atPosition) {
        const result = await ask(uri, method, { textDocument, position });
        if (method !== 'textDocument/prepareCallHierarchy' || !Array.isArray(result)) continue;
        for (const item of result) {
          await ask(uri, 'callHierarchy/incomingCalls', { item });
          await ask(item.uri, 'callHierarchy/outgoingCalls', { item });
        }
      }
      await ask(uri, 'textDocument/references', { textDocument, position, context: { includeDeclaration: true } });
      await ask(uri, 'textDocument/prepareRename', { textDocument, position });
      await ask(uri, 'textDocument/rename', { textDocument, position, newName: 'quite-another-name' });
      await ask(uri, 'textDocument/codeAction', { textDocument, range: point, context: { diagnostics: [] } });
      await ask(uri, 'textDocument/selectionRange', { textDocument, positions: [position] });
      await ask(uri, 'textDocument/onTypeFormatting', { textDocument, position, ch: '}', options });
    }
  }
  await ask('', 'workspace/diagnostic', { previousResultIds: [] });
  await ask('', 'workspace/symbol', { query: 'w' });
  expect(answers).toBeGreaterThan(1000);
  return faults;
}

test('every request at every token', { timeout: 300_000 }, async () => {
  const files = texts();
  const client = await startClient({
    files: Object.fromEntries(files),
    folders: [root],
    initializationOptions: { showsDocuments: true, hasGrammar: true },
  });
  for (const [uri, text] of files) await client.open(uri, text);
  const faults = await everyRequest(client, files);
  expect(faults.slice(0, 20)).toEqual([]);
  expect(client.log).toEqual([]);
  await client.stop();
});

test('a client that can do nothing beyond the bare protocol', { timeout: 120_000 }, async () => {
  const files = new Map([...texts()].filter(([uri]) => /shop|broken|snapshot/.test(uri)));
  const client = await startClient({ files: Object.fromEntries(files), folders: [root], capabilities: {} });
  for (const [uri, text] of files) await client.open(uri, text);
  expect((await everyRequest(client, files)).slice(0, 20)).toEqual([]);
  expect(client.log).toEqual([]);
  await client.stop();
});
