// Which names in the rules of a group another region does not know, and how the lists of these names are taken along.

import { meanSame } from '#model/lists.ts';
import type { Addresses, Entity, Services, Source } from '#model/model.ts';
import type * as ast from '#syntax/ast.ts';
import { isName, isWordFor } from '#syntax/names.ts';
import { printPeer, printService } from '#syntax/print.ts';
import { quote } from '#syntax/strings.ts';
import type { Context } from './change.ts';

export type List = Addresses | Services;

/** `carry` declares the lists there too, `expand` writes what they hold in their place, `leaveOut` leaves out the rules that name them. */
export type ListsWay = 'carry' | 'expand' | 'leaveOut';

/** A name that means something here, and in the other region nothing or something else. Lists with the same content are the same. */
export interface Stranger {
  readonly name: ast.Name;
  readonly entity: Entity;
}

export function strangers(
  { model }: Context,
  { block }: Source,
  names: readonly ast.Name[],
  region: string,
): readonly Stranger[] {
  const bound = model.bindings.get(block)?.references ?? [];
  const there = model.regions.get(region)?.names;
  return names.flatMap((name) => {
    const entity = model.entities.get(bound.find((reference) => reference.name === name)?.target ?? '');
    if (entity === undefined || entity.region === region) return [];
    return isKnown(entity, name, there?.get(name.text)) ? [] : [{ name, entity }];
  });
}

function isKnown(here: Entity, name: ast.Name, there: Entity | undefined): boolean {
  if (!isList(here)) return false;
  // Every region knows ids of lists, and what is built in unless something there has its name.
  if (here.id === name.text) return true;
  if (there === undefined) return here.builtin;
  return isList(there) && meanSame(here, there);
}

export function isList(entity: Entity): entity is List {
  return entity.kind === 'addresses' || entity.kind === 'services';
}

export interface Carried {
  /** What each list is called there. */
  readonly names: ReadonlyMap<Entity, string>;
  /** Declarations of the rule language, those that are named before those that name them. */
  readonly declarations: readonly string[];
}

/** The lists, and those that they name, as declarations for a region, with other names where theirs are taken. */
export function carriedLists(context: Context, lists: Iterable<List>, region: string): Carried {
  const taken = new Set(context.model.regions.get(region)?.names.keys());
  const names = new Map<Entity, string>();
  const found: { readonly list: List; readonly strange: readonly Stranger[] }[] = [];
  const open = [...lists];
  for (let list = open.pop(); list !== undefined; list = open.pop()) {
    if (names.has(list)) continue;
    const name = freeName(list, taken);
    taken.add(name);
    names.set(list, name);
    const strange = strangers(context, list.source, namesInList(list), region);
    found.push({ list, strange });
    open.push(...strange.flatMap(({ entity }) => (isList(entity) ? [entity] : [])));
  }
  return { names, declarations: found.toReversed().map((one) => declaration(one, names)) };
}

function freeName({ kind, name }: List, taken: ReadonlySet<string>): string {
  const own = isName(name) && !isWordFor(kind, name) ? name : kind === 'addresses' ? 'address-list' : 'service-list';
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? own : `${own}-${number}`;
    if (!taken.has(candidate)) return candidate;
  }
}

function namesInList({ node }: List): readonly ast.Name[] {
  return node.items.flatMap(({ value }) => (value.kind === 'name' ? [value.name] : []));
}

function declaration(
  { list, strange }: { readonly list: List; readonly strange: readonly Stranger[] },
  names: ReadonlyMap<Entity, string>,
): string {
  const there = new Map(strange.map(({ name, entity }) => [name, names.get(entity) ?? name.text]));
  const described = list.description === undefined ? '' : ` ${quote(list.description)}`;
  const items = list.node.items.map(({ value, description }) => {
    const text =
      value.kind === 'name'
        ? (there.get(value.name) ?? value.name.text)
        : isAddress(value)
          ? printPeer(value)
          : printService(value);
    return `  ${text}${description === undefined ? '' : ` ${quote(description.value)}`}`;
  });
  return [`${list.kind} ${names.get(list) ?? list.name}${described} {`, ...items, '}'].join('\n');
}

function isAddress(value: ast.AddressText | ast.Service): value is ast.AddressText {
  return value.kind === 'address';
}
