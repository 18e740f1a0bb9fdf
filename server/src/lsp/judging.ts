// What follows from all machines of a model (expectations, for one) may take longer than a key press can wait for. It is judged at
// once as long as that is quick, and else in slices between the messages; the client is told to ask again when it is done.

import * as lsp from 'vscode-languageserver';
import { memoOf } from '#util/memo.ts';
import { judgeMachines, type Snapshot } from '#workspace/snapshot.ts';
import type { Workspace } from '#workspace/workspace.ts';
import type { ClientFeatures } from './clientFeatures.ts';
import { logOnce } from './log.ts';
import { type Scheduler, within } from './scheduler.ts';

/**
 * How long a pull waits for it, in milliseconds: while somebody types, and the first time, when there is nothing yet to go by. The
 * first time is not waited for in a large model: hundreds of findings of its lists are there already.
 */
const PATIENCE = { typing: 4, opening: 300, openingLarge: 0 } as const;
const LARGE_MODEL_CHARACTERS = 200_000;

function patienceFor({ files }: Snapshot, seenBefore: boolean): number {
  if (seenBefore) return PATIENCE.typing;
  let characters = 0;
  for (const { text } of files.values()) characters += text.length;
  return characters > LARGE_MODEL_CHARACTERS ? PATIENCE.openingLarge : PATIENCE.opening;
}

export interface Judging {
  /** Whether everything is judged now; if not, it will be, and the client asked to pull again. */
  atOnce(snapshot: Snapshot): boolean;
  /** Judges everything, in slices. False where another snapshot has taken the place of this one meanwhile. */
  whole(snapshot: Snapshot): Promise<boolean>;
  /** Whether all of a snapshot of this root was judged once, so that what was found then can stand in for a while. */
  wasWhole(snapshot: Snapshot): boolean;
}

/** What judging needs of the server. */
interface Surroundings {
  readonly connection: lsp.Connection;
  readonly client: ClientFeatures;
  readonly workspace: Workspace;
  readonly scheduler: Scheduler;
}

export function keepJudging(server: Surroundings): Judging {
  const judged = new WeakSet<Snapshot>();
  const once = new Set<string>();

  function note(snapshot: Snapshot): true {
    judged.add(snapshot);
    once.add(snapshot.root);
    return true;
  }

  /** Begins once; resolves to the files about which something else is to be said than before. */
  const begin = memoOf(async (snapshot: Snapshot): Promise<readonly string[] | undefined> => {
    const isNewest = () => server.workspace.snapshots().includes(snapshot);
    const changed = await server.scheduler.run(judgeMachines(snapshot), isNewest);
    if (changed !== undefined) note(snapshot);
    return changed;
  });

  async function tellWhenWhole(snapshot: Snapshot): Promise<void> {
    const changed = await begin(snapshot);
    if (changed !== undefined && changed.length > 0)
      await server.connection.sendRequest(lsp.DiagnosticRefreshRequest.type).catch(() => undefined);
  }

  const told = new WeakSet<Snapshot>();
  return {
    wasWhole: ({ root }) => once.has(root),
    whole: async (snapshot) => judged.has(snapshot) || (await begin(snapshot)) !== undefined,
    atOnce(snapshot) {
      if (judged.has(snapshot)) return true;
      // Who cannot be told to ask again gets everything at once.
      const mayWait = server.client.pullDiagnostics && server.client.diagnosticRefresh;
      const steps = judgeMachines(snapshot);
      const patience = mayWait ? patienceFor(snapshot, once.has(snapshot.root)) : Number.POSITIVE_INFINITY;
      if (within(steps, patience) !== undefined) return note(snapshot);
      if (told.has(snapshot)) return false;
      told.add(snapshot);
      tellWhenWhole(snapshot).catch((error: unknown) => logOnce(server.connection, 'judgeMachines', error));
      return false;
    },
  };
}
