// When a question may be asked: below the rates that the API allows for each action, and only some at a time.

/** Resolves when it is the caller's turn. */
export type Pace = (action: string, perSecond: number) => Promise<void>;

/** Others use the same account: a fifth of the rate is left to them. */
const SHARE = 0.8;

export function keepPace(now: () => number, wait: (ms: number) => Promise<void>): Pace {
  const next = new Map<string, number>();
  return async (action, perSecond) => {
    const at = Math.max(now(), next.get(action) ?? 0);
    next.set(action, at + 1000 / (perSecond * SHARE));
    const pause = at - now();
    if (pause > 0) await wait(pause);
  };
}

/** Does at most `most` pieces of work at the same time, in the order in which they came. */
export function inTurns(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running === most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}
