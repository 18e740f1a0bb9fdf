// What was not read and could change an answer. Each question tells what it looked at; whatever damage can reach none of that is none
// of its business.

import type { Decision } from '#engine/packet/trace.ts';
import type { Acl, Group, Model } from '#model/model.ts';
import type { Policy } from '#model/policy.ts';
import * as cuts from '#net/cuts.ts';
import type { ServiceSet } from '#net/services.ts';
import type * as ast from '#syntax/ast.ts';
import { unreachable } from '#util/unreachable.ts';
import type { Folder } from '#workspace/folder.ts';
import { type DamagedList, type Gap, gapsOf } from './gaps.ts';

/** What an answer rests on. */
export interface Looked {
  readonly regions: ReadonlySet<string>;
  /** Keys of machines, subnets and lists, of groups and acls where more than their rules counts. */
  readonly entities: ReadonlySet<string>;
  readonly lists: readonly LookedList[];
  /** Whether it may have been about any machine or subnet of the regions. */
  readonly anyMachine: boolean;
  /** Whether it is about expectations: then each that was not read is missing. */
  readonly expectations: boolean;
}

export interface LookedList {
  readonly owner: Group | Acl;
  readonly direction: ast.Direction;
  /** What decided the one packet that was followed: nothing behind it was looked at. */
  readonly decidedBy?: Decision;
  /** The services of the one packet that was followed. */
  readonly services?: ServiceSet;
}

export const NOTHING_LOOKED_AT: Looked = {
  regions: new Set(),
  entities: new Set(),
  lists: [],
  anyMachine: false,
  expectations: false,
};

/** All that several answers rest on. */
export function together(all: readonly Looked[]): Looked {
  return {
    regions: new Set(all.flatMap(({ regions }) => [...regions])),
    entities: new Set(all.flatMap(({ entities }) => [...entities])),
    lists: all.flatMap(({ lists }) => lists),
    anyMachine: all.some(({ anyMachine }) => anyMachine),
    expectations: all.some(({ expectations }) => expectations),
  };
}

/** The damage that could change an answer, in the order of files and lines. Most files have none, and then nobody asks what was looked at. */
export function incomplete(folder: Folder, lookedAt: () => Looked): readonly Gap[] {
  const gaps = gapsOf(folder);
  if (gaps.length === 0) return gaps;
  const { model } = folder;
  const looked = lookedAt();
  const owners = looked.lists.map(({ owner }) => owner.key);
  const entities = new Set([...looked.entities, ...owners, ...namedLists(model, looked)]);
  const lists = new Map<string, LookedList[]>();
  for (const list of looked.lists) {
    const key = `${list.direction} ${list.owner.key}`;
    const same = lists.get(key);
    if (same === undefined) lists.set(key, [list]);
    else same.push(list);
  }
  const isPlaced = (key: string) => PLACED.has(model.entities.get(key)?.kind ?? '');
  return gaps.filter(({ reach }): boolean => {
    switch (reach.kind) {
      case 'everything':
        return true;
      case 'region':
        return looked.regions.has(reach.region) || (reach.after !== undefined && entities.has(reach.after));
      case 'expectation':
        return looked.expectations && looked.regions.has(reach.region);
      case 'entity':
        return (
          entities.has(reach.key) ||
          (looked.anyMachine && isPlaced(reach.key) && (looked.regions.has(reach.region) || reach.isPublic))
        );
      case 'list':
        return lists.get(`${reach.direction} ${reach.owner}`)?.some((list) => couldDecide(reach, list)) ?? false;
      default:
        return unreachable(reach);
    }
  });
}

const PLACED: ReadonlySet<string> = new Set(['cvm', 'subnet']);

/** The damage in the files of some regions, or of all, that says anything about packets: for questions about the whole model. */
export function incompleteIn(folder: Folder, region: string | undefined): readonly Gap[] {
  return gapsOf(folder).filter(
    ({ reach }) =>
      reach.kind === 'everything' ||
      (reach.kind !== 'expectation' && (region === undefined || reach.region === region)),
  );
}

function couldDecide(
  { rule, at, isWord }: DamagedList,
  { owner, direction, decidedBy, services }: LookedList,
): boolean {
  const { policies } = owner[direction];
  const own = rule === undefined ? undefined : policies.find((policy) => policy.rule === rule);
  // All peers of a rule decide the same, so that one more of them changes nothing.
  if (isWord && own !== undefined && own.rule === decidedBy?.policy.rule) return false;
  if (isWord && own !== undefined && services !== undefined && !mayMatch(own, services)) return false;
  if (decidedBy === undefined) return true;
  if (own !== undefined) return own.index <= decidedBy.policy.index;
  return at === undefined || at <= decidedBy.policy.rule.whole.end;
}

/** A rule of which only the peer is not understood still says of which packets it speaks. */
function mayMatch({ services, rule }: Policy, asked: ServiceSet): boolean {
  return isUnderstood(rule.service) ? cuts.isEmpty(services) || cuts.overlap(services, asked) : true;
}

function isUnderstood(service: ast.Service | undefined): boolean {
  if (service === undefined || service.kind === 'name') return false;
  return (
    !('ports' in service) || service.ports.every(({ first, last }) => first >= 0 && first <= last && last <= 65535)
  );
}

/** The lists of addresses and services that the rules of the lists name, and those that these name. */
function namedLists(model: Model, { entities, lists }: Looked): ReadonlySet<string> {
  const found = new Set<string>();
  const open: string[] = [...entities];
  for (const { owner, direction, decidedBy } of lists) {
    const { policies } = owner[direction];
    const names = new Set<ast.Name>();
    for (const { rule, peerNode } of decidedBy === undefined
      ? policies
      : policies.slice(0, decidedBy.policy.place + 1)) {
      if (rule.service?.kind === 'name') names.add(rule.service.name);
      if (peerNode.kind === 'name') names.add(peerNode.name);
    }
    for (const { name, target } of model.bindings.get(owner.source.block)?.references ?? [])
      if (target !== undefined && names.has(name)) open.push(target);
  }
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    const entity = model.entities.get(key);
    if (found.has(key) || (entity?.kind !== 'addresses' && entity?.kind !== 'services')) continue;
    found.add(key);
    for (const { target } of model.bindings.get(entity.source.block)?.references ?? [])
      if (target !== undefined) open.push(target);
  }
  return found;
}
