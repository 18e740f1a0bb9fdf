import type { Steps } from './steps.ts';

/** How many of sorted items lie before what is looked for: `isBefore` holds for the first of them, up to some index, and for no other. */
export function countBefore(length: number, isBefore: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Items that are taken in one step. */
const ITEMS_A_STEP = 5000;

/** All items of sorted arrays in their order; of equal ones those of earlier arrays come first. */
export function* merging<T>(sorted: readonly (readonly T[])[], compare: (a: T, b: T) => number): Steps<readonly T[]> {
  let arrays = sorted;
  let taken = 0;
  while (arrays.length > 1) {
    const halved: (readonly T[])[] = [];
    for (let i = 0; i < arrays.length; i += 2) {
      const [a, b = []] = arrays.slice(i, i + 2) as [readonly T[], (readonly T[])?];
      const both: T[] = [];
      for (let x = 0, y = 0; x < a.length || y < b.length; ) {
        const isFirst = y >= b.length || (x < a.length && compare(a[x] as T, b[y] as T) <= 0);
        both.push((isFirst ? a[x++] : b[y++]) as T);
        if (++taken % ITEMS_A_STEP === 0) yield;
      }
      halved.push(both);
    }
    arrays = halved;
  }
  return arrays[0] ?? [];
}
