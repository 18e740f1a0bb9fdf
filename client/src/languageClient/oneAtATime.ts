/**
 * What is asked for while it is done is done once more after that, however often it was asked for: so that a slow answer of the server is
 * never waited for by others that are of an earlier state.
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
