/** A map from a pair of numbers to a number, all from 0 on, for millions of entries: open addressing in flat arrays. */
export interface PairTable {
  /** -1 where nothing was set. */
  readonly get: (a: number, b: number) => number;
  readonly set: (a: number, b: number, value: number) => void;
}

export function pairTable(): PairTable {
  let mask = 1023;
  let count = 0;
  // Three numbers a slot: the first one more than `a` (0: free), `b`, the value.
  let slots = new Int32Array(3 * (mask + 1));

  const slotOf = (a: number, b: number): number => {
    let slot = (Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b)) >>> 0;
    for (slot = (slot ^ (slot >>> 15)) & mask; ; slot = (slot + 1) & mask) {
      const first = slots[3 * slot]!;
      if (first === 0 || (first === a + 1 && slots[3 * slot + 1] === b)) return 3 * slot;
    }
  };

  const grow = (): void => {
    const old = slots;
    mask = 2 * mask + 1;
    slots = new Int32Array(3 * (mask + 1));
    for (let i = 0; i < old.length; i += 3) {
      if (old[i] === 0) continue;
      const slot = slotOf(old[i]! - 1, old[i + 1]!);
      slots[slot] = old[i]!;
      slots[slot + 1] = old[i + 1]!;
      slots[slot + 2] = old[i + 2]!;
    }
  };

  return {
    get: (a, b) => {
      const slot = slotOf(a, b);
      return slots[slot] === 0 ? -1 : slots[slot + 2]!;
    },
    set: (a, b, value) => {
      if (2 * count > mask) grow();
      const slot = slotOf(a, b);
      if (slots[slot] === 0) count++;
      slots[slot] = a + 1;
      slots[slot + 1] = b;
      slots[slot + 2] = value;
    },
  };
}
