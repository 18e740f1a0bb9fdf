// Lists of policies over a world so small that every packet can be tried, with every set of groups that its address may be in. What a list
// means is worked out packet by packet, with no code of the engine but the types of its sets.

import fc from 'fast-check';
import type { ListPolicy } from '#engine/list/board.ts';
import { END4, END6 } from '#net/address.ts';
import * as cuts from '#net/cuts.ts';
import * as services from '#net/services.ts';

export interface SmallPacket {
  readonly address: number | bigint;
  readonly groups: readonly string[];
  readonly point: number;
}

/** Where sets of addresses may begin and end, so that the number before each end stands for all up to it. */
const ENDS4 = [0, 1, 2, 2 ** 31, END4];
const ENDS6 = [0n, 1n, 2n ** 64n, END6];
const GROUPS = ['web', 'db', 'ops'];

const SERVICES: readonly services.ServiceSet[] = [
  services.ports('tcp', 1, 79),
  services.ports('tcp', 80, 80),
  services.ports('tcp', 81, 65534),
  services.ports('tcp', 65535, 65535),
  services.protocol('udp'),
  services.ICMP,
  services.ICMPV6,
  services.GRE,
  services.OTHER,
];

const MEMBERSHIPS = Array.from({ length: 2 ** GROUPS.length }, (_, bits) => GROUPS.filter((__, i) => bits & (1 << i)));

export const SMALL_PACKETS: readonly SmallPacket[] = SERVICES.flatMap(([start]): SmallPacket[] => {
  const point = start as number;
  const { protocol } = services.protocolAndPort(point);
  const over4 = protocol === 'icmpv6' ? [] : ENDS4.slice(0, -1);
  const over6 = protocol === 'icmp' ? [] : ENDS6.slice(0, -1);
  return [
    ...over4.flatMap((address) => MEMBERSHIPS.map((groups) => ({ address, groups, point }))),
    ...over6.map((address) => ({ address, groups: [], point })),
  ];
});

export function matches({ services: set, peer }: ListPolicy, { address, groups, point }: SmallPacket): boolean {
  if (!cuts.contains(set, point)) return false;
  if (peer.kind === 'group') return groups.includes(peer.group);
  return typeof address === 'number'
    ? cuts.contains(peer.addresses.v4, address)
    : cuts.contains(peer.addresses.v6, address);
}

/** The place of the first policy that matches, from `from` on and leaving out those that `without` names; -1 where none does. */
export function firstMatch(
  policies: readonly ListPolicy[],
  packet: SmallPacket,
  without: (place: number) => boolean = () => false,
): number {
  return policies.findIndex((policy, i) => !without(i) && matches(policy, packet));
}

/** What becomes of a packet: nothing is decided where a group's list ends. */
export function decision(
  policies: readonly ListPolicy[],
  packet: SmallPacket,
  end: 'group' | 'acl',
  without?: (place: number) => boolean,
): 'allow' | 'deny' | 'nothing' {
  const place = firstMatch(policies, packet, without);
  return policies[place]?.action ?? (end === 'acl' ? 'deny' : 'nothing');
}

const someServices = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...SERVICES, services.protocol('tcp')) },
  { weight: 2, arbitrary: fc.constant(services.ALL) },
  { weight: 2, arbitrary: fc.subarray([...SERVICES]).map((sets) => cuts.unionAll(sets)) },
);

function someCuts<T extends number | bigint>(ends: readonly T[]): fc.Arbitrary<cuts.Cuts<T>> {
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant([ends[0] as T, ends[ends.length - 1] as T]) },
    { weight: 1, arbitrary: fc.subarray([...ends]).map((some) => (some.length % 2 === 0 ? some : some.slice(1))) },
  );
}

const somePeer: fc.Arbitrary<ListPolicy['peer']> = fc.oneof(
  { weight: 5, arbitrary: someCuts(ENDS4).map((v4) => ({ kind: 'addresses' as const, addresses: { v4, v6: [] } })) },
  { weight: 1, arbitrary: someCuts(ENDS6).map((v6) => ({ kind: 'addresses' as const, addresses: { v4: [], v6 } })) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(someCuts(ENDS4), someCuts(ENDS6))
      .map(([v4, v6]) => ({ kind: 'addresses' as const, addresses: { v4, v6 } })),
  },
  { weight: 3, arbitrary: fc.constantFrom(...GROUPS).map((group) => ({ kind: 'group' as const, group })) },
);

const somePolicy: fc.Arbitrary<ListPolicy> = fc.record({
  action: fc.constantFrom('allow' as const, 'deny' as const),
  services: someServices,
  peer: somePeer,
  complete: fc.oneof({ weight: 15, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
});

export const someList = fc.array(somePolicy, { minLength: 1, maxLength: 12, size: 'max' });
