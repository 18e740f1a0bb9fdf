// If a region and project has as many groups as the quota allows, a new group waits until a group has been deleted. Nothing is deleted
// earlier than necessary.
//
//   quota 2, live web and old, wanted web and new        1 delete old      2 create new
//   web-1 leaves [web, old] for [web, new]               1 bind web-1 to web      2 delete old      3 create new      4 bind web-1 to web, new
//   web-1 leaves [old] for [new]                         no order: new is not created
//
// A group is deleted early only if another one waits for its place, and if that does no harm (`arrange.ts`).

import { groupBy } from '#util/groupBy.ts';
import { commas, t } from '#util/l10n.ts';
import { bindMachines, type Rebinding } from './bindings.ts';
import { type Cloud, DIRECTIONS, groupOf, policiesOf, regionNamed } from './cloud.ts';
import { rulesAbout, whyInUse } from './deletions.ts';
import { isProvisional } from './ids.ts';
import { type Draft, nameOf, type Operation, type State } from './operation.ts';
import { overQuota } from './quotas.ts';
import { idsInRules, usersOf } from './users.ts';

export interface Room {
  readonly creations: readonly Operation[];
  /** What makes room for them, with the deletion that it is where that is made in the end anyway. */
  readonly makers: ReadonlyMap<Operation, Operation | undefined>;
  /** Why a new group, by its id, found no room before the cloud was as it is now: which groups could not go. */
  readonly whyNone: (id: string, cloud: Cloud) => string;
}

/** A region and project in which more groups are to come than there is room for. */
interface Tight {
  readonly region: string;
  readonly quota: number;
  /** Of all its groups: those that are live, those that go, and those that come. */
  readonly ids: ReadonlySet<string>;
  readonly gone: ReadonlySet<string>;
  readonly creations: readonly Operation[];
}

/** `deletions` are in the order in which the cloud lets things go. */
export function roomFor(
  draft: Draft,
  creations: readonly Operation[],
  deletions: readonly Operation[],
  moves: readonly Rebinding[],
): Room {
  const waiting = new Map<Operation, Operation>();
  const makers = new Map<Operation, Operation | undefined>();
  const tights = tightOnes(draft, creations, deletions);
  for (const tight of tights) {
    for (const each of tight.creations)
      waiting.set(each, {
        ...each,
        room: 'waits',
        call: (state) => (isFull(tight, state.cloud) ? undefined : each.call(state)),
      });
    const waits = tight.creations.flatMap((each) => waiting.get(each) ?? []);
    const isNeeded = ({ cloud, done }: State) => isFull(tight, cloud) && waits.some((each) => !done.has(each));
    const maker = (each: Operation, isFree: (cloud: Cloud) => boolean = () => true): Operation => ({
      ...each,
      room: 'makes',
      call: (state) => (isNeeded(state) && isFree(state.cloud) ? each.call(state) : undefined),
    });
    for (const each of deletions) {
      const id = idOf(each);
      const isFree = (cloud: Cloud) => usersOf(regionNamed(cloud, tight.region), id).machines.length === 0;
      if (tight.gone.has(id)) makers.set(maker(each, isFree), each);
    }
    for (const each of [...bindMachines(draft, withoutNew(tight, moves), false), ...rulesAboutGone(draft, tight)])
      makers.set(maker(each), undefined);
  }
  return {
    creations: creations.map((each) => waiting.get(each) ?? each),
    makers,
    whyNone: (id, cloud) =>
      whyNone(
        draft,
        tights.find(({ ids }) => ids.has(id)),
        cloud,
      ),
  };
}

function tightOnes(draft: Draft, creations: readonly Operation[], deletions: readonly Operation[]): readonly Tight[] {
  const {
    joined: { matches },
    quotas: { groups: quota },
  } = draft;
  if (quota === null) return [];
  const doomed = new Set(deletions.map(idOf));
  const byId = new Map(creations.map((each) => [idOf(each), each]));
  const groups = matches.flatMap(({ before, after }) => {
    const one = before ?? after;
    return one?.kind === 'group' ? [{ id: one.id ?? '', region: one.region, project: one.project, before }] : [];
  });
  return [...groupBy(groups, ({ region, project }) => `${region} ${project}`).values()].flatMap((same) => {
    const own = same.flatMap(({ id }) => byId.get(id) ?? []);
    const live = same.filter(({ before }) => before !== undefined).length;
    if (own.length === 0 || live + own.length <= quota) return [];
    const ids = new Set(same.map(({ id }) => id));
    const region = same[0]?.region ?? '';
    return [{ region, quota, ids, gone: new Set([...ids].filter((id) => doomed.has(id))), creations: own }];
  });
}

/** The id of the thing that an operation creates, empties or deletes. */
export function idOf({ concerns: [first] }: Operation): string {
  return first?.key.split(' ')[0] ?? '';
}

function isFull({ region, quota, ids }: Tight, cloud: Cloud): boolean {
  const groups = regionNamed(cloud, region).SecurityGroupSet ?? [];
  return groups.filter(({ SecurityGroupId }) => ids.has(SecurityGroupId)).length >= quota;
}

/** Machines that leave groups that go, with those of their groups that are there already. */
function withoutNew({ gone }: Tight, moves: readonly Rebinding[]): Rebinding[] {
  return moves
    .filter(({ was, groups }) => was.some((id) => gone.has(id)) && groups.some(isProvisional))
    .map((move) => ({ ...move, groups: move.groups.filter((id) => !isProvisional(id)) }))
    .filter(({ groups }) => groups.length > 0);
}

/** For groups that have rules about one that goes, and get rules about one that comes by the same call. */
function rulesAboutGone({ joined, options }: Draft, { region, gone }: Tight): Operation[] {
  if (options.incremental === true) return [];
  const live = regionNamed(joined.live, region);
  const groups = (live.SecurityGroupSet ?? []).filter((group) => {
    const wanted = groupOf(joined.wanted, region, group.SecurityGroupId);
    if (wanted === undefined || !idsInRules(wanted).some(isProvisional)) return false;
    return DIRECTIONS.every((each) => policiesOf(wanted, each).length > 0 || policiesOf(group, each).length === 0);
  });
  return [...gone].flatMap((id) => rulesAbout((each) => each === id, groups, region));
}

function whyNone(draft: Draft, tight: Tight | undefined, cloud: Cloud): string {
  const { region = '', quota = 0, gone = [] } = tight ?? {};
  const now = regionNamed(cloud, region);
  const left = [...gone].filter((id) => groupOf(cloud, region, id) !== undefined);
  const reasons = left.map((id) => `'${nameOf(draft, id)}' (${whyInUse(now, id, () => false) ?? ''})`);
  const why = overQuota(quota + 1, quota);
  if (reasons.length === 0) return why;
  const none = t(
    'None of the groups to be deleted can go before it: {0}. Take one of them out of use first, or have the quota raised.',
    commas(reasons),
  );
  return `${why} ${none}`;
}
