// Which gaps could change an answer. Each question says what its answer depends on: regions, machines, lists. A gap that reaches none of these
// does not count.
//
//   packet from web-1 to db-1     depends on the outbound lists of web-1's groups and the inbound lists of db-1's, up to the deciding rules
//     a damaged line in the inbound list of web     does not count
//     a damaged line in the outbound list of web    counts, if it stands before the rule that decided

import type { Decision } from '#engine/packet/trace.ts';
import type { Acl, Group, Model } from '#model/model.ts';
import type { Policy } from '#model/policy.ts';
import * as cuts from '#net/cuts.ts';
import type { ServiceSet } from '#net/services.ts';
import type * as ast from '#syntax/ast.ts';
import { groupBy } from '#util/groupBy.ts';
import type { Folder } from '#workspace/folder.ts';
import type { DamagedList } from './damage.ts';
import { type Gap, gapsOf } from './gaps.ts';

/** What an answer rests on. */
export interface Looked {
  readonly regions: ReadonlySet<string>;
  /** Keys of machines, subnets and lists, and of groups and acls of which more than the rules counts. */
  readonly entities: ReadonlySet<string>;
  readonly lists: readonly LookedList[];
  /** Whether the answer could be about any machine or subnet of the regions. */
  readonly anyMachine: boolean;
  /** Whether an address is asked for that may be that of a machine which was not read. */
  readonly anyAddress: boolean;
  /** Whether the question is about expectations: then one that was not read is missing. */
  readonly expectations: boolean;
}

export interface LookedList {
  readonly owner: Group | Acl;
  readonly direction: ast.Direction;
  /** The rule that decided about the packet: nothing behind it was looked at. */
  readonly decidedBy?: Decision;
  /** The services of the packet. */
  readonly services?: ServiceSet;
}

export const NOTHING_LOOKED_AT: Looked = {
  regions: new Set(),
  entities: new Set(),
  lists: [],
  anyMachine: false,
  anyAddress: false,
  expectations: false,
};

/** What several answers rest on together. */
export function together(all: readonly Looked[]): Looked {
  return {
    regions: new Set(all.flatMap(({ regions }) => [...regions])),
    entities: new Set(all.flatMap(({ entities }) => [...entities])),
    lists: all.flatMap(({ lists }) => lists),
    anyMachine: all.some(({ anyMachine }) => anyMachine),
    anyAddress: all.some(({ anyAddress }) => anyAddress),
    expectations: all.some(({ expectations }) => expectations),
  };
}

/** The gaps that could change an answer, in the order of files and lines. Most files have none: then `lookedAt` is not asked. */
export function incomplete(folder: Folder, lookedAt: () => Looked): readonly Gap[] {
  const gaps = gapsOf(folder);
  if (gaps.length === 0) return gaps;
  const { model } = folder;
  const looked = lookedAt();
  const owners = looked.lists.map(({ owner }) => owner.key);
  const entities = new Set([...looked.entities, ...owners, ...namedLists(model, looked)]);
  const lists = groupBy(looked.lists, ({ direction, owner }) => `${direction} ${owner.key}`);
  const isPlaced = (key: string) => PLACED.has(model.entities.get(key)?.kind ?? '');
  const couldChangeIt = ({ reach }: Gap): boolean => {
    switch (reach.kind) {
      case 'everything':
        // What is named is told where it is named, and a machine that nobody asks for has no address that anybody has.
        return reach.of === undefined || (reach.of === 'placed' && (looked.anyMachine || looked.anyAddress));
      case 'region':
        return looked.regions.has(reach.region) || (reach.after !== undefined && entities.has(reach.after));
      case 'expectation':
        return looked.expectations && looked.regions.has(reach.region);
      case 'entity':
        return (
          entities.has(reach.key) ||
          ((looked.anyMachine || (looked.anyAddress && reach.hasAddresses !== true)) &&
            isPlaced(reach.key) &&
            (looked.regions.has(reach.region) || reach.isPublic))
        );
      case 'list':
        return lists.get(`${reach.direction} ${reach.owner}`)?.some((list) => couldDecide(reach, list)) ?? false;
    }
  };
  return gaps.filter(couldChangeIt);
}

const PLACED: ReadonlySet<string> = new Set(['cvm', 'subnet']);

/** For questions about the whole model: the gaps of a region, or of all regions, that have to do with packets. */
export function incompleteIn(folder: Folder, region: string | undefined): readonly Gap[] {
  return gapsOf(folder).filter(
    ({ reach }) =>
      reach.kind === 'everything' ||
      (reach.kind !== 'expectation' && (region === undefined || reach.region === region)),
  );
}

function couldDecide(
  { rule, at, behind, isWord }: DamagedList,
  { owner, direction, decidedBy, services }: LookedList,
): boolean {
  const { policies } = owner[direction];
  const own = rule === undefined ? undefined : policies.find((policy) => policy.rule === rule);
  // The rule decided already: one more of its peers would decide the same.
  if (isWord && own !== undefined && own.rule === decidedBy?.policy.rule) return false;
  if (isWord && own !== undefined && services !== undefined && !mayMatch(own, services)) return false;
  if (decidedBy === undefined) return true;
  if (own !== undefined) return own.index <= decidedBy.policy.index;
  const before = policies.findLast((policy) => policy.rule === behind);
  if (before !== undefined) return before.place < decidedBy.policy.place;
  return at === undefined || at <= decidedBy.policy.rule.whole.end;
}

/** A rule of which only the peer is not understood cannot match other services than it says. */
function mayMatch({ services, rule }: Policy, asked: ServiceSet): boolean {
  return isUnderstood(rule.service) ? cuts.isEmpty(services) || cuts.overlap(services, asked) : true;
}

function isUnderstood(service: ast.Service | undefined): boolean {
  if (service === undefined || service.kind === 'name') return false;
  return (
    !('ports' in service) || service.ports.every(({ first, last }) => first >= 0 && first <= last && last <= 65535)
  );
}

/** The address and service lists that the rules name, and the lists that these name. */
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
