// What the answer to an expectation follows from: it is judged again only where some of this has changed.

import type { Cvm, Expectation, Model } from '#model/model.ts';
import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import { memo, memoOf, sameItems } from '#util/memo.ts';
import { directoryOf } from '../directory.ts';
import { isAnyElsewhere } from './elsewhere.ts';
import { metIn, ownHostsOf } from './endpointAddresses.ts';
import { groupsNamed } from './listTable.ts';
import { machinesMet } from './machines.ts';

export interface Reads {
  /** By key: the machines at its ends, their subnets, and whose lists judge them. */
  readonly entities: ReadonlyMap<string, unknown>;
  /** The members of the groups at its ends. */
  readonly members: ReadonlyMap<string, unknown>;
  /** The addresses of the groups that those lists name. */
  readonly named: ReadonlyMap<string, AddressSet>;
  /** All machines and subnets, where an end is more than the machines that it names; and what judges machines of other regions. */
  readonly all: readonly unknown[];
}

/** Whether nothing of this has changed in a model. */
export function holds({ entities, members, named, all }: Reads, model: Model): boolean {
  if (all.length > 0 && !sameItems(all, everything(model).slice(0, all.length))) return false;
  for (const [key, entity] of entities) if (model.entities.get(key) !== entity) return false;
  for (const [key, own] of members) if (model.members.get(key) !== own) return false;
  const directory = directoryOf(model);
  for (const [group, set] of named) {
    const now = directory.members(group);
    if (now !== set && !addressSet.equals(now, set)) return false;
  }
  return true;
}

export function readsOf(model: Model, expectation: Expectation): Reads {
  const entities = new Map<string, unknown>();
  const members = new Map<string, unknown>();
  const named = new Map<string, AddressSet>();
  const directory = directoryOf(model);

  const addLists = (key: string): void => {
    if (entities.has(key)) return;
    const owner = model.entities.get(key);
    entities.set(key, owner);
    if (owner?.kind !== 'group' && owner?.kind !== 'acl') return;
    for (const list of [owner.inbound, owner.outbound])
      for (const group of groupsNamed(list)) if (!named.has(group)) named.set(group, directory.members(group));
  };
  const addSubnet = (key: string | undefined): void => {
    if (key === undefined || entities.has(key)) return;
    const subnet = model.entities.get(key);
    entities.set(key, subnet);
    if (subnet?.kind === 'subnet' && subnet.acl !== undefined) addLists(subnet.acl);
  };
  const addListsOf = (cvm: Cvm): void => {
    for (const { groups, subnet } of cvm.interfaces) {
      for (const group of groups) addLists(group);
      addSubnet(subnet);
    }
  };
  const addCvm = (key: string): void => {
    const cvm = model.entities.get(key);
    entities.set(key, cvm);
    if (cvm?.kind === 'cvm') addListsOf(cvm);
  };

  const machines = machinesMet(model, expectation.region);
  let isMore = false;
  let isElsewhere = false;
  for (const end of [...expectation.from, ...expectation.to]) {
    if (end.kind === 'cvm') addCvm(end.key);
    else if (end.kind === 'group') {
      members.set(end.key, model.members.get(end.key));
      for (const { key } of model.members.get(end.key) ?? []) addCvm(key);
    } else {
      isMore = true;
      for (const { cvm } of ownHostsOf(model, machines, end)) if (cvm !== undefined) addListsOf(cvm);
      if (isAnyElsewhere(model, metIn(model, end))) isElsewhere = true;
      for (const { key, acl } of directory.subnetsIn(expectation.region)) if (acl !== undefined) addSubnet(key);
    }
  }
  const all = isMore ? everything(model).slice(0, isElsewhere ? undefined : -1) : [];
  return { entities, members, named, all };
}

function everything(model: Model): readonly unknown[] {
  return [model.cvms, model.subnets, listsOfPublic(model)];
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
