// How many things of a kind the cloud takes, and which texts it refuses. Source: the cloud's pages on quotas and the API's documentation.

import type { CloudPolicy } from '#formats/cloud/policyKey.ts';
import { isTakenForAll } from '#formats/outgoing.ts';
import { type Quotas, USUAL_QUOTAS } from '#model/quotas.ts';
import { t } from '#util/l10n.ts';
import type { AclEntry } from './cloud.ts';

/** The quotas of the settings, and the usual ones where these have no number that could be told from none. */
export function quotasOf(own: Partial<Quotas> | undefined): Quotas {
  const or = (key: 'groupsPerCvm' | 'cvmsPerGroup' | 'referencedGroups') => own?.[key] ?? USUAL_QUOTAS[key];
  const { groups = USUAL_QUOTAS.groups, inbound = USUAL_QUOTAS.inbound, outbound = USUAL_QUOTAS.outbound } = own ?? {};
  return {
    groups,
    inbound,
    outbound,
    groupsPerCvm: or('groupsPerCvm'),
    cvmsPerGroup: or('cvmsPerGroup'),
    referencedGroups: or('referencedGroups'),
  };
}

/** Entries of one direction of an acl. */
export const MOST_ENTRIES = 20;
export const MOST_ACLS_OF_VPC = 50;
/** Members of an address or service list, and lists of a group of lists. */
export const MOST_ITEMS = 20;
export const MOST_NAME = 60;
/** Of a group, a rule or an entry. */
export const MOST_DESCRIPTION = 100;

/** Whether the cloud refuses so many, where it has `live` of them already. */
export function isOver(count: number, quota: number | null, live: number): boolean {
  return quota !== null && count > Math.max(quota, live);
}

/** Why a group is not created. */
export function overQuota(count: number, quota: number): string {
  return t(
    "it would be group number {0} of its region and project, and the quota is {1} ('quotas' in secgroup.json).",
    count,
    quota,
  );
}

export function lengthOf(text: string): number {
  return [...text].length;
}

/** Why the cloud refuses a rule by itself. */
export function refusedPolicy(policy: CloudPolicy): string | undefined {
  if (policy.Protocol === 'ICMP' && policy.Ipv6CidrBlock !== undefined)
    return t('the cloud refuses ICMP with an IPv6 address: write icmpv6.');
  if (policy.Protocol === 'ICMPv6' && policy.CidrBlock !== undefined)
    return t('the cloud has no ICMPv6 with an IPv4 address: write icmp.');
  if (isTakenForAll(policy.CidrBlock ?? ''))
    return t(
      "the cloud takes {0} for 0.0.0.0/0, every IPv4 address: write 'any' if that is meant.",
      policy.CidrBlock ?? '',
    );
  return refusedDescription(policy.PolicyDescription);
}

/** The same for an entry of an acl. */
export function refusedEntry(entry: AclEntry): string | undefined {
  if (entry.Protocol === 'GRE' || entry.Protocol === 'ICMPv6')
    return t("the cloud's ACLs have no {0}.", entry.Protocol);
  if (entry.Protocol === 'ICMP' && entry.Ipv6CidrBlock !== undefined)
    return t("the cloud's ACLs have no ICMP with an IPv6 address.");
  return refusedDescription(entry.Description);
}

function refusedDescription(text = ''): string | undefined {
  return lengthOf(text) > MOST_DESCRIPTION
    ? t('the cloud refuses a description of more than {0} characters.', MOST_DESCRIPTION)
    : undefined;
}
