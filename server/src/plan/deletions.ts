// Deletes what is live but not in the files, if that is asked for: first the rules that refer to it, then the thing itself. What is
// still in use stays, with a note that says what uses it.

import { NOUN } from '#model/kindWords.ts';
import type { Entity } from '#model/model.ts';
import { commas, t } from '#util/l10n.ts';
import type { Call } from './calls.ts';
import {
  type Cloud,
  type CloudRegion,
  DIRECTION_WORDS,
  DIRECTIONS,
  groupOf,
  policiesOf,
  regionNamed,
  type SecurityGroup,
} from './cloud.ts';
import { concern, type Draft, leaveOut, note, type Operation, quiet } from './operation.ts';
import { emptying, removal } from './ruleChanges.ts';
import { GROUP, KINDS, kindOf, type ThingKind } from './things.ts';
import { idsInRules, usersOf } from './users.ts';

export interface Deletions {
  /** Rules of groups that stay. */
  readonly rules: readonly Operation[];
  /** In the order in which the cloud lets them go. */
  readonly things: readonly Operation[];
}

const NOTHING: Deletions = { rules: [], things: [] };

/** `settled` is the cloud after all other changes. */
export function deletions(draft: Draft, settled: Cloud): Deletions {
  const gone = draft.joined.matches.flatMap(({ before, after }) =>
    before?.id !== undefined && after === undefined && !draft.joined.twins.has(before.key) ? [before] : [],
  );
  const deletable = gone.filter(({ kind }) => kind !== 'cvm' && kind !== 'subnet');
  if (draft.options.delete !== true) {
    noteKept(draft, deletable, settled);
    return NOTHING;
  }
  if (deletable.length > 0 && (draft.options.unreadText ?? []).length > 0) {
    const words = t(
      'Nothing is deleted: the files contain text that could not be read, and it may declare what seems to be missing.',
    );
    leaveOut(draft, words);
    return NOTHING;
  }
  const names = [...new Set(deletable.map(({ region }) => region))];
  const regions = names.map((name) => {
    const region = regionNamed(settled, name);
    const doomed = doomedIn(
      draft,
      deletable.filter((entity) => entity.region === name),
      region,
    );
    const rules = rulesAbout((id) => doomed.has(id), region.SecurityGroupSet ?? [], name);
    return { rules, things: deletedInOrder(doomed, region, name) };
  });
  return { rules: regions.flatMap(({ rules }) => rules), things: regions.flatMap(({ things }) => things) };
}

/** Whether a live thing that the files do not have may go, if nothing uses it. */
export function mayGo({ joined, options }: Draft, { id, key, region }: Entity): boolean {
  if (options.delete !== true || (options.unreadText ?? []).length > 0) return false;
  return id !== undefined && !joined.twins.has(key) && groupOf(joined.live, region, id)?.IsDefault !== true;
}

function noteKept(draft: Draft, gone: readonly Entity[], settled: Cloud): void {
  const kept = gone.filter(
    ({ kind, region, id }) => kind !== 'group' || groupOf(settled, region, id)?.IsDefault !== true,
  );
  if (kept.length === 0) return;
  const shown = commas(kept.map(({ kind, name }) => t("the {0} '{1}'", t(NOUN[kind]), name)));
  note(draft, t('Not in the files and left as it is: {0}. --delete takes it out.', shown));
}

interface Named {
  readonly kind: ThingKind;
  readonly name: string;
}

/** What may go, by its id. */
type Doomed = ReadonlyMap<string, Named>;

/** The live things that may go, since only things use them that go too. */
function doomedIn(draft: Draft, gone: readonly Entity[], region: CloudRegion): Doomed {
  const doomed = new Map<string, Named>();
  const isGone = new Set(gone.map(({ id }) => id));
  const defaults = new Set(region.SecurityGroupSet?.flatMap((each) => (each.IsDefault ? each.SecurityGroupId : [])));
  for (const kind of KINDS) {
    // A group that is gone from the files loses its rules about groups that go, even where it stays itself. Its rules with templates it keeps.
    const goes = (id: string) => (kind === GROUP ? isGone.has(id) : doomed.has(id));
    for (const entity of gone) {
      const { id = '', name } = entity;
      if (kindOf(entity) !== kind || defaults.has(id)) continue;
      const reason = whyInUse(region, id, goes);
      if (reason === undefined) doomed.set(id, { kind, name });
      else note(draft, t("The live {0} '{1}' is not deleted: {2}.", t(kind.noun), name, reason));
    }
  }
  return doomed;
}

/** What still uses a thing, in words; undefined where nothing does. */
export function whyInUse(region: CloudRegion, id: string, goes: (id: string) => boolean): string | undefined {
  const { machines, subnets, groups, lists } = usersOf(region, id);
  const names = (texts: readonly string[]) => commas(texts.map((text) => `'${text}'`));
  if (machines.length > 0)
    return t('{0} would still be in it', names(machines.map((each) => each.InstanceName ?? each.InstanceId)));
  if (subnets.length > 0)
    return t('{0} would still have it', names(subnets.map((each) => each.SubnetName ?? each.SubnetId)));
  const others = resourcesIn(region, id);
  if (others > 0) return t('{0} other resources, such as databases and load balancers, are in it', others);
  const group = groups.find(({ SecurityGroupId }) => !goes(SecurityGroupId));
  if (group !== undefined) return t("rules of '{0}' refer to it", nameOf(group));
  return lists.every(goes) ? undefined : t('a group of lists contains it');
}

/** Resources other than machines that a group is on, as the cloud counts them. */
function resourcesIn({ SecurityGroupAssociationStatisticsSet: sets = [] }: CloudRegion, id: string): number {
  const { CVM = 0, TotalCount = CVM } = sets.find(({ SecurityGroupId }) => SecurityGroupId === id) ?? {};
  return Math.max(0, TotalCount - CVM);
}

/** The deletion of the rules of other groups that refer to those that go. */
export function rulesAbout(
  goes: (id: string) => boolean,
  groups: readonly SecurityGroup[],
  regionName: string,
): Operation[] {
  const isOut = ({ SecurityGroupId: id }: { readonly SecurityGroupId?: string }) => id !== undefined && goes(id);
  const stay = groups.filter((group) => !isOut(group));
  return stay.flatMap((group) =>
    DIRECTIONS.filter((direction) => policiesOf(group, direction).some(isOut)).map((direction) => {
      const target = { region: regionName, id: group.SecurityGroupId, title: `'${nameOf(group)}'` };
      const words = t(
        'Delete the {0} rules of {1} that refer to a group to be deleted.',
        t(DIRECTION_WORDS[direction]),
        target.title,
      );
      return removal(target, direction, words, isOut);
    }),
  );
}

/** A thing goes when nothing uses it any more. Where groups refer to each other in a circle, one of them loses its rules first. */
function deletedInOrder(doomed: Doomed, { SecurityGroupSet = [] }: CloudRegion, region: string): Operation[] {
  const operations: Operation[] = [];
  const left = new Map(doomed);
  const rules = new Map(
    SecurityGroupSet.filter((group) => doomed.has(group.SecurityGroupId)).map((group) => [
      group.SecurityGroupId,
      idsInRules(group),
    ]),
  );
  const isReferred = (id: string) => [...rules].some(([other, ids]) => other !== id && ids.includes(id));
  while (left.size > 0) {
    const [first] = left.values();
    const next = [...left].filter(([, { kind }]) => kind === first?.kind);
    const free = next.find(([id]) => !isReferred(id));
    const [id, thing] = free ?? next.find(([each]) => rules.has(each)) ?? [];
    if (id === undefined || thing === undefined) break;
    const { kind, name } = thing;
    rules.delete(id);
    if (free === undefined) operations.push(emptying({ region, id, title: `'${name}'` }));
    else {
      left.delete(id);
      const call = { action: kind.remove, region, request: { [kind.id]: id } } as Call;
      operations.push(quiet(t("Delete the {0} '{1}'.", t(kind.noun), name), concern('delete', kind.counted, id), call));
    }
  }
  return operations;
}

function nameOf(group: SecurityGroup): string {
  return group.SecurityGroupName ?? group.SecurityGroupId;
}
