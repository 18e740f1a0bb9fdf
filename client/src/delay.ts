export interface Delay {
  /** Runs work after so many milliseconds, in the place of what still waits. */
  start(milliseconds: number, work: () => void): void;
  cancel(): void;
  dispose(): void;
}

export function makeDelay(): Delay {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const cancel = (): void => clearTimeout(timer);
  return {
    start(milliseconds, work) {
      cancel();
      timer = setTimeout(work, milliseconds);
    },
    cancel,
    dispose: cancel,
  };
}
