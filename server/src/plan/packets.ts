// The packets that a step allows or denies anew, and how the packets of machines are described: in the fewest words, and once for all machines
// with the same packets.

import { packetsInWords } from '#engine/describe.ts';
import { isWritable } from '#engine/names.ts';
import { NOUN } from '#model/kindWords.ts';
import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import * as cuts from '#net/cuts.ts';
import type { PacketSet } from '#net/packetSet.ts';
import * as packetSet from '#net/packetSet.ts';
import { ALL } from '#net/services.ts';
import type { Names } from '#net/words/words.ts';
import type * as ast from '#syntax/ast.ts';
import { groupBy } from '#util/groupBy.ts';
import { listed, semicolons, t } from '#util/l10n.ts';
import { keep, memoOf } from '#util/memo.ts';
import type { Filter } from './filter.ts';
import { DIRECTIONS, type Thing, type World } from './world.ts';

export interface ThingPackets {
  readonly thing: Thing;
  readonly direction: ast.Direction;
  /**
   * The packets, and maybe some between addresses of the machine itself, which nothing filters: with them it may be said in fewer words.
   * Never these alone.
   */
  readonly withOwn: PacketSet;
}

/** The packets that are allowed at only one of two moments. */
export interface Fates {
  readonly allowed: readonly ThingPackets[];
  readonly denied: readonly ThingPackets[];
}

/** The packets whose fate differs between two worlds, of all that is in both of them. */
export function fatesBetween(before: World, after: World): Fates {
  const allowed: ThingPackets[] = [];
  const denied: ThingPackets[] = [];
  const earlier = new Map([...before.machines, ...before.others].map((each) => [each.thing.key, each]));
  for (const filtered of [...after.machines, ...after.others]) {
    const { thing } = filtered;
    const old = earlier.get(thing.key);
    if (old === undefined || old === filtered) continue;
    for (const direction of DIRECTIONS) {
      const [was, now] = [old[direction], filtered[direction]];
      if (was.id === now.id) continue;
      const [come, gone] = [allowedOnlyBy(now)(was), allowedOnlyBy(was)(now)];
      if (!isOwn(thing, come)) allowed.push({ thing, direction, withOwn: come });
      if (!isOwn(thing, gone)) denied.push({ thing, direction, withOwn: gone });
    }
  }
  return { allowed, denied };
}

/** What one set has and another one has not. Kept, for machines with the same lists ask the same. */
export const minus = memoOf((a: PacketSet) => memoOf((b: PacketSet) => packetSet.subtract(a, b)));

const allowedOnlyBy = memoOf((a: Filter) =>
  memoOf((b: Filter) => {
    const where = a.differenceFrom(b);
    return packetSet.subtract(a.allowed(where), b.allowed(where));
  }),
);

/** Whether they are only between the addresses of the machine itself, or none at all. */
export function isOwn({ own }: Thing, packets: PacketSet): boolean {
  return packetSet.isAmong(packets, own);
}

/**
 * Says packets, `'web-1' and 'web-2' inbound tcp 22 from any except office; …`, by those names that mean the same in all of the worlds.
 * What is asked for again is not worked out again.
 */
export function packetWords(worlds: readonly World[]): (packets: readonly ThingPackets[]) => string {
  const names = new Map<string, Names>();
  const namesIn = (region: string): Names => {
    return keep(names, region, () => commonNames(worlds, region));
  };
  const said = new Map<string, readonly string[]>();
  const say = (key: string, { thing, direction, withOwn }: ThingPackets, own: AddressSet): readonly string[] => {
    const whole = `${key} ${own.v4.join()} ${own.v6.join()}`;
    const also = packetSet.intersect(withOwn, packetSet.of(own, ALL));
    const word = direction === 'inbound' ? 'from' : 'to';
    const options = { word, names: namesIn(thing.region), also } as const;
    return keep(said, whole, () => packetsInWords(packetSet.subtract(withOwn, also), options));
  };
  return (packets) => {
    const alike = groupBy(
      packets,
      ({ thing, direction, withOwn }) => `${thing.region} ${direction} ${textOf(withOwn)}`,
    );
    const { shown, left } = mostShared([...alike]);
    const parts = shown.flatMap(([key, same]) => {
      const [first] = same;
      if (first === undefined) return [];
      // Only what every one of them may leave out need not be said.
      const own = same.map(({ thing }) => thing.own).reduce(addressSet.intersect);
      const owners = listed(same.map(({ thing }) => nameOf(thing)));
      return say(key, first, own).map((words) => `${owners} ${t(first.direction)} ${words}`);
    });
    return semicolons(left === 0 ? parts : [...parts, t('and other packets of {0} more', left)]);
  };
}

/** Where nearly every machine has other groups than the others, a step changes other packets of each: nobody reads them all. */
const MOST_SAID = 30;

type Alike = readonly (readonly [key: string, same: readonly ThingPackets[]])[];

/** The packets of the most machines, in the order given, and how many other machines there are. */
function mostShared(alike: Alike): { readonly shown: Alike; readonly left: number } {
  if (alike.length <= MOST_SAID) return { shown: alike, left: 0 };
  const shown = new Set(alike.toSorted(([, a], [, b]) => b.length - a.length).slice(0, MOST_SAID));
  const rest = alike.filter((each) => !shown.has(each)).flatMap(([, same]) => same);
  return {
    shown: alike.filter((each) => shown.has(each)),
    left: new Set(rest.map(({ thing }) => thing.key)).size,
  };
}

function nameOf({ kind, name }: Thing): string {
  return kind === 'cvm' ? `'${name}'` : `${t(NOUN[kind])} '${name}'`;
}

const textOf = memoOf(packetSet.textOf);

/** The names of lists and groups that stand for the same set in every one of the worlds. */
function commonNames(worlds: readonly World[], region: string): Names {
  const [first, ...others] = worlds.map((world) => world.names(region));
  if (first === undefined) return { peers: [], services: [] };
  return {
    peers: first.peers.filter(
      ({ name, set }) =>
        isWritable(name) &&
        !addressSet.isEmpty(set) &&
        others.every(({ peers }) => peers.some((each) => each.name === name && addressSet.equals(each.set, set))),
    ),
    services: first.services.filter(
      ({ name, set }) =>
        isWritable(name) &&
        set.length > 0 &&
        others.every(({ services }) => services.some((each) => each.name === name && cuts.equals(each.set, set))),
    ),
  };
}
