const calmMs = 100;
const mostMs = 2000;

/**
 * Knows when a tree view is at rest. VS Code forgets the nodes below one that it asks for again, so a refresh, or a node that is
 * revealed, while the view still loads can leave it with branches that stand open and are empty.
 */
export interface Calm {
  /** Something happened in the view. */
  stir(): void;
  /** A load of children, from its beginning to its end. */
  during<T>(load: () => Promise<T>): Promise<T>;
  /** Waits until nothing has happened for a moment, two seconds at most. */
  untilCalm(): Promise<void>;
}

export function calm(now: () => number = Date.now): Calm {
  let under = 0;
  let last = Number.NEGATIVE_INFINITY;
  const stir = (): void => {
    last = now();
  };
  return {
    stir,
    async during(load) {
      under += 1;
      try {
        return await load();
      } finally {
        under -= 1;
        stir();
      }
    },
    async untilCalm() {
      await comesTrue(() => under === 0 && now() - last >= calmMs, mostMs, now);
    },
  };
}

/** Looks again and again, and tells whether it came true in time. */
export async function comesTrue(condition: () => boolean, milliseconds: number, now = Date.now): Promise<boolean> {
  const end = now() + milliseconds;
  while (!condition()) {
    if (now() >= end) return false;
    await new Promise<void>((resolve) => setTimeout(resolve, 20));
  }
  return true;
}
