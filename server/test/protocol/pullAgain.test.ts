// Guards that whoever was answered with what was found the last time is asked to pull again once that is no longer so.

import { afterEach, expect, test } from 'vitest';
import * as lsp from 'vscode-languageserver/node';
import { treeChildren } from '#protocol/tree.ts';
import { type Client, startClient } from './client.ts';

const uri = 'file:///w/shop.sg';

/** So many groups name one list of addresses that they are not all judged before a pull is answered. */
const text = `region ap-guangzhou
addresses office { 10.0.0.0/8 }
${Array.from({ length: 200 }, (_, i) => groupOf(i)).join('')}cvm pc { private-ip 10.1.0.1 }
cvm web { private-ip 172.16.0.1 groups g0 }
expect allow tcp 1 from pc to web
`;

function groupOf(i: number): string {
  const rules = Array.from({ length: 40 }, (_, port) => `    allow tcp ${port + 1} from office\n`).join('');
  return `group g${i} {\n  inbound {\n${rules}    allow tcp 1 from 10.2.0.0/16\n  }\n}\n`;
}

let client: Client;
afterEach(() => client.stop());

/** Writes another block for the list and pulls at once. Resolves, with what was answered, when the client is asked to pull again. */
async function pullAfter(from: string, to: string): Promise<lsp.Diagnostic[]> {
  const asked = new Promise<void>((resolve) => {
    client.connection.onRequest(lsp.DiagnosticRefreshRequest.type, () => resolve());
  });
  const start = text.split('\n')[1]?.indexOf('10.') ?? 0;
  await client.notify('textDocument/didChange', {
    textDocument: { uri, version: 2 },
    contentChanges: [
      { range: { start: { line: 1, character: start }, end: { line: 1, character: start + from.length } }, text: to },
    ],
  });
  const answered = await pull();
  // The tree has everything judged, too: what it found must not keep the editor from being told.
  await client.request(treeChildren.method, { view: 'groups' });
  await asked;
  return answered;
}

async function pull(): Promise<lsp.Diagnostic[]> {
  const report = await client.request<lsp.FullDocumentDiagnosticReport>('textDocument/diagnostic', {
    textDocument: { uri },
  });
  return report.items;
}

const withCode = (code: string, items: readonly lsp.Diagnostic[]) => items.filter((each) => each.code === code).length;

test('lists and expectations are said as they were, and then as they are', async () => {
  client = await startClient({ folders: ['file:///w'] });
  await client.open(uri, text);
  await client.request('workspace/diagnostic', { previousResultIds: [] });
  const before = await pull();
  expect([withCode('redundant-rule', before), withCode('expectation-failed', before)]).toEqual([200, 0]);

  const quick = await pullAfter('10.0.0.0/8', '11.0.0.0/8');
  expect(withCode('redundant-rule', quick)).toBeGreaterThan(0);

  const now = await pull();
  expect([withCode('redundant-rule', now), withCode('expectation-failed', now)]).toEqual([0, 1]);
});
