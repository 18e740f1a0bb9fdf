// What the answer to an expectation depends on: it is judged again only if some of this has changed.

import type { Cvm, Endpoint, Entity, Expectation, Model } from '#model/model.ts';
import type { Policy, PolicyList, PolicyPeer } from '#model/policy.ts';
import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import * as cuts from '#net/cuts.ts';
import { memo, memoOf, sameItems } from '#util/memo.ts';
import { directoryOf } from '../directory.ts';
import { type Direction, isAnyElsewhere } from './elsewhere.ts';
import { metIn, nobodysIn, ownHostsOf } from './endpointAddresses.ts';
import { groupsNamed } from './listTable.ts';
import { type HostAddress, machinesMet } from './machines.ts';

export interface Reads {
  readonly region: string;
  /** By key: the machines at its ends, their subnets, and whose lists judge them. */
  readonly entities: ReadonlyMap<string, EntityRead>;
  /** The members of the groups at its ends. */
  readonly members: ReadonlyMap<string, unknown>;
  /** The addresses of the groups that those lists name. */
  readonly named: ReadonlyMap<string, AddressSet>;
  /** What is at the ends that are blocks of addresses. */
  readonly blocks: readonly BlockRead[];
  /** All subnets, where an end is a block of addresses; and all machines and what judges them, where it leads to other regions. */
  readonly all: readonly unknown[];
}

interface EntityRead {
  readonly entity: Entity | undefined;
  /** Of a group or an acl, the lists that packets between the two ends meet. */
  readonly lists: readonly Direction[];
}

interface BlockRead {
  readonly endpoint: Endpoint;
  readonly hosts: readonly HostAddress[];
  readonly strangers: AddressSet;
}

/**
 * What is read in a model: the same object where nothing of it changed, and another one where lists were written anew that decide as they
 * did. Undefined where the answer may be another one.
 */
export function readAgain(reads: Reads, model: Model): Reads | undefined {
  const { region, entities, members, named, blocks, all } = reads;
  if (all.length > 0 && !sameItems(all, everything(model, all.length > 1))) return undefined;
  for (const [key, own] of members) if (model.members.get(key) !== own) return undefined;
  const anew: [string, EntityRead][] = [];
  for (const [key, read] of entities) {
    const entity = model.entities.get(key);
    if (entity === read.entity) continue;
    if (!decidesAlike(entity, read)) return undefined;
    anew.push([key, { ...read, entity }]);
  }
  const directory = directoryOf(model);
  for (const [group, set] of named) if (!isSameSet(directory.members(group))(set)) return undefined;
  const machines = machinesMet(model, region);
  const isSame = blocks.every(
    ({ endpoint, hosts, strangers }) =>
      areSameHosts(ownHostsOf(model, machines, endpoint))(hosts) && isSameSet(nobodysIn(model, endpoint))(strangers),
  );
  if (!isSame) return undefined;
  return anew.length === 0 ? reads : { ...reads, entities: new Map([...entities, ...anew]) };
}

function decidesAlike(now: Entity | undefined, { entity: then, lists }: EntityRead): boolean {
  if ((now?.kind !== 'group' && now?.kind !== 'acl') || then?.kind !== now.kind) return false;
  return lists.every((direction) => decideAlike(now[direction])(then[direction]));
}

// Every expectation that reads a list compares it, and each pair of lists is compared once.
const decideAlike = memoOf((now: PolicyList) =>
  memoOf(
    (then: PolicyList) =>
      now.policies.length === then.policies.length &&
      now.policies.every((policy, i) => isSamePolicy(policy, then.policies[i]!)),
  ),
);

function isSamePolicy(a: Policy, b: Policy): boolean {
  return a.action === b.action && cuts.equals(a.services, b.services) && isSamePeer(a.peer, b.peer);
}

function isSamePeer(a: PolicyPeer, b: PolicyPeer): boolean {
  if (a.kind === 'group') return b.kind === 'group' && a.group === b.group;
  return b.kind === 'addresses' && addressSet.equals(a.addresses, b.addresses);
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

const ONLY = { inbound: ['inbound'], outbound: ['outbound'] } as const;
const BOTH = ['inbound', 'outbound'] as const;

export function readsOf(model: Model, { region, from, to }: Expectation): Reads {
  const directory = directoryOf(model);
  const machines = machinesMet(model, region);
  const hostsAt = (ends: readonly Endpoint[]) => ends.flatMap((end) => ownHostsOf(model, machines, end));
  const [senders, receivers] = [hostsAt(from), hostsAt(to)];
  const both = [...from, ...to];

  const entities = new Map<string, EntityRead>();
  const named = new Map<string, AddressSet>();
  for (const [ends, hosts, others, direction] of [
    [from, senders, receivers, 'outbound'],
    [to, receivers, senders, 'inbound'],
  ] as const) {
    for (const key of readBy(model, region, ends, hosts)) {
      const entity = model.entities.get(key);
      const known = entities.get(key)?.lists ?? [];
      // An acl decides about answers too.
      const lists = entity?.kind === 'acl' || (known[0] ?? direction) !== direction ? BOTH : ONLY[direction];
      entities.set(key, { entity, lists });
      // A group stands for machines, so its name distinguishes nothing if the other end has only addresses of no machine.
      if (others.length === 0 || (entity?.kind !== 'group' && entity?.kind !== 'acl')) continue;
      for (const list of lists)
        for (const group of groupsNamed(entity[list])) named.set(group, directory.members(group));
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
