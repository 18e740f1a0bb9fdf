// Guards that whoever was answered with what was found the last time is asked to pull again once that is no longer so.

import { afterEach, expect, test, vi } from 'vitest';
import * as lsp from 'vscode-languageserver/node';
import { treeChildren } from '#protocol/tree.ts';
import { ROOT, versionsOf } from '../support/editedTexts.ts';
import { randomFrom } from '../support/random.ts';
import { rounds } from '../support/rounds.ts';
import { type Client, type ClientOptions, changesBetween, fullCapabilities, startClient } from './client.ts';

const uri = 'file:///w/shop.sg';

/** Ours is not asked to pull because of other documents: it pulls these by itself. */
const OURS = { confirmsEdits: true };

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

let clients: Client[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  await stopAll();
});

async function start(more: ClientOptions = {}): Promise<Client> {
  const client = await startClient({ folders: [ROOT], ...more });
  clients.push(client);
  return client;
}

async function stopAll(): Promise<void> {
  await Promise.all(clients.map((each) => each.stop()));
  clients = [];
}

/** Writes another block for the list and pulls at once. Resolves, with what was answered, when the client is asked to pull again. */
async function pullAfter(client: Client, from: string, to: string): Promise<lsp.Diagnostic[]> {
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
  const answered = await pull(client);
  // The tree has everything judged, too: what it found must not keep the editor from being told.
  await client.request(treeChildren.method, { view: 'groups' });
  await asked;
  return answered;
}

async function pull(client: Client): Promise<lsp.Diagnostic[]> {
  const report = await client.request<lsp.FullDocumentDiagnosticReport>('textDocument/diagnostic', {
    textDocument: { uri },
  });
  return report.items;
}

const withCode = (code: string, items: readonly lsp.Diagnostic[]) => items.filter((each) => each.code === code).length;

test('lists and expectations are said as they were, and then as they are', async () => {
  const client = await start();
  await client.open(uri, text);
  await client.request('workspace/diagnostic', { previousResultIds: [] });
  const before = await pull(client);
  expect([withCode('redundant-rule', before), withCode('expectation-failed', before)]).toEqual([200, 0]);

  const quick = await pullAfter(client, '10.0.0.0/8', '11.0.0.0/8');
  expect(withCode('redundant-rule', quick)).toBeGreaterThan(0);

  const now = await pull(client);
  expect([withCode('redundant-rule', now), withCode('expectation-failed', now)]).toEqual([0, 1]);
});

test(
  'whatever is typed, an editor that pulls when it is asked to shows in the end what is so',
  async () => {
    // Time runs so fast that hardly anything is judged at once.
    let now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => (now += 2));
    for (let seed = 1; seed <= rounds(8, 2000); seed++) {
      const random = randomFrom(seed);
      const versions = versionsOf(random);
      const client = await start({ capabilities: fullCapabilities, initializationOptions: OURS });
      const { shown, pullAll } = editor(client);
      let before: ReadonlyMap<string, string> = new Map();
      for (const [i, texts] of versions.entries()) {
        for (const [uri, newText] of texts) {
          const contentChanges = changesBetween(before.get(uri) ?? '', newText);
          if (i === 0) await client.open(uri, newText);
          else if (contentChanges.length > 0)
            await client.notify('textDocument/didChange', { textDocument: { uri, version: i + 1 }, contentChanges });
        }
        before = texts;
        pullAll(texts.keys());
        if (random() < 0.5) void client.request(treeChildren.method, { view: 'groups' }).catch(() => undefined);
        if (random() < 0.3) await client.request('workspace/diagnostic', { previousResultIds: [] });
      }
      const fresh = await start();
      for (const [uri, each] of before) await fresh.open(uri, each);
      await fresh.request('workspace/diagnostic', { previousResultIds: [] });
      const wanted = new Map<string, unknown>();
      for (const uri of before.keys()) wanted.set(uri, await fresh.diagnose(uri));
      await vi.waitFor(() => expect([seed, shown]).toEqual([seed, wanted]), { timeout: 5000, interval: 5 });
      await stopAll();
    }
  },
  rounds(60_000, 3_600_000),
);

/** What VS Code does with diagnostics: it pulls those of all its documents anew, and cancels the pull before. */
function editor({ connection }: Client) {
  const shown = new Map<string, unknown>();
  const ids = new Map<string, string | undefined>();
  let uris: readonly string[] = [];
  let pulls = new lsp.CancellationTokenSource();
  async function pullOne(uri: string, token: lsp.CancellationToken): Promise<void> {
    const params = { textDocument: { uri }, previousResultId: ids.get(uri) };
    const report = await connection.sendRequest(lsp.DocumentDiagnosticRequest.type, params, token);
    if (token.isCancellationRequested) return;
    ids.set(uri, report.resultId);
    if (report.kind === 'full')
      shown.set(
        uri,
        report.items.map(({ code, message }) => `${code}: ${message}`),
      );
  }
  function pullAll(all: Iterable<string>): void {
    uris = [...all];
    pulls.cancel();
    pulls = new lsp.CancellationTokenSource();
    for (const uri of uris) void pullOne(uri, pulls.token).catch(() => undefined);
  }
  connection.onRequest(lsp.DiagnosticRefreshRequest.type, () => pullAll(uris));
  return { shown, pullAll };
}
