// Guards that messages are written as `JSON.stringify` writes them, whatever was kept of them or made ready before.

import { expect, test } from 'vitest';
import type { Message } from 'vscode-languageserver';
import { finish } from '#util/steps.ts';
import { makingReady, serialize } from './serialize.ts';

const range = { start: { line: 1, character: 2 }, end: { line: 1, character: 9 } };
const diagnostics = Array.from({ length: 3 }, (_, i) => ({ range, message: `"${i}" é 网`, data: undefined }));

function check(message: object): void {
  const wanted = JSON.parse(JSON.stringify(message)) as unknown;
  for (let time = 0; time < 2; time++) {
    const text = new TextDecoder('utf-8').decode(serialize(message as Message));
    expect(JSON.parse(text)).toEqual(wanted);
  }
}

test('small messages, and such without a result', () => {
  check({ jsonrpc: '2.0', id: 1, result: null });
  check({ jsonrpc: '2.0', id: 'x', error: { code: -1, message: 'é', data: undefined } });
  check({ jsonrpc: '2.0', method: 'm', params: [{ a: [undefined, 1, []] }, 'b'] });
  check({ jsonrpc: '2.0', method: 'm', params: { value: { deeper: { still: { deeper: { list: [{}] } } } } } });
});

test('reports of one file, of many, and in parts', () => {
  const report = { kind: 'full', resultId: 'a', items: diagnostics };
  check({ jsonrpc: '2.0', id: 1, result: report });
  check({ jsonrpc: '2.0', id: 1, result: { kind: 'full', items: [] } });
  const items = [report, { kind: 'unchanged', uri: 'file:///a', version: null, resultId: 'b' }];
  check({ jsonrpc: '2.0', id: 1, result: { items } });
  check({ jsonrpc: '2.0', method: '$/progress', params: { token: 't', value: { items } } });
});

test('long answers that were made ready', () => {
  const numbers = Array.from({ length: 5000 }, (_, i) => i);
  const nested = Array.from({ length: 700 }, (_, i) => ({ name: `${i}`, children: Array(i % 90).fill({ range }) }));
  for (const result of [
    numbers,
    nested,
    [undefined, ...numbers],
    { resultId: '1', data: numbers },
    'text',
    undefined,
  ]) {
    finish(makingReady(result));
    check({ jsonrpc: '2.0', id: 1, result });
  }
});
