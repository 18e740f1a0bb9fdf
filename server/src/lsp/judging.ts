// What follows from all machines of a model (expectations, for one) may take longer than a key press can wait for. It is judged at
// once as long as that is quick, and else in slices between the messages; the client is told to ask again when it is done.

import * as lsp from 'vscode-languageserver';
import { memoOf } from '#util/memo.ts';
import type { Folder } from '#workspace/folder.ts';
import { judgeMachines } from '#workspace/folderDiagnostics.ts';
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

function patienceFor({ files }: Folder, seenBefore: boolean): number {
  if (seenBefore) return PATIENCE.typing;
  let characters = 0;
  for (const { text } of files.values()) characters += text.length;
  return characters > LARGE_MODEL_CHARACTERS ? PATIENCE.openingLarge : PATIENCE.opening;
}

export interface Judging {
  /** Whether everything is judged now; if not, it will be, and the client asked to pull again. */
  atOnce(folder: Folder): boolean;
  /** Judges everything, in slices. False where the folder has changed meanwhile. */
  whole(folder: Folder): Promise<boolean>;
  /** Whether all of a folder with this root was judged once, so that what was found then can stand in for a while. */
  wasWhole(folder: Folder): boolean;
}

/** What judging needs of the server. */
interface Surroundings {
  readonly connection: lsp.Connection;
  readonly client: ClientFeatures;
  readonly workspace: Workspace;
  readonly scheduler: Scheduler;
}

export function keepJudging(server: Surroundings): Judging {
  const judged = new WeakSet<Folder>();
  const once = new Set<string>();

  function note(folder: Folder): true {
    judged.add(folder);
    once.add(folder.root);
    return true;
  }

  /** Begins once; resolves to the files about which something else is to be said than before. */
  const begin = memoOf(async (folder: Folder): Promise<readonly string[] | undefined> => {
    const isNewest = () => server.workspace.folders().includes(folder);
    const changed = await server.scheduler.run(judgeMachines(folder), isNewest);
    if (changed !== undefined) note(folder);
    return changed;
  });

  async function tellWhenWhole(folder: Folder): Promise<void> {
    const changed = await begin(folder);
    if (changed !== undefined && changed.length > 0)
      await server.connection.sendRequest(lsp.DiagnosticRefreshRequest.type).catch(() => undefined);
  }

  const told = new WeakSet<Folder>();
  return {
    wasWhole: ({ root }) => once.has(root),
    whole: async (folder) => judged.has(folder) || (await begin(folder)) !== undefined,
    atOnce(folder) {
      if (judged.has(folder)) return true;
      // Who cannot be told to ask again gets everything at once.
      const mayWait = server.client.pullDiagnostics && server.client.diagnosticRefresh;
      const steps = judgeMachines(folder);
      const patience = mayWait ? patienceFor(folder, once.has(folder.root)) : Number.POSITIVE_INFINITY;
      if (within(steps, patience) !== undefined) return note(folder);
      if (told.has(folder)) return false;
      told.add(folder);
      tellWhenWhole(folder).catch((error: unknown) => logOnce(server.connection, 'judgeMachines', error));
      return false;
    },
  };
}
