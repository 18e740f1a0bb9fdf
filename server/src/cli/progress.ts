import type { System } from './system.ts';

export interface Progress {
  readonly say: (line: () => string) => void;
  /** Takes away what was said. */
  readonly end: () => void;
}

const QUICK = 1000;
const PAUSE = 100;

/** How far work has come, said once it has taken over a second. */
export function progressOf({ progress }: System, now: () => number = Date.now): Progress {
  let next = now() + QUICK;
  let said = false;
  return {
    say: (line) => {
      if (now() < next) return;
      next = now() + PAUSE;
      said = true;
      progress(line());
    },
    end: () => {
      if (said) progress('');
      said = false;
    },
  };
}
