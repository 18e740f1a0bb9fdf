// What follows from all machines of a model (expectations, for one) may take longer than a key press can wait for. It is judged at
// once as long as that is quick, and else in slices between the messages; the client is told to ask again when it is done.

import * as lsp from 'vscode-languageserver';
import { judgeRest, type Snapshot } from '#workspace/snapshot.ts';
import { logOnce } from './handlers.ts';
import type { Server } from './server.ts';
import { pause, SLICE_MS } from './slices.ts';

/**
 * How long a pull waits for it, in milliseconds: while somebody types, and the first time, when there is nothing yet to go by. The
 * first time is not waited for in a large model: hundreds of findings of its lists are there already.
 */
const PATIENCE = { typing: 8, opening: 300, openingLarge: 0 } as const;
const LARGE_MODEL_CHARACTERS = 200_000;
/** In what time an answer is written that is ready. */
const ANSWER_MS = 20;

function patienceFor({ files }: Snapshot, seenBefore: boolean): number {
  if (seenBefore) return PATIENCE.typing;
  let characters = 0;
  for (const { text } of files.values()) characters += text.length;
  return characters > LARGE_MODEL_CHARACTERS ? PATIENCE.openingLarge : PATIENCE.opening;
}

export interface Rest {
  /** Whether everything is judged now; if not, it will be, and the client asked to pull again. */
  settle(snapshot: Snapshot): boolean;
  /** Judges everything, in slices. False where another snapshot has taken the place of this one meanwhile. */
  finish(snapshot: Snapshot): Promise<boolean>;
  /** Whether all of a snapshot of this root was judged once, so that what was found then can stand in for a while. */
  hasBeen(snapshot: Snapshot): boolean;
}

export function keepRest(server: Server): Rest {
  const settled = new WeakSet<Snapshot>();
  const once = new Set<string>();
  /** The snapshot of each root that is being judged in slices. */
  const running = new Map<string, Snapshot>();

  function note(snapshot: Snapshot): true {
    settled.add(snapshot);
    once.add(snapshot.root);
    return true;
  }

  function isCurrent(snapshot: Snapshot): boolean {
    return server.workspace.snapshots().includes(snapshot);
  }

  async function finish(snapshot: Snapshot, tell: boolean): Promise<boolean> {
    const steps = judgeRest(snapshot);
    let since = performance.now();
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done) {
        note(snapshot);
        if (tell && step.value.length > 0)
          await server.connection.sendRequest(lsp.DiagnosticRefreshRequest.type).catch(() => undefined);
        return true;
      }
      if (performance.now() - since < SLICE_MS) continue;
      await pause();
      if (!isCurrent(snapshot)) return false;
      since = performance.now();
    }
  }

  function later(snapshot: Snapshot): void {
    if (running.get(snapshot.root) === snapshot) return;
    running.set(snapshot.root, snapshot);
    // The answer that is being made goes first.
    pause(ANSWER_MS)
      .then(() => isCurrent(snapshot) && finish(snapshot, true))
      .catch((error: unknown) => logOnce(server.connection, 'judgeRest', error))
      .finally(() => {
        if (running.get(snapshot.root) === snapshot) running.delete(snapshot.root);
      });
  }

  return {
    hasBeen: ({ root }) => once.has(root),
    finish: (snapshot) => (settled.has(snapshot) ? Promise.resolve(true) : finish(snapshot, false)),
    settle(snapshot) {
      if (settled.has(snapshot)) return true;
      // Who cannot be told to ask again gets everything at once.
      const mayWait = server.client.pullDiagnostics && server.client.diagnosticRefresh;
      const steps = judgeRest(snapshot);
      const until = performance.now() + patienceFor(snapshot, once.has(snapshot.root));
      while (!mayWait || performance.now() < until) if (steps.next().done) return note(snapshot);
      later(snapshot);
      return false;
    },
  };
}
