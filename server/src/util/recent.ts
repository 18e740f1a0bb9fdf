// A cache of what was set or found lately, for long searches: what comes up again is kept, the rest is dropped.

export interface Recent<K, V> {
  readonly get: (key: K) => V | undefined;
  readonly set: (key: K, value: V) => void;
}

/** Keeps at least the last `most` keys that were set or found, and at most twice as many. */
export function recent<K, V>(most: number): Recent<K, V> {
  let now = new Map<K, V>();
  let before = new Map<K, V>();
  const set = (key: K, value: V) => {
    if (now.size >= most && !now.has(key)) {
      before = now;
      now = new Map();
    }
    now.set(key, value);
  };
  return {
    get: (key) => {
      const known = now.get(key);
      if (known !== undefined) return known;
      const old = before.get(key);
      if (old !== undefined) set(key, old);
      return old;
    },
    set,
  };
}
