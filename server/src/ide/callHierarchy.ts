// Who may reach a group or machine, and whom it may reach, as a hierarchy of calls.

import { reaching } from '#engine/reach/reach.ts';
import type { ReachPath } from '#engine/reach/reachPaths.ts';
import type { Cvm, Entity, Group } from '#model/model.ts';
import { cvmCount } from '#model/words.ts';
import { printAddress } from '#net/address.ts';
import { incomplete, together } from '#questions/incomplete.ts';
import { lookedAtBetween } from '#questions/lookedAt.ts';
import { reachRows } from '#questions/reachWords.ts';
import { groupBy } from '#util/groupBy.ts';
import { plural, semicolons } from '#util/l10n.ts';
import type { Steps } from '#util/steps.ts';
import type { Folder } from '#workspace/folder.ts';
import { nameAt } from './cursor.ts';
import { addressText, title } from './describe.ts';
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
  const endpoint = { kind: entity.kind, key } as const;
  const { paths } = yield* reaching(model, { region: entity.region, [end]: endpoint });
  const calls: HierarchyCall[] = [];
  for (const { machine, name, services } of endsOf(folder, entity, paths, end)) {
    const other = machine === undefined ? names?.get(name) : model.entities.get(machine);
    if (other?.key === key) continue;
    const item = other === undefined ? strangers(folder, entity, name) : itemOf(folder, other);
    if (item === undefined) continue;
    calls.push({ item: isPublicOf(other, name) ? { ...item, detail: name } : item, services });
    if (calls.length === MOST) break;
  }
  return calls;
}

/** Whether a path is that of a public address of a machine, which gets further than the machine's private ones. */
function isPublicOf(entity: Entity | undefined, name: string): boolean {
  return entity?.kind === 'cvm' && entity.publicAddresses.some((address) => printAddress(address) === name);
}

interface OtherEnd {
  /** The key of the machine, if it is one. */
  readonly machine: string | undefined;
  readonly name: string;
  readonly services: readonly string[];
}

/** The other ends of the paths, each once: machines one by one, and addresses in the fewest words. */
function endsOf(
  { model }: Folder,
  { key, name }: Entity,
  paths: readonly ReachPath[],
  end: 'from' | 'to',
): readonly OtherEnd[] {
  const otherEnd = ({ from, to, source, destination }: ReachPath) =>
    end === 'to' ? { machine: source, name: from } : { machine: destination, name: to };
  const merged = [...groupBy(paths, (path) => JSON.stringify(otherEnd(path))).values()].flatMap((same) => {
    const services = [...new Set(same.flatMap((path) => path.services))];
    return same.slice(0, 1).map((path) => ({ ...otherEnd(path), services }));
  });
  const machines = merged.filter(({ machine }) => machine !== undefined);
  const addresses = merged
    .filter(({ machine }) => machine === undefined)
    .map((each): ReachPath => {
      const { services } = each;
      return end === 'to'
        ? { from: each.name, source: undefined, to: name, destination: key, services }
        : { from: name, source: key, to: each.name, destination: undefined, services };
    });
  const rows = reachRows(model, addresses, end);
  return [
    ...machines,
    ...rows.map(({ from, to, services }) => ({ machine: undefined, name: end === 'to' ? from : to, services })),
  ];
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
