// Aligns two lists of rules, so that the fewest changes lead from one to the other.
//
//   live     ssh  http  https        keep ssh · replace http by http+https · delete https
//   wanted   ssh  http+https
//
// A rule that moves is deleted in one place and inserted in another, never replaced into its new place: the cloud refuses a rule
// that is there already, so that the old one has to go first.

import { type CloudPolicy, policyKey } from '#formats/cloud/policyKey.ts';

export interface Slot {
  readonly kind: 'keep' | 'replace' | 'insert' | 'delete';
  readonly old?: CloudPolicy;
  readonly wanted?: CloudPolicy;
}

const MOST_CELLS = 4_000_000;

/** Undefined where either list has a rule twice or one that cannot be read, or where the lists are too long. */
export function alignRules(live: readonly CloudPolicy[], wanted: readonly CloudPolicy[]): readonly Slot[] | undefined {
  const [a, b] = [live.map(policyKey), wanted.map(policyKey)];
  const [inA, inB] = [new Set(a), new Set(b)];
  if (inA.size < a.length || inB.size < b.length || inA.has(undefined) || inB.has(undefined)) return undefined;
  const width = b.length + 1;
  if ((a.length + 1) * width > MOST_CELLS) return undefined;

  // costs[i * width + j]: the fewest changes from the rules of `live` from i on to those of `wanted` from j on.
  const costs = new Uint32Array((a.length + 1) * width);
  const cost = (i: number, j: number) => costs[i * width + j] ?? 0;
  const isReplaceable = (i: number, j: number) => !inB.has(a[i]) && !inA.has(b[j]);
  for (let i = a.length; i >= 0; i--) {
    for (let j = b.length; j >= 0; j--) {
      if (i === a.length || j === b.length) {
        costs[i * width + j] = a.length - i + b.length - j;
        continue;
      }
      const edited = 1 + Math.min(cost(i + 1, j), cost(i, j + 1));
      const straight = a[i] === b[j] ? cost(i + 1, j + 1) : isReplaceable(i, j) ? 1 + cost(i + 1, j + 1) : edited;
      costs[i * width + j] = Math.min(edited, straight);
    }
  }

  const slots: Slot[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [old, next] = [live[i], wanted[j]];
    const left = cost(i, j);
    if (old !== undefined && next !== undefined && a[i] === b[j]) {
      slots.push({ kind: 'keep', old, wanted: next });
      i++;
      j++;
    } else if (old !== undefined && next !== undefined && isReplaceable(i, j) && left === 1 + cost(i + 1, j + 1)) {
      slots.push({ kind: 'replace', old, wanted: next });
      i++;
      j++;
    } else if (next !== undefined && (old === undefined || left === 1 + cost(i, j + 1))) {
      slots.push({ kind: 'insert', wanted: next });
      j++;
    } else if (old !== undefined) {
      slots.push({ kind: 'delete', old });
      i++;
    }
  }
  return slots;
}
