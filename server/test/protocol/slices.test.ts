// Guards that other requests are answered while long ones are worked on, and that these end when they are cancelled.

import { afterEach, expect, test } from 'vitest';
import * as lsp from 'vscode-languageserver/node';
import { type Client, startClient } from './client.ts';

const uri = 'file:///shop/a.sg';
const counts = (length: number) => Array.from({ length }, (_, i) => i);

/** Every other rule has the other action in the live side and in the earlier text. */
function rules(action: string): string {
  const group = (g: number) => `group g${g} {
  id sg-${g}x
  inbound {
${counts(60)
  .map((i) => `    ${i % 2 === 0 ? action : 'deny'} tcp ${1000 + i} from 10.${i % 7}.${g}.0/${24 - (i % 3)}`)
  .join('\n')}
  }
}
cvm m${g} { id ins-${g}x private-ip 10.0.0.${g} groups g${g} }
`;
  return `region ap-guangzhou\n${counts(40).map(group).join('')}`;
}

function snapshot(): string {
  const policy = (g: number) => (i: number) => ({
    Protocol: 'tcp',
    Port: `${1000 + i}`,
    CidrBlock: `10.${i % 7}.${g}.0/${24 - (i % 3)}`,
    Action: i % 4 === 0 ? 'ACCEPT' : 'DROP',
  });
  const groups = counts(40).map((g) => ({
    SecurityGroupId: `sg-${g}x`,
    SecurityGroupName: `g${g}`,
    SecurityGroupPolicySet: { Ingress: counts(60).map(policy(g)), Egress: [] },
  }));
  return JSON.stringify({ version: 1, regions: [{ Region: 'ap-guangzhou', SecurityGroupSet: groups }] });
}

let client: Client;
afterEach(async () => client.stop());

const lines = { start: { line: 0, character: 0 }, end: { line: 100_000, character: 0 } };

test('the lines of a range are laid out in slices too', async () => {
  const text = Array.from({ length: 10 }, (_, i) => rules('allow').replaceAll(/\bg(\d)/g, `g${i}-$1`)).join('');
  client = await startClient({ files: { [uri]: text.replaceAll('    ', '\t') } });
  const answered: string[] = [];
  const about = { textDocument: { uri }, options: {} };
  await Promise.all([
    client.request('textDocument/rangeFormatting', { ...about, range: lines }).finally(() => answered.push('long')),
    client.request('textDocument/hover', { ...about, position: lines.start }).finally(() => answered.push('short')),
  ]);
  expect(answered).toEqual(['short', 'long']);
});

test.each([
  ['secgroup/diff', { uri, oldText: rules('deny') }],
  ['secgroup/compareLive', { uri }],
])('%s', async (method, params) => {
  client = await startClient({ files: { [uri]: rules('allow'), 'file:///shop/x.live.sg.json': snapshot() } });
  await client.request('workspace/diagnostic', { previousResultIds: [] });
  const answered: string[] = [];
  const long = client.request<{ text: unknown[] }>(method, params).finally(() => answered.push('long'));
  const short = client.request('textDocument/foldingRange', { textDocument: { uri } });
  await Promise.all([long, short.finally(() => answered.push('short'))]);
  expect(answered).toEqual(['short', 'long']);
  expect((await long).text.length).toBeGreaterThan(0);

  const cancel = new lsp.CancellationTokenSource();
  const cancelled = client.connection.sendRequest(method, params, cancel.token);
  cancel.cancel();
  await expect(cancelled).rejects.toMatchObject({ code: lsp.LSPErrorCodes.RequestCancelled });
});
