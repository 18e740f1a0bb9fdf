/** Bit sets of one length, each stored once and identified by a number from 0: equal sets have equal numbers. */
export interface BitSets {
  /** The number of the set in `bits`, which may be changed afterwards. */
  readonly intern: (bits: Int32Array) => number;
  readonly bitsOf: (set: number) => Int32Array;
  readonly count: () => number;
}

/** Sets that are parts of one array: V8 goes through all arrays that have a buffer of their own at each collection. */
const SETS_A_PAGE = 32;

export function bitSets(words: number): BitSets {
  const sets: Int32Array[] = [];
  let page = new Int32Array(0);
  let mask = 1023;
  // Open addressing: one more than the number of the set, 0 for a free slot.
  let slots = new Int32Array(mask + 1);

  const slotOf = (bits: Int32Array): number => {
    for (let slot = hashOf(bits, words) & mask; ; slot = (slot + 1) & mask) {
      const known = slots[slot]!;
      if (known === 0 || isSame(sets[known - 1]!, bits, words)) return slot;
    }
  };

  const copyOf = (bits: Int32Array): Int32Array => {
    const start = words * (sets.length % SETS_A_PAGE);
    if (start === 0) page = new Int32Array(words * SETS_A_PAGE);
    const copy = page.subarray(start, start + words);
    copy.set(bits);
    return copy;
  };

  return {
    intern: (bits) => {
      const slot = slotOf(bits);
      if (slots[slot] !== 0) return slots[slot]! - 1;
      slots[slot] = sets.push(copyOf(bits));
      if (2 * sets.length > mask) {
        mask = 2 * mask + 1;
        slots = new Int32Array(mask + 1);
        for (let set = 0; set < sets.length; set++) slots[slotOf(sets[set]!)] = set + 1;
      }
      return sets.length - 1;
    },
    bitsOf: (set) => sets[set]!,
    count: () => sets.length,
  };
}

function hashOf(bits: Int32Array, words: number): number {
  let hash = 17;
  for (let i = 0; i < words; i++) hash = (Math.imul(hash, 0x01000193) ^ bits[i]!) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function isSame(a: Int32Array, b: Int32Array, words: number): boolean {
  for (let i = 0; i < words; i++) if (a[i] !== b[i]) return false;
  return true;
}
