// The paths from and to addresses that no machine has, as the largest blocks all of whose addresses get that far.

import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import { groupBy } from '#util/groupBy.ts';
import { memoOf } from '#util/memo.ts';
import type { Steps } from '#util/steps.ts';
import { NOTHING } from '../list/serviceAxis.ts';
import type { Kind, Strangers } from './kinds.ts';
import type { Ends, Machine } from './reachEnds.ts';
import { addPath, MAX_PATHS, passingOf, type Search, subtract } from './reachPaths.ts';
import { isNear } from './sides.ts';
import { nameStrangers } from './strangerNames.ts';

/** At most so many kinds are looked at, over all rows, to find the largest blocks for addresses. */
const MAX_FILLED = 2_000_000;

export function* fromStrangers(search: Search, from: Ends, to: Ends): Steps<void> {
  const rowsTo = rowsByMachine(search, from, (kind, { hosts }) => passingOf(search, [{ kind }], hosts));
  for (const destination of to.machines) {
    for (const { name, set } of yield* rowsTo(destination)) {
      addPath(search, name, destination.name, set, undefined, destination.cvm);
    }
    yield;
  }
}

export function* toStrangers(search: Search, from: Ends, to: Ends): Steps<void> {
  const rowsFrom = rowsByMachine(search, to, (kind, { hosts }) => passingOf(search, hosts, [{ kind }]));
  for (const source of from.machines) {
    for (const { name, set } of yield* rowsFrom(source)) addPath(search, source.name, name, set, source.cvm, undefined);
    yield;
  }
}

/** What passes between a machine and the strangers; for a public address only what the machine's own rows do not show. */
function rowsByMachine(search: Search, strangers: Ends, passing: (kind: Kind, machine: Machine) => number) {
  const known = new Map<string, readonly NamedSet[]>();
  return function* (machine: Machine): Steps<readonly NamedSet[]> {
    const { sort, itself } = machine;
    const key = `${sort} ${itself?.sort ?? ''}`;
    let rows = known.get(key);
    if (rows === undefined) {
      rows = yield* strangerRows(search, strangers, (kind) => {
        const set = passing(kind, machine);
        return itself !== undefined && subtract(search, set, passing(kind, itself)) === NOTHING ? NOTHING : set;
      });
      known.set(key, rows);
    }
    return rows;
  };
}

/** Strangers between which and all others the same passes are one source. */
export function* betweenStrangers(search: Search, from: Ends, to: Ends): Steps<void> {
  const [few, many] = from.strangers.length <= to.strangers.length ? [from, to] : [to, from];
  if (few.strangers.length * many.strangers.length > MAX_PATHS * 10) {
    if ([...few.strangers, ...many.strangers].some(({ kind }) => hasAcl(kind))) search.isComplete = false;
    return;
  }
  const between = (one: Kind, other: Kind) =>
    few === from
      ? passingOf(search, [{ kind: one }], [{ kind: other }])
      : passingOf(search, [{ kind: other }], [{ kind: one }]);
  const sort = (one: Kind) =>
    many.strangers.map(({ kind }) => (isFiltered(one, kind) ? between(one, kind) : -1)).join();
  for (const group of groupBy(few.strangers, ({ kind }) => sort(kind)).values()) {
    const { kind } = group[0]!;
    const set = addressSet.unionAll(group.map(({ addresses }) => addresses));
    const rows = yield* strangerRows(
      search,
      many,
      (other) => between(kind, other),
      (other) => isFiltered(kind, other),
    );
    for (const name of namesOf(search, few, set, set)) {
      for (const row of rows) {
        if (isSingle(set) && addressSet.equals(row.addresses, set)) continue;
        const [source, destination] = few === from ? [name, row.name] : [row.name, name];
        addPath(search, source, destination, row.set, undefined, undefined);
      }
    }
  }
}

/** Whether both sides hold addresses that no machine has and between which no acl stands. */
export function areUnfiltered(from: Ends, to: Ends): boolean {
  const open = ({ strangers }: Ends) =>
    new Set(strangers.filter(({ kind }) => !hasAcl(kind)).map(({ kind }) => kind.family));
  const networks = ({ strangers }: Ends) =>
    new Set(strangers.map(({ kind }) => kind.network).filter((network) => network >= 0));
  const meet = <T>(a: ReadonlySet<T>, b: ReadonlySet<T>) => [...a].some((each) => b.has(each));
  return meet(open(from), open(to)) || meet(networks(from), networks(to));
}

/** Whether an acl stands between two addresses that no machine has. */
function isFiltered(one: Kind, other: Kind): boolean {
  return !isNear(one, other) && (hasAcl(one) || hasAcl(other));
}

function hasAcl({ side }: Kind): boolean {
  return side.aclInbound !== undefined;
}

function isSingle({ v4, v6 }: AddressSet): boolean {
  if (v4.length + v6.length !== 2) return false;
  return v4.length === 2 ? v4[1]! - v4[0]! === 1 : v6[1]! - v6[0]! === 1n;
}

interface NamedSet {
  readonly name: string;
  readonly set: number;
  readonly addresses: AddressSet;
}

/** The strangers of one side by what passes between them and something on the other side. */
function* strangerRows(
  search: Search,
  ends: Ends,
  passing: (kind: Kind) => number,
  isTold: (kind: Kind) => boolean = () => true,
): Steps<readonly NamedSet[]> {
  const passingOnce = memoOf(passing);
  const setOf = ({ kind }: Strangers): number => passingOnce(kind);
  const bySet = groupBy(
    ends.strangers.filter(({ kind }) => isTold(kind)),
    setOf,
  );
  bySet.delete(NOTHING);
  // If nearly every address has a result of its own, no larger blocks are searched: the rows are correct, but there are more of them.
  const isLarge = bySet.size * search.kinds.places.length > MAX_FILLED;
  const all = isLarge || bySet.size === 0 ? [] : filling(search, ends, setOf);
  const rows: NamedSet[] = [];
  for (const [set, strangers] of bySet) {
    yield;
    const addresses = addressSet.unionAll(strangers.map((stranger) => stranger.addresses));
    const further = all.filter((each) => subtract(search, set, each.set) === NOTHING);
    const filled = isLarge ? addresses : addressSet.unionAll(further.map((each) => each.addresses));
    for (const name of namesOf(search, ends, addresses, filled)) rows.push({ name, set, addresses });
  }
  return rows;
}

/** By what passes: the strangers, and the addresses of machines for which the same would pass if no machine had them. */
function filling(
  { kinds }: Search,
  { strangers, around }: Ends,
  setOf: (strangers: Strangers) => number,
): readonly { readonly set: number; readonly addresses: AddressSet }[] {
  const joined = (some: readonly Strangers[]) =>
    [...groupBy(some, setOf)].map(([set, alike]) => ({
      set,
      addresses: addressSet.unionAll(alike.map(({ addresses }) => addresses)),
    }));
  if (addressSet.isEmpty(around)) return joined(strangers);
  // Of all addresses the strangers are a part.
  if (addressSet.equals(around, addressSet.EVERYTHING)) return joined(kinds.places);
  const within = joined(kinds.places).map((each) => ({
    ...each,
    addresses: addressSet.intersect(each.addresses, around),
  }));
  return [...joined(strangers), ...within];
}

function namesOf({ model, kinds }: Search, ends: Ends, addresses: AddressSet, filled: AddressSet): readonly string[] {
  if (ends.name !== undefined && addressSet.isSubsetOf(ends.all, filled)) return [ends.name];
  return nameStrangers(model, kinds, addresses, filled);
}
