// Guards how a session begins, goes on and ends: encodings, folders, open texts, pulled and pushed findings, faults.
import { afterEach, expect, test } from 'vitest';
import { type Client, positionOf, startClient } from './client.ts';

const web = `group web {
  inbound {
    allow tcp 443 from any
    allow tcp 22 from office
  }
}
`;
const office = `addresses office {
  203.0.113.0/24
}

cvm web-1 {
  private-ip 10.0.1.10
  groups web
}
`;
const files = { 'file:///shop/web.sg': web, 'file:///shop/office.sg': office };

let client: Client;
afterEach(() => client.stop());

test('findings are pulled, and told as unchanged while they are', async () => {
  client = await startClient({ files });
  const uri = 'file:///shop/web.sg';
  await client.open(uri, web.replace('office', 'offcie'));
  const report = await client.request<{ resultId: string; items: { code: string; message: string }[] }>(
    'textDocument/diagnostic',
    {
      textDocument: { uri },
    },
  );
  expect(report.items.map(({ code }) => code)).toEqual(['unknown-name']);
  const again = await client.request('textDocument/diagnostic', {
    textDocument: { uri },
    previousResultId: report.resultId,
  });
  expect(again).toEqual({ kind: 'unchanged', resultId: report.resultId });
});

test('a change is taken in step by step, and closing goes back to the disk', async () => {
  client = await startClient({ files });
  const uri = 'file:///shop/web.sg';
  await client.open(uri, web);
  expect(await client.diagnose(uri)).toEqual([]);
  const start = positionOf(web, 'office');
  await client.notify('textDocument/didChange', {
    textDocument: { uri, version: 2 },
    contentChanges: [{ range: { start, end: { ...start, character: start.character + 6 } }, text: 'nobody' }],
  });
  expect(await client.diagnose(uri)).toEqual([expect.stringContaining('unknown-name: ')]);
  await client.close(uri);
  expect(await client.diagnose(uri)).toEqual([]);
});
