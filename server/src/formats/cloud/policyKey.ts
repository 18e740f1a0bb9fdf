// Whether two rules of the API are the same, however they are spelled: `80,443` and `443,80`, `10.0.0.1` and `10.0.0.1/32`.

import { parseAddressOrRange } from '#net/address.ts';
import { POLICY } from './shapes.ts';

/** The members of a `SecurityGroupPolicy` that requests take. */
export interface CloudPolicy {
  readonly PolicyIndex?: number;
  readonly Protocol?: string;
  readonly Port?: string;
  readonly ServiceTemplate?: { readonly ServiceId?: string; readonly ServiceGroupId?: string };
  readonly CidrBlock?: string;
  readonly Ipv6CidrBlock?: string;
  readonly SecurityGroupId?: string;
  readonly AddressTemplate?: { readonly AddressId?: string; readonly AddressGroupId?: string };
  readonly Action?: string;
  readonly PolicyDescription?: string;
}

/** The policy without its place, and without what only answers hold. */
export function barePolicy(policy: CloudPolicy): CloudPolicy {
  const bare: Record<string, unknown> = {};
  for (const key of MEMBERS) if (key !== 'PolicyIndex' && policy[key] !== undefined) bare[key] = policy[key];
  return bare;
}

const MEMBERS = Object.keys(POLICY.kinds) as readonly (keyof typeof POLICY.kinds)[];

/** A text that is the same for the same rule, description included. Undefined where an address or a port is invalid. */
export function policyKey(policy: CloudPolicy): string | undefined {
  const address = policy.CidrBlock ?? policy.Ipv6CidrBlock;
  const block = address === undefined ? '' : addressKey(address);
  const ports = portsKey(policy.Port ?? 'ALL');
  if (block === undefined || ports === undefined) return undefined;
  return JSON.stringify([
    policy.Action,
    policy.Protocol ?? '',
    ports,
    policy.ServiceTemplate?.ServiceId ?? policy.ServiceTemplate?.ServiceGroupId ?? '',
    block,
    policy.SecurityGroupId ?? policy.AddressTemplate?.AddressId ?? policy.AddressTemplate?.AddressGroupId ?? '',
    policy.PolicyDescription ?? '',
  ]);
}

/** A text that is the same for the same address, block or (in templates) range. Undefined for anything else. */
export function addressKey(text: string): string | undefined {
  const read = parseAddressOrRange(text);
  return read.ok ? `${read.address.family} ${read.address.start} ${read.address.end}` : undefined;
}

function portsKey(text: string): string | undefined {
  if (text.toUpperCase() === 'ALL') return 'ALL';
  const ranges = text.split(',');
  return ranges.every((range) => /^[0-9]{1,5}(-[0-9]{1,5})?$/.test(range)) ? ranges.sort().join() : undefined;
}
