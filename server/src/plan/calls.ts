// The calls of a plan, with their requests in the form that the SDK takes.

import { groupBy } from '#util/groupBy.ts';
import type { AclEntry, PolicySet, Template } from './cloud.ts';
import type { ThingAction } from './things.ts';

export interface Requests extends Record<ThingAction, Template> {
  readonly ModifySecurityGroupPolicies: RuleRequest & { readonly SortPolicys?: boolean };
  readonly CreateSecurityGroupPolicies: RuleRequest;
  readonly ReplaceSecurityGroupPolicies: RuleRequest;
  readonly DeleteSecurityGroupPolicies: RuleRequest;
  readonly ModifyInstancesAttribute: {
    readonly InstanceIds: readonly string[];
    readonly SecurityGroups: readonly string[];
  };
  readonly AssociateNetworkInterfaceSecurityGroups: InterfaceRequest;
  readonly DisassociateNetworkInterfaceSecurityGroups: InterfaceRequest;
  readonly ModifyNetworkAclEntries: {
    readonly NetworkAclId: string;
    /** A direction that is left out stays as it is. */
    readonly NetworkAclEntrySet: { readonly Ingress?: readonly AclEntry[]; readonly Egress?: readonly AclEntry[] };
  };
  readonly AssociateNetworkAclSubnets: SubnetRequest;
  readonly DisassociateNetworkAclSubnets: SubnetRequest;
}

interface RuleRequest {
  readonly SecurityGroupId: string;
  readonly SecurityGroupPolicySet: PolicySet;
}

interface InterfaceRequest {
  readonly NetworkInterfaceIds: readonly string[];
  readonly SecurityGroupIds: readonly string[];
}

interface SubnetRequest {
  readonly NetworkAclId: string;
  readonly SubnetIds: readonly string[];
}

export type Action = keyof Requests;

export type Call = {
  readonly [A in Action]: {
    readonly action: A;
    readonly region: string;
    readonly request: Requests[A];
    /** The provisional id of what the call creates. */
    readonly creates?: string;
  };
}[Action];

/** Ids that one call may name. */
export const MOST_IDS = 100;

/** Things of one key together, for one call each, but no more in one than a call may name. */
export function inCalls<T>(things: readonly T[], keyOf: (thing: T) => string): readonly (readonly [T, ...T[]])[] {
  return [...groupBy(things, keyOf).values()].flatMap((same) =>
    Array.from(
      { length: Math.ceil(same.length / MOST_IDS) },
      (_, i) => same.slice(i * MOST_IDS, (i + 1) * MOST_IDS) as [T, ...T[]],
    ),
  );
}
