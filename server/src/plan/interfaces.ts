// A machine may have interfaces beside its primary one, each with its own addresses, subnet and groups. A plan treats each of them as a
// machine of its own.

import { groupBy } from '#util/groupBy.ts';
import { memo, memoOf } from '#util/memo.ts';
import type { CloudRegion, Instance, NetworkInterface } from './cloud.ts';

const NO_MACHINES: readonly Instance[] = [];
const parts = memo<Instance, readonly Instance[]>();

/** The machines with their primary interfaces, and each other interface as a machine. */
export const machinesOf = memoOf((region: CloudRegion): readonly Instance[] => {
  const machines = region.InstanceSet ?? NO_MACHINES;
  if (region.NetworkInterfaceSet === undefined) return machines;
  return machines.flatMap((machine) => {
    const others = othersOf(region, machine.InstanceId);
    return parts(machine, others, () => partsOf(machine, others));
  });
});

const NO_INTERFACES: readonly NetworkInterface[] = [];
const byMachine = memoOf((interfaces: readonly NetworkInterface[]) =>
  groupBy(
    interfaces.filter(({ Primary }) => Primary !== true),
    ({ Attachment }) => Attachment?.InstanceId ?? '',
  ),
);

/** The interfaces of a machine without the primary one. */
function othersOf({ NetworkInterfaceSet = NO_INTERFACES }: CloudRegion, machine: string): readonly NetworkInterface[] {
  return machine === '' ? NO_INTERFACES : (byMachine(NetworkInterfaceSet).get(machine) ?? NO_INTERFACES);
}

function addressesOf({ PrivateIpAddressSet, Ipv6AddressSet }: NetworkInterface) {
  const [v4, v6] = [PrivateIpAddressSet ?? [], Ipv6AddressSet ?? []];
  return {
    own: v4.flatMap(({ PrivateIpAddress }) => PrivateIpAddress || []),
    own6: v6.flatMap(({ Address }) => Address || []),
    shown: [...v4, ...v6].flatMap(({ PublicIpAddress }) => PublicIpAddress || []),
  };
}

/** The same label as `labelOf` of the model gives. */
function labelOf(one: NetworkInterface): string {
  const { own, own6, shown } = addressesOf(one);
  return one.NetworkInterfaceName || own[0] || own6[0] || shown[0] || one.NetworkInterfaceId || '';
}

function partsOf(machine: Instance, others: readonly NetworkInterface[]): readonly Instance[] {
  if (others.length === 0) return [machine];
  const parts = [machine, ...others.map(asMachine(machine))];
  const all = parts.flatMap(addressesOfMachine);
  return parts.map((part) => ({ ...part, ownAddresses: all }));
}

export function addressesOfMachine(machine: Instance): readonly string[] {
  const { PrivateIpAddresses = [], IPv6Addresses = [], PublicIpAddresses = [], PublicIPv6Addresses = [] } = machine;
  return [...PrivateIpAddresses, ...IPv6Addresses, ...PublicIpAddresses, ...PublicIPv6Addresses];
}

function asMachine({ InstanceId, InstanceName }: Instance) {
  return (one: NetworkInterface, i: number): Instance => {
    const { own, own6, shown } = addressesOf(one);
    const groups = one.GroupSet ?? [];
    return {
      InstanceId: `${InstanceId}/${i}`,
      InstanceName: `${InstanceName ?? InstanceId}/${labelOf(one)}`,
      PrivateIpAddresses: own,
      IPv6Addresses: own6,
      PublicIpAddresses: shown,
      VirtualPrivateCloud: { VpcId: one.VpcId ?? '', SubnetId: one.SubnetId ?? '' },
      ...(groups.length === 0 ? {} : { SecurityGroupIds: groups }),
    };
  };
}

/** An interface that has other groups in another cloud. */
export interface InterfaceChange {
  readonly label: string;
  /** Undefined where the machine had no such interface. */
  readonly before: NetworkInterface | undefined;
  readonly groups: readonly string[];
}

/** The interfaces of a machine that have other groups than before, or were not there. Those that are gone are not among them. */
export function changedInterfaces(
  before: CloudRegion,
  after: CloudRegion,
  machine: string,
): readonly InterfaceChange[] {
  const known = othersOf(before, machine);
  return othersOf(after, machine).flatMap((one) => {
    const other = known.find((each) => isSame(each, one));
    const same = other !== undefined && (other.GroupSet ?? []).join() === (one.GroupSet ?? []).join();
    return same ? [] : [{ label: labelOf(one), before: other, groups: [...new Set(one.GroupSet ?? [])] }];
  });
}

/** The live interfaces with the groups that the files give them. Files that give none leave the live ones. */
export function interfacesLaidOver(live: CloudRegion, wanted: CloudRegion): Pick<CloudRegion, 'NetworkInterfaceSet'> {
  if (live.NetworkInterfaceSet === undefined || wanted.NetworkInterfaceSet === undefined) return {};
  return {
    NetworkInterfaceSet: live.NetworkInterfaceSet.map((one) => {
      const machine = one.Primary === true ? undefined : one.Attachment?.InstanceId;
      const other = machine === undefined ? undefined : othersOf(wanted, machine).find((each) => isSame(one, each));
      const groups = other?.GroupSet ?? [];
      return groups.length === 0 ? one : { ...one, GroupSet: groups };
    }),
  };
}

/** Whether they are one interface: by their ids where both have one, else by a label or an address. */
function isSame(a: NetworkInterface, b: NetworkInterface): boolean {
  if (a.NetworkInterfaceId && b.NetworkInterfaceId) return a.NetworkInterfaceId === b.NetworkInterfaceId;
  const [ofA, ofB] = [addressesOf(a), addressesOf(b)];
  return labelOf(a) === labelOf(b) || ofB.own.some((address) => ofA.own.includes(address));
}
