// What several lists, tried one after the other, decide for an address. What each list decides is known already (a fold, see
// `listTable.ts`) and has a number, so that first match over the lists is a combination of numbers.

import type { PolicyList } from '#model/policy.ts';
import type { Address } from '#net/address.ts';
import { keep } from '#util/memo.ts';
import { pairTable } from '../list/pairTable.ts';
import { NOTHING } from '../list/serviceAxis.ts';
import { classAt, type Fold, type ListTable, listTable } from './listTable.ts';
import type { ServiceNumbers } from './serviceNumbers.ts';

/** An address that stands for all addresses that every list treats alike. */
export interface Peer {
  readonly address: Address;
  /** The groups that it is in. */
  readonly groups: ReadonlySet<string>;
}

/** Stands for a number that is not known yet, or that would take too long to find. */
export const UNKNOWN = -1;

/** The services that lists, tried one after the other, allow an address; what none takes is denied. `UNKNOWN` where a list is too large. */
export function allowing(axis: ServiceNumbers): (lists: readonly PolicyList[], peer: Peer) => number {
  const folds = foldTable(axis);
  const folders = new Map<PolicyList, (peer: Peer) => number>();
  const foldOf = (list: PolicyList, peer: Peer): number =>
    keep(folders, list, () => {
      const table = listTable(list);
      return table === undefined ? () => UNKNOWN : folder(table, axis, folds);
    })(peer);
  return (lists, peer) => {
    let all = folds.nothing;
    for (const list of lists) {
      const fold = foldOf(list, peer);
      if (fold === UNKNOWN) return UNKNOWN;
      all = folds.behind(all, fold);
    }
    return folds.allowed(all);
  };
}

/** What lists decide for a peer class, under numbers: what they allow, and what they take whether they allow it or not. */
interface FoldTable {
  readonly nothing: number;
  readonly make: (allowed: number, taken: number) => number;
  readonly allowed: (fold: number) => number;
  /** The second one gets what the first does not take. */
  readonly behind: (first: number, second: number) => number;
}

function foldTable(axis: ServiceNumbers): FoldTable {
  const numbers = pairTable();
  const allowed: number[] = [];
  const taken: number[] = [];
  const make = (allows: number, takes: number): number => {
    let fold = numbers.get(allows, takes);
    if (fold < 0) {
      fold = allowed.push(allows) - 1;
      taken.push(takes);
      numbers.set(allows, takes, fold);
    }
    return fold;
  };
  const joined = pairTable();
  const nothing = make(NOTHING, NOTHING);
  return {
    nothing,
    make,
    allowed: (fold) => allowed[fold]!,
    behind: (first, second) => {
      if (first === nothing) return second;
      let fold = joined.get(first, second);
      if (fold < 0) {
        const more = axis.without(allowed[second]!, taken[first]!);
        fold = make(axis.or(allowed[first]!, more), axis.or(taken[first]!, taken[second]!));
        joined.set(first, second, fold);
      }
      return fold;
    },
  };
}

/** What a list decides for an address, under the numbers of the tables. */
function folder(table: ListTable, axis: ServiceNumbers, folds: FoldTable): (peer: Peer) => number {
  const named = new Map<ReadonlySet<string>, number>();
  const known = new Map<Fold, number>();
  return ({ address, groups }) => {
    const fold = table.foldOf(
      classAt(table, address),
      keep(named, groups, () => table.namedAmong(groups)),
    );
    return keep(known, fold, () => folds.make(axis.of(fold.allowed), axis.of(fold.taken)));
  };
}
