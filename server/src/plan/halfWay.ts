// While a cloud is turned into another one step by step: what a machine takes or sends half-way that it does neither before the
// first step nor as it is meant in the end (open), and what it refuses half-way though it takes it at both ends (cut off).
//
//   start   web-1 in [old]      old inbound { allow tcp 443 from any }
//   middle  web-1 in [new]      new is empty                                  cut off: web-1 inbound tcp 443 from any
//   end     web-1 in [new]      new inbound { allow tcp 443 from any }
//
// Where a part of the end could not be read, there are two of it: in the one it lets through the least that it may mean, in the
// other the most.

import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import * as packetSet from '#net/packetSet.ts';
import { ALL } from '#net/services.ts';
import { memoOf } from '#util/memo.ts';
import { add, isOwn, type MachinePackets, minus } from './packets.ts';
import type { Passing } from './passing.ts';
import type { Passer, World } from './world.ts';

export interface HalfWay {
  readonly open: readonly MachinePackets[];
  readonly cutOff: readonly MachinePackets[];
}

export const NOTHING: HalfWay = { open: [], cutOff: [] };

/** What a machine is meant to let through: the least and the most. */
export interface Meant {
  readonly least: World;
  readonly most: World;
}

const DIRECTIONS = ['inbound', 'outbound'] as const;

/**
 * The question about each world on the way. Machines are the same by their keys; what passes alike is judged once. A moment is most
 * often the one before it but for a few addresses: only what passes of these is judged anew.
 */
export function halfWayBetween(start: World, { least, most }: Meant): (middle: World) => HalfWay {
  const [before, atLeast, atMost] = [byKey(start), byKey(least), byKey(most)];
  const known = memoOf((_: Passing) => new Map<string, Worse>());
  const latest = new Map<string, Judged>();
  const judge = memoOf((machine: Passer): HalfWay => {
    const open: MachinePackets[] = [];
    const cutOff: MachinePackets[] = [];
    const [old, low, high] = [before.get(machine.key), atLeast.get(machine.key), atMost.get(machine.key)];
    if (old === undefined || low === undefined || high === undefined) return NOTHING;
    for (const direction of DIRECTIONS) {
      const [was, now] = [old[direction], machine[direction]];
      const [lowest, highest] = [low[direction], high[direction]];
      if (now.id === was.id || (now.id === lowest.id && now.id === highest.id)) continue;
      const key = `${was.id} ${lowest.id} ${highest.id}`;
      let found = known(now).get(key);
      const place = `${direction} ${machine.key}`;
      if (found === undefined) {
        found = worse(now, was, lowest, highest, latest.get(place) ?? { at: was, ...NONE_WORSE });
        known(now).set(key, found);
      }
      latest.set(place, { at: now, ...found });
      add(open, machine, direction, found.open);
      add(cutOff, machine, direction, found.cutOff);
    }
    return open.length + cutOff.length === 0 ? NOTHING : { open, cutOff };
  });
  return ({ machines }) => {
    const all = machines.map(judge).filter((each) => each !== NOTHING);
    return { open: all.flatMap(({ open }) => open), cutOff: all.flatMap(({ cutOff }) => cutOff) };
  };
}

interface Worse {
  readonly open: packetSet.PacketSet;
  readonly cutOff: packetSet.PacketSet;
}

const NONE_WORSE: Worse = { open: packetSet.EMPTY, cutOff: packetSet.EMPTY };

/** What was found of another moment. */
interface Judged extends Worse {
  readonly at: Passing;
}

function worse(now: Passing, was: Passing, lowest: Passing, highest: Passing, other: Judged): Worse {
  const openOf = (where: AddressSet) =>
    packetSet.subtract(now.over(where), packetSet.union(was.over(where), lowest.over(where)));
  const cutOffOf = (where: AddressSet) =>
    packetSet.subtract(packetSet.intersect(was.over(where), highest.over(where)), now.over(where));
  const changed = now.differenceFrom(other.at);
  if (addressSet.isEmpty(changed)) return other;
  // Nothing is worse where it is as it was, nor where it is as it is meant to be.
  if (changed === addressSet.EVERYTHING)
    return { open: openOf(now.differenceFrom(was, lowest)), cutOff: cutOffOf(now.differenceFrom(was, highest)) };
  const there = packetSet.of(changed, ALL);
  const renewed = (old: packetSet.PacketSet, part: packetSet.PacketSet) =>
    packetSet.isEmpty(part) && !packetSet.overlap(old, there)
      ? old
      : packetSet.union(packetSet.subtract(old, there), part);
  return { open: renewed(other.open, openOf(changed)), cutOff: renewed(other.cutOff, cutOffOf(changed)) };
}

function byKey({ machines }: World): ReadonlyMap<string, Passer> {
  return new Map(machines.map((machine) => [machine.key, machine]));
}

/** What is in `packets` and was not in `before`, machine by machine: what has become open or cut off since. */
export function newSince(packets: readonly MachinePackets[], before: readonly MachinePackets[]): MachinePackets[] {
  if (packets.length === 0) return [];
  const earlier = new Map(before.map((each) => [keyOf(each), each]));
  const since: MachinePackets[] = [];
  for (const each of packets) {
    const old = earlier.get(keyOf(each));
    if (old === undefined) since.push(each);
    else if (old.withOwn !== each.withOwn) add(since, each.passer, each.direction, minus(each.withOwn)(old.withOwn));
  }
  return since;
}

/** Whether any of the packets is still among those of another moment. */
export function isStillThere(packets: readonly MachinePackets[], then: readonly MachinePackets[]): boolean {
  if (packets.length === 0 || then.length === 0) return false;
  const later = new Map(then.map((each) => [keyOf(each), each]));
  return packets.some((each) => {
    const other = later.get(keyOf(each));
    if (other === undefined) return false;
    return other.withOwn === each.withOwn || !isOwn(each.passer, packetSet.intersect(other.withOwn, each.withOwn));
  });
}

function keyOf({ passer, direction }: MachinePackets): string {
  return `${direction} ${passer.key}`;
}
