import * as ide from '#ide/status.ts';
import { modelChanged, type Status, statusChanged } from '#protocol/tree.ts';
import { logOnce } from './handlers.ts';
import { clientUri, type Server } from './server.ts';

/** How long a burst of key presses is waited for. */
const DELAY_MS = 200;

/**
 * Tells a client of ours what the status item and the trees need to know, at most once in a while. Other clients have no use for it:
 * ours hands its settings over when it introduces itself.
 */
export function keepStatus(server: Server): { changed(): void } {
  let timer: TimerHandle | undefined;
  let before: ReadonlySet<object> = new Set();
  let last = '';
  let indexing = true;
  void server.indexed.then(() => {
    indexing = false;
  });

  function send(): void {
    timer = undefined;
    const snapshots = server.workspace.snapshots();
    const files = snapshots.flatMap((snapshot) => [...snapshot.files.values()]);
    const uris = files.filter(({ tree }) => !before.has(tree)).map(({ uri }) => clientUri(server, uri));
    const gone = before.size > files.length - uris.length;
    before = new Set(files.map(({ tree }) => tree));
    if (uris.length > 0 || gone) void server.connection.sendNotification(modelChanged.method, { uris });
    const status: Status = { ...ide.status(snapshots), indexing };
    const text = JSON.stringify(status);
    if (text !== last) void server.connection.sendNotification(statusChanged.method, status);
    last = text;
  }

  return {
    changed() {
      if (!server.client.takesStatus || timer !== undefined) return;
      timer = setTimeout(() => {
        try {
          send();
        } catch (error) {
          logOnce(server.connection, 'status', error);
        }
      }, DELAY_MS);
    },
  };
}
