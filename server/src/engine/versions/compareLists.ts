// Two lists of policies, and for which packets they decide differently.
//
//   before   deny tcp 22 from 10.0.0.0/9          after   allow tcp from 10.0.0.0/8
//            allow tcp from 10.0.0.0/8
//
//   differs  tcp 22 from 10.0.0.0/9: denied before, allowed now by the first policy
//
// Addresses are cut into classes and services into atoms at the ends of both lists; where the two allow different atoms for a
// class, the policies of the second are tried once more for who decides. Order, names and doubles alone make no difference.
//
// A policy may stand for a group that has no members in either model. No packet of now is changed by it, but a member to come
// would meet it: so each such group is tried as well, as an address of each class that is in this group alone.

import type { Policy } from '#model/policy.ts';
import { endOf } from '#net/address.ts';
import type { AddressSet } from '#net/addressSet.ts';
import type { PacketSet, Steps } from '#net/packetSet.ts';
import { NONE, OVER_IPV4, OVER_IPV6, type ServiceSet } from '#net/services.ts';
import type { Cells } from '../list/addressCells.ts';
import { addressCells, hasSet } from '../list/addressCells.ts';
import { type BitList, decideInto, NOBODY, splitByDecider } from '../list/firstMatch.ts';
import { EVERYTHING, NOTHING, type ServiceAxis, serviceAxis } from '../list/serviceAxis.ts';

/** A policy with the addresses that its peer stands for now. */
export interface PlainPolicy {
  readonly action: Policy['action'];
  readonly services: ServiceSet;
  readonly addresses: AddressSet;
  /** The group without members that is its peer. */
  readonly group: string | undefined;
}

export interface Difference {
  readonly was: Policy['action'];
  readonly now: Policy['action'];
  /** The place of the policy of the second list that decides now; undefined where none matches. */
  readonly decidedBy: number | undefined;
  /** The place of the policy of the first list that decided before, where that was asked for; undefined where none did. */
  readonly decidedBefore: number | undefined;
  /** The packets, or the services for members of a group that has none yet. */
  readonly packets: PacketSet;
  readonly group: { readonly key: string; readonly services: ServiceSet } | undefined;
}

/** Two lists that would take more steps than these are not compared. */
const MAX_STEPS = 1_000_000_000;

/** By the policy that decides now alone, or also by the one that decided before. */
export type SplitBy = 'now' | 'both';

/** What neither list matches is denied. Nothing where the lists are too large. */
export function compareLists(
  before: readonly PlainPolicy[],
  after: readonly PlainPolicy[],
  by: SplitBy = 'now',
): readonly Difference[] | undefined {
  const all = [...before, ...after];
  const sets = [...new Set(all.map(({ addresses }) => addresses))];
  const axis = serviceAxis([OVER_IPV4, OVER_IPV6, ...all.map(({ services }) => services)]);
  const cells = addressCells(sets);
  if (cells.classes.length * all.length * axis.words > MAX_STEPS) return undefined;
  const place = new Map(sets.map((set, i) => [set, i]));
  const old = listOnAxis(axis, before, place);
  const now = listOnAxis(axis, after, place);

  const pairs: Pairs = { by, count: before.length + 1 };
  const byClass = cells.classes.map((members) => changesOf(axis, old, now, members, undefined, pairs));
  const differences = [
    ...changedOn(axis, byClass, cells.v4, OVER_IPV4),
    ...changedOn(axis, byClass, cells.v6, OVER_IPV6),
  ];
  const classes4 = new Set(cells.v4.classOf);
  const possible4 = axis.touching(OVER_IPV4);
  const byGroup = [...new Set(all.flatMap(({ group }) => group ?? []))].flatMap((group) => {
    const found = new Map<number, number>();
    for (const id of classes4) {
      const known = byClass[id]!;
      for (const [pair, set] of changesOf(axis, old, now, cells.classes[id]!, group, pairs)) {
        const more = axis.and(axis.without(set, known.get(pair) ?? NOTHING), possible4);
        if (more !== NOTHING) found.set(pair, axis.or(found.get(pair) ?? NOTHING, more));
      }
    }
    return [...found].map(([pair, set]) => ({ group, pair, services: axis.toServices(set) }));
  });
  return [
    ...joinFamilies(differences, after, pairs),
    ...byGroup.map(({ group, pair, services }) => ({
      ...fateOf(after, pair, pairs),
      packets: NO_PACKETS,
      group: { key: group, services },
    })),
  ];
}

const NO_PACKETS: PacketSet = { v4: { starts: [], services: [] }, v6: { starts: [], services: [] } };

/** Numbers each pair of who decides now and who decided before, so that the pair can be a key of a map. */
interface Pairs {
  readonly by: SplitBy;
  /** The policies of the first list, and nobody. */
  readonly count: number;
}

function pairOf({ count }: Pairs, now: number, before: number): number {
  return (now + 1) * count + before + 1;
}

function nowIn({ count }: Pairs, pair: number): number {
  return Math.floor(pair / count) - 1;
}

function beforeIn({ count }: Pairs, pair: number): number {
  return (pair % count) - 1;
}

interface ListOnAxis extends BitList {
  readonly policies: readonly PlainPolicy[];
  readonly sets: readonly number[];
  readonly places: readonly number[];
}

function listOnAxis(
  axis: ServiceAxis,
  policies: readonly PlainPolicy[],
  place: ReadonlyMap<AddressSet, number>,
): ListOnAxis {
  const sets = policies.map(({ services }) => axis.touching(services));
  return {
    policies,
    words: axis.words,
    everything: axis.bitsOf(EVERYTHING),
    services: sets.map(axis.bitsOf),
    allows: policies.map(({ action }) => action === 'allow'),
    sets,
    places: policies.map(({ addresses }) => place.get(addresses)!),
  };
}

/** What changed for one class of addresses, by the pair of those that decide. */
function changesOf(
  axis: ServiceAxis,
  before: ListOnAxis,
  after: ListOnAxis,
  members: Int32Array,
  group: string | undefined,
  pairs: Pairs,
): ReadonlyMap<number, number> {
  const was = allowedBy(axis, before, members, group);
  const now = allowedBy(axis, after, members, group);
  const changes = new Map<number, number>();
  if (was === now) return changes;
  const changed = axis.or(axis.without(was, now), axis.without(now, was));
  for (const [decidesNow, set] of splitByDecider(axis, changed, after.sets, (place) =>
    matches(after, place, members, group),
  )) {
    const parts =
      pairs.by === 'both'
        ? splitByDecider(axis, set, before.sets, (place) => matches(before, place, members, group))
        : [[NOBODY, set] as const];
    for (const [decidedBefore, part] of parts) changes.set(pairOf(pairs, decidesNow, decidedBefore), part);
  }
  return changes;
}

function allowedBy(axis: ServiceAxis, list: ListOnAxis, members: Int32Array, group: string | undefined): number {
  const both = new Int32Array(2 * axis.words);
  decideInto(both, list, (place) => matches(list, place, members, group));
  return axis.intern(both.subarray(0, axis.words));
}

function matches({ policies, places }: ListOnAxis, i: number, members: Int32Array, group: string | undefined): boolean {
  return hasSet(members, places[i]!) || (group !== undefined && policies[i]!.group === group);
}

interface ChangedOn<T extends number | bigint> {
  readonly pair: number;
  readonly steps: Steps<T>;
}

/** The changes of one family, as one staircase for each pair of those that decide. */
function changedOn<T extends number | bigint>(
  axis: ServiceAxis,
  byClass: readonly ReadonlyMap<number, number>[],
  { starts, classOf }: Cells<T>,
  over: ServiceSet,
): ChangedOn<T>[] {
  const possible = axis.touching(over);
  const deciders = new Set(classOf.flatMap((id) => [...byClass[id]!.keys()]));
  return [...deciders].flatMap((pair) => {
    const steps = { starts: [] as T[], services: [] as ServiceSet[] };
    let current = NOTHING;
    classOf.forEach((id, i) => {
      const set = axis.and(byClass[id]!.get(pair) ?? NOTHING, possible);
      if (set === current) return;
      steps.starts.push(starts[i]!);
      steps.services.push(axis.toServices(set));
      current = set;
    });
    if (steps.starts.length === 0) return [];
    if (current !== NOTHING) {
      steps.starts.push(endOf(starts[0]!));
      steps.services.push(NONE);
    }
    return [{ pair, steps }];
  });
}

function joinFamilies(
  changed: readonly (ChangedOn<number> | ChangedOn<bigint>)[],
  after: readonly PlainPolicy[],
  pairs: Pairs,
): Difference[] {
  const byPair = new Map<number, { v4: Steps<number>; v6: Steps<bigint> }>();
  for (const { pair, steps } of changed) {
    const packets = byPair.get(pair) ?? { ...NO_PACKETS };
    if (isV4(steps)) packets.v4 = steps;
    else packets.v6 = steps as Steps<bigint>;
    byPair.set(pair, packets);
  }
  const last = (decider: number): number => (decider === NOBODY ? Number.POSITIVE_INFINITY : decider);
  const order = (pair: number): readonly number[] => [last(nowIn(pairs, pair)), last(beforeIn(pairs, pair))];
  return [...byPair]
    .sort(([a], [b]) => compareOrders(order(a), order(b)))
    .map(([pair, packets]) => ({ ...fateOf(after, pair, pairs), packets, group: undefined }));
}

function compareOrders(a: readonly number[], b: readonly number[]): number {
  for (const [i, place] of a.entries()) if (place !== b[i]) return place < b[i]! ? -1 : 1;
  return 0;
}

function isV4(steps: Steps<number> | Steps<bigint>): steps is Steps<number> {
  return typeof steps.starts[0] === 'number';
}

function fateOf(
  after: readonly PlainPolicy[],
  pair: number,
  pairs: Pairs,
): Pick<Difference, 'was' | 'now' | 'decidedBy' | 'decidedBefore'> {
  const place = (decider: number): number | undefined => (decider === NOBODY ? undefined : decider);
  const decidedBy = place(nowIn(pairs, pair));
  const now = decidedBy === undefined ? 'deny' : after[decidedBy]!.action;
  return { now, was: now === 'allow' ? 'deny' : 'allow', decidedBy, decidedBefore: place(beforeIn(pairs, pair)) };
}
