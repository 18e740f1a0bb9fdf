// The one way in which something that was worked out is kept: by the object that it belongs to, and as long as what it was made from
// is the same. What is kept goes when the object goes.

/** What `make` makes of an object, made once. */
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

/** The last value that was made for an object, and made again only where one of the things in `from` is another than then. */
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

/** Whether two arrays hold the same things in the same places. */
export function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a === b) return true;
  return a.length === b.length && b.every((item, i) => Object.is(item, a[i]));
}
