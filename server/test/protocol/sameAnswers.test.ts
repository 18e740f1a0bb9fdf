// Guards that a server to which random edits were sent, one after the other, answers as one that is handed the last texts: in the core
// here, and in the bundle that runs in a Web Worker.
import { expect, test } from 'vitest';
import * as lsp from 'vscode-languageserver/node';
import { ROOT, versionsOf } from '../support/editedTexts.ts';
import { randomFrom } from '../support/random.ts';
import { rounds } from '../support/rounds.ts';
import { changesBetween, fullCapabilities, startClient } from './client.ts';
import { startWorker } from './worker.ts';

const ofFile = ['documentSymbol', 'semanticTokens/full', 'codeLens', 'foldingRange'];
const ofModel = [
  ['secgroup/expectations', {}],
  ['secgroup/treeChildren', { view: 'groups' }],
  ['secgroup/reachabilityMap', {}],
  ['secgroup/reach', { to: 'any' }],
] as const;

test(
  'after any edits a server answers as one that was handed the last texts, here and in a worker',
  async () => {
    let answers = 0;
    let found = 0;
    for (let seed = 1; seed <= rounds(3, 200); seed++) {
      const random = randomFrom(seed);
      const versions = versionsOf(random);
      const last = versions.at(-1) as ReadonlyMap<string, string>;
      const here = await startClient({ capabilities: fullCapabilities, folders: [ROOT] });
      const fresh = await startClient({ capabilities: fullCapabilities, folders: [ROOT] });
      const { worker, connection } = startWorker();
      await introduce(connection);
      for (const each of [here.connection, connection]) await type(each, versions);
      await open(fresh.connection, last);
      const said = await saidBy(fresh.connection, last);
      expect([seed, await saidBy(here.connection, last)]).toEqual([seed, said]);
      expect([seed, await saidBy(connection, last)]).toEqual([seed, said]);
      answers += said.filter((each) => !JSON.stringify(each).includes('"error"')).length;
      found += JSON.stringify(said).split('"code"').length - 1;
      await Promise.all([here.stop(), fresh.stop(), worker.terminate()]);
    }
    expect([answers > 50, found > 50]).toEqual([true, true]);
  },
  rounds(60_000, 3_600_000),
);

async function introduce(connection: lsp.ProtocolConnection): Promise<void> {
  for (const { method } of [lsp.RegistrationRequest.type, lsp.DiagnosticRefreshRequest.type])
    connection.onRequest(method, () => null);
  connection.onRequest(lsp.ConfigurationRequest.type, ({ items }) => items.map(() => null));
  connection.listen();
  await connection.sendRequest(lsp.InitializeRequest.type, {
    processId: null,
    rootUri: null,
    capabilities: fullCapabilities,
    workspaceFolders: [{ uri: ROOT, name: 'w' }],
  });
  await connection.sendNotification(lsp.InitializedNotification.type, {});
}

async function open(connection: lsp.ProtocolConnection, texts: ReadonlyMap<string, string>): Promise<void> {
  for (const [uri, text] of texts) {
    const languageId = uri.endsWith('.json') ? 'json' : 'secgroup';
    await connection.sendNotification(lsp.DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId, version: 1, text },
    });
  }
}

/** Opens the first texts, and edits them until they are the last; what is asked in between is not waited for. */
async function type(
  connection: lsp.ProtocolConnection,
  [first = new Map(), ...others]: readonly ReadonlyMap<string, string>[],
): Promise<void> {
  await open(connection, first);
  let before = first;
  for (const [i, texts] of others.entries()) {
    for (const [uri, text] of texts) {
      const old = before.get(uri) ?? '';
      const contentChanges = changesBetween(old, text);
      if (contentChanges.length === 0) continue;
      await connection.sendNotification(lsp.DidChangeTextDocumentNotification.type, {
        textDocument: { uri, version: i + 2 },
        contentChanges,
      });
      void connection.sendRequest('textDocument/diagnostic', { textDocument: { uri } }).catch(() => undefined);
    }
    before = texts;
  }
}

async function saidBy(
  connection: lsp.ProtocolConnection,
  texts: ReadonlyMap<string, string>,
): Promise<readonly unknown[]> {
  const said: unknown[] = [];
  const ask = async (method: string, params: object): Promise<void> => {
    const answer = await connection.sendRequest<object | null>(method, params);
    said.push([method, answer === null ? null : withoutIds(answer)]);
  };
  // What may be told later is all there when the whole workspace was judged.
  await ask('workspace/diagnostic', { previousResultIds: [] });
  for (const uri of texts.keys())
    for (const name of ofFile) await ask(`textDocument/${name}`, { textDocument: { uri } });
  for (const [method, params] of ofModel) await ask(method, { ...params, uri: `${ROOT}/a.sg` });
  return said;
}

/** Ids of results and versions of texts tell what was sent before, not what is so. */
function withoutIds(answer: object): unknown {
  return JSON.parse(
    JSON.stringify(answer, (key, value) => (key === 'resultId' || key === 'version' ? undefined : value)),
  );
}
