import { logOnce } from './handlers.ts';
import type { Server } from './server.ts';
import { fileContext } from './server.ts';
import { pause, SLICE_MS } from './slices.ts';
import { clientUri } from './uris.ts';

/**
 * Sends diagnostics to a client that cannot pull them: of all files after each change, open documents first, and only what is new.
 * Changes that come while it is at it are taken up before it goes on.
 */
export function keepPublished(server: Server): { changed(): void } {
  const sent = new Map<string, { readonly stamp: string; readonly uri: string }>();
  let wanted = 0;
  let running = false;

  async function publishAll(): Promise<void> {
    let done = -1;
    while (done !== wanted) {
      done = wanted;
      await pause();
      for (const uri of server.documents.keys()) publish(uri, 'quick');
      for (const snapshot of server.workspace.snapshots()) await server.rest.finish(snapshot);
      if (done !== wanted) continue;
      const all = server.workspace.snapshots().flatMap(({ files }) => [...files.keys()]);
      const uris = new Set([...server.documents.keys(), ...all]);
      let since = performance.now();
      for (const uri of uris) {
        publish(uri, 'full');
        if (performance.now() - since < SLICE_MS) continue;
        await pause();
        since = performance.now();
        if (done !== wanted) break;
      }
      if (done !== wanted) continue;
      for (const uri of sent.keys()) if (!uris.has(uri)) clear(uri);
    }
  }

  function publish(uri: string, depth: 'quick' | 'full'): void {
    const context = fileContext(server, uri);
    if (context === undefined) {
      clear(uri);
      return;
    }
    // Of a model that was never judged as a whole, the first answer is to be the right one.
    if (depth === 'quick' && !server.rest.hasBeen(context.snapshot)) return;
    const { resultId, items } = server.reports.of(context, depth);
    const version = server.documents.get(uri)?.version;
    const stamp = `${resultId} ${version}`;
    const before = sent.get(uri);
    if (before?.stamp === stamp || (before === undefined && items.length === 0 && version === undefined)) return;
    const shown = clientUri(server, uri);
    // The client may come to know the file by another path.
    if (before !== undefined && before.uri !== shown) clear(uri);
    sent.set(uri, { stamp, uri: shown });
    void server.connection.sendDiagnostics({
      uri: shown,
      ...(version === undefined ? {} : { version }),
      diagnostics: items,
    });
  }

  function clear(uri: string): void {
    const before = sent.get(uri);
    if (before === undefined) return;
    sent.delete(uri);
    void server.connection.sendDiagnostics({ uri: before.uri, diagnostics: [] });
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
