// The lists that judge what an address sends and receives. Interfaces with the same groups in the same order, under the same acl, have
// one side.

import type { Model, NetworkInterface } from '#model/model.ts';
import type { PolicyList } from '#model/policy.ts';
import { keep, memoOf } from '#util/memo.ts';
import { directoryOf } from '../directory.ts';

export interface Side {
  readonly id: number;
  /** Undefined where no group filters. Sides with the same groups have the same arrays. */
  readonly inbound: readonly PolicyList[] | undefined;
  readonly outbound: readonly PolicyList[] | undefined;
  /** The one list of the subnet's acl; undefined where there is none. */
  readonly aclInbound: readonly PolicyList[] | undefined;
  readonly aclOutbound: readonly PolicyList[] | undefined;
}

/** One end of packets. */
export interface End {
  readonly side: Side;
  /** The number of the subnet, -1 outside of all subnets. Between two ends of one subnet no acl stands. */
  readonly network: number;
}

export interface Sides {
  /** What judges the addresses of a machine's interface. */
  readonly endOf: (networkInterface: NetworkInterface) => End;
  /** What judges an address that no machine has, in the subnet of that key. */
  readonly endOfNobody: (subnet: string | undefined) => End;
}

/** Whether both are in one subnet, inside of which no acl is passed. */
export function isNear(source: End, destination: End): boolean {
  return source.network >= 0 && source.network === destination.network;
}

/** The lists that look at the other end of packets that the sides send (`outbound`) or receive; acls look at answers too. */
export function listsOf(sides: Iterable<Side>, direction: 'inbound' | 'outbound'): readonly PolicyList[] {
  const lists = new Set<PolicyList>();
  for (const side of sides) {
    for (const part of [side[direction], side.aclInbound, side.aclOutbound])
      for (const list of part ?? []) lists.add(list);
  }
  return [...lists];
}

export const sidesOf = memoOf((model: Model): Sides => {
  const directory = directoryOf(model);
  const networks = new Map<string, number>();
  const sides = new Map<string, Side>();
  const byInterface = new Map<NetworkInterface, End>();
  const sequences = new Map<string, Pick<Side, 'inbound' | 'outbound'>>();

  const sequenceOf = (keys: readonly string[]): Pick<Side, 'inbound' | 'outbound'> => {
    return keep(sequences, JSON.stringify(keys), () => {
      const groups = keys.flatMap((group) => directory.group(group) ?? []);
      return { inbound: groups.map(({ inbound }) => inbound), outbound: groups.map(({ outbound }) => outbound) };
    });
  };
  const sideOf = (groups: readonly string[] | undefined, aclKey: string | undefined): Side => {
    return keep(sides, JSON.stringify([groups ?? null, aclKey]), () => {
      const acl = directory.acl(aclKey);
      return {
        id: sides.size,
        ...(groups !== undefined ? sequenceOf(groups) : { inbound: undefined, outbound: undefined }),
        aclInbound: acl && [acl.inbound],
        aclOutbound: acl && [acl.outbound],
      };
    });
  };
  const networkOf = (subnet: string | undefined): number => {
    return subnet === undefined ? -1 : keep(networks, subnet, () => networks.size);
  };
  const make = (groups: readonly string[] | undefined, subnet: string | undefined): End => ({
    side: sideOf(groups, directory.subnet(subnet)?.acl),
    network: networkOf(subnet),
  });
  return {
    endOf: (networkInterface) => {
      const { filtered, groups, subnet } = networkInterface;
      return keep(byInterface, networkInterface, () => make(filtered ? groups : undefined, subnet));
    },
    endOfNobody: (subnet) => make(undefined, subnet),
  };
});
