// Sets of services under numbers: two sets are equal exactly where their numbers are, and a union or intersection of two is computed once.

import * as cuts from '#net/cuts.ts';
import { ALL, NONE, type ServiceSet } from '#net/services.ts';
import { pairTable } from '../list/pairTable.ts';
import { EVERYTHING, NOTHING } from '../list/serviceAxis.ts';

export interface ServiceNumbers {
  readonly of: (set: ServiceSet) => number;
  readonly toServices: (number: number) => ServiceSet;
  readonly and: (a: number, b: number) => number;
  readonly or: (a: number, b: number) => number;
  /** What is in `a` and not in `b`. */
  readonly without: (a: number, b: number) => number;
}

export function serviceNumbers(): ServiceNumbers {
  const sets: ServiceSet[] = [];
  const byText = new Map<string, number>();
  const bySet = new Map<ServiceSet, number>();
  const numberOf = (set: ServiceSet): number => {
    const text = set.join();
    let number = byText.get(text);
    if (number === undefined) {
      number = sets.push(set) - 1;
      byText.set(text, number);
    }
    return number;
  };
  const of = (set: ServiceSet): number => {
    let number = bySet.get(set);
    if (number === undefined) {
      number = numberOf(set);
      bySet.set(set, number);
    }
    return number;
  };
  const remembered = (combine: (a: ServiceSet, b: ServiceSet) => ServiceSet) => {
    const table = pairTable();
    return (a: number, b: number): number => {
      let made = table.get(a, b);
      if (made < 0) {
        made = numberOf(combine(sets[a]!, sets[b]!));
        table.set(a, b, made);
      }
      return made;
    };
  };
  const [both, either, only] = [remembered(cuts.intersect), remembered(cuts.union), remembered(cuts.subtract)];
  // These two get the numbers that the empty set and everything have on every axis.
  of(NONE);
  of(ALL);
  return {
    of,
    toServices: (number) => sets[number]!,
    and: (a, b) =>
      a === b || b === EVERYTHING ? a : a === EVERYTHING ? b : a === NOTHING || b === NOTHING ? NOTHING : both(a, b),
    or: (a, b) =>
      a === b || b === NOTHING
        ? a
        : a === NOTHING
          ? b
          : a === EVERYTHING || b === EVERYTHING
            ? EVERYTHING
            : either(a, b),
    without: (a, b) => (a === b || a === NOTHING || b === EVERYTHING ? NOTHING : b === NOTHING ? a : only(a, b)),
  };
}
