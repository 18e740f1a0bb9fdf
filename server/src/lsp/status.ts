import { fileStatus, modelSize } from '#ide/status.ts';
import { modelChanged, type Status, statusChanged } from '#protocol/tree.ts';
import { logOnce } from './handlers.ts';
import type { Server } from './server.ts';
import { pause, SLICE_MS } from './slices.ts';
import { clientUri } from './uris.ts';

/** How long a burst of key presses is waited for. */
const DELAY_MS = 200;

/**
 * Tells a client of ours what the trees and the status item need to know, at most once in a while. Other clients have no use for it:
 * ours hands its settings over when it introduces itself.
 */
export function keepStatus(server: Server): { changed(): void } {
  let timer: TimerHandle | undefined;
  let version = 0;
  let before: ReadonlySet<object> = new Set();
  let last = '';
  let indexing = true;
  void server.indexed.then(() => {
    indexing = false;
  });

  function tellModel(): void {
    const files = server.workspace.snapshots().flatMap((snapshot) => [...snapshot.files.values()]);
    const uris = files.filter(({ tree }) => !before.has(tree)).map(({ uri }) => clientUri(server, uri));
    const gone = before.size > files.length - uris.length;
    before = new Set(files.map(({ tree }) => tree));
    if (uris.length > 0 || gone) void server.connection.sendNotification(modelChanged.method, { uris });
  }

  /** Counting may need much to be judged; a newer change makes an end of it. */
  async function tellStatus(): Promise<void> {
    const mine = version;
    const snapshots = server.workspace.snapshots();
    let errors = 0;
    const notices: string[] = [];
    let since = performance.now();
    for (const snapshot of snapshots) {
      await server.rest.finish(snapshot);
      notices.push(...snapshot.notices);
      for (const uri of snapshot.files.keys()) {
        const file = fileStatus(snapshot, uri);
        errors += file.errors;
        if (file.notice !== undefined) notices.push(file.notice);
        if (performance.now() - since < SLICE_MS) continue;
        await pause();
        if (mine !== version) return;
        since = performance.now();
      }
    }
    const status: Status = { indexing, ...modelSize(snapshots.filter(({ isLive }) => !isLive)), errors, notices };
    const text = JSON.stringify(status);
    if (mine !== version || text === last) return;
    last = text;
    void server.connection.sendNotification(statusChanged.method, status);
  }

  function tell(): void {
    timer = undefined;
    try {
      tellModel();
      tellStatus().catch((error: unknown) => logOnce(server.connection, 'status', error));
    } catch (error) {
      logOnce(server.connection, 'status', error);
    }
  }

  return {
    changed() {
      if (!server.client.takesStatus) return;
      version++;
      if (timer === undefined) timer = setTimeout(tell, DELAY_MS);
    },
  };
}
