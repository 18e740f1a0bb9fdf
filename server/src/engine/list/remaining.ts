// What a policy still decides behind those above it, and what they take from it.
//
//   1  deny  tcp 443     from 10.128.0.0/9
//   2  deny  tcp 22      from web
//   3  allow tcp 22,443  from 10.0.0.0/8     still decides tcp 443 from 10.0.0.0/9 and tcp 22 from 10.0.0.0/8, but tcp 22 not from
//                                            members of web; 1 takes tcp 443 from 10.128.0.0/9, 2 what its members send
//
// The packets of the policy are handed down the list: each policy above takes its part of what is left, so that no packet is counted for
// a policy that does not get it. Groups are unknown addresses, as in `judgeList.ts`: a group takes nothing for certain but from a policy
// of the same group, so what its members take is kept apart.

import * as addressSet from '#net/addressSet.ts';
import * as cuts from '#net/cuts.ts';
import type { PacketSet } from '#net/packetSet.ts';
import * as packetSet from '#net/packetSet.ts';
import { NONE, type ServiceSet } from '#net/services.ts';
import type { ListPolicy } from './board.ts';

/** A policy above that is the first to match some of the packets. */
export interface Taken {
  readonly place: number;
  /** Of a policy with another group as its peer: only members of that group send or get these. */
  readonly packets: PacketSet;
  readonly members?: string;
}

export interface Remaining {
  /** What no policy above takes for certain. Of a policy with a group as its peer: at any address that its members may have. */
  readonly packets: PacketSet;
  /** What the policies above take, in their order. Those with `members` take packets out of `packets` only at addresses of the members. */
  readonly taken: readonly Taken[];
}

/** What is left of the policy at `index` and who takes the rest. */
export function remaining(policies: readonly ListPolicy[], index: number): Remaining {
  const policy = policies[index]!;
  const own = policy.peer.kind === 'group' ? policy.peer.group : undefined;
  let left = packetsOf(policy);
  const taken: Taken[] = [];
  const takenByGroup = new Map<string, ServiceSet>();
  for (let place = 0; place < index && !packetSet.isEmpty(left); place++) {
    const above = policies[place]!;
    if (!cuts.overlap(above.services, policy.services)) continue;
    if (above.peer.kind === 'addresses' || above.peer.group === own) {
      const packets = packetSet.intersect(left, packetsOf(above));
      if (packetSet.isEmpty(packets)) continue;
      taken.push({ place, packets });
      left = packetSet.subtract(left, packets);
      continue;
    }
    const group = above.peer.group;
    const before = takenByGroup.get(group) ?? NONE;
    const services = cuts.subtract(above.services, before);
    const packets = packetSet.intersect(left, packetSet.of(addressSet.ANY4, services));
    if (packetSet.isEmpty(packets)) continue;
    taken.push({ place, packets, members: group });
    takenByGroup.set(group, cuts.union(before, services));
  }
  return { packets: left, taken };
}

export interface PartlyShadowed {
  /** The earlier policies of the other action that take packets of it, ascending. */
  readonly by: readonly number[];
  /** What those of them take together that have addresses, or the same group, as their peer. */
  readonly packets: PacketSet;
  /** What those of them that have another group as their peer take at the addresses of its members. */
  readonly ofMembers: readonly { readonly group: string; readonly packets: PacketSet }[];
}

/** What earlier policies of the other action take from a policy that is reached; undefined where they take nothing. */
export function partlyShadowed(policies: readonly ListPolicy[], index: number): PartlyShadowed | undefined {
  const policy = policies[index]!;
  const { packets: left, taken } = remaining(policies, index);
  const others = taken.filter(({ place }) => policies[place]!.complete && policies[place]!.action !== policy.action);
  if (packetSet.isEmpty(left) || others.length === 0) return undefined;
  let packets = packetSet.EMPTY;
  const ofMembers = new Map<string, PacketSet>();
  for (const each of others) {
    if (each.members === undefined) packets = packetSet.union(packets, each.packets);
    else ofMembers.set(each.members, packetSet.union(ofMembers.get(each.members) ?? packetSet.EMPTY, each.packets));
  }
  return {
    by: others.map(({ place }) => place),
    packets,
    ofMembers: [...ofMembers].map(([group, part]) => ({ group, packets: part })),
  };
}

/** All that a policy matches; of a group, at whatever IPv4 address. */
export function packetsOf({ peer, services }: ListPolicy): PacketSet {
  return packetSet.of(peer.kind === 'group' ? addressSet.ANY4 : peer.addresses, services);
}
