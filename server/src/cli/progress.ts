// Shows how far long work has come: in one line on a terminal, after the first second.

import type { Steps } from '#util/steps.ts';
import type { System } from './system.ts';

const QUICK = 1000;
const PAUSE = 100;

interface Outputs extends Pick<System, 'out' | 'complain'> {
  /** Shows a line in the place of the one before; an empty one removes it. */
  readonly show: (line: string) => void;
}

/** The same outputs with the line of progress, which is removed before anything is printed. */
export function withProgress(
  { out, complain, show }: Outputs,
  now: () => number = Date.now,
): Pick<System, 'out' | 'complain' | 'progress'> {
  let next = now() + QUICK;
  let isShown = false;
  const erase = (): void => {
    if (isShown) show('');
    isShown = false;
  };
  return {
    out: (text) => {
      erase();
      out(text);
    },
    complain: (text) => {
      erase();
      complain(text);
    },
    progress: (line) => {
      if (line === undefined) erase();
      else if (now() >= next) {
        next = now() + PAUSE;
        isShown = true;
        show(line());
      }
    },
  };
}

/** Makes all steps, and shows the line meanwhile. */
export function finishWith<T>({ progress }: System, line: string, steps: Steps<T>): T {
  for (;;) {
    progress(() => line);
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** For work that says how many of its things are done: `3 of 12 files read`. */
export function counting({ progress }: System, what: string): (done: number, all: number) => void {
  return (done, all) => progress(() => `${done} of ${all} ${what}`);
}
