const limit = 5;
const spanMs = 3 * 60_000;
const recentMs = 30_000;

/** How a server ended. A process that somebody killed says nothing about the documents it had. */
export type End = 'killed' | 'crashed';

/**
 * The ends of a server that nobody asked for. It is started again after each, but for the fifth within three minutes. The last document that
 * it was told of before it crashed is suspected, and the second time set aside.
 */
export interface Crashes {
  /** URIs of documents that ended the server twice: it is not told of them any more. */
  readonly setAside: ReadonlySet<string>;
  /** A document was opened or changed. */
  touched(uri: string): void;
  /** Whether to start the server again, and the document that is set aside because of its end. */
  ended(end: End): { readonly startAgain: boolean; readonly setAside?: string };
  /** Forgets all ends and documents that were set aside, because a person asked for a restart. */
  forget(): void;
}

export function watchCrashes(now: () => number = Date.now): Crashes {
  const setAside = new Set<string>();
  const suspected = new Set<string>();
  let times: number[] = [];
  let last: { readonly uri: string; readonly at: number } | undefined;

  function guiltyOf(end: End): string | undefined {
    if (end === 'killed' || !last || now() - last.at > recentMs || setAside.has(last.uri)) return undefined;
    const { uri } = last;
    if (suspected.has(uri)) return uri;
    suspected.add(uri);
    return undefined;
  }

  return {
    setAside,
    touched(uri) {
      last = { uri, at: now() };
    },
    ended(end) {
      times = [...times.filter((time) => now() - time < spanMs), now()];
      const guilty = guiltyOf(end);
      if (guilty !== undefined) setAside.add(guilty);
      return { startAgain: times.length < limit, setAside: guilty };
    },
    forget() {
      times = [];
      setAside.clear();
      suspected.clear();
    },
  };
}
