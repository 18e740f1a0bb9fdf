import { fileStatus, modelSize } from '#ide/status.ts';
import { modelChanged, type Status, statusChanged } from '#protocol/tree.ts';
import type { Steps } from '#util/steps.ts';
import type { Folder } from '#workspace/folder.ts';
import { logOnce } from './log.ts';
import type { Judged } from './server.ts';
import { clientUri } from './uris.ts';

/** How soon after a change the client is notified: an edit of several files is one change. */
const SOON_MS = 10;
/** While somebody types, the client is notified no more often than this, because every view of the model then sends its requests again. */
const BETWEEN_MS = 150;

/**
 * Tells a client of ours what the trees and the status item need to know, at most once in a while. Other clients have no use for it:
 * ours hands its settings over when it introduces itself.
 */
export function keepStatus(server: Judged): { changed(): void } {
  let timer: TimerHandle | undefined;
  let version = 0;
  let before: ReadonlySet<object> = new Set();
  let last = '';
  let indexing = true;
  let toldAt = Number.NEGATIVE_INFINITY;
  void server.indexed.then(() => {
    indexing = false;
  });

  function tellModel(): void {
    const files = server.workspace.folders().flatMap((folder) => [...folder.files.values()]);
    const uris = files.filter(({ tree }) => !before.has(tree)).map(({ uri }) => clientUri(server, uri));
    const gone = before.size > files.length - uris.length;
    before = new Set(files.map(({ tree }) => tree));
    if (uris.length > 0 || gone) void server.connection.sendNotification(modelChanged.method, { uris });
  }

  /** Counting may have to judge many files first; a newer change stops it. */
  async function tellStatus(): Promise<void> {
    const mine = version;
    const folders = server.workspace.folders();
    for (const folder of folders) await server.judging.whole(folder);
    const counted = await server.scheduler.run(counting(folders), () => mine === version);
    if (counted === undefined) return;
    const { errors, notices } = counted;
    const status: Status = { indexing, ...modelSize(folders.filter(({ isLive }) => !isLive)), errors, notices };
    const text = JSON.stringify(status);
    if (text === last) return;
    last = text;
    void server.connection.sendNotification(statusChanged.method, status);
  }

  function tell(): void {
    timer = undefined;
    toldAt = performance.now();
    try {
      tellModel();
      tellStatus().catch((error: unknown) => logOnce(server.connection, 'status', error));
    } catch (error) {
      logOnce(server.connection, 'status', error);
    }
  }

  return {
    changed() {
      if (!server.client.isTold) return;
      version++;
      if (timer !== undefined) return;
      timer = setTimeout(tell, Math.max(SOON_MS, toldAt + BETWEEN_MS - performance.now()));
    },
  };
}

/** The errors of all files, and what limits left out. */
function* counting(
  folders: readonly Folder[],
): Steps<{ readonly errors: number; readonly notices: readonly string[] }> {
  let errors = 0;
  const notices: string[] = [];
  for (const folder of folders) {
    notices.push(...folder.notices);
    for (const uri of folder.files.keys()) {
      const file = fileStatus(folder, uri);
      errors += file.errors;
      if (file.notice !== undefined) notices.push(file.notice);
      yield;
    }
  }
  return { errors, notices };
}
