// What else is allowed by a change that is made for one packet, since the changed list filters other machines too.
//
//   allow tcp 22 from 203.0.113.7 in web     besides web-1, who was asked about: web-2 takes tcp 22 from 203.0.113.7

import { interfaceName } from '#model/interfaces.ts';
import type { Acl, Cvm, Group, Model } from '#model/model.ts';
import * as addressSet from '#net/addressSet.ts';
import type { PacketSet } from '#net/packetSet.ts';
import * as packetSet from '#net/packetSet.ts';
import { ALL, type ServiceSet } from '#net/services.ts';
import { groupBy } from '#util/groupBy.ts';
import { directoryOf, peerAddresses } from '../directory.ts';
import type { Change, Direction } from '../packet/trace.ts';
import { changeService } from '../words.ts';
import { compareLists, type PlainPolicy } from './compareLists.ts';

export interface Effect {
  /** The names of machines, or of the subnets behind an acl. */
  readonly owners: readonly string[];
  readonly direction: Direction;
  readonly packets: PacketSet;
}

/**
 * The packet itself is left out at the machine, of the key `asked`, for which the change is made, and at its subnet where no other machine is
 * behind the acl. An answer is not: a list does not see what it answers.
 */
export function effectOf(model: Model, change: Change, asked: string | undefined): readonly Effect[] {
  const found = followersOf(model, change.owner).flatMap(({ key, name, machines, lists, own }) => {
    const packets = letThrough(model, change, lists);
    const isItself = key === asked && machines < 2 && !change.answer;
    const itself = packetSet.of(addressSet.of(change.peer), isItself ? change.services : NO_SERVICES);
    const rest = packetSet.subtract(packetSet.subtract(packets, itself), packetSet.of(own, ALL));
    return packetSet.isEmpty(rest) ? [] : [{ name, packets: rest }];
  });
  const alike = groupBy(found, ({ packets: { v4, v6 } }) =>
    [v4.starts, v4.services, v6.starts, v6.services].map((part) => part.join(' ')).join(';'),
  );
  return [...alike.values()].map((same) => ({
    owners: same.map(({ name }) => name),
    direction: change.direction,
    packets: same[0]?.packets ?? packetSet.EMPTY,
  }));
}

const NO_SERVICES: ServiceSet = [];

interface Follower {
  readonly key: string;
  readonly name: string;
  readonly machines: number;
  /** Tried one behind the other. */
  readonly lists: readonly (Group | Acl)[];
  readonly own: addressSet.AddressSet;
}

function followersOf(model: Model, owner: string | undefined): readonly Follower[] {
  const directory = directoryOf(model);
  const acl = directory.acl(owner);
  if (acl !== undefined)
    return model.subnets
      .filter((subnet) => subnet.acl === acl.key)
      .map(({ key, name }) => {
        const machines = model.cvms.filter(({ interfaces }) => interfaces.some(({ subnet }) => subnet === key)).length;
        return { key, name, machines, lists: [acl], own: addressSet.EMPTY };
      });
  const members: readonly Cvm[] = owner === undefined ? [] : (model.members.get(owner) ?? []);
  return members.flatMap(({ key, name, interfaces, privateAddresses, publicAddresses }) =>
    interfaces
      .filter(({ groups }) => owner !== undefined && groups.includes(owner))
      .map((one) => ({
        key,
        name: interfaceName(name, one),
        machines: 1,
        lists: one.groups.flatMap((group) => directory.group(group) ?? []),
        own: addressSet.of(...privateAddresses, ...publicAddresses),
      })),
  );
}

function letThrough(model: Model, change: Change, lists: readonly (Group | Acl)[]): PacketSet {
  const directory = directoryOf(model);
  const added: PlainPolicy = {
    action: 'allow',
    // A rule can say some protocols only by saying all.
    services: changeService(change) === 'all' ? ALL : change.services,
    addresses: addressSet.of(change.peer),
    group: undefined,
  };
  const policies = lists.map((list) => ({
    isChanged: list.key === change.owner,
    plain: list[change.direction].policies.map(
      ({ action, services, peer }): PlainPolicy => ({
        action,
        services,
        addresses: peerAddresses(directory, peer),
        group: undefined,
      }),
    ),
  }));
  const before = policies.flatMap(({ plain }) => plain);
  const after = policies.flatMap(({ isChanged, plain }) =>
    isChanged ? plain.toSpliced(change.before, 0, added) : plain,
  );
  const differences = compareLists(before, after) ?? [];
  return differences.map(({ packets }) => packets).reduce(packetSet.union, packetSet.EMPTY);
}
