/** Work that can be left and taken up again at each step; what it comes to is returned at its end. */
export type Steps<T> = Generator<undefined, T>;

/** Goes through all steps at once. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
