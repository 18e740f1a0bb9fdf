import type { Steps } from '#util/steps.ts';
import { fileContext } from './context.ts';
import { logOnce } from './log.ts';
import type { Judged } from './server.ts';
import { clientUri } from './uris.ts';

/** What the client was sent last, by canonical URI. */
type Sent = Map<string, { readonly stamp: string; readonly uri: string }>;

/**
 * Sends diagnostics to a client that cannot pull them: of all files after each change, open documents first, and only what is new.
 * A change in between makes it begin anew.
 */
export function keepPublished(server: Judged): { changed(): void } {
  const sent: Sent = new Map();
  let wanted = 0;
  let running = false;

  async function publishAll(): Promise<void> {
    let done = -1;
    while (done !== wanted) {
      const mine = wanted;
      const isWanted = () => mine === wanted;
      await server.scheduler.run(publishing(server, sent, server.documents.keys(), 'quick'), isWanted);
      for (const folder of server.workspace.folders()) await server.judging.whole(folder);
      const all = server.workspace.folders().flatMap(({ files }) => [...files.keys()]);
      const uris = new Set([...server.documents.keys(), ...all]);
      if (!isWanted() || !(await server.scheduler.run(publishing(server, sent, uris, 'full'), isWanted))) continue;
      for (const uri of sent.keys()) if (!uris.has(uri)) clear(server, sent, uri);
      done = mine;
    }
  }

  return {
    changed() {
      wanted++;
      if (running) return;
      running = true;
      void server.indexed
        .then(publishAll)
        .catch((error: unknown) => logOnce(server.connection, 'publishDiagnostics', error))
        .finally(() => {
          running = false;
        });
    },
  };
}

function* publishing(server: Judged, sent: Sent, uris: Iterable<string>, depth: 'quick' | 'full'): Steps<true> {
  for (const uri of [...uris]) {
    yield* publish(server, sent, uri, depth);
    yield;
  }
  return true;
}

function* publish(server: Judged, sent: Sent, uri: string, depth: 'quick' | 'full'): Steps<void> {
  const context = fileContext(server, uri);
  if (context === undefined) {
    clear(server, sent, uri);
    return;
  }
  // Of a model that was never judged as a whole, the first answer is to be the right one.
  if (depth === 'quick' && !server.judging.wasWhole(context.folder)) return;
  const { resultId, items } = yield* server.reports.making(context, depth);
  const version = server.documents.get(uri)?.version;
  const stamp = `${resultId} ${version}`;
  const before = sent.get(uri);
  if (before?.stamp === stamp || (before === undefined && items.length === 0 && version === undefined)) return;
  const shown = clientUri(server, uri);
  // The client may have opened the file by another path since.
  if (before !== undefined && before.uri !== shown) clear(server, sent, uri);
  sent.set(uri, { stamp, uri: shown });
  void server.connection.sendDiagnostics({ uri: shown, version, diagnostics: items });
}

function clear({ connection }: Judged, sent: Sent, uri: string): void {
  const before = sent.get(uri);
  if (before === undefined) return;
  sent.delete(uri);
  void connection.sendDiagnostics({ uri: before.uri, diagnostics: [] });
}
