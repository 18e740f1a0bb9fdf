const calmMs = 100;
const mostMs = 2000;

/**
 * Tells when a tree view has loaded its rows. A view that is refreshed, or in which a row is revealed, while it still loads may end with
 * open branches that have no rows: when VS Code asks for a row again, it forgets the rows below.
 */
export interface Calm {
  /** Notes that something has happened in the view. */
  stir(): void;
  /** Runs a load of rows: the view is not at rest before it ends. */
  during<T>(load: () => Promise<T>): Promise<T>;
  /** Waits until no load runs and nothing has happened for 100 ms; for two seconds at most. */
  untilCalm(): Promise<void>;
}

export function calm(now: () => number = Date.now): Calm {
  let running = 0;
  let last = Number.NEGATIVE_INFINITY;
  const stir = (): void => {
    last = now();
  };
  return {
    stir,
    async during(load) {
      running += 1;
      try {
        return await load();
      } finally {
        running -= 1;
        stir();
      }
    },
    async untilCalm() {
      await comesTrue(() => running === 0 && now() - last >= calmMs, mostMs, now);
    },
  };
}

/** Waits until a condition is true. Returns false where it is not after so many milliseconds. */
export async function comesTrue(condition: () => boolean, milliseconds: number, now = Date.now): Promise<boolean> {
  const end = now() + milliseconds;
  while (!condition()) {
    if (now() >= end) return false;
    await new Promise<void>((resolve) => setTimeout(resolve, 20));
  }
  return true;
}
