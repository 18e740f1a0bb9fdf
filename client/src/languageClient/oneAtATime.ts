/**
 * Calls of `work`, one at a time. However often it is asked for during a call, one more call follows: the last one is never of an earlier
 * state.
 */
export function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let isWorking = false;
  let isLate = false;
  return async () => {
    isLate = isWorking;
    if (isWorking) return;
    isWorking = true;
    try {
      do {
        isLate = false;
        await work();
      } while (isLate);
    } finally {
      isWorking = false;
    }
  };
}
