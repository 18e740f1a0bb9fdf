// The lists that decide over an owner's packets in one of two models, with their peers as addresses, so that they can be compared.

import type { Acl, Group, Model, NetworkInterface } from '#model/model.ts';
import type { PolicyList } from '#model/policy.ts';
import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import { ALL } from '#net/services.ts';
import { keep, memoOf } from '#util/memo.ts';
import { directoryOf, peerAddresses } from '../directory.ts';
import type { Decision } from '../packet/trace.ts';
import type { PlainPolicy } from './compareLists.ts';

/** One of the two models, with the peers of its policies as addresses. */
export interface Version {
  readonly model: Model;
  readonly plain: (list: PolicyList) => PlainList;
}

interface PlainList {
  readonly policies: readonly PlainPolicy[];
  /** The same for lists that say the same, in whichever model. */
  readonly id: number;
}

/** What decides over an owner's packets: lists one after the other, or no list, or the owner does not exist in this model. */
export type Filter =
  | { readonly version: Version; readonly owners: readonly (Group | Acl)[] }
  | 'no-group'
  | 'no-acl'
  | 'gone';

/** Why no policy decides: none matches, the machine is in no group, the subnet has no acl, or the owner is not there. */
export type Undecided = 'no-match' | 'no-group' | 'no-acl' | 'gone';

export function versionOf(model: Model, emptyPeer: ReadonlyMap<string, string>, ids: Map<string, number>): Version {
  const directory = directoryOf(model);
  const known = new Map<PolicyList, PlainList>();
  return {
    model,
    plain: (list) =>
      keep(known, list, () => {
        const policies = list.policies.map(({ action, services, peer }) => ({
          action,
          services,
          addresses: peerAddresses(directory, peer),
          group: peer.kind === 'group' ? emptyPeer.get(peer.group) : undefined,
        }));
        const text = policies.map(textOfPlain).join(';');
        return { policies, id: keep(ids, text, () => ids.size) };
      }),
  };
}

export function textOfPlain({ action, services, addresses, group = '' }: PlainPolicy): string {
  return `${action} ${services.join()} ${addressText(addresses)} ${group}`;
}

/** The members of a group are the same set in every policy that names it. */
const addressText = memoOf(({ v4, v6 }: AddressSet): string => `${v4.join()} ${v6.join()}`);

export function keyOf(filter: Filter, direction: PolicyList['direction']): string {
  return typeof filter === 'string'
    ? filter
    : filter.owners.map((owner) => filter.version.plain(owner[direction]).id).join();
}

const OPEN: readonly PlainPolicy[] = [addressSet.ANY4, addressSet.ANY6].map((addresses) => ({
  action: 'allow',
  services: ALL,
  addresses,
  group: undefined,
}));

export function policiesOf(filter: Filter, direction: PolicyList['direction']): readonly PlainPolicy[] {
  if (filter === 'gone') return [];
  if (typeof filter === 'string') return OPEN;
  return filter.owners.flatMap((owner) => filter.version.plain(owner[direction]).policies);
}

/** An interface that does not exist lets nothing through, one without groups everything. */
export function groupsOf(version: Version, one: NetworkInterface | undefined): Filter {
  if (one === undefined) return 'gone';
  if (!one.filtered) return 'no-group';
  const directory = directoryOf(version.model);
  return { version, owners: one.groups.flatMap((key) => directory.group(key) ?? []) };
}

export function listsOf(version: Version, owner: Group | Acl | undefined): Filter {
  return owner === undefined ? 'gone' : { version, owners: [owner] };
}

export function aclOf(version: Version, acl: Acl | undefined): Filter {
  return acl === undefined ? 'no-acl' : { version, owners: [acl] };
}

export function undecidedAt(filter: Filter, place: number | undefined): Undecided | undefined {
  if (typeof filter === 'string') return filter;
  return place === undefined ? 'no-match' : undefined;
}

export function decisionAt(
  filter: Filter,
  direction: PolicyList['direction'],
  place: number | undefined,
): Decision | undefined {
  if (place === undefined || typeof filter === 'string') return undefined;
  let first = 0;
  for (const owner of filter.owners) {
    const { policies } = owner[direction];
    const policy = policies[place - first];
    if (policy !== undefined) return { owner: owner.key, policy, index: policy.index };
    first += policies.length;
  }
  return undefined;
}
