// Groups of a machine's interface whose rules of one direction decide nothing there, because its earlier groups take every packet that
// they match.
//
//   group front { inbound { allow tcp 443 from any  deny all from any } }
//   group ops   { inbound { allow tcp 22 from 10.0.0.0/8  allow icmp from bastion } }
//   cvm web-1   { groups front, ops }      ops is dead inbound: front's `deny all` takes all of IPv4
//
//   with `allow tcp 22 from 2001:db8::/32` in ops it is not: nothing of front takes IPv6
//
// As for shadowed rules, the members of groups do not matter: a group as a peer stands for unknown IPv4 addresses, which only the same
// group or policies for all of IPv4 take. What the earlier groups take is one set of packets, and one set of services for each peer
// group. It is kept by the sequence of lists, so that machines with the same groups, and models with the same lists, share the answer.

import type { Model, NetworkInterface } from '#model/model.ts';
import type { Policy, PolicyList } from '#model/policy.ts';
import { END4 } from '#net/address.ts';
import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import * as cuts from '#net/cuts.ts';
import type { PacketSet } from '#net/packetSet.ts';
import * as packetSet from '#net/packetSet.ts';
import { NONE, OVER_IPV4, OVER_IPV6, type ServiceSet } from '#net/services.ts';
import { memoOf, once } from '#util/memo.ts';
import { directoryOf } from '../directory.ts';

export interface DeadOnCvm {
  /** The key of the group, and those of the interface's groups before it. */
  readonly group: string;
  readonly earlier: readonly string[];
  readonly direction: PolicyList['direction'];
}

/** A list with more policies is not judged and takes nothing from others: what it takes could have too many parts. */
const MAX_POLICIES = 2000;

/** A group with no rules in a direction, or with a broken one, is not called dead. */
export function deadOnCvm(model: Model, { groups: keys }: NetworkInterface): readonly DeadOnCvm[] {
  const directory = directoryOf(model);
  const groups = keys.flatMap((key) => directory.group(key) ?? []);
  if (groups.length < 2) return [];
  const dead = (['inbound', 'outbound'] as const).flatMap((direction) => {
    let place = firstPlace;
    return groups.flatMap((group, i): DeadOnCvm[] => {
      place = place.behind(group[direction]);
      return place.isDead ? [{ group: group.key, earlier: keys.slice(0, i), direction }] : [];
    });
  });
  return dead.sort((a, b) => keys.indexOf(a.group) - keys.indexOf(b.group));
}

/** What the lists of a sequence take together, whatever they decide. */
interface Taken {
  readonly packets: PacketSet;
  /** Packets from or to whoever is in a group, by its key. */
  readonly byGroup: ReadonlyMap<string, ServiceSet>;
}

/** A sequence of lists: whether its last one is dead behind the others, and the sequences that go on from here. */
interface Place {
  readonly isDead: boolean;
  readonly behind: (list: PolicyList) => Place;
}

const NOTHING: Taken = { packets: packetSet.EMPTY, byGroup: new Map() };
const firstPlace = placeOf(false, [], () => NOTHING);

function placeOf(isDead: boolean, lists: readonly PolicyList[], taken: () => Taken): Place {
  const behind = memoOf((list: PolicyList) =>
    lists.length > 0 && isTaken(list, lists, taken)
      ? placeOf(true, lists, taken)
      : placeOf(
          false,
          [...lists, list],
          once(() => join(taken(), takenBy(list))),
        ),
  );
  return { isDead, behind };
}

/** Most policies can be judged by themselves. What the earlier lists take together is computed only for the others. */
function isTaken({ policies }: PolicyList, earlier: readonly PolicyList[], taken: () => Taken): boolean {
  if (policies.length > MAX_POLICIES || policies.some(({ complete }) => !complete)) return false;
  const matching = policies.filter((policy) => !matchesNothing(policy));
  if (matching.length === 0) return false;
  const takers = earlier.flatMap((list) => (list.policies.length > MAX_POLICIES ? [] : list.policies));
  const together: Policy[] = [];
  for (const policy of matching) {
    // The rules that take most are usually the last ones of a list.
    if (takers.findLast((taker) => takesAll(taker, policy)) !== undefined) continue;
    if (isOpen(takers, policy)) return false;
    together.push(policy);
  }
  if (together.length === 0) return true;
  const all = taken();
  const fromAll4 = servicesFromAll4(all.packets);
  return together.every(({ peer, services }) =>
    peer.kind === 'addresses'
      ? packetSet.isSubsetOf(packetSet.of(peer.addresses, services), all.packets)
      : cuts.isSubsetOf(cuts.intersect(services, OVER_IPV4), cuts.union(all.byGroup.get(peer.group) ?? NONE, fromAll4)),
  );
}

/** Whether one policy takes by itself all that another one matches. */
function takesAll(taker: Policy, { peer, services }: Policy): boolean {
  if (!taker.complete) return false;
  if (peer.kind === 'addresses')
    return (
      taker.peer.kind === 'addresses' &&
      cuts.isSubsetOf(services, taker.services) &&
      addressSet.isSubsetOf(peer.addresses, taker.peer.addresses)
    );
  const takesGroup =
    taker.peer.kind === 'group'
      ? taker.peer.group === peer.group
      : cuts.isSubsetOf(addressSet.ANY4.v4, taker.peer.addresses.v4);
  return takesGroup && cuts.isSubsetOf(cuts.intersect(services, OVER_IPV4), taker.services);
}

/** Whether no policy takes the first packet from or to an address that another one matches. */
function isOpen(takers: readonly Policy[], { peer, services }: Policy): boolean {
  if (peer.kind === 'group') return false;
  const isFree = (holds: (addresses: AddressSet) => boolean, [service]: ServiceSet): boolean =>
    service !== undefined &&
    !takers.some(
      (taker) =>
        taker.complete &&
        taker.peer.kind === 'addresses' &&
        holds(taker.peer.addresses) &&
        cuts.contains(taker.services, service),
    );
  const [at4] = peer.addresses.v4;
  const [at6] = peer.addresses.v6;
  return (
    (at4 !== undefined && isFree(({ v4 }) => cuts.contains(v4, at4), cuts.intersect(services, OVER_IPV4))) ||
    (at6 !== undefined && isFree(({ v6 }) => cuts.contains(v6, at6), cuts.intersect(services, OVER_IPV6)))
  );
}

function matchesNothing({ peer, services }: Policy): boolean {
  const is4 = peer.kind === 'group' || peer.addresses.v4.length > 0;
  const is6 = peer.kind === 'addresses' && peer.addresses.v6.length > 0;
  return !(is4 && cuts.overlap(services, OVER_IPV4)) && !(is6 && cuts.overlap(services, OVER_IPV6));
}

/** The services that are taken at every IPv4 address. */
function servicesFromAll4({ v4 }: PacketSet): ServiceSet {
  if (v4.starts[0] !== 0 || v4.starts.at(-1) !== END4) return NONE;
  return v4.services.slice(0, -1).reduce((all, services) => cuts.intersect(all, services));
}

const takenBy = memoOf(
  (list: PolicyList): Taken => (list.policies.length > MAX_POLICIES ? NOTHING : unionOf(list.policies.map(takenByOne))),
);

/** A broken reference takes nothing, not even with the part that is known. */
function takenByOne({ complete, peer, services }: Policy): Taken {
  if (!complete) return NOTHING;
  if (peer.kind === 'group') return { packets: packetSet.EMPTY, byGroup: new Map([[peer.group, services]]) };
  return { packets: packetSet.of(peer.addresses, services), byGroup: new Map() };
}

/** Joins them by halves, so that large sets are joined only a few times. */
function unionOf(parts: readonly Taken[]): Taken {
  let level = parts;
  while (level.length > 1) {
    const joined: Taken[] = [];
    for (let i = 0; i < level.length; i += 2) joined.push(join(level[i]!, level[i + 1] ?? NOTHING));
    level = joined;
  }
  return level[0] ?? NOTHING;
}

function join(a: Taken, b: Taken): Taken {
  if (a === NOTHING) return b;
  if (b === NOTHING) return a;
  const byGroup = new Map(a.byGroup);
  for (const [group, services] of b.byGroup) byGroup.set(group, cuts.union(byGroup.get(group) ?? NONE, services));
  return { packets: packetSet.union(a.packets, b.packets), byGroup };
}
