/** How long work goes on without looking whether a message waits. */
export const SLICE_MS = 5;

/** Lets the messages that wait come first. */
export function pause(milliseconds = 0): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
