// Ways to keep a value that was computed. Most keep it by the object that it belongs to, as long as what it was made from is the same, and it
// is freed with the object.

import type { Steps } from './steps.ts';

/** A function that calls `make` once for each object. */
export function memoOf<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const kept = new WeakMap<K, { readonly value: V }>();
  return (key) => {
    let known = kept.get(key);
    if (known === undefined) {
      known = { value: make(key) };
      kept.set(key, known);
    }
    return known.value;
  };
}

/**
 * Keeps the last value for an object, and makes it again only if one of the values in `from` is another than last time. `from` is kept too:
 * give `tokenOf` an object that may lead to others with values of their own.
 */
export function memo<K extends object, V>(): (key: K, from: readonly unknown[], make: () => V) => V {
  const kept = new WeakMap<K, { readonly from: readonly unknown[]; readonly value: V }>();
  return (key, from, make) => {
    let known = kept.get(key);
    if (known === undefined || !sameItems(known.from, from)) {
      known = { from, value: make() };
      kept.set(key, known);
    }
    return known.value;
  };
}

/** As `memo`, for a value that is made in steps. */
export function memoInSteps<K extends object, V>(): (
  key: K,
  from: readonly unknown[],
  make: () => Steps<V>,
) => Steps<V> {
  const kept = new WeakMap<K, { readonly from: readonly unknown[]; readonly value: V }>();
  return function* (key, from, make) {
    const known = kept.get(key);
    if (known !== undefined && sameItems(known.from, from)) return known.value;
    const value = yield* make();
    kept.set(key, { from, value });
    return value;
  };
}

/** Stands for one object as long as that lives, and does not keep it alive. Other values stand for themselves. */
export function tokenOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? tokens(value) : value;
}

const tokens = memoOf((_: object): unknown => ({}));

/** A value that is made when it is first asked for. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

interface Kept<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): unknown;
}

/** The value of a key, made and kept when it is first asked for. */
export function keep<K, V>(kept: Kept<K, V>, key: K, make: () => V): V {
  let value = kept.get(key);
  if (value === undefined) {
    value = make();
    kept.set(key, value);
  }
  return value;
}

/** Whether two arrays hold the same things in the same places. */
export function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a === b) return true;
  return a.length === b.length && b.every((item, i) => Object.is(item, a[i]));
}

export interface Recent<K, V> {
  readonly get: (key: K) => V | undefined;
  readonly set: (key: K, value: V) => void;
}

/** A cache for long searches: it keeps at least the last `most` keys that were set or found, and at most twice as many. */
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
