// What uses a thing: as long as something does, the cloud refuses to delete the thing.

import type { CloudPolicy } from '#formats/cloud/policyKey.ts';
import {
  type CloudRegion,
  type CloudSubnet,
  DIRECTIONS,
  type Instance,
  policiesOf,
  type SecurityGroup,
} from './cloud.ts';
import { machinesOf } from './interfaces.ts';
import { listOf, TEMPLATE_KINDS } from './things.ts';

export interface Users {
  readonly machines: readonly Instance[];
  readonly subnets: readonly CloudSubnet[];
  /** Other groups, whose rules name it. */
  readonly groups: readonly SecurityGroup[];
  /** Ids of groups of templates. */
  readonly lists: readonly string[];
}

export function usersOf(region: CloudRegion, id: string): Users {
  return {
    machines: machinesOf(region).filter(({ SecurityGroupIds }) => SecurityGroupIds?.includes(id)),
    subnets: (region.SubnetSet ?? []).filter(({ NetworkAclId }) => NetworkAclId === id),
    groups: (region.SecurityGroupSet ?? []).filter(
      (group) => group.SecurityGroupId !== id && idsInRules(group).includes(id),
    ),
    lists: TEMPLATE_KINDS.filter(({ described }) => described === undefined).flatMap((kind) =>
      (region[kind.set] ?? []).flatMap((each) => (listOf(each[kind.held]).includes(id) ? [`${each[kind.id]}`] : [])),
    ),
  };
}

/** The ids of the groups and templates that the rules of a group name. */
export function idsInRules(group: SecurityGroup): string[] {
  return DIRECTIONS.flatMap((direction) => policiesOf(group, direction).flatMap(idsIn));
}

/** The ids of the groups and templates that a rule names. */
export function idsIn({ SecurityGroupId, AddressTemplate, ServiceTemplate }: CloudPolicy): string[] {
  const ids = [
    SecurityGroupId,
    AddressTemplate?.AddressId,
    AddressTemplate?.AddressGroupId,
    ServiceTemplate?.ServiceId,
    ServiceTemplate?.ServiceGroupId,
  ];
  return ids.filter((id) => id !== undefined);
}
