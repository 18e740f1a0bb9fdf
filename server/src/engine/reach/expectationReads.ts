// What the answer to an expectation depends on: it is judged again only if some of this has changed.

import type { Cvm, Endpoint, Expectation, Model } from '#model/model.ts';
import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import { memo, memoOf, sameItems } from '#util/memo.ts';
import { directoryOf } from '../directory.ts';
import { isAnyElsewhere } from './elsewhere.ts';
import { metIn, nobodysIn, ownHostsOf } from './endpointAddresses.ts';
import { groupsNamed } from './listTable.ts';
import { type HostAddress, machinesMet } from './machines.ts';

export interface Reads {
  readonly region: string;
  /** By key: the machines at its ends, their subnets, and whose lists judge them. */
  readonly entities: ReadonlyMap<string, unknown>;
  /** The members of the groups at its ends. */
  readonly members: ReadonlyMap<string, unknown>;
  /** The addresses of the groups that those lists name. */
  readonly named: ReadonlyMap<string, AddressSet>;
  /** What is at the ends that are blocks of addresses. */
  readonly blocks: readonly BlockRead[];
  /** All subnets, where an end is a block of addresses; and all machines and what judges them, where it leads to other regions. */
  readonly all: readonly unknown[];
}

interface BlockRead {
  readonly endpoint: Endpoint;
  readonly hosts: readonly HostAddress[];
  readonly strangers: AddressSet;
}

/** Whether nothing of this has changed in a model. */
export function holds({ region, entities, members, named, blocks, all }: Reads, model: Model): boolean {
  if (all.length > 0 && !sameItems(all, everything(model, all.length > 1))) return false;
  for (const [key, entity] of entities) if (model.entities.get(key) !== entity) return false;
  for (const [key, own] of members) if (model.members.get(key) !== own) return false;
  const directory = directoryOf(model);
  for (const [group, set] of named) if (!isSameSet(directory.members(group))(set)) return false;
  const machines = machinesMet(model, region);
  return blocks.every(
    ({ endpoint, hosts, strangers }) =>
      areSameHosts(ownHostsOf(model, machines, endpoint))(hosts) && isSameSet(nobodysIn(model, endpoint))(strangers),
  );
}

// Many expectations read the same sets and hosts, and each pair of them is compared once.
const isSameSet = memoOf((now: AddressSet) => memoOf((then: AddressSet) => addressSet.equals(now, then)));
const areSameHosts = memoOf((now: readonly HostAddress[]) =>
  memoOf(
    (then: readonly HostAddress[]) => now.length === then.length && now.every((one, i) => isSameHost(one, then[i]!)),
  ),
);

function isSameHost(a: HostAddress, b: HostAddress): boolean {
  return a === b || (a.cvm === b.cvm && a.address === b.address && a.isSeen === b.isSeen);
}

export function readsOf(model: Model, { region, from, to }: Expectation): Reads {
  const directory = directoryOf(model);
  const machines = machinesMet(model, region);
  const hostsAt = (ends: readonly Endpoint[]) => ends.flatMap((end) => ownHostsOf(model, machines, end));
  const [senders, receivers] = [hostsAt(from), hostsAt(to)];
  const both = [...from, ...to];

  const entities = new Map<string, unknown>();
  const named = new Map<string, AddressSet>();
  for (const [ends, hosts, others] of [
    [from, senders, receivers],
    [to, receivers, senders],
  ] as const) {
    for (const key of readBy(model, region, ends, hosts)) {
      const entity = model.entities.get(key);
      entities.set(key, entity);
      // A group stands for machines, so its name distinguishes nothing if the other end has only addresses of no machine.
      if (others.length === 0 || (entity?.kind !== 'group' && entity?.kind !== 'acl')) continue;
      for (const list of [entity.inbound, entity.outbound])
        for (const group of groupsNamed(list)) named.set(group, directory.members(group));
    }
  }
  const members = new Map(
    both.flatMap((end) => (end.kind === 'group' ? [[end.key, model.members.get(end.key)] as const] : [])),
  );
  const blocks = both.flatMap((endpoint) =>
    endpoint.kind === 'cvm' || endpoint.kind === 'group'
      ? []
      : [{ endpoint, hosts: ownHostsOf(model, machines, endpoint), strangers: nobodysIn(model, endpoint) }],
  );
  const met = addressSet.unionAll(blocks.map(({ endpoint }) => metIn(model, endpoint)));
  const isElsewhere = isAnyElsewhere(model, addressSet.subtract(met, machines.own));
  const all = blocks.length > 0 ? everything(model, isElsewhere) : [];
  return { region, entities, members, named, blocks, all };
}

/** The keys of the machines at an end, of their groups, subnets and acls, and of the subnets that may contain addresses of no machine. */
function readBy(
  model: Model,
  region: string,
  ends: readonly Endpoint[],
  hosts: readonly HostAddress[],
): ReadonlySet<string> {
  const keys = new Set<string>();
  const cvms = new Set(hosts.flatMap(({ cvm }) => cvm ?? []));
  for (const end of ends) {
    if (end.kind === 'cvm') keys.add(end.key);
    else if (end.kind === 'group') for (const cvm of model.members.get(end.key) ?? []) cvms.add(cvm);
    else for (const { key, acl } of directoryOf(model).subnetsIn(region)) if (acl !== undefined) keys.add(key);
  }
  for (const { interfaces } of cvms) {
    for (const { groups, subnet } of interfaces) {
      for (const group of groups) keys.add(group);
      if (subnet !== undefined) keys.add(subnet);
    }
  }
  for (const key of [...keys]) {
    const subnet = model.entities.get(key);
    if (subnet?.kind === 'subnet' && subnet.acl !== undefined) keys.add(subnet.acl);
  }
  return keys;
}

function everything(model: Model, isElsewhere: boolean): readonly unknown[] {
  return isElsewhere ? [model.subnets, model.cvms, listsOfPublic(model)] : [model.subnets];
}

const kept = memo<readonly Cvm[], readonly unknown[]>();

/**
 * Whose lists judge the machines that have a public address, and the members of the groups that they name. Each of thousands of
 * expectations may speak of all of them, so they are one array as long as nothing of it changed.
 */
const listsOfPublic = memoOf((model: Model): readonly unknown[] => {
  const keys = new Set<string | undefined>();
  for (const { publicAddresses, interfaces } of model.cvms) {
    if (publicAddresses.length === 0) continue;
    for (const { groups, subnet } of interfaces) {
      for (const group of groups) keys.add(group);
      keys.add(subnet);
      keys.add(directoryOf(model).subnet(subnet)?.acl);
    }
  }
  const owners = [...keys].map((key) => (key === undefined ? undefined : model.entities.get(key)));
  const named = new Set(
    owners.flatMap((owner) =>
      owner?.kind === 'group' || owner?.kind === 'acl' ? [owner.inbound, owner.outbound].flatMap(groupsNamed) : [],
    ),
  );
  const read = [...owners, ...[...named].map((group) => model.members.get(group))];
  return kept(model.cvms, read, () => read);
});
