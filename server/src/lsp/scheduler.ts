import type { Steps } from '#util/steps.ts';

/** How long work continues before it checks whether a message is waiting. */
const SLICE_MS = 5;

/** All work of the server that may take longer than a message can wait. */
export interface Scheduler {
  /**
   * Goes through the steps in slices, between the messages; what was begun last goes first. Nothing comes of it as soon as it is no
   * longer wanted.
   */
  run<T>(steps: Steps<T>, isWanted: () => boolean): Promise<T | undefined>;
}

interface Job {
  readonly isWanted: () => boolean;
  /** Takes a step; true where it was the last. */
  readonly step: () => boolean;
  readonly leave: () => void;
  readonly fail: (error: unknown) => void;
}

export function scheduler(): Scheduler {
  const jobs: Job[] = [];
  let waits = false;

  function slice(): void {
    waits = false;
    const until = performance.now() + SLICE_MS;
    for (let job = jobs.at(-1); job !== undefined && performance.now() < until; job = jobs.at(-1)) {
      if (goOn(job, until)) jobs.splice(jobs.indexOf(job), 1);
    }
    later();
  }

  function later(): void {
    if (waits || jobs.length === 0) return;
    waits = true;
    // Messages that wait come first.
    setTimeout(slice, 0);
  }

  return {
    run: (steps, isWanted) =>
      new Promise((resolve, reject) => {
        jobs.push({
          isWanted,
          step: () => {
            const next = steps.next();
            if (next.done) resolve(next.value);
            return next.done === true;
          },
          leave: () => resolve(undefined),
          fail: reject,
        });
        later();
      }),
  };
}

/** The result of the steps, if they end before a time of `performance.now`; otherwise the remaining steps can be run in another way. */
export function within<T>(steps: Steps<T>, until: number): { readonly value: T } | undefined {
  while (performance.now() < until) {
    const next = steps.next();
    if (next.done) return { value: next.value };
  }
  return undefined;
}

/** Whether the job is at its end. */
function goOn({ isWanted, step, leave, fail }: Job, until: number): boolean {
  try {
    if (isWanted()) {
      while (!step()) if (performance.now() >= until) return false;
    } else leave();
  } catch (error) {
    fail(error);
  }
  return true;
}
