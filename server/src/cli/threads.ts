// Helpers as threads. Each runs the file of the program, which sees that it is not in the main thread.

import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { parentPort, Worker } from 'node:worker_threads';
import type { Helper, Helpers } from './system.ts';

/** Each takes as much memory as a process of its own. */
const MOST = 16;

export function threads(program: string): Helpers | undefined {
  const count = Math.min(availableParallelism(), MOST);
  return count < 2 ? undefined : { count, start: () => startThread(program) };
}

function startThread(program: string): Helper {
  const worker = new Worker(new URL(program));
  return {
    ask: async (question) => {
      const over = new AbortController();
      const { signal } = over;
      const ended = once(worker, 'exit', { signal }).then(([code]): never => {
        throw new Error(`its thread ended with ${code}.`);
      });
      const answered = once(worker, 'message', { signal });
      worker.postMessage(question);
      try {
        const [answer] = await Promise.race([answered, ended]);
        return answer;
      } finally {
        over.abort();
      }
    },
    end: () => void worker.terminate(),
  };
}

/** Runs in the helper: answers one question after the other, until the thread is ended. */
export function answerQuestions<Q>(answer: (question: Q) => Promise<unknown>): void {
  parentPort?.on('message', (question: Q) => void answer(question).then((found) => parentPort?.postMessage(found)));
}
