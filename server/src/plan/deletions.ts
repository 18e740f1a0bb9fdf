// What is live and not in the files is deleted, where that is asked for: first the rules that refer to it, then the thing itself. What is
// still in use stays, with a note that says by whom.

import { NOUN } from '#model/kindWords.ts';
import type { Entity } from '#model/model.ts';
import { commas, t } from '#util/l10n.ts';
import { usesTemplate } from './apply.ts';
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
import { machinesOf } from './interfaces.ts';
import { concern, type Draft, leaveOut, note, type Operation, quiet } from './operation.ts';
import { emptying, removal } from './ruleChanges.ts';
import { listOf, TEMPLATE_KINDS } from './templates.ts';

export interface Deletions {
  /** Rules of groups that stay. */
  readonly rules: readonly Operation[];
  /** In the order in which the cloud lets them go. */
  readonly things: readonly Operation[];
}

/** `settled` is the cloud after all other changes. */
export function deletions(draft: Draft, settled: Cloud): Deletions {
  const gone = draft.joined.matches.flatMap(({ before, after }) =>
    before !== undefined && after === undefined && before.id !== undefined && !draft.joined.twins.has(before.key)
      ? [before]
      : [],
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
  const rules: Operation[] = [];
  const things: Operation[] = [];
  for (const region of new Set(deletable.map((entity) => entity.region))) {
    const here = deletable.filter((entity) => entity.region === region);
    const groups = deleteGroups(draft, here, settled, region);
    rules.push(...groups.rules);
    things.push(
      ...groups.things,
      ...deleteTemplates(draft, here, settled, region, groups.ids),
      ...deleteAcls(draft, here, settled, region),
    );
  }
  return { rules, things };
}

const NOTHING: Deletions = { rules: [], things: [] };

function noteKept(draft: Draft, gone: readonly Entity[], settled: Cloud): void {
  const kept = gone.filter(
    ({ kind, region, id }) => kind !== 'group' || groupOf(settled, region, id)?.IsDefault !== true,
  );
  if (kept.length === 0) return;
  const shown = commas(kept.map(({ kind, name }) => t("the {0} '{1}'", t(NOUN[kind]), name)));
  note(draft, t('Not in the files and left as it is: {0}. --delete takes it out.', shown));
}

function deleteGroups(draft: Draft, gone: readonly Entity[], settled: Cloud, regionName: string) {
  const region = regionNamed(settled, regionName);
  const doomed = deletable(draft, gone, region);
  return {
    rules: rulesAbout(doomed, region, regionName),
    things: deletedInOrder(doomed, regionName),
    ids: new Set(doomed.keys()),
  };
}

type Doomed = ReadonlyMap<string, SecurityGroup>;

/** The live groups that may go: nothing is in them, and no group that stays refers to them. */
function deletable(draft: Draft, gone: readonly Entity[], region: CloudRegion): Doomed {
  const all = region.SecurityGroupSet ?? [];
  const doomed = new Map<string, SecurityGroup>();
  for (const { kind, id, name } of gone) {
    const group = kind === 'group' ? all.find(({ SecurityGroupId }) => SecurityGroupId === id) : undefined;
    if (group === undefined || group.IsDefault === true) continue;
    const reason = whyInUse(group, name, region);
    if (reason === undefined) doomed.set(group.SecurityGroupId, group);
    else note(draft, reason);
  }
  // A group that stays refers to one that goes only where its own rules could not be planned.
  const isGone = new Set(gone.map(({ id }) => id));
  for (const group of all) {
    if (doomed.has(group.SecurityGroupId) || isGone.has(group.SecurityGroupId)) continue;
    for (const id of referredBy(group)) {
      const other = doomed.get(id);
      if (other === undefined) continue;
      note(draft, t("The live group '{0}' is not deleted: rules of '{1}' refer to it.", nameOf(other), nameOf(group)));
      doomed.delete(id);
    }
  }
  return doomed;
}

function whyInUse({ SecurityGroupId: id }: SecurityGroup, name: string, region: CloudRegion): string | undefined {
  const users = machinesOf(region).filter(({ SecurityGroupIds }) => SecurityGroupIds?.includes(id));
  if (users.length > 0) {
    const shown = commas(users.map((each) => `'${each.InstanceName ?? each.InstanceId}'`));
    return t("The live group '{0}' is not deleted: {1} would still be in it.", name, shown);
  }
  const others = resourcesIn(region, id);
  if (others === 0) return undefined;
  return t(
    "The live group '{0}' is not deleted: {1} other resources, such as databases and load balancers, are in it.",
    name,
    others,
  );
}

/** The deletion of the rules of other groups that refer to those that go. */
function rulesAbout(doomed: Doomed, region: CloudRegion, regionName: string): Operation[] {
  const isOut = ({ SecurityGroupId }: { readonly SecurityGroupId?: string }) =>
    SecurityGroupId !== undefined && doomed.has(SecurityGroupId);
  const stay = (region.SecurityGroupSet ?? []).filter((group) => !isOut(group));
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

/** A group goes when no other one that is still there refers to it. */
function deletedInOrder(doomed: Doomed, region: string): Operation[] {
  const operations: Operation[] = [];
  const left = new Map(doomed);
  const emptied = new Set<string>();
  const isReferred = (id: string) =>
    [...left].some(([other, group]) => other !== id && !emptied.has(other) && referredBy(group).includes(id));
  while (left.size > 0) {
    const free = [...left].find(([id]) => !isReferred(id));
    // Where they refer to each other in a circle, one of them loses its rules first.
    const [id, group] = free ?? [...left].find(([each]) => !emptied.has(each)) ?? [];
    if (id === undefined || group === undefined) break;
    if (free === undefined) {
      emptied.add(id);
      operations.push(emptying({ region, id, title: `'${nameOf(group)}'` }));
    } else {
      left.delete(id);
      const words = t("Delete the group '{0}'.", nameOf(group));
      const call = { action: 'DeleteSecurityGroup', region, request: { SecurityGroupId: id } } as const;
      operations.push(quiet(words, concern('delete', 'group', id), call));
    }
  }
  return operations;
}

/** Resources other than machines that a group is on, as the cloud counts them. */
function resourcesIn({ SecurityGroupAssociationStatisticsSet: sets = [] }: CloudRegion, id: string): number {
  const { CVM = 0, TotalCount = CVM } = sets.find(({ SecurityGroupId }) => SecurityGroupId === id) ?? {};
  return Math.max(0, TotalCount - CVM);
}

function nameOf(group: SecurityGroup): string {
  return group.SecurityGroupName ?? group.SecurityGroupId;
}

function referredBy(group: SecurityGroup): string[] {
  return DIRECTIONS.flatMap((direction) =>
    policiesOf(group, direction).flatMap(({ SecurityGroupId }) => SecurityGroupId ?? []),
  );
}

/** The cloud deletes the rules that use a template with it: one that is in use stays. */
function deleteTemplates(
  draft: Draft,
  gone: readonly Entity[],
  settled: Cloud,
  regionName: string,
  goneGroups: ReadonlySet<string>,
): Operation[] {
  const region = regionNamed(settled, regionName);
  const groups = (region.SecurityGroupSet ?? []).filter(({ SecurityGroupId }) => !goneGroups.has(SecurityGroupId));
  const removed = new Set<string>();
  return TEMPLATE_KINDS.toReversed().flatMap((kind) =>
    gone.flatMap(({ id, name }) => {
      if (id?.split('-')[0] !== kind.prefix) return [];
      const user = groups.find((group) => usesTemplate(group, id));
      const holder = TEMPLATE_KINDS.some(
        (other) =>
          other.items.kind === 'members' &&
          (region[other.set] ?? []).some(
            (each) => !removed.has(String(each[other.id])) && listOf(each[other.items.held]).includes(id),
          ),
      );
      if (user !== undefined || holder) {
        const by = user === undefined ? t('a group of lists contains it') : t("rules of '{0}' use it", nameOf(user));
        note(draft, t("The live {0} '{1}' is not deleted: {2}.", t(kind.noun), name, by));
        return [];
      }
      removed.add(id);
      const call = { action: kind.remove, region: regionName, request: { [kind.id]: id } } as Call;
      return [quiet(t("Delete the {0} '{1}'.", t(kind.noun), name), concern('delete', 'list', id), call)];
    }),
  );
}

function deleteAcls(draft: Draft, gone: readonly Entity[], settled: Cloud, regionName: string): Operation[] {
  const subnets = regionNamed(settled, regionName).SubnetSet ?? [];
  return gone.flatMap(({ kind, id, name }) => {
    if (kind !== 'acl' || id === undefined) return [];
    const users = subnets.filter(({ NetworkAclId }) => NetworkAclId === id);
    if (users.length > 0) {
      const shown = commas(users.map((each) => `'${each.SubnetName ?? each.SubnetId}'`));
      note(draft, t("The live ACL '{0}' is not deleted: {1} would still have it.", name, shown));
      return [];
    }
    const call = { action: 'DeleteNetworkAcl', region: regionName, request: { NetworkAclId: id } } as const;
    return [quiet(t("Delete the ACL '{0}'.", name), concern('delete', 'acl', id), call)];
  });
}
