/** A row of numbers of which few change at a time. The row as a whole has a number too: equal rows have the same one. */
export interface Tuples {
  readonly set: (place: number, value: number) => void;
  /** The number of the row: the same exactly where all places are the same. */
  readonly number: () => number;
}

/** The places are the leaves of a binary tree; equal trees are one node, so that a change costs one path to the root. */
export function tuples(places: number): Tuples {
  let leaves = 1;
  while (leaves < places) leaves *= 2;
  // A heap: node 1 is the root, the children of k are 2k and 2k + 1.
  const nodes = new Float64Array(2 * leaves);
  const known = new Map<number, number>();
  const changed = new Set<number>();
  const join = (left: number, right: number): number => {
    const key = left * 2 ** 26 + right;
    let node = known.get(key);
    if (node === undefined) {
      node = known.size + 1;
      known.set(key, node);
    }
    return node;
  };
  const update = (leaf: number): void => {
    for (let node = leaf >> 1; node > 0; node >>= 1) nodes[node] = join(nodes[2 * node]!, nodes[2 * node + 1]!);
  };
  for (let node = leaves - 1; node > 0; node--) nodes[node] = join(nodes[2 * node]!, nodes[2 * node + 1]!);
  return {
    set: (place, value) => {
      if (nodes[leaves + place] === value) return;
      nodes[leaves + place] = value;
      changed.add(leaves + place);
    },
    number: () => {
      for (const leaf of changed) update(leaf);
      changed.clear();
      return nodes[1]!;
    },
  };
}
