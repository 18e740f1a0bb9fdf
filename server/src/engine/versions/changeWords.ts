// What changed between two models, as people read it: owners that change alike together, their packets in the fewest words.
//
//   cvm web-1, web-2 inbound
//     now allowed   tcp 53 from any except office
//
// A name is used only where it means the same set in both models. Packets of a machine to itself meet no filter, so its own addresses may
// be among the peers where that takes fewer words, as the other members of a group are.

import type { Policy, PolicyList } from '#model/policy.ts';
import * as addressSet from '#net/addressSet.ts';
import type { PacketSet } from '#net/packetSet.ts';
import * as packetSet from '#net/packetSet.ts';
import { ALL, type ServiceSet } from '#net/services.ts';
import { serviceWords } from '#net/words/services.ts';
import { inWords, type Names, type Statement } from '#net/words/words.ts';
import { distinctBy, groupBy } from '#util/groupBy.ts';
import { keep } from '#util/memo.ts';
import { finish, type Steps } from '#util/steps.ts';
import { namesInBoth, spokenOf } from '../names.ts';
import type { Decision } from '../packet/trace.ts';
import type { Changed, ChangedOwner, ComparedModels } from './diff.ts';
import type { Undecided } from './filters.ts';

export interface ChangeInWords {
  /** All of one kind and region, in the order of the newer model. */
  readonly owners: readonly [ChangedOwner, ...ChangedOwner[]];
  readonly direction: PolicyList['direction'];
  readonly was: Policy['action'];
  readonly now: Policy['action'];
  readonly statement: Statement;
  /** The policies of the newer model that decide any of it now, and why none decides the rest. */
  readonly decidedBy: readonly Decision[];
  readonly undecided: readonly Undecided[];
  /** The policies of the older model that decided any of it before, where changes are split by both. */
  readonly decidedBefore: readonly Decision[];
}

/** Ordered as the owners are; of one owner, by direction, what is now allowed first. */
export function* changesInWords(compared: ComparedModels): Steps<readonly ChangeInWords[]> {
  const names = namesByRegion(compared);
  const sets = yield* setsOf(compared);
  const alike = groupBy(sets, ({ key }) => key);
  const words: (ChangeInWords & { readonly region: string })[] = [];
  for (const same of alike.values()) {
    words.push(...wordsOf(compared, same, names));
    yield;
  }
  return joined(words);
}

export function changeWords(compared: ComparedModels): readonly ChangeInWords[] {
  return finish(changesInWords(compared));
}

/** Owners of which one line is the same, though they do not change alike in all. */
function joined(changes: readonly (ChangeInWords & { readonly region: string })[]): readonly ChangeInWords[] {
  const same = groupBy(changes, ({ owners: [{ kind }], region, direction, now, statement }) =>
    JSON.stringify([kind, region, direction, now, statement.services, statement.peers, statement.except]),
  );
  return [...same.values()].flatMap((alike) => {
    const [first, ...others] = alike.map(({ region: _, ...change }) => change);
    if (first === undefined || others.length === 0) return first ?? [];
    const all = [first, ...others];
    return {
      ...first,
      owners: [first.owners[0], ...first.owners.slice(1), ...others.flatMap(({ owners }) => owners)],
      decidedBy: distinct(all.flatMap(({ decidedBy }) => decidedBy)),
      undecided: [...new Set(all.flatMap(({ undecided }) => undecided))],
      decidedBefore: distinct(all.flatMap(({ decidedBefore }) => decidedBefore)),
    };
  });
}

function distinct(decisions: readonly Decision[]): readonly Decision[] {
  return distinctBy(decisions, ({ policy }) => policy);
}

/** All that changes one way for one owner in one direction. */
interface ChangedSet {
  readonly owner: ChangedOwner;
  readonly region: string;
  readonly changes: readonly [Changed, ...Changed[]];
  readonly packets: PacketSet;
  /** Sets with the same key are described together. */
  readonly key: string;
}

function* setsOf(compared: ComparedModels): Steps<readonly ChangedSet[]> {
  const known = new Map<string, { readonly packets: PacketSet; readonly text: string }>();
  const listIds = new Map<object, number>();
  const found: ChangedSet[] = [];
  const parts = groupBy(compared.changed, ({ owner, direction, now }) =>
    JSON.stringify([owner.kind, owner.key, owner.name, direction, now]),
  );
  for (const changes of parts.values()) {
    const [first] = changes;
    if (first === undefined) continue;
    const { owner, direction, now } = first;
    const ids = [...new Set(changes.map(({ lists }) => lists))].map((lists) =>
      keep(listIds, lists, () => listIds.size),
    );
    const { packets, text } = keep(known, `${ids.join()} ${now}`, () => {
      const all = unionOf(changes);
      return { packets: all, text: `${packetSet.textOf(all)} ${groupsText(compared, changes)}` };
    });
    const region = regionOf(compared, owner);
    found.push({
      owner,
      region,
      changes: [first, ...changes.slice(1)],
      packets,
      key: `${owner.kind} ${region} ${direction} ${now} ${text}`,
    });
    yield;
  }
  return found;
}

function unionOf(changes: readonly Changed[]): PacketSet {
  let sets = changes.map(({ packets }) => packets);
  // Joined pair by pair, so that a long set is not walked again for each short one.
  while (sets.length > 1)
    sets = sets.flatMap((set, i) => (i % 2 === 1 ? [] : [packetSet.union(set, sets[i + 1] ?? packetSet.EMPTY)]));
  return sets[0] ?? packetSet.EMPTY;
}

function groupsText({ groupNames }: ComparedModels, changes: readonly Changed[]): string {
  return changes
    .flatMap(({ group }) => (group === undefined ? [] : [`${groupNames.get(group.key)} ${group.services.join()}`]))
    .join(';');
}

function regionOf({ before, after }: ComparedModels, { key }: ChangedOwner): string {
  return (after.entities.get(key) ?? before.entities.get(key))?.region ?? '';
}

function namesByRegion({ before, after }: ComparedModels): (region: string) => Names {
  const known = new Map<string, Names>();
  return (region) => keep(known, region, () => namesInBoth(before, after, region));
}

function wordsOf(
  { groupNames }: ComparedModels,
  same: readonly ChangedSet[],
  namesOf: (region: string) => Names,
): readonly (ChangeInWords & { readonly region: string })[] {
  const [first] = same;
  if (first === undefined) return [];
  const { changes, packets, region } = first;
  const lists = new Set(changes.map((change) => change.lists));
  const sets = [...lists].flatMap(({ before, after }) => [...before, ...after].map(({ addresses }) => addresses));
  const names = spokenOf(namesOf(region), new Set(sets));
  // Only what every one of the owners may leave out need not be said.
  const own = same.map((each) => each.changes[0].own).reduce(addressSet.intersect);
  const also = packetSet.intersect(packets, packetSet.of(own, ALL));
  const statements = inWords(packetSet.subtract(packets, also), { names, also });
  const { direction, was, now } = changes[0];
  const fate = { owners: ownersOf(same), region, direction, was, now };
  return [
    ...statements.map(({ packets: said, ...statement }) => ({ ...fate, statement, ...decidersOf(same, said) })),
    ...ofGroups(changes, groupNames).map((words) => ({ ...fate, ...words })),
  ];
}

function ownersOf(same: readonly ChangedSet[]): ChangeInWords['owners'] {
  const [first, ...others] = same.map(({ owner }) => owner);
  return [first!, ...others];
}

type Deciders = Pick<ChangeInWords, 'decidedBy' | 'undecided' | 'decidedBefore'>;

function decidersOf(same: readonly ChangedSet[], packets: PacketSet): Deciders {
  const lists = new Set<object>();
  const found: Changed[] = [];
  for (const { changes } of same) {
    if (lists.has(changes[0].lists)) continue;
    lists.add(changes[0].lists);
    found.push(...changes.filter((change) => packetSet.overlap(change.packets, packets)));
  }
  return deciders(found);
}

function deciders(changes: readonly Changed[]): Deciders {
  return {
    decidedBy: distinct(changes.flatMap(({ decision }) => decision ?? [])),
    undecided: [...new Set(changes.flatMap(({ undecided }) => undecided ?? []))],
    decidedBefore: distinct(changes.flatMap(({ decisionBefore }) => decisionBefore ?? [])),
  };
}

/** Members to come of groups that have none: the groups with the same services together. */
function ofGroups(
  changes: readonly Changed[],
  groupNames: ComparedModels['groupNames'],
): readonly (Deciders & Pick<ChangeInWords, 'statement'>)[] {
  const members = changes.flatMap((change) => (change.group === undefined ? [] : [{ ...change, group: change.group }]));
  return [...groupBy(members, ({ group }) => group.services.join()).values()].map((alike) => {
    const services = alike[0]?.group.services ?? NO_SERVICES;
    return {
      statement: {
        services: serviceWords(services, services).texts,
        peers: alike.map(({ group }) => groupNames.get(group.key) ?? group.key),
        except: [],
      },
      ...deciders(alike),
    };
  });
}

const NO_SERVICES: ServiceSet = [];
