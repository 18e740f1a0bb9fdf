// Makes one declaration of those in several files that speak of the same thing, and picks the group or region that the user names.

import { directionWord } from '#model/words.ts';
import type * as ast from '#syntax/ast.ts';
import { cloudIdKind } from '#syntax/names.ts';
import type { Range } from '#text/range.ts';
import { commas, t } from '#util/l10n.ts';
import { asPlaced, type FileFinding, type Placed } from './reading.ts';
import { lostFields } from './sg/lostFields.ts';
import { nameOfId } from './sg/names.ts';
import { quote } from './source.ts';

export interface JoinOptions {
  readonly group?: string;
  readonly region?: string;
}

export type Joined =
  | { readonly placed: readonly Placed[]; readonly lost: readonly FileFinding[] }
  /** Why nothing is picked. */
  | { readonly message: string };

export function joinItems(all: readonly Placed[], { group, region }: JoinOptions): Joined {
  const inRegion = region === undefined ? all : all.filter(({ item }) => item.region === region);
  if (inRegion.length === 0 && all.length > 0) {
    const regions = [...new Set(all.map(({ item }) => quote(item.region ?? 'default')))];
    return {
      message: t('The files have nothing of the region {0}, only of {1}.', quote(region ?? ''), regions.join(', ')),
    };
  }
  const joining: Joining = { group, lost: [], replaced: new Map() };
  const named = merge(joining, inRegion).map((one) => nameUnnamed(joining, one));
  const placed = followReplaced(named, joining.replaced);
  if (group === undefined) return { placed, lost: joining.lost };
  const picked = pick(placed, group);
  return 'message' in picked ? picked : { placed: withLists(placed, picked), lost: joining.lost };
}

interface Joining {
  /** The group that the user names, if any. */
  readonly group: string | undefined;
  readonly lost: FileFinding[];
  /** Declarations that were made anew, and those that stand for them now. */
  readonly replaced: Map<ast.Declaration, ast.Declaration>;
}

function pick(all: readonly Placed[], group: string): readonly [Placed] | { readonly message: string } {
  const groups = all.flatMap((one) =>
    one.item.declaration.kind === 'group' ? [{ one, node: one.item.declaration }] : [],
  );
  const [found, ...more] = groups.filter(({ node }) => isCalled(node, group));
  if (found !== undefined && more.length === 0) return [found.one];
  if (found !== undefined) {
    const ids = [found, ...more].flatMap(({ node }) => node.ids.map(({ text }) => text)).join(', ');
    return { message: t('Several groups are called {0}: name one by its id, {1}.', quote(group), ids) };
  }
  const names = groups.map(({ node }) => quote(node.name?.text ?? ''));
  if (names.length === 0)
    return { message: t('The files have no group {0}, and no other group either.', quote(group)) };
  const shown = commas(names.slice(0, 10));
  return {
    message:
      names.length > 10
        ? t('The files have no group {0}. They have {1} and others.', quote(group), shown)
        : t('The files have no group {0}. They have {1}.', quote(group), shown),
  };
}

function isCalled(group: ast.Group, name: string): boolean {
  return group.name?.text === name || group.ids.some(({ text }) => text === name);
}

/** Leads references to declarations that were made anew to those that stand for them now. */
function followReplaced(all: readonly Placed[], replaced: Joining['replaced']): readonly Placed[] {
  if (replaced.size === 0) return all;
  const now = (node: ast.Declaration): ast.Declaration => {
    let last = node;
    for (let next = replaced.get(last); next !== undefined; next = replaced.get(last)) last = next;
    return last;
  };
  // All declarations of a file share one map.
  const followed = new Map<Placed['references'], Placed['references']>();
  return all.map((one) => {
    const references =
      followed.get(one.references) ?? new Map([...one.references].map(([text, node]) => [text, now(node)]));
    followed.set(one.references, references);
    return { ...one, references };
  });
}

/** A group in an answer that lists groups and a group in an answer that lists policies are one if they have the same id. */
function merge(joining: Joining, all: readonly Placed[]): Placed[] {
  const byId = new Map<string, number>();
  const merged: Placed[] = [];
  // What other objects mention in passing comes last.
  for (const one of all.toSorted((a, b) => Number(a.item.aside ?? false) - Number(b.item.aside ?? false))) {
    const node = one.item.declaration;
    const ids = 'ids' in node ? node.ids : [];
    const twice = ids.find(({ text }) => byId.has(text));
    const place =
      twice !== undefined
        ? byId.get(twice.text)
        : node.kind === 'group' && node.ids.length === 0 && node.name === undefined
          ? placeOfUnnamed(joining, merged, node)
          : undefined;
    const known = place === undefined ? undefined : merged[place];
    if (place !== undefined && known !== undefined) {
      merged[place] = both(joining, known, one, twice);
      continue;
    }
    for (const { text } of ids) byId.set(text, merged.length);
    merged.push(one);
  }
  return merged;
}

/**
 * Where the group is to which rules without a name belong: the one that the user names, or one that lacks their direction and a name, too.
 */
function placeOfUnnamed({ group }: Joining, merged: readonly Placed[], node: ast.Group): number | undefined {
  const found = merged.findIndex(({ item: { declaration } }) => {
    if (declaration.kind !== 'group') return false;
    if (group !== undefined && isCalled(declaration, group)) return true;
    const isUnnamed = declaration.ids.length === 0 && declaration.name === undefined;
    return isUnnamed && !node.lists.some(({ direction }) => hasList(declaration, direction));
  });
  return found < 0 ? undefined : found;
}

function hasList(group: ast.Group, direction: ast.Direction): boolean {
  return group.lists.some((list) => list.direction === direction);
}

/** What stands for two declarations of one thing. `id` is the second one's id that the first one has too. */
function both(joining: Joining, known: Placed, one: Placed, id: ast.Name | undefined): Placed {
  const [first, second] = [known.item.declaration, one.item.declaration];
  if (first.kind === 'group' && second.kind === 'group') {
    const made = bothGroups(joining, known, first, one, second);
    joining.replaced.set(first, made.item.declaration).set(second, made.item.declaration);
    return made;
  }
  if (one.item.aside === true) return withAcl(known, second);
  // Lists belong to the account, so every region answers all of them.
  const isOfAccount = known.item.region !== one.item.region && saysSame(first, second);
  // Pages of answers overlap where something was made between two calls.
  if (id !== undefined && !isOfAccount) {
    lose(joining, one, id, t('{0} is there twice: the first one stays.', quote(id.text)));
  }
  return known;
}

/** Whether two declarations say the same, wherever they stand. */
function saysSame(a: ast.Declaration, b: ast.Declaration): boolean {
  const said = (node: ast.Declaration) =>
    JSON.stringify(node, (key, value: unknown) => (PLACES.has(key) ? undefined : value));
  return said(a) === said(b);
}

const PLACES: ReadonlySet<string> = new Set(['start', 'end', 'ends', 'keyword', 'places', 'fields', 'isUsedElsewhere']);

/** An acl lists its subnets, which may not name their acl themselves. */
function withAcl(known: Placed, listed: ast.Declaration): Placed {
  const node = known.item.declaration;
  if (node.kind !== 'subnet' || listed.kind !== 'subnet') return known;
  return { ...known, item: { ...known.item, declaration: { ...node, acl: node.acl ?? listed.acl } } };
}

function lose({ lost }: Joining, { file }: Placed, { start, end }: Range, message: string): void {
  lost.push({ file, finding: { level: 'lost', start, end, message } });
}

function bothGroups(joining: Joining, known: Placed, first: ast.Group, one: Placed, second: ast.Group): Placed {
  const others = second.lists.filter((list) => !hasList(first, list.direction));
  for (const list of second.lists) {
    if (others.includes(list)) continue;
    const direction = directionWord(list.direction);
    const message = t('The {0} rules of this group are in another file too: those stay.', direction);
    lose(joining, one, list, message);
  }
  if (first.name !== undefined && second.name !== undefined && first.name.text !== second.name.text) {
    const message = t('The group is called {0} elsewhere: that name stays.', quote(first.name.text));
    lose(joining, one, second.name, message);
  }
  joining.lost.push(...lostFields([{ ...one, item: { declaration: { ...second, lists: [] } } }]));
  const declaration: ast.Group = {
    ...first,
    name: first.name ?? second.name,
    description: first.description ?? second.description,
    ids: first.ids.length > 0 ? first.ids : second.ids,
    lists: [...first.lists, ...others],
  };
  const { name, ids, lists } = declaration;
  const parts = [...(name === undefined ? [] : [name]), ...ids, ...lists];
  const mine = new Set<object>([...(first.name === undefined ? [] : [first.name]), ...first.ids, ...first.lists]);
  const fileOf = (part: object) => asPlaced(mine.has(part) ? known : one, part).file;
  return {
    elsewhere: new Map(parts.map((part) => [part, fileOf(part)])),
    item: {
      declaration,
      region: known.item.region ?? one.item.region,
      project: known.item.project ?? one.item.project,
    },
    file: known.file,
    refused: new Set([...known.refused, ...one.refused]),
    references: known.references.size > 0 ? known.references : one.references,
  };
}

/** A group that its file does not name is called as the user names it, or else after its id. */
function nameUnnamed({ group, replaced }: Joining, one: Placed): Placed {
  const node = one.item.declaration;
  if (node.kind !== 'group' || node.name !== undefined) return one;
  const isId = group === undefined || node.ids.some(({ text }) => text === group);
  const known = isId ? (node.ids[0]?.text ?? 'imported') : group;
  const text = cloudIdKind(known) === undefined ? known : nameOfId(known, 'group');
  const declaration: ast.Group = { ...node, name: { text, start: node.start, end: node.start } };
  replaced.set(node, declaration);
  return { ...one, item: { ...one.item, declaration } };
}

/** Groups, with the lists that their rules name, and the lists that these name. */
function withLists(all: readonly Placed[], groups: readonly Placed[]): Placed[] {
  const known = new Map<string, Placed>();
  for (const one of all) {
    const node = one.item.declaration;
    if (node.kind !== 'addresses' && node.kind !== 'services') continue;
    for (const name of [node.name, ...node.ids])
      if (name !== undefined && !known.has(name.text)) known.set(name.text, one);
  }
  const taken = new Set<Placed>(groups);
  // A set is gone through with what is added on the way.
  for (const one of taken) {
    for (const text of namesIn(one)) {
      const special = one.references.get(text);
      const list = special === undefined ? known.get(text) : all.find(({ item }) => item.declaration === special);
      if (list !== undefined && list.item.declaration.kind !== 'group') taken.add(list);
    }
  }
  return all.filter((one) => taken.has(one));
}

function namesIn({ item: { declaration: node } }: Placed): string[] {
  const values =
    node.kind === 'addresses' || node.kind === 'services'
      ? node.items.map(({ value }) => value)
      : node.kind === 'group'
        ? node.lists.flatMap(({ rules }) => rules.flatMap(({ service, peers }) => [service, ...peers]))
        : [];
  return values.flatMap((value) => (value?.kind === 'name' ? [value.name.text] : []));
}
