/** Work that can be paused at each step; it returns its result at the end. */
export type Steps<T> = Generator<undefined, T>;

/** Does all steps at once. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Items that are gone through in one step. */
const PART = 500;

/** What comes of all items, found of some at a time. */
export function* inParts<T, R>(items: readonly T[], resultsOf: (part: readonly T[]) => readonly R[]): Steps<R[]> {
  const results: R[] = [];
  for (let from = 0; from < items.length; from += PART) {
    for (const result of resultsOf(items.slice(from, from + PART))) results.push(result);
    yield;
  }
  return results;
}
