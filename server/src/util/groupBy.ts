/** As `Map.groupBy` of ES2024, which the Node of older editors does not have. */
export function groupBy<T, K>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) addTo(groups, keyOf(item), item);
  return groups;
}

/** Adds an item to the group of a key, which begins with it. */
export function addTo<K, T>(groups: Map<K, T[]>, key: K, item: T): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [item]);
  else group.push(item);
}

/** The first item of each key. */
export function distinctBy<T>(items: readonly T[], keyOf: (item: T) => unknown): T[] {
  return [...groupBy(items, keyOf).values()].map(([first]) => first as T);
}
