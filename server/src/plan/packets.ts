// Packets of machines, in words: the one place that says them.

import { packetsInWords } from '#engine/describe.ts';
import type { PacketSet } from '#net/packetSet.ts';
import * as packetSet from '#net/packetSet.ts';
import { ALL } from '#net/services.ts';
import { groupBy } from '#util/groupBy.ts';
import { listed, semicolons, t } from '#util/l10n.ts';
import { NOUNS } from './join.ts';
import type { Passer, World } from './world.ts';

export interface MachinePackets {
  readonly passer: Passer;
  readonly direction: 'inbound' | 'outbound';
  readonly packets: PacketSet;
  /** The same with the addresses of the machine itself, between which nothing filters: it may be said in fewer words. */
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
    if (old === undefined) continue;
    for (const direction of ['inbound', 'outbound'] as const) {
      const [was, now] = [old[direction], passer[direction]];
      if (was.id === now.id) continue;
      add(allowed, passer, direction, packetSet.subtract(now.packets, was.packets));
      add(denied, passer, direction, packetSet.subtract(was.packets, now.packets));
    }
  }
  return { allowed, denied };
}

function keyOf({ kind, key }: Passer): string {
  return `${kind} ${key}`;
}

function add(to: MachinePackets[], passer: Passer, direction: MachinePackets['direction'], all: PacketSet): void {
  const packets = packetSet.subtract(all, packetSet.of(passer.own, ALL));
  if (!packetSet.isEmpty(packets)) to.push({ passer, direction, packets, withOwn: all });
}

/** `'web-1' and 'web-2' inbound tcp 22 from 10.0.0.0/8; …`: what is said of several is said once. */
export function packetWords(all: readonly MachinePackets[]): string {
  const parts = all.flatMap((each) =>
    wordsOf(each).map((text) => ({ name: nameOf(each.passer), text: `${t(each.direction)} ${text}` })),
  );
  return semicolons(
    [...groupBy(parts, ({ text }) => text)].map(([text, same]) => `${listed(same.map(({ name }) => name))} ${text}`),
  );
}

function nameOf({ kind, name }: Passer): string {
  return kind === 'cvm' ? `'${name}'` : `${t(NOUNS[kind])} '${name}'`;
}

function wordsOf({ direction, packets, withOwn }: MachinePackets): readonly string[] {
  return packetsInWords(packets, { word: direction === 'inbound' ? 'from' : 'to', also: withOwn });
}
