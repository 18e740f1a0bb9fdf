// Some findings depend on other blocks than the edited one, for example those of expectations. Finding them may take longer than a key press
// can wait. They are found at once if that is quick, else in slices between the messages. If the findings of a document that the client shows
// have changed then, the client is asked to pull them again.

import * as lsp from 'vscode-languageserver';
import { memoOf } from '#util/memo.ts';
import type { Steps } from '#util/steps.ts';
import type { Folder } from '#workspace/folder.ts';
import { judgeOthers } from '#workspace/folderDiagnostics.ts';
import type { Workspace } from '#workspace/workspace.ts';
import type { Report, Reports } from './diagnostics.ts';
import { logOnce } from './log.ts';
import type { PlacedFile, Reader } from './places.ts';
import { type Scheduler, within } from './scheduler.ts';

/**
 * How long a pull waits for it, in milliseconds: while somebody types, from when the pull came, for the model may have to be bound too, and
 * only where that is not in vain; and the first time, when there is nothing yet to go by. The first time is not waited for in a
 * large model: hundreds of findings of its lists are there already.
 */
const PATIENCE = { typing: 4, opening: 300, openingLarge: 0 } as const;
/** Where judging took longer the last time, in milliseconds, waiting is in vain. */
const IN_VAIN_MS = 2 * PATIENCE.typing;
const LARGE_MODEL_CHARACTERS = 200_000;

/** `lastTook`: how many milliseconds all of a folder with this root took to be judged the last time. */
function patienceFor({ files }: Folder, lastTook: number | undefined): number {
  if (lastTook !== undefined) return lastTook > IN_VAIN_MS ? 0 : PATIENCE.typing;
  let characters = 0;
  for (const { text } of files.values()) characters += text.length;
  return characters > LARGE_MODEL_CHARACTERS ? PATIENCE.openingLarge : PATIENCE.opening;
}

export interface Judging {
  /** Whether everything is judged now, for a pull that came at a time of `performance.now`. */
  atOnce(folder: Folder, came: number): boolean;
  /** Notes the report that the client has of a document. After a quick one, everything is judged, and the client asked to pull again. */
  answered(context: PlacedFile, report: Report, depth: 'quick' | 'full'): void;
  /** Judges everything, in slices. False where the folder has changed meanwhile. */
  whole(folder: Folder): Promise<boolean>;
  /** Whether all of a folder with this root was judged once, so that what was found then can stand in for a while. */
  wasWhole(folder: Folder): boolean;
}

/** What judging needs of the server. */
interface Surroundings extends Reader {
  readonly connection: lsp.Connection;
  readonly workspace: Workspace;
  readonly scheduler: Scheduler;
  readonly reports: Reports;
}

export function keepJudging(server: Surroundings): Judging {
  const judged = new WeakSet<Folder>();
  /** Milliseconds that judging all took the last time, with what came in between, by root. The first time counts as none: it tells nothing. */
  const took = new Map<string, number>();

  function note(folder: Folder, began: number): true {
    judged.add(folder);
    took.set(folder.root, took.has(folder.root) ? performance.now() - began : 0);
    return true;
  }

  const isNewest = (folder: Folder) => () => server.workspace.folders().includes(folder);

  /** Begins once; false where the folder has changed meanwhile. */
  const begin = memoOf(async (folder: Folder): Promise<boolean> => {
    const began = performance.now();
    const done = await server.scheduler.run(judgeOthers(folder), isNewest(folder));
    return done !== undefined && note(folder, began);
  });

  /** What the client was answered last about each document, by canonical URI. */
  const lastAnswers = new Map<string, Report>();

  function* isOutdated(folder: Folder): Steps<boolean> {
    for (const [uri, last] of lastAnswers) {
      const file = server.documents.has(uri) ? folder.files.get(uri) : undefined;
      if (file === undefined) continue;
      const { resultId } = yield* server.reports.making({ server, folder, file, uri }, 'full');
      if (resultId !== last.resultId) return true;
    }
    return false;
  }

  /** Folders that are being judged for answers that did not wait for it. */
  const waiting = new WeakSet<Folder>();

  async function tellWhenWhole(folder: Folder): Promise<void> {
    if (waiting.has(folder)) return;
    waiting.add(folder);
    const isWhole = judged.has(folder) || (await begin(folder));
    // What is answered from here on may come too late for the comparison, and is compared by itself.
    waiting.delete(folder);
    if (!isWhole || !(await server.scheduler.run(isOutdated(folder), isNewest(folder)))) return;
    await server.connection.sendRequest(lsp.DiagnosticRefreshRequest.type).catch(() => undefined);
  }

  return {
    wasWhole: ({ root }) => took.has(root),
    whole: async (folder) => judged.has(folder) || begin(folder),
    atOnce(folder, came) {
      if (judged.has(folder)) return true;
      // Who cannot be told to ask again gets everything at once.
      const mayWait = server.client.pullDiagnostics && server.client.diagnosticRefresh;
      const steps = judgeOthers(folder);
      const patience = mayWait ? patienceFor(folder, took.get(folder.root)) : Number.POSITIVE_INFINITY;
      const began = performance.now();
      return within(steps, came + patience) !== undefined && note(folder, began);
    },
    answered({ folder, uri }, report, depth) {
      lastAnswers.set(uri, report);
      if (depth === 'full') return;
      tellWhenWhole(folder).catch((error: unknown) => logOnce(server.connection, 'judgeOthers', error));
    },
  };
}
