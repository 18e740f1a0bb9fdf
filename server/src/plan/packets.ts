// The packets whose fate a step changes, or that are open or cut off half-way: which they are, and in the fewest words. What is said of
// several machines is said once.

import { packetsInWords } from '#engine/describe.ts';
import { isWritable } from '#engine/names.ts';
import { NOUN } from '#model/kindWords.ts';
import * as addressSet from '#net/addressSet.ts';
import * as cuts from '#net/cuts.ts';
import type { PacketSet } from '#net/packetSet.ts';
import * as packetSet from '#net/packetSet.ts';
import { ALL } from '#net/services.ts';
import type { Names } from '#net/words/words.ts';
import { groupBy } from '#util/groupBy.ts';
import { listed, semicolons, t } from '#util/l10n.ts';
import { memoOf } from '#util/memo.ts';
import type { Passing } from './passing.ts';
import type { Passer, World } from './world.ts';

export interface MachinePackets {
  readonly passer: Passer;
  readonly direction: 'inbound' | 'outbound';
  /**
   * The packets, and maybe some of the addresses of the machine itself, between which nothing filters: it may be said in fewer words.
   * Never these alone.
   */
  readonly withOwn: PacketSet;
}

/** What two moments let through differently. */
export interface Fates {
  readonly allowed: readonly MachinePackets[];
  readonly denied: readonly MachinePackets[];
}

/** The packets whose fate differs between two worlds. What is in one of them only has none that it is a matter of. */
export function fatesBetween(before: World, after: World): Fates {
  const allowed: MachinePackets[] = [];
  const denied: MachinePackets[] = [];
  const earlier = new Map([...before.machines, ...before.others].map((each) => [keyOf(each), each]));
  for (const passer of [...after.machines, ...after.others]) {
    const old = earlier.get(keyOf(passer));
    if (old === undefined || old === passer) continue;
    for (const direction of ['inbound', 'outbound'] as const) {
      const [was, now] = [old[direction], passer[direction]];
      if (was.id === now.id) continue;
      add(allowed, passer, direction, passesOnly(now)(was));
      add(denied, passer, direction, passesOnly(was)(now));
    }
  }
  return { allowed, denied };
}

function keyOf({ kind, key }: Passer): string {
  return `${kind} ${key}`;
}

/** What one set has that the other has not: machines that are judged by the same lists ask the same. */
export const minus = memoOf((a: PacketSet) => memoOf((b: PacketSet) => packetSet.subtract(a, b)));

/** What passes the one and not the other. */
const passesOnly = memoOf((a: Passing) =>
  memoOf((b: Passing) => {
    const where = a.differenceFrom(b);
    return packetSet.subtract(a.over(where), b.over(where));
  }),
);

export function add(
  to: MachinePackets[],
  passer: Passer,
  direction: MachinePackets['direction'],
  withOwn: PacketSet,
): void {
  if (!isOwn(passer, withOwn)) to.push({ passer, direction, withOwn });
}

/** Whether they are only between the addresses of the machine itself, or none at all. */
export function isOwn({ own }: Passer, packets: PacketSet): boolean {
  return packetSet.isAmong(packets, own);
}

/** `'web-1' and 'web-2' inbound tcp 22 from any except office; …`, by the names that mean the same in all of the worlds. */
export function packetWords(all: readonly MachinePackets[], worlds: readonly World[]): string {
  const names = new Map<string, Names>();
  const namesIn = (region: string): Names => {
    const known = names.get(region) ?? commonNames(worlds, region);
    names.set(region, known);
    return known;
  };
  const alike = groupBy(all, ({ passer, direction, withOwn }) => `${passer.region} ${direction} ${textOf(withOwn)}`);
  const { said, left } = mostShared([...alike.values()]);
  const parts = said.flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const { passer, direction, withOwn } = first;
    // Only what every one of them may leave out need not be said.
    const own = same.map((each) => each.passer.own).reduce(addressSet.intersect);
    const also = packetSet.intersect(withOwn, packetSet.of(own, ALL));
    const word = direction === 'inbound' ? 'from' : 'to';
    const options = { word, names: namesIn(passer.region), also } as const;
    const owners = listed(same.map((each) => nameOf(each.passer)));
    return packetsInWords(packetSet.subtract(withOwn, also), options).map(
      (words) => `${owners} ${t(direction)} ${words}`,
    );
  });
  return semicolons(left === 0 ? parts : [...parts, t('and other packets of {0} more', left)]);
}

/** In a cloud where nearly every machine has other groups than the others, a step changes other packets of each: nobody reads them all. */
const MOST_SAID = 30;

/** What concerns the most machines, in the order given, and how many others there are. */
function mostShared(alike: readonly (readonly MachinePackets[])[]) {
  if (alike.length <= MOST_SAID) return { said: alike, left: 0 };
  const said = new Set([...alike].sort((a, b) => b.length - a.length).slice(0, MOST_SAID));
  const rest = alike.filter((each) => !said.has(each)).flat();
  return {
    said: alike.filter((each) => said.has(each)),
    left: new Set(rest.map(({ passer }) => keyOf(passer))).size,
  };
}

function nameOf({ kind, name }: Passer): string {
  return kind === 'cvm' ? `'${name}'` : `${t(NOUN[kind])} '${name}'`;
}

const textOf = memoOf(
  ({ v4, v6 }: PacketSet) =>
    `${v4.starts.join()} ${v4.services.join(' ')} ${v6.starts.join()} ${v6.services.join(' ')}`,
);

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
