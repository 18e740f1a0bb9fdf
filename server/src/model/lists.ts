// Named lists of addresses and services: the set of each with the lists that it names. Circles and excessive depth are cut off.

import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import * as cuts from '#net/cuts.ts';
import type { ServiceSet } from '#net/services.ts';
import type * as ast from '#syntax/ast.ts';
import { memo, memoOf } from '#util/memo.ts';
import { components } from './components.ts';
import { type Declarations, lookUp, type Site } from './declare.ts';
import type { Addresses, Reference, ReferenceFault, Services } from './model.ts';
import { resolve } from './resolve.ts';
import { addressesOf, servicesOf } from './values.ts';

/** The cloud nests lists once. Deeper than this, a reference counts as broken, so that a chain of lists costs what its length is. */
const MAX_LIST_DEPTH = 1000;

/** What a list stands for. */
export interface ListValue<S> {
  readonly set: S;
  readonly complete: boolean;
  /** How many items it expands to, each item of a nested list counted. */
  readonly size: number;
  readonly circular: boolean;
  readonly depth: number;
  readonly references: readonly Reference[];
}

export interface Lists {
  readonly addresses: ReadonlyMap<string, ListValue<AddressSet>>;
  readonly services: ReadonlyMap<string, ListValue<ServiceSet>>;
}

/** Whether two lists hold the same, whatever they are called and however they are written. */
export function meanSame(a: Addresses | Services, b: Addresses | Services): boolean {
  if (!a.complete || !b.complete) return a === b;
  return a.kind === 'addresses'
    ? b.kind === 'addresses' && addressSet.equals(a.set, b.set)
    : b.kind === 'services' && cuts.equals(a.set, b.set);
}

export function evaluateLists(declarations: Declarations): Lists {
  return {
    addresses: evaluate(declarations, ADDRESSES),
    services: evaluate(declarations, SERVICES),
  };
}

/** The two kinds of lists differ in their items and in how sets are joined, and in nothing else. */
interface ListKind<S> {
  readonly kind: 'addresses' | 'services';
  readonly role: 'addresses-item' | 'services-item';
  readonly union: (sets: readonly S[]) => S;
  readonly items: (node: ast.Declaration) => readonly ListItem<S>[];
  /** The last value of a list's declaration, made again where its names mean something else. */
  readonly value: (node: ast.Declaration, meanings: readonly unknown[], make: () => ListValue<S>) => ListValue<S>;
}

type ListItem<S> = { readonly name: ast.Name } | { readonly set: S; readonly complete: boolean };

const ADDRESSES: ListKind<AddressSet> = {
  kind: 'addresses',
  role: 'addresses-item',
  union: addressSet.unionAll,
  items: memoOf((node) =>
    node.kind === 'addresses'
      ? node.items.map(({ value }) => (value.kind === 'name' ? { name: value.name } : addressesOf(value)))
      : [],
  ),
  value: memo(),
};

const SERVICES: ListKind<ServiceSet> = {
  kind: 'services',
  role: 'services-item',
  union: cuts.unionAll,
  items: memoOf((node) =>
    node.kind === 'services'
      ? node.items.map(({ value }) => (value.kind === 'name' ? { name: value.name } : servicesOf(value)))
      : [],
  ),
  value: memo(),
};

function evaluate<S>(declarations: Declarations, list: ListKind<S>): Map<string, ListValue<S>> {
  const sites = new Map<string, Site>();
  for (const site of declarations.sites) {
    if (site.declared?.kind === list.kind) sites.set(site.declared.key, site);
  }
  const nested = (key: string): string[] => {
    const site = sites.get(key);
    const targets: string[] = [];
    if (site === undefined) return targets;
    for (const item of itemsOf(list, site)) {
      const target = 'name' in item ? lookUp(declarations, site.region, item.name.text) : undefined;
      if (target?.kind === list.kind) targets.push(target.key);
    }
    return targets;
  };

  const values = new Map<string, ListValue<S>>();
  for (const { members, circular } of components(sites.keys(), nested)) {
    const circle: ReadonlySet<string> = new Set(circular ? members : []);
    for (const key of members) {
      const site = sites.get(key);
      if (site !== undefined) values.set(key, listValue(declarations, list, site, circle, values));
    }
  }
  return values;
}

function itemsOf<S>(list: ListKind<S>, site: Site): readonly ListItem<S>[] {
  const node = site.block.declaration;
  return node === undefined ? [] : list.items(node);
}

function listValue<S>(
  declarations: Declarations,
  list: ListKind<S>,
  site: Site,
  circle: ReadonlySet<string>,
  values: ReadonlyMap<string, ListValue<S>>,
): ListValue<S> {
  const items = itemsOf(list, site);
  const references: Reference[] = [];
  const inners: (ListValue<S> | undefined)[] = [];
  const meanings: unknown[] = [circle.size > 0];
  for (const item of items) {
    if (!('name' in item)) continue;
    const { reference, declared } = resolve(declarations, site.region, list.role, item.name);
    const inner = declared === undefined ? undefined : values.get(declared.key);
    const fault = reference.fault ?? faultOf(declared?.key, inner, circle);
    references.push(fault === undefined ? reference : { ...reference, fault });
    inners.push(fault === undefined ? inner : undefined);
    meanings.push(reference.target, fault, inners.at(-1));
  }
  const node = site.block.declaration as ast.Declaration;
  return list.value(node, meanings, () => ({ ...join(list, items, inners), circular: circle.size > 0, references }));
}

function faultOf<S>(
  key: string | undefined,
  inner: ListValue<S> | undefined,
  circle: ReadonlySet<string>,
): ReferenceFault | undefined {
  if (key !== undefined && circle.has(key)) return 'circular';
  return inner !== undefined && inner.depth >= MAX_LIST_DEPTH ? 'too-deep' : undefined;
}

function join<S>(list: ListKind<S>, items: readonly ListItem<S>[], inners: readonly (ListValue<S> | undefined)[]) {
  const sets: S[] = [];
  let complete = true;
  let size = 0;
  let depth = 0;
  let named = 0;
  for (const item of items) {
    const inner = 'name' in item ? inners[named++] : { ...item, size: 1, depth: -1 };
    if (inner !== undefined) sets.push(inner.set);
    complete &&= inner?.complete ?? false;
    size += inner?.size ?? 1;
    depth = Math.max(depth, (inner?.depth ?? -1) + 1);
  }
  return { set: list.union(sets), complete, size, depth };
}
