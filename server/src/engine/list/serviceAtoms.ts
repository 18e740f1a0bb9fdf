// Cuts the axis of services into as few classes as a list of service sets can tell apart.
//
//   sets    0: tcp 80,443    1: tcp    2: all
//   atoms   {0,1,2}: tcp 80 and tcp 443    {1,2}: the other tcp ports    {2}: udp, icmp, icmpv6, gre, other
//
// A sweep along the axis keeps the sets that hold the current point as bits under a binary tree. Equal trees are one node
// (hash-consing), so that the number at the root names the set of sets: places are compared exactly and at the cost of one path a cut.

import { ICMP, ICMPV6, type ServiceSet } from '#net/services.ts';

export interface ServiceAtoms {
  readonly count: number;
  /** 32-bit words an atom takes in `members`. */
  readonly words: number;
  /** Atom by atom a bit for each set: of a cutting set whether it holds the atom, of another one whether it holds any of it. */
  readonly members: Int32Array;
  /** How many points of the axis an atom has. */
  readonly sizes: readonly number[];
  /** Whether there are packets of the atom over IPv4 (all but icmpv6) and IPv6 (all but icmp). */
  readonly over4: readonly boolean[];
  readonly over6: readonly boolean[];
}

/** A table of more words than these, 64 MB, is not made. */
const MAX_WORDS = 1 << 24;

/**
 * Only the first `cutting` of the sets cut the axis; for the others it is noted which atoms they meet. What no cutting set holds is in no
 * atom. Undefined where the sets are so many and so different that the table of atoms would be too large.
 */
export function serviceAtoms(sets: readonly ServiceSet[], cutting: number): ServiceAtoms | undefined {
  const words = Math.max(1, Math.ceil(sets.length / 32));
  const tree = bitTree(Math.max(1, Math.ceil(cutting / 32)));
  const bits = new Int32Array(words);
  const toggles = sortedToggles(sets);
  const atomOfRoot = new Map<number, number>();
  const sizes: number[] = [];
  const over4: boolean[] = [];
  const over6: boolean[] = [];
  let members = new Int32Array(words * 16);

  for (let i = 0; i < toggles.length; ) {
    const start = Math.floor(toggles[i]! / sets.length);
    for (; i < toggles.length && Math.floor(toggles[i]! / sets.length) === start; i++) {
      const id = toggles[i]! % sets.length;
      bits[id >>> 5]! ^= 1 << (id & 31);
      if (id < cutting) tree.toggle(id);
    }
    const end = i < toggles.length ? Math.floor(toggles[i]! / sets.length) : start;
    const root = tree.root();
    if (root === tree.emptyRoot) continue;
    let atom = atomOfRoot.get(root);
    if (atom === undefined) {
      atom = sizes.length;
      if ((atom + 1) * words > MAX_WORDS) return undefined;
      atomOfRoot.set(root, atom);
      sizes.push(0);
      over4.push(false);
      over6.push(false);
      if (members.length < (atom + 1) * words) {
        const grown = new Int32Array(members.length * 2);
        grown.set(members);
        members = grown;
      }
    }
    for (let word = 0; word < words; word++) members[atom * words + word]! |= bits[word]!;
    sizes[atom]! += end - start;
    const single = end - start === 1;
    if (!(single && start === ICMPV6[0])) over4[atom] = true;
    if (!(single && start === ICMP[0])) over6[atom] = true;
  }
  return { count: sizes.length, words, members, sizes, over4, over6 };
}

/** Each place where a set begins or ends as `place * sets + set`, ascending. */
function sortedToggles(sets: readonly ServiceSet[]): Float64Array {
  let count = 0;
  for (const set of sets) count += set.length;
  const toggles = new Float64Array(count);
  let i = 0;
  for (let id = 0; id < sets.length; id++) {
    const set = sets[id]!;
    for (let k = 0; k < set.length; k++) toggles[i++] = set[k]! * sets.length + id;
  }
  return toggles.sort();
}

interface BitTree {
  readonly emptyRoot: number;
  toggle(bit: number): void;
  /** A number that is the same exactly where the bits are. */
  root(): number;
}

function bitTree(words: number): BitTree {
  const bits = new Int32Array(words);
  if (words === 1) {
    return {
      emptyRoot: 0,
      toggle: (bit) => {
        bits[0]! ^= 1 << bit;
      },
      root: () => bits[0]!,
    };
  }
  let leaves = 1;
  while (leaves < words) leaves *= 2;
  // A heap: node 1 is the root, the children of k are 2k and 2k + 1, the words are at the bottom.
  const nodes = new Int32Array(2 * leaves);
  const leafIds = new Map<number, number>();
  const pairIds = new Map<number, number>();
  let ids = 0;
  const intern = (table: Map<number, number>, key: number): number => {
    const known = table.get(key);
    if (known !== undefined) return known;
    table.set(key, ids);
    return ids++;
  };
  const update = (word: number): void => {
    let node = leaves + word;
    nodes[node] = intern(leafIds, word < words ? bits[word]! : 0);
    for (node >>= 1; node > 0; node >>= 1)
      nodes[node] = intern(pairIds, nodes[2 * node]! * 2 ** 26 + nodes[2 * node + 1]!);
  };
  for (let word = 0; word < leaves; word++) update(word);
  const changed: number[] = [];
  const isChanged = new Uint8Array(words);
  return {
    emptyRoot: nodes[1]!,
    toggle: (bit) => {
      const word = bit >>> 5;
      bits[word]! ^= 1 << (bit & 31);
      if (isChanged[word]) return;
      isChanged[word] = 1;
      changed.push(word);
    },
    root: () => {
      for (let i = 0; i < changed.length; i++) update(changed[i]!);
      changed.length = 0;
      isChanged.fill(0);
      return nodes[1]!;
    },
  };
}
