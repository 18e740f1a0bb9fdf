/**
 * Asks until the answer is neither undefined nor false, and returns it. Fails with `what` after `milliseconds`; a question that throws
 * is asked again, and its last error is told.
 */
export async function until<T>(
  what: string,
  question: () => T | Promise<T>,
  milliseconds = 15_000,
): Promise<Exclude<T, undefined | false | null>> {
  const end = Date.now() + milliseconds;
  let problem: unknown;
  for (;;) {
    try {
      const answer = await question();
      if (answer !== undefined && answer !== false && answer !== null) {
        return answer as Exclude<T, undefined | false | null>;
      }
    } catch (error) {
      problem = error;
    }
    if (Date.now() > end)
      throw new Error(`Not in ${milliseconds} ms: ${what}${problem ? ` (${String(problem)})` : ''}`);
    await new Promise<void>((resolve) => setTimeout(resolve, 50));
  }
}

/**
 * Acts until it has had its effect: a click on a row that is drawn anew in this moment misses, and then it is clicked again, as a person
 * would. For acts that may be done twice.
 */
export function actUntil(
  what: string,
  act: () => Promise<unknown>,
  isDone: () => boolean | Promise<boolean>,
): Promise<true> {
  return until(what, async () => {
    await act();
    return until(what, isDone, 3000);
  });
}
