import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import * as cuts from '#net/cuts.ts';
import type { ServiceSet } from '#net/services.ts';
import type * as ast from '#syntax/ast.ts';
import { addTo } from '#util/groupBy.ts';
import { memo, sameItems } from '#util/memo.ts';
import { bindBlock, isAttached, mentionsOf } from './bindBlock.ts';
import type { BindContext } from './bindContext.ts';
import { type Declarations, type Declared, declare, lookUp, type Site } from './declare.ts';
import { groupsOf } from './interfaces.ts';
import { evaluateLists, type Lists, type ListValue } from './lists.ts';
import type { Binding, Cvm, Entity, Model, ModelFile, Region } from './model.ts';

/**
 * Binds the names of all files. Whatever means the same as in the model before is the same object: a binding is made anew only
 * where its block changed, or what one of its names means.
 */
export function bind(files: readonly ModelFile[], previous?: Model): Model {
  const declarations = declare(files);
  const lists = keepSets(evaluateLists(declarations), previous);
  const sites = sitesByKey(declarations);
  const context: BindContext = {
    declarations,
    lists,
    sites,
    interfaces: interfacesByCvm(declarations),
    acls: aclsBySubnet(declarations),
  };
  const bindings = new Map<ast.Block, Binding>();
  const builtins = new Map<string, Binding>();
  const entities = new Map<string, Entity>();
  const found = {
    groups: [],
    acls: [],
    addresses: [],
    services: [],
    subnets: [],
    cvms: [],
    expectations: [],
  } as Collected;

  const before = previous === undefined ? undefined : made.get(previous);
  const changed = before === undefined ? undefined : changedNames(before.context, context);
  for (const site of declarations.sites) {
    const key = site.declared?.key ?? '';
    const old = site.builtin ? before?.builtins.get(key) : previous?.bindings.get(site.block);
    const stays = old !== undefined && changed !== undefined && isOf(old, site) && !mentionsAny(context, site, changed);
    const binding = stays ? old : bound(context, site, old);
    // The built-in blocks are shared by all regions; the first region's binding stands for them where one is asked for by block.
    if (!bindings.has(site.block)) bindings.set(site.block, binding);
    if (site.builtin && site.declared !== undefined) builtins.set(site.declared.key, binding);
    if (binding.entity !== undefined) {
      entities.set(binding.entity.key, binding.entity);
      collect(found, binding.entity);
    }
    if (binding.expectation !== undefined) found.expectations.push(binding.expectation);
  }

  const shared = sharedWith(previous, found);
  const model: Model = {
    files,
    regions: regionsOf(declarations, entities),
    ids: named(declarations.ids, entities),
    entities,
    ...shared,
    members: shared.cvms === previous?.cvms ? previous.members : membersOf(shared.cvms, previous?.members),
    bindings,
  };
  made.set(model, { context, builtins });
  return model;
}

/** Binds a block, or returns the old binding where everything outside of the block that it depends on is the same as before. */
function bound(context: BindContext, site: Site, old: Binding | undefined): Binding {
  const meanings = meaningsOf(context, site);
  if (old !== undefined && sameItems(meaningsOfBinding.get(old) ?? [], meanings)) return old;
  const binding = bindBlock(context, site);
  meaningsOfBinding.set(binding, meanings);
  return binding;
}

/** Whether a binding of the same block was made with the same file, region, project and key. */
function isOf(binding: Binding, { uri, region, project, declared }: Site): boolean {
  return (
    binding.uri === uri &&
    binding.region === region &&
    binding.project === project &&
    binding.entity?.key === declared?.key
  );
}

/** The names and ids that mean something else than before; undefined where something else has changed that bindings depend on. */
function changedNames(a: BindContext, b: BindContext): ReadonlySet<string> | undefined {
  const isRestSame =
    sameKeys(a.declarations.names, b.declarations.names) &&
    sameValues(a.lists.addresses, b.lists.addresses) &&
    sameValues(a.lists.services, b.lists.services) &&
    sameInterfaces(a.interfaces, b.interfaces) &&
    sameValues(a.acls, b.acls);
  if (!isRestSame) return undefined;
  const changed = new Set<string>();
  const compare = (before: Names, now: Names): void => {
    for (const [text, one] of now) {
      const other = before.get(text);
      if (
        other?.key !== one.key ||
        other.kind !== one.kind ||
        other.region !== one.region ||
        other.project !== one.project ||
        (one.kind === 'subnet' && vpcOf(a, one.key) !== vpcOf(b, one.key))
      )
        changed.add(text);
    }
    for (const text of before.keys()) if (!now.has(text)) changed.add(text);
  };
  compare(a.declarations.ids, b.declarations.ids);
  for (const [region, names] of b.declarations.names) compare(a.declarations.names.get(region) ?? new Map(), names);
  return changed;
}

type Names = ReadonlyMap<string, Declared>;

/** Whether one of the names that the site's binding follows from is among these. */
function mentionsAny(context: BindContext, site: Site, names: ReadonlySet<string>): boolean {
  if (names.size === 0) return false;
  return [site, ...attachedTo(context, site)].some(({ block }) =>
    mentionsOf(block).some(({ name }) => names.has(name.text)),
  );
}

/** The interfaces of a machine that stand by themselves. */
function attachedTo({ interfaces }: BindContext, { declared }: Site): readonly Site[] {
  return (declared && interfaces.get(declared.key)) ?? [];
}

function vpcOf({ sites }: BindContext, subnet: string): string | undefined {
  const node = sites.get(subnet)?.block.declaration;
  return node?.kind === 'subnet' ? node.vpc?.text : undefined;
}

function sameInterfaces(a: BindContext['interfaces'], b: BindContext['interfaces']): boolean {
  const partsOf = (sites: readonly Site[] = []) => sites.flatMap(({ uri, block, region }) => [uri, block, region]);
  return a.size === b.size && [...b].every(([key, sites]) => sameItems(partsOf(a.get(key)), partsOf(sites)));
}

function sameKeys(a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): boolean {
  return a.size === b.size && [...b.keys()].every((key) => a.has(key));
}

function sameValues(a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): boolean {
  return a.size === b.size && [...b].every(([key, value]) => a.get(key) === value);
}

interface Collected {
  groups: Model['groups'][number][];
  acls: Model['acls'][number][];
  addresses: Model['addresses'][number][];
  services: Model['services'][number][];
  subnets: Model['subnets'][number][];
  cvms: Model['cvms'][number][];
  expectations: Model['expectations'][number][];
}

/** Keeps the previous array of a kind where all its items are the same, so that what follows from all of them can be kept by the array. */
function sharedWith(previous: Model | undefined, found: Collected): Pick<Model, keyof Collected> {
  if (previous === undefined) return found;
  return {
    groups: sameOr(previous.groups, found.groups),
    acls: sameOr(previous.acls, found.acls),
    addresses: sameOr(previous.addresses, found.addresses),
    services: sameOr(previous.services, found.services),
    subnets: sameOr(previous.subnets, found.subnets),
    cvms: sameOr(previous.cvms, found.cvms),
    expectations: sameOr(previous.expectations, found.expectations),
  };
}

function sameOr<T>(before: readonly T[] | undefined, now: readonly T[]): readonly T[] {
  return before !== undefined && sameItems(before, now) ? before : now;
}

/** What the names of a binding meant when it was made. It is compared before a new one is made. */
const meaningsOfBinding = new WeakMap<Binding, readonly unknown[]>();
/** What each model was made with, for comparison with the next one. */
const made = new WeakMap<Model, { readonly context: BindContext; readonly builtins: ReadonlyMap<string, Binding> }>();

function collect(into: Collected, entity: Entity): void {
  switch (entity.kind) {
    case 'group':
      into.groups.push(entity);
      break;
    case 'acl':
      into.acls.push(entity);
      break;
    case 'addresses':
      into.addresses.push(entity);
      break;
    case 'services':
      into.services.push(entity);
      break;
    case 'subnet':
      into.subnets.push(entity);
      break;
    case 'cvm':
      into.cvms.push(entity);
      break;
  }
}

/** The interfaces that stand by themselves, by the keys of their machines. */
function interfacesByCvm(declarations: Declarations): BindContext['interfaces'] {
  const found = new Map<string, Site[]>();
  for (const site of declarations.sites) {
    const node = site.block.declaration;
    if (node?.kind !== 'interface' || node.machine === undefined || !isAttached(node)) continue;
    const machine = lookUp(declarations, site.region, node.machine.text);
    if (machine?.kind === 'cvm') addTo(found, machine.key, site);
  }
  return found;
}

/** The first acl that names a subnet of its region. */
function aclsBySubnet(declarations: Declarations): BindContext['acls'] {
  const found = new Map<string, string>();
  for (const { block, region, declared: acl } of declarations.sites) {
    const node = block.declaration;
    if (node?.kind !== 'acl' || node.subnets === undefined || acl === undefined) continue;
    for (const { text } of node.subnets) {
      const subnet = lookUp(declarations, region, text);
      if (subnet?.kind === 'subnet' && subnet.region === region && !found.has(subnet.key))
        found.set(subnet.key, acl.key);
    }
  }
  return found;
}

function sitesByKey({ sites }: Declarations): ReadonlyMap<string, Site> {
  const found = new Map<string, Site>();
  for (const site of sites) if (site.declared !== undefined) found.set(site.declared.key, site);
  return found;
}

/** Everything outside of the block that its binding depends on, as values whose identity tells whether they changed. */
function meaningsOf(context: BindContext, site: Site): readonly unknown[] {
  const { declarations, lists } = context;
  const meanings: unknown[] = [site.uri, site.region, site.project, site.declared?.key];
  const own = site.declared?.key;
  if (own !== undefined) meanings.push(lists.addresses.get(own) ?? lists.services.get(own), context.acls.get(own));
  const attached = attachedTo(context, site);
  for (const { uri, block } of attached) meanings.push(uri, block);
  for (const { name } of [site, ...attached].flatMap(({ block }) => mentionsOf(block))) {
    const declared = lookUp(declarations, site.region, name.text);
    meanings.push(declared?.key);
    if (declared === undefined) continue;
    switch (declared.kind) {
      case 'addresses':
      case 'services': {
        const value = lists[declared.kind].get(declared.key);
        meanings.push(value?.set, value?.complete, value?.size);
        break;
      }
      case 'subnet': {
        meanings.push(declared.region, vpcOf(context, declared.key));
        break;
      }
      default:
        meanings.push(declared.region, declared.project);
    }
  }
  return meanings;
}

const addressesWith = memo<ListValue<AddressSet>, ListValue<AddressSet>>();
const servicesWith = memo<ListValue<ServiceSet>, ListValue<ServiceSet>>();

/** Keeps the old object of a set where an edited list still has the same set, so that rules that use the list are not judged again. */
function keepSets(lists: Lists, previous: Model | undefined): Lists {
  if (previous === undefined) return lists;
  const addresses = new Map(lists.addresses);
  for (const { key, set } of previous.addresses) {
    const value = addresses.get(key);
    if (value !== undefined && value.set !== set && addressSet.equals(value.set, set))
      addresses.set(
        key,
        addressesWith(value, [set], () => ({ ...value, set })),
      );
  }
  const services = new Map(lists.services);
  for (const { key, set } of previous.services) {
    const value = services.get(key);
    if (value !== undefined && value.set !== set && cuts.equals(value.set, set))
      services.set(
        key,
        servicesWith(value, [set], () => ({ ...value, set })),
      );
  }
  return { addresses, services };
}

function named(
  declared: ReadonlyMap<string, { readonly key: string }>,
  entities: ReadonlyMap<string, Entity>,
): ReadonlyMap<string, Entity> {
  const found = new Map<string, Entity>();
  for (const [text, { key }] of declared) {
    const entity = entities.get(key);
    if (entity !== undefined) found.set(text, entity);
  }
  return found;
}

function regionsOf({ names }: Declarations, entities: ReadonlyMap<string, Entity>): ReadonlyMap<string, Region> {
  const regions = new Map<string, Region>();
  for (const [name, declared] of names) regions.set(name, { name, names: named(declared, entities) });
  return regions;
}

function membersOf(cvms: readonly Cvm[], before: Model['members'] | undefined): Model['members'] {
  const members = new Map<string, Cvm[]>();
  for (const cvm of cvms) for (const group of groupsOf(cvm)) addTo(members, group, cvm);
  if (before === undefined) return members;
  return new Map([...members].map(([group, own]) => [group, sameOr(before.get(group), own)]));
}
