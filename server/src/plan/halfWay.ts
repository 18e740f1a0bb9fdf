// A plan is a sequence of calls, and the machines are in service at every moment between two of them. This file finds what is wrong at such a
// moment, for each packet and machine, compared with the start and with what the files mean:
//
//   open       allowed now, though neither the start allows it nor the files mean it
//   cut off    denied now, though the start allows it and the files mean it
//
//   start      web-1 is in [old]     old inbound { allow tcp 443 from any }
//   half-way   web-1 is in [new]     new has no rules yet                            cut off: web-1 inbound tcp 443 from any
//   end        web-1 is in [new]     new inbound { allow tcp 443 from any }
//
// A part of the files that could not be read may mean anything. Then two worlds are compared with: the one that allows the least, and the one
// that allows the most. In case of doubt something is wrong: a packet is open if it passes now but not in the least, and cut
// off if it is denied now but passes in the most.

import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import * as packetSet from '#net/packetSet.ts';
import { ALL } from '#net/services.ts';
import { memoOf } from '#util/memo.ts';
import type { Filter } from './filter.ts';
import { isOwn, minus, type ThingPackets } from './packets.ts';
import { DIRECTIONS, type Filtered, type World } from './world.ts';

/** Packets of machines, by machine and direction. */
export type ByMachine = ReadonlyMap<string, ThingPackets>;

export interface HalfWay {
  readonly open: ByMachine;
  readonly cutOff: ByMachine;
}

export const NOTHING: HalfWay = { open: new Map(), cutOff: new Map() };

/** What the files mean, where a part of them could not be read: two worlds. */
export interface Meant {
  readonly least: World;
  readonly most: World;
}

/**
 * Judges the worlds on the way from a start to what is meant. Machines of several worlds are one machine by their keys. Two moments that
 * follow each other differ for a few addresses of a few machines: the machines that are the same objects are not judged again, and of
 * the others only those addresses.
 */
export function halfWayBetween(start: World, { least, most }: Meant): Judge {
  const [before, atLeast, atMost] = [start, least, most].map(
    ({ machines }) => new Map(machines.map((machine) => [machine.thing.key, machine])),
  );
  const known = memoOf((_: Filter) => new Map<string, Judged>());
  const latest = new Map<string, Judged>();
  const judge = memoOf((machine: Filtered): readonly JudgedMachine[] => {
    const { thing } = machine;
    const ends = [before, atLeast, atMost].map((machines) => machines?.get(thing.key));
    const [was, low, high] = ends;
    if (was === undefined || low === undefined || high === undefined) return [];
    return DIRECTIONS.flatMap((direction) => {
      const now = machine[direction];
      const sides: Sides = { was: was[direction], least: low[direction], most: high[direction] };
      if (now.id === sides.was.id || (now.id === sides.least.id && now.id === sides.most.id)) return [];
      const place = `${direction} ${thing.key}`;
      const key = `${sides.was.id} ${sides.least.id} ${sides.most.id}`;
      const found = known(now).get(key) ?? judged(now, sides, latest.get(place) ?? { now: sides.was, ...NO_PACKETS });
      known(now).set(key, found);
      latest.set(place, found);
      const packets = (withOwn: packetSet.PacketSet) =>
        isOwn(thing, withOwn) ? undefined : { thing, direction, withOwn };
      return { place, open: packets(found.open), cutOff: packets(found.cutOff) };
    });
  });
  return {
    halfWay: ({ machines }) => {
      const open = new Map<string, ThingPackets>();
      const cutOff = new Map<string, ThingPackets>();
      for (const machine of machines) {
        for (const each of judge(machine)) {
          if (each.open !== undefined) open.set(each.place, each.open);
          if (each.cutOff !== undefined) cutOff.set(each.place, each.cutOff);
        }
      }
      return { open, cutOff };
    },
    hasNewSince: ({ machines }, before) =>
      machines.some((machine) =>
        judge(machine).some(
          ({ place, open, cutOff }) => isNew(open, before.open.get(place)) || isNew(cutOff, before.cutOff.get(place)),
        ),
      ),
  };
}

export interface Judge {
  readonly halfWay: (middle: World) => HalfWay;
  /** Whether anything is open or cut off in a world that was not so at another moment: found with the first such machine. */
  readonly hasNewSince: (middle: World, before: HalfWay) => boolean;
}

/** One direction of a machine. */
interface JudgedMachine {
  readonly place: string;
  readonly open: ThingPackets | undefined;
  readonly cutOff: ThingPackets | undefined;
}

interface Sides {
  readonly was: Filter;
  readonly least: Filter;
  readonly most: Filter;
}

interface Judged {
  readonly now: Filter;
  readonly open: packetSet.PacketSet;
  readonly cutOff: packetSet.PacketSet;
}

const NO_PACKETS = { open: packetSet.EMPTY, cutOff: packetSet.EMPTY };

/** From what was found of another filter of the same machine, judging anew only the addresses for which the two differ. */
function judged(now: Filter, { was, least, most }: Sides, other: Judged): Judged {
  const openFor = (addresses: AddressSet) =>
    packetSet.subtract(now.allowed(addresses), packetSet.union(was.allowed(addresses), least.allowed(addresses)));
  const cutOffFor = (addresses: AddressSet) =>
    packetSet.subtract(packetSet.intersect(was.allowed(addresses), most.allowed(addresses)), now.allowed(addresses));
  const changed = now.differenceFrom(other.now);
  if (addressSet.isEmpty(changed)) return { ...other, now };
  // Nothing is open or cut off where the filter is as it was, or as it is meant to be.
  if (changed === addressSet.EVERYTHING) {
    return { now, open: openFor(now.differenceFrom(was, least)), cutOff: cutOffFor(now.differenceFrom(was, most)) };
  }
  const there = packetSet.of(changed, ALL);
  const renewed = (old: packetSet.PacketSet, part: packetSet.PacketSet) =>
    packetSet.isEmpty(part) && !packetSet.overlap(old, there)
      ? old
      : packetSet.union(packetSet.subtract(old, there), part);
  return { now, open: renewed(other.open, openFor(changed)), cutOff: renewed(other.cutOff, cutOffFor(changed)) };
}

/** What is in `packets` and was not in `before`, machine by machine: what has become open or cut off since. */
export function newSince(packets: ByMachine, before: ByMachine): ThingPackets[] {
  return [...packets].flatMap(([place, each]) => newOf(each, before.get(place)) ?? []);
}

function isNew(now: ThingPackets | undefined, before: ThingPackets | undefined): boolean {
  return now !== undefined && newOf(now, before) !== undefined;
}

/** Undefined where there are none. */
function newOf(now: ThingPackets, before: ThingPackets | undefined): ThingPackets | undefined {
  if (before === undefined) return now;
  if (before.withOwn === now.withOwn) return undefined;
  const withOwn = minus(now.withOwn)(before.withOwn);
  return isOwn(now.thing, withOwn) ? undefined : { ...now, withOwn };
}

/** Whether any of the packets is still among those of another moment. */
export function isStillThere(packets: readonly ThingPackets[], then: ByMachine): boolean {
  return packets.some(({ thing, direction, withOwn }) => {
    const other = then.get(`${direction} ${thing.key}`);
    if (other === undefined) return false;
    return other.withOwn === withOwn || !isOwn(thing, packetSet.intersect(other.withOwn, withOwn));
  });
}
