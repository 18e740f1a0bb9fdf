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
import type { AddressSet } from '#net/addressSet.ts';
import type { PacketSet, Steps } from '#net/packetSet.ts';
import { NONE, OVER_IPV4, OVER_IPV6, type ServiceSet } from '#net/services.ts';
import type { Cells } from './addressCells.ts';
import { addressCells, hasSet } from './addressCells.ts';
import { EVERYTHING, NOTHING, type ServiceAxis, serviceAxis } from './serviceAxis.ts';

/** A policy with its peer as what it is now. */
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
  /** The packets, or the services for members of a group that has none yet. */
  readonly packets: PacketSet;
  readonly group: { readonly key: string; readonly services: ServiceSet } | undefined;
}

/** More steps than these, and two lists are not compared. */
const MAX_STEPS = 1_000_000_000;

/** What neither list matches is denied. Nothing where the lists are too large. */
export function compareLists(
  before: readonly PlainPolicy[],
  after: readonly PlainPolicy[],
): readonly Difference[] | undefined {
  const all = [...before, ...after];
  const sets = [...new Set(all.map(({ addresses }) => addresses))];
  const axis = serviceAxis([OVER_IPV4, OVER_IPV6, ...all.map(({ services }) => services)]);
  const cells = addressCells(sets);
  if (cells.classes.length * all.length * axis.words > MAX_STEPS) return undefined;
  const place = new Map(sets.map((set, i) => [set, i]));
  const old = listOnAxis(axis, before, place);
  const now = listOnAxis(axis, after, place);

  const byClass = cells.classes.map((members) => changesOf(axis, old, now, members, undefined));
  const differences = [
    ...changedOn(axis, byClass, cells.v4, OVER_IPV4),
    ...changedOn(axis, byClass, cells.v6, OVER_IPV6),
  ];
  const classes4 = new Set(cells.v4.classOf);
  const byGroup = [...new Set(all.flatMap(({ group }) => group ?? []))].flatMap((group) => {
    const found = new Map<number, number>();
    for (const id of classes4) {
      const known = byClass[id]!;
      for (const [decidedBy, set] of changesOf(axis, old, now, cells.classes[id]!, group)) {
        const more = axis.without(set, known.get(decidedBy) ?? NOTHING);
        if (more !== NOTHING) found.set(decidedBy, axis.or(found.get(decidedBy) ?? NOTHING, more));
      }
    }
    return [...found].map(([decidedBy, set]) => ({ group, decidedBy, services: axis.toServices(set) }));
  });
  return [
    ...joinFamilies(differences, after),
    ...byGroup.map(({ group, decidedBy, services }) => ({
      ...fateOf(after, decidedBy),
      packets: NO_PACKETS,
      group: { key: group, services },
    })),
  ];
}

const NO_PACKETS: PacketSet = { v4: { starts: [], services: [] }, v6: { starts: [], services: [] } };
/** In the place of a policy: no policy decides. */
const NOBODY = -1;

interface ListOnAxis {
  readonly policies: readonly PlainPolicy[];
  readonly sets: readonly number[];
  readonly places: readonly number[];
}

function listOnAxis(
  axis: ServiceAxis,
  policies: readonly PlainPolicy[],
  place: ReadonlyMap<AddressSet, number>,
): ListOnAxis {
  return {
    policies,
    sets: policies.map(({ services }) => axis.touching(services)),
    places: policies.map(({ addresses }) => place.get(addresses)!),
  };
}

/** What changed for one class of addresses, by the policy that decides now. */
function changesOf(
  axis: ServiceAxis,
  before: ListOnAxis,
  after: ListOnAxis,
  members: Int32Array,
  group: string | undefined,
): ReadonlyMap<number, number> {
  const was = allowedBy(axis, before, members, group);
  const now = allowedBy(axis, after, members, group);
  const changes = new Map<number, number>();
  if (was === now) return changes;
  let open = axis.or(axis.without(was, now), axis.without(now, was));
  for (let i = 0; i < after.policies.length && open !== NOTHING; i++) {
    if (!matches(after, i, members, group)) continue;
    const decided = axis.and(open, after.sets[i]!);
    if (decided === NOTHING) continue;
    changes.set(i, decided);
    open = axis.without(open, decided);
  }
  if (open !== NOTHING) changes.set(NOBODY, open);
  return changes;
}

function allowedBy(axis: ServiceAxis, list: ListOnAxis, members: Int32Array, group: string | undefined): number {
  const allowed = new Int32Array(axis.words);
  const open = axis.bitsOf(EVERYTHING).slice();
  for (let i = 0; i < list.policies.length; i++) {
    if (!matches(list, i, members, group)) continue;
    const set = axis.bitsOf(list.sets[i]!);
    const allows = list.policies[i]!.action === 'allow';
    for (let w = 0; w < set.length; w++) {
      if (allows) allowed[w]! |= set[w]! & open[w]!;
      open[w]! &= ~set[w]!;
    }
  }
  return axis.intern(allowed);
}

function matches({ policies, places }: ListOnAxis, i: number, members: Int32Array, group: string | undefined): boolean {
  return hasSet(members, places[i]!) || (group !== undefined && policies[i]!.group === group);
}

interface ChangedOn<T extends number | bigint> {
  readonly decidedBy: number;
  readonly steps: Steps<T>;
}

/** The changes of one family, as one staircase for each policy that decides now. */
function changedOn<T extends number | bigint>(
  axis: ServiceAxis,
  byClass: readonly ReadonlyMap<number, number>[],
  { starts, classOf }: Cells<T>,
  over: ServiceSet,
): ChangedOn<T>[] {
  const possible = axis.touching(over);
  const deciders = new Set(classOf.flatMap((id) => [...byClass[id]!.keys()]));
  return [...deciders].flatMap((decidedBy) => {
    const steps = { starts: [] as T[], services: [] as ServiceSet[] };
    let current = NOTHING;
    classOf.forEach((id, i) => {
      const set = axis.and(byClass[id]!.get(decidedBy) ?? NOTHING, possible);
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
    return [{ decidedBy, steps }];
  });
}

function endOf<T extends number | bigint>(first: T): T {
  return (typeof first === 'number' ? 2 ** 32 : 2n ** 128n) as T;
}

function joinFamilies(
  changed: readonly (ChangedOn<number> | ChangedOn<bigint>)[],
  after: readonly PlainPolicy[],
): Difference[] {
  const byPolicy = new Map<number, { v4: Steps<number>; v6: Steps<bigint> }>();
  for (const { decidedBy, steps } of changed) {
    const packets = byPolicy.get(decidedBy) ?? { ...NO_PACKETS };
    if (isV4(steps)) packets.v4 = steps;
    else packets.v6 = steps as Steps<bigint>;
    byPolicy.set(decidedBy, packets);
  }
  return [...byPolicy]
    .sort(([a], [b]) => (a === NOBODY ? 1 : b === NOBODY ? -1 : a - b))
    .map(([decidedBy, packets]) => ({ ...fateOf(after, decidedBy), packets, group: undefined }));
}

function isV4(steps: Steps<number> | Steps<bigint>): steps is Steps<number> {
  return typeof steps.starts[0] === 'number';
}

function fateOf(after: readonly PlainPolicy[], decidedBy: number): Pick<Difference, 'was' | 'now' | 'decidedBy'> {
  const now = after[decidedBy]?.action ?? 'deny';
  return { now, was: now === 'allow' ? 'deny' : 'allow', decidedBy: decidedBy === NOBODY ? undefined : decidedBy };
}
