// What the cloud holds, in the API's own fields: a snapshot as plain data. It is never changed in place: a call makes a new one (`apply.ts`).

import type { CloudPolicy } from '#formats/cloud/policyKey.ts';

export interface Cloud {
  readonly version: 1;
  readonly regions: readonly CloudRegion[];
}

export interface CloudRegion {
  /** Absent for the region that is called `default`. */
  readonly Region?: string;
  readonly SecurityGroupSet?: readonly SecurityGroup[];
  readonly InstanceSet?: readonly Instance[];
  readonly SubnetSet?: readonly CloudSubnet[];
  readonly NetworkAclSet?: readonly NetworkAcl[];
  readonly AddressTemplateSet?: readonly Template[];
  readonly AddressTemplateGroupSet?: readonly Template[];
  readonly ServiceTemplateSet?: readonly Template[];
  readonly ServiceTemplateGroupSet?: readonly Template[];
  readonly NetworkInterfaceSet?: readonly NetworkInterface[];
  /** How many resources of every kind a group is on. */
  readonly SecurityGroupAssociationStatisticsSet?: readonly {
    readonly SecurityGroupId?: string;
    readonly CVM?: number;
    readonly TotalCount?: number;
  }[];
}

export interface SecurityGroup {
  readonly SecurityGroupId: string;
  readonly SecurityGroupName?: string;
  readonly SecurityGroupDesc?: string;
  readonly ProjectId?: string;
  readonly IsDefault?: boolean;
  readonly SecurityGroupPolicySet?: PolicySet;
}

export interface PolicySet {
  readonly Version?: string | number;
  readonly Ingress?: readonly CloudPolicy[];
  readonly Egress?: readonly CloudPolicy[];
}

export const DIRECTIONS = ['Ingress', 'Egress'] as const;
export type Direction = (typeof DIRECTIONS)[number];
export const DIRECTION_WORDS = { Ingress: 'inbound', Egress: 'outbound' } as const;

export interface Instance {
  readonly InstanceId: string;
  readonly InstanceName?: string;
  readonly PrivateIpAddresses?: readonly string[];
  readonly IPv6Addresses?: readonly string[];
  readonly PublicIpAddresses?: readonly string[];
  readonly PublicIPv6Addresses?: readonly string[];
  readonly VirtualPrivateCloud?: { readonly VpcId?: string; readonly SubnetId?: string };
  /** Of all interfaces of the machine, where it has several: between them nothing filters. */
  readonly ownAddresses?: readonly string[];
  /** Absent: nothing filters the machine. */
  readonly SecurityGroupIds?: readonly string[];
}

/** In answers of the API an empty text means that there is none. */
export interface NetworkInterface {
  readonly NetworkInterfaceId?: string;
  readonly NetworkInterfaceName?: string;
  readonly Primary?: boolean;
  readonly Attachment?: { readonly InstanceId?: string } | null;
  readonly VpcId?: string;
  readonly SubnetId?: string;
  readonly GroupSet?: readonly string[] | null;
  readonly PrivateIpAddressSet?:
    | readonly { readonly PrivateIpAddress?: string; readonly PublicIpAddress?: string }[]
    | null;
  readonly Ipv6AddressSet?: readonly { readonly Address?: string; readonly PublicIpAddress?: string }[] | null;
}

export interface CloudSubnet {
  readonly SubnetId: string;
  readonly SubnetName?: string;
  readonly VpcId?: string;
  readonly CidrBlock?: string;
  readonly NetworkAclId?: string;
}

export interface NetworkAcl {
  readonly NetworkAclId: string;
  readonly NetworkAclName?: string;
  readonly VpcId?: string;
  readonly IngressEntries?: readonly AclEntry[];
  readonly EgressEntries?: readonly AclEntry[];
  readonly NetworkAclType?: string;
  readonly NetworkAclQuintupleSet?: { readonly Ingress?: readonly Quintuple[]; readonly Egress?: readonly Quintuple[] };
}

export interface AclEntry {
  readonly Protocol?: string;
  readonly Port?: string;
  readonly CidrBlock?: string;
  readonly Ipv6CidrBlock?: string;
  readonly Action?: string;
  readonly Description?: string;
}

/** An entry of a five-tuple acl. */
export interface Quintuple {
  readonly Protocol?: string;
  readonly SourceCidr?: string;
  readonly SourceIPv6Cidr?: string;
  readonly SourcePort?: string;
  readonly DestinationCidr?: string;
  readonly DestinationIPv6Cidr?: string;
  readonly DestinationPort?: string;
  readonly Action?: string;
}

/** An address or service template or a group of them: `things.ts` knows the members of each kind. */
export type Template = Readonly<Record<string, unknown>>;

export const DEFAULT_REGION = 'default';

function nameOfRegion(region: CloudRegion): string {
  return region.Region ?? DEFAULT_REGION;
}

export function regionNamed(cloud: Cloud, name: string): CloudRegion {
  return cloud.regions.find((region) => nameOfRegion(region) === name) ?? emptyRegion(name);
}

/** The cloud with one region replaced, or added at the end. */
export function withRegion(cloud: Cloud, name: string, region: CloudRegion): Cloud {
  const known = cloud.regions.some((each) => nameOfRegion(each) === name);
  return {
    ...cloud,
    regions: known
      ? cloud.regions.map((each) => (nameOfRegion(each) === name ? region : each))
      : [...cloud.regions, region],
  };
}

function emptyRegion(name: string): CloudRegion {
  return name === DEFAULT_REGION ? {} : { Region: name };
}

export function groupOf(cloud: Cloud, region: string, id: string | undefined): SecurityGroup | undefined {
  return regionNamed(cloud, region).SecurityGroupSet?.find(({ SecurityGroupId }) => SecurityGroupId === id);
}

export function machineOf(cloud: Cloud, region: string, id: string): Instance | undefined {
  return regionNamed(cloud, region).InstanceSet?.find(({ InstanceId }) => InstanceId === id);
}

export function subnetOf(cloud: Cloud, region: string, id: string | undefined): CloudSubnet | undefined {
  return regionNamed(cloud, region).SubnetSet?.find(({ SubnetId }) => SubnetId === id);
}

export function aclOf(cloud: Cloud, region: string, id: string): NetworkAcl | undefined {
  return regionNamed(cloud, region).NetworkAclSet?.find(({ NetworkAclId }) => NetworkAclId === id);
}

export function policiesOf(group: SecurityGroup | undefined, direction: Direction): readonly CloudPolicy[] {
  return group?.SecurityGroupPolicySet?.[direction] ?? NO_RULES;
}

/** The entries of a triple acl. */
export function entriesIn(acl: NetworkAcl | undefined, direction: Direction): readonly AclEntry[] {
  return (direction === 'Ingress' ? acl?.IngressEntries : acl?.EgressEntries) ?? NO_RULES;
}

/** One object for all, so that what is known of it is kept by it. */
const NO_RULES: readonly [] = [];

/** The number that the next rule call of the group has to name; undefined where it is not known. */
export function versionOf(group: SecurityGroup | undefined): string | undefined {
  const version = group?.SecurityGroupPolicySet?.Version;
  return version === undefined || !/^[0-9]{1,15}$/.test(`${version}`) ? undefined : `${version}`;
}
