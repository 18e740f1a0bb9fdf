const limit = 5;
const spanMs = 3 * 60_000;

/**
 * Counts the server's crashes: it is started again after each, but for the fifth within three minutes. `crashed` says whether to start
 * again; `forget` begins anew, when a person asked for a restart.
 */
export function countCrashes(now: () => number = Date.now): { crashed(): boolean; forget(): void } {
  let times: number[] = [];
  return {
    crashed() {
      const time = now();
      times = [...times.filter((each) => time - each < spanMs), time];
      return times.length < limit;
    },
    forget() {
      times = [];
    },
  };
}
