// Policies that decide nothing only because the groups have the members that they have now.
//
//   1  deny  tcp 22 from 10.0.1.0/24
//   2  allow tcp 22 from web             shadowed by 1 as long as every machine of web is in 10.0.1.0/24
//   3  allow tcp 80 from 10.0.2.5
//   4  allow tcp 80 from db              redundant as long as 10.0.2.5 is all that db has
//
// The list is judged twice, with groups as unknown peers and with the members' addresses in their place; what only the second
// finds is reported. A group that has no members now is another matter (its policy matches nothing).

import type { Model } from '#model/model.ts';
import type { Policy, PolicyList } from '#model/policy.ts';
import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import { directoryOf } from '../directory.ts';
import { judgeList, type ListEnd, listVerdicts, type Verdict } from './judgeList.ts';

export interface ShadowedByMembers {
  readonly policy: Policy;
  /** Why it decides nothing now; `by` are places of policies in the list. */
  readonly verdict: Extract<Verdict, { kind: 'shadowed' | 'redundant' }>;
}

/** In the order of the list; empty where the list is too large to be judged. */
export function shadowedByMembers(model: Model, list: PolicyList, end: ListEnd): readonly ShadowedByMembers[] {
  const { policies } = list;
  const members = membersIn(model, list);
  if (members.size === 0) return [];
  const known = judged.get(list);
  if (known !== undefined && known.end === end && sameMembers(known.members, members)) return known.found;

  const asked = Uint8Array.from(listVerdicts(list, end), ({ kind }) => (kind === 'live' ? 1 : 0));
  const now = judgeList(
    policies.map((policy) => withMembers(policy, members)),
    end,
    asked,
  );
  const found = policies.flatMap((policy, i) => {
    const verdict = now[i];
    if (!asked[i] || (verdict?.kind !== 'shadowed' && verdict?.kind !== 'redundant')) return [];
    // A policy that would decide something if another one were gone is not without effect.
    return 'alone' in verdict && !verdict.alone ? [] : [{ policy, verdict }];
  });
  judged.set(list, { end, members, found });
  return found;
}

interface Judged {
  readonly end: ListEnd;
  readonly members: ReadonlyMap<string, AddressSet>;
  readonly found: readonly ShadowedByMembers[];
}

/** Kept by the list as long as its groups have the same members. These are compared as sets, not by identity as `util/memo` does. */
const judged = new WeakMap<PolicyList, Judged>();

function membersIn(model: Model, { policies }: PolicyList): ReadonlyMap<string, AddressSet> {
  const directory = directoryOf(model);
  const members = new Map<string, AddressSet>();
  for (const { peer } of policies) if (peer.kind === 'group') members.set(peer.group, directory.members(peer.group));
  return members;
}

function withMembers(policy: Policy, members: ReadonlyMap<string, AddressSet>): Policy {
  if (policy.peer.kind !== 'group') return policy;
  return { ...policy, peer: { kind: 'addresses', addresses: members.get(policy.peer.group) ?? addressSet.EMPTY } };
}

function sameMembers(a: ReadonlyMap<string, AddressSet>, b: ReadonlyMap<string, AddressSet>): boolean {
  return [...a].every(([group, set]) => addressSet.equals(set, b.get(group) ?? addressSet.EMPTY));
}
