const recentMs = 30_000;

/** How a server ended. A process that somebody killed says nothing about the documents it had. */
export type End = 'killed' | 'crashed';

export interface SetAside {
  /** URIs of documents that ended the server twice: it is not told of them any more. */
  readonly uris: ReadonlySet<string>;
  /** A document was opened or changed. */
  touched(uri: string): void;
  /** The server has ended; answers with the document that is set aside because of it. */
  ended(end: End): string | undefined;
  /** Gives all of them another chance, when a person asked for a restart. */
  forget(): void;
}

/** The last document that the server was told of before it ended is suspected; the second time it is set aside. */
export function setAsideDocuments(now: () => number = Date.now): SetAside {
  const uris = new Set<string>();
  const suspected = new Set<string>();
  let last: { readonly uri: string; readonly at: number } | undefined;
  return {
    uris,
    touched(uri) {
      last = { uri, at: now() };
    },
    ended(end) {
      if (end === 'killed' || !last || now() - last.at > recentMs || uris.has(last.uri)) return undefined;
      const { uri } = last;
      if (!suspected.has(uri)) {
        suspected.add(uri);
        return undefined;
      }
      uris.add(uri);
      return uri;
    },
    forget() {
      uris.clear();
      suspected.clear();
    },
  };
}
