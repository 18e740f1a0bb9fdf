// Brings together what several files say of the same group, and picks what was asked for.

import { directionWord } from '#model/words.ts';
import type * as ast from '#syntax/ast.ts';
import { cloudIdKind } from '#syntax/names.ts';
import { commas, t } from '#util/l10n.ts';
import type { Placed } from './reading.ts';
import { lostFields } from './sg/lostFields.ts';
import { type Finding, quote } from './source.ts';

export interface JoinOptions {
  readonly group?: string;
  readonly region?: string;
}

export type Joined =
  | {
      readonly placed: readonly Placed[];
      readonly lost: readonly { readonly file: number; readonly finding: Finding }[];
    }
  | { readonly message: string };

export function joinItems(all: readonly Placed[], options: JoinOptions): Joined {
  const lost: { file: number; finding: Finding }[] = [];
  const inRegion = options.region === undefined ? all : all.filter(({ item }) => item.region === options.region);
  if (inRegion.length === 0 && all.length > 0) {
    const regions = [...new Set(all.map(({ item }) => quote(item.region ?? 'default')))];
    return {
      message: t('It has nothing of the region {0}, only of {1}.', quote(options.region ?? ''), regions.join(', ')),
    };
  }
  const replaced = new Map<ast.Declaration, ast.Declaration>();
  const merged = mergeGroups(inRegion, options.group, lost, replaced);
  const named = followReplaced(
    merged.map((one) => nameUnnamed(one, options.group, replaced)),
    replaced,
  );
  if (options.group === undefined) return { placed: named, lost };
  const wanted = named.filter(
    ({ item }) => item.declaration.kind === 'group' && isCalled(item.declaration, options.group ?? ''),
  );
  if (wanted.length === 0) {
    const names = named.flatMap(({ item }) =>
      item.declaration.kind === 'group' ? [quote(item.declaration.name?.text ?? '')] : [],
    );
    const group = quote(options.group);
    if (names.length === 0) return { message: t('There is no group {0} in it; it has no groups at all.', group) };
    const shown = commas(names.slice(0, 10));
    return {
      message:
        names.length > 10
          ? t('There is no group {0} in it. There are {1} and others.', group, shown)
          : t('There is no group {0} in it. There is {1}.', group, shown),
    };
  }
  if (wanted.length > 1) {
    const ids = wanted.flatMap(({ item }) =>
      item.declaration.kind === 'group' ? item.declaration.ids.map(({ text }) => text) : [],
    );
    return {
      message: t('Several groups are called {0}: name one by its id, {1}.', quote(options.group), ids.join(', ')),
    };
  }
  return { placed: withLists(named, wanted), lost };
}

type Lost = { file: number; finding: Finding }[];
/** Declarations that were made anew, and what stands for them now. */
type Replaced = Map<ast.Declaration, ast.Declaration>;

/** Lets references that lead to a declaration lead to what stands for it now. */
function followReplaced(all: readonly Placed[], replaced: Replaced): Placed[] {
  const now = (node: ast.Declaration): ast.Declaration => {
    let last = node;
    for (let next = replaced.get(last); next !== undefined; next = replaced.get(last)) last = next;
    return last;
  };
  const known = new Map<Placed['references'], Placed['references']>();
  return all.map((one) => {
    if (replaced.size === 0 || one.references.size === 0) return one;
    const references =
      known.get(one.references) ?? new Map([...one.references].map(([text, node]) => [text, now(node)]));
    known.set(one.references, references);
    return { ...one, references };
  });
}

/** The group of an answer that lists groups and the one of an answer that lists its policies are one, if they have one id. */
function mergeGroups(all: readonly Placed[], name: string | undefined, lost: Lost, replaced: Replaced): Placed[] {
  const byId = new Map<string, number>();
  const merged: Placed[] = [];
  const inOrder = [...all].sort((a, b) => Number(a.item.aside ?? false) - Number(b.item.aside ?? false));
  for (const one of inOrder) {
    const node = one.item.declaration;
    const index = node.kind === 'group' ? indexOfSame(merged, byId, node, name) : undefined;
    const known = index === undefined ? undefined : merged[index];
    if (node.kind === 'group' && index !== undefined && known?.item.declaration.kind === 'group') {
      const both = mergeTwo(known, known.item.declaration, one, node, lost);
      replaced.set(known.item.declaration, both.item.declaration).set(node, both.item.declaration);
      merged[index] = both;
      continue;
    }
    // Pages of answers overlap where something was made between two calls.
    const twice = node.kind !== 'group' && 'ids' in node ? node.ids.find((id) => byId.has(id.text)) : undefined;
    if (twice !== undefined && one.item.aside === true) {
      const at = byId.get(twice.text) ?? 0;
      const first = merged[at];
      if (first !== undefined) merged[at] = withAcl(first, node);
      continue;
    }
    if (twice !== undefined) {
      const first = merged[byId.get(twice.text) ?? 0]?.item;
      // Lists are the account's: every region answers with all of them.
      const isTold = first?.region !== one.item.region && first !== undefined && saysSame(first.declaration, node);
      const words = t('{0} is there twice: the first one stays.', quote(twice.text));
      if (!isTold) lost.push({ file: one.file, finding: lostAt(twice, words) });
      continue;
    }
    if ('ids' in node) for (const id of node.ids) byId.set(id.text, merged.length);
    merged.push(one);
  }
  return merged;
}

/** Whether two declarations say the same, wherever they stand. */
function saysSame(a: ast.Declaration, b: ast.Declaration): boolean {
  const said = (node: ast.Declaration) =>
    JSON.stringify(node, (key, value: unknown) => (PLACES.has(key) ? undefined : value));
  return said(a) === said(b);
}

const PLACES: ReadonlySet<string> = new Set(['start', 'end', 'ends', 'keyword', 'fields']);

/** An acl tells its subnets, where these may not tell their acl. */
function withAcl(known: Placed, told: ast.Declaration): Placed {
  const node = known.item.declaration;
  if (node.kind !== 'subnet' || told.kind !== 'subnet' || node.acl !== undefined || told.acl === undefined)
    return known;
  return { ...known, item: { ...known.item, declaration: { ...node, acl: told.acl } } };
}

function lostAt({ start, end }: ast.Name, message: string): Finding {
  return { level: 'lost', start, end, message };
}

function indexOfSame(
  merged: readonly Placed[],
  byId: ReadonlyMap<string, number>,
  node: ast.Group,
  name: string | undefined,
): number | undefined {
  for (const id of node.ids) {
    const index = byId.get(id.text);
    if (index !== undefined) return index;
  }
  if (node.ids.length > 0 || node.name !== undefined) return undefined;
  // Policies that do not say whose they are: of the group that was asked for, or of the other direction of one like them.
  const found = merged.findIndex(({ item: { declaration } }) => {
    if (declaration.kind !== 'group') return false;
    if (name !== undefined && isCalled(declaration, name)) return true;
    const unnamed = declaration.ids.length === 0 && declaration.name === undefined;
    return (
      unnamed && !declaration.lists.some((list) => node.lists.some(({ direction }) => direction === list.direction))
    );
  });
  return found < 0 ? undefined : found;
}

function mergeTwo(known: Placed, first: ast.Group, one: Placed, second: ast.Group, lost: Lost): Placed {
  const has = (group: ast.Group, direction: ast.Direction) => group.lists.some((list) => list.direction === direction);
  const twice = second.lists.filter((list) => has(first, list.direction));
  for (const { start, end, direction } of twice) {
    const message = t('The {0} rules of this group are in another file too: those stay.', directionWord(direction));
    lost.push({ file: one.file, finding: { level: 'lost', start, end, message } });
  }
  if (first.name !== undefined && second.name !== undefined && first.name.text !== second.name.text) {
    const message = t('The group is called {0} elsewhere: that name stays.', quote(first.name.text));
    lost.push({ file: one.file, finding: lostAt(second.name, message) });
  }
  lost.push(...lostFields([{ ...one, item: { declaration: { ...second, lists: [] } } }]));
  const name = first.name ?? second.name;
  const description = first.description ?? second.description;
  const declaration: ast.Group = {
    ...first,
    name,
    description,
    ids: first.ids.length > 0 ? first.ids : second.ids,
    lists: [...first.lists, ...second.lists.filter((list) => !has(first, list.direction))],
  };
  const project = known.item.project ?? one.item.project;
  const region = known.item.region ?? one.item.region;
  return {
    item: { declaration, region, project },
    file: known.file,
    refused: new Set([...known.refused, ...one.refused]),
    references: known.references.size > 0 ? known.references : one.references,
  };
}

const UNNAMED = 'imported';

function nameUnnamed(one: Placed, name: string | undefined, replaced: Replaced): Placed {
  const node = one.item.declaration;
  if (node.kind !== 'group' || node.name !== undefined) return one;
  const known =
    name === undefined || node.ids.some(({ text }) => text === name) ? (node.ids[0]?.text ?? UNNAMED) : name;
  const text = cloudIdKind(known) === undefined ? known : `group-${known.slice(known.indexOf('-') + 1)}`;
  const declaration: ast.Group = { ...node, name: { text, start: node.start, end: node.start } };
  replaced.set(node, declaration);
  return { ...one, item: { ...one.item, declaration } };
}

function isCalled(group: ast.Group, name: string): boolean {
  return group.name?.text === name || group.ids.some(({ text }) => text === name);
}

/** A group with the lists that its rules name, and those that these name. */
function withLists(all: readonly Placed[], groups: readonly Placed[]): Placed[] {
  const known = new Map<string, Placed>();
  for (const one of all) {
    const node = one.item.declaration;
    if (node.kind !== 'addresses' && node.kind !== 'services') continue;
    for (const name of [node.name, ...node.ids])
      if (name !== undefined && !known.has(name.text)) known.set(name.text, one);
  }
  const taken = new Set<Placed>(groups);
  const open = [...groups];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    for (const text of namesIn(one)) {
      const special = one.references.get(text);
      const list = special === undefined ? known.get(text) : all.find(({ item }) => item.declaration === special);
      if (list === undefined || taken.has(list) || list.item.declaration.kind === 'group') continue;
      taken.add(list);
      open.push(list);
    }
  }
  return all.filter((one) => taken.has(one));
}

function namesIn({ item }: Placed): string[] {
  const node = item.declaration;
  if (node.kind === 'addresses' || node.kind === 'services') {
    return node.items.flatMap(({ value }) => (value.kind === 'name' ? [value.name.text] : []));
  }
  if (node.kind !== 'group') return [];
  return node.lists.flatMap(({ rules }) =>
    rules.flatMap((rule) => [
      ...(rule.service?.kind === 'name' ? [rule.service.name.text] : []),
      ...rule.peers.flatMap((peer) => (peer.kind === 'name' ? [peer.name.text] : [])),
    ]),
  );
}
