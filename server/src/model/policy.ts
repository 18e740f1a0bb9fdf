import type { AddressSet } from '#net/addressSet.ts';
import * as cuts from '#net/cuts.ts';
import type { ServiceSet } from '#net/services.ts';
import type * as ast from '#syntax/ast.ts';

/** One action, one service, one peer: the cloud's unit, except for built-in services. A rule with three peers is three policies. */
export interface Policy {
  /** The place in its list here, from 0. */
  readonly place: number;
  /** The place in its list as the cloud counts it, from 0. */
  readonly index: number;
  /** How many policies of the cloud it is: a built-in service is written there as its items, `dns` as tcp and udp. */
  readonly count: number;
  readonly action: ast.Action;
  /** Empty where the service is unknown or broken. */
  readonly services: ServiceSet;
  readonly peer: PolicyPeer;
  /** Whether service and peer are wholly known. One that is not matches only its known part, and no verdict is given on it. */
  readonly complete: boolean;
  /** The line it comes from, and which of its peers. */
  readonly rule: ast.Rule;
  readonly peerNode: ast.Peer;
}

export type PolicyPeer =
  /** Empty where the peer is unknown or broken. */
  | { readonly kind: 'addresses'; readonly addresses: AddressSet }
  /** The private IPv4 addresses of whoever is in the group of that key. */
  | { readonly kind: 'group'; readonly group: string };

/** The policies of one direction of a group or an acl, from top to bottom. */
export interface PolicyList {
  readonly direction: ast.Direction;
  readonly policies: readonly Policy[];
}

/** How many policies a list has as the cloud counts them. */
export function cloudCount({ policies }: PolicyList): number {
  const last = policies.at(-1);
  return last === undefined ? 0 : last.index + last.count;
}

/** The policy at a place as the cloud counts it. */
export function policyAt({ policies }: PolicyList, index: number): Policy | undefined {
  return policies.find((policy) => policy.index <= index && index < policy.index + policy.count);
}

/** The place, as the cloud counts, of the first policy there that matches any of these services: of `dns` the second is of udp. */
export function indexFor({ index, count, services }: Policy, asked: ServiceSet): number {
  if (count === 1) return index;
  const item = cuts.intervals(services).findIndex((each) => cuts.overlap(each, asked));
  return index + Math.max(item, 0);
}
