// Who may reach a group or machine, and whom it may reach, as a hierarchy of calls.

import { reaching } from '#engine/reach/reach.ts';
import type { Cvm, Entity, Group } from '#model/model.ts';
import { incomplete, together } from '#questions/incomplete.ts';
import { lookedAtBetween } from '#questions/lookedAt.ts';
import { plural, semicolons } from '#util/l10n.ts';
import type { Steps } from '#util/steps.ts';
import type { Folder } from '#workspace/folder.ts';
import { nameAt } from './cursor.ts';
import { addressText, cvmCount, title } from './describe.ts';
import { type Place, placeIn, placeOfName } from './place.ts';

export interface HierarchyItem {
  readonly key: string;
  readonly kind: Entity['kind'];
  readonly name: string;
  readonly detail: string;
  readonly place: Place;
  readonly selection: Place;
}

/** One end that reaches the other, and on what: `tcp 22`, `icmp`. */
export interface HierarchyCall {
  readonly item: HierarchyItem;
  readonly services: readonly string[];
}

/** How many ends are listed at most: nobody unfolds more. */
const MOST = 500;

export function prepareCallHierarchy(folder: Folder, uri: string, offset: number): HierarchyItem | undefined {
  const at = nameAt(folder, uri, offset);
  const entity = at === undefined || at.kind === 'label' ? undefined : at.entity;
  if (entity?.kind !== 'group' && entity?.kind !== 'cvm') return undefined;
  const item = itemOf(folder, entity);
  return item === undefined
    ? undefined
    : { ...item, detail: semicolons([item.detail, ...damageWords(folder, entity)]) };
}

/** What was not read could change the calls. The item itself says so, since calls are shown by their ends alone. */
function damageWords(folder: Folder, { kind, key, region }: Group | Cvm): readonly string[] {
  const ends = [{ kind, key }];
  const { model } = folder;
  const gaps = incomplete(folder, () =>
    together([lookedAtBetween(model, region, ends, undefined), lookedAtBetween(model, region, undefined, ends)]),
  );
  return gaps.length === 0
    ? []
    : [plural(gaps.length, 'not all was read: {0} damaged place', 'not all was read: {0} damaged places')];
}

/** Who may reach it: machines, lists of addresses, and blocks that no list names. A group stands for all of its machines. */
export function incomingCalls(folder: Folder, key: string): Steps<readonly HierarchyCall[]> {
  return callsOf(folder, key, 'to');
}

export function outgoingCalls(folder: Folder, key: string): Steps<readonly HierarchyCall[]> {
  return callsOf(folder, key, 'from');
}

/** `end` is the one at which the group or machine itself stands. */
function* callsOf(folder: Folder, key: string, end: 'from' | 'to'): Steps<readonly HierarchyCall[]> {
  const { model } = folder;
  const entity = model.entities.get(key);
  if (entity?.kind !== 'group' && entity?.kind !== 'cvm') return [];
  const names = model.regions.get(entity.region)?.names;
  const found = new Map<string, { readonly item: HierarchyItem; readonly services: Set<string> }>();
  const endpoint = { kind: entity.kind, key } as const;
  const { paths } = yield* reaching(model, { region: entity.region, [end]: endpoint });
  for (const path of paths) {
    const [machine, name] = end === 'to' ? [path.source, path.from] : [path.destination, path.to];
    const other = machine === undefined ? names?.get(name) : model.entities.get(machine);
    if (other?.key === key) continue;
    const id = other?.key ?? name;
    const item = found.get(id)?.item ?? (other === undefined ? strangers(folder, entity, name) : itemOf(folder, other));
    if (item === undefined) continue;
    const known = found.get(id) ?? { item, services: new Set() };
    for (const service of path.services) known.services.add(service);
    found.set(id, known);
    if (found.size === MOST) break;
  }
  return [...found.values()].map(({ item, services }) => ({ item, services: [...services] }));
}

/** Addresses that belong to nobody are declared nowhere: their item leads to the group or machine, and has no calls of its own. */
function strangers(folder: Folder, entity: Entity, name: string): HierarchyItem | undefined {
  const item = itemOf(folder, entity);
  return item === undefined ? undefined : { ...item, key: '', kind: 'addresses', name, detail: '' };
}

function itemOf(folder: Folder, entity: Entity): HierarchyItem | undefined {
  const place = placeIn(folder, entity.source, entity.node);
  const selection = placeOfName(folder, entity);
  if (place === undefined || selection === undefined) return undefined;
  const { key, kind } = entity;
  return { key, kind, name: title(entity), detail: detailOf(folder, entity), place, selection };
}

function detailOf({ model }: Folder, entity: Entity): string {
  if (entity.kind === 'cvm') return addressText(entity);
  return entity.kind === 'group' ? cvmCount(model.members.get(entity.key)?.length ?? 0) : entity.region;
}
