// What one list decides by itself: the packets that it allows, and all packets that any of its rules matches.

import { endOf } from '#net/address.ts';
import type { AddressSet } from '#net/addressSet.ts';
import * as cuts from '#net/cuts.ts';
import type { PacketSet, Steps } from '#net/packetSet.ts';
import * as packetSet from '#net/packetSet.ts';
import { NONE, OVER_IPV4, OVER_IPV6, type ServiceSet } from '#net/services.ts';
import { addressCells, type Cells, hasSet } from './addressCells.ts';
import { bitList, decideInto } from './firstMatch.ts';

/** A rule with its peer as the addresses that it stands for. */
export interface AddressRule {
  readonly allows: boolean;
  readonly services: ServiceSet;
  readonly addresses: AddressSet;
}

export interface Decisions {
  readonly allowed: PacketSet;
  readonly decided: PacketSet;
}

/** First match wins. Addresses that the same rules speak of are judged once. */
export function decisionsOf(rules: readonly AddressRule[]): Decisions {
  const sets = [...new Set(rules.map(({ addresses }) => addresses))];
  const places = new Map(sets.map((set, i) => [set, i]));
  const placeOf = rules.map(({ addresses }) => places.get(addresses) ?? 0);
  const { v4, v6, classes } = addressCells(sets);
  const list = bitList(rules, ({ allows }) => allows);
  const { words, toServices } = list;
  const both = new Int32Array(2 * words);
  const decisions = classes.map((members) => {
    decideInto(both, list, (rule) => hasSet(members, placeOf[rule] ?? 0));
    return { allowed: toServices(both.subarray(0, words)), decided: toServices(both.subarray(words)) };
  });
  const packets = (services: readonly ServiceSet[]): PacketSet => ({
    v4: stepsOf(v4, services, OVER_IPV4),
    v6: stepsOf(v6, services, OVER_IPV6),
  });
  return {
    allowed: packets(decisions.map(({ allowed }) => allowed)),
    decided: packets(decisions.map(({ decided }) => decided)),
  };
}

function stepsOf<T extends number | bigint>(
  { starts, classOf }: Cells<T>,
  services: readonly ServiceSet[],
  over: ServiceSet,
): Steps<T> {
  const possible = services.map((each) => cuts.intersect(each, over));
  return packetSet.staircase(
    starts,
    classOf.map((id) => possible[id] ?? NONE),
    endOf(starts[0]!),
  );
}
