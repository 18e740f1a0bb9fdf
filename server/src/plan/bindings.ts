// Which groups a machine has, in their order.

import type { Cvm } from '#model/model.ts';
import { groupBy } from '#util/groupBy.ts';
import { commas, t } from '#util/l10n.ts';
import { MOST_IDS } from './calls.ts';
import { regionNamed } from './cloud.ts';
import { shownName } from './groupChanges.ts';
import { title } from './join.ts';
import { concern, type Draft, isFilled, leaveOut, note, type Operation } from './operation.ts';
import { isOver } from './quotas.ts';
import { unreadIn } from './unread.ts';

/** A machine whose groups change. */
export interface Rebinding {
  readonly cvm: Cvm;
  readonly id: string;
  readonly was: readonly string[];
  readonly groups: readonly string[];
}

export function rebindings(draft: Draft): Rebinding[] {
  const { joined } = draft;
  const changes: Rebinding[] = [];
  for (const { before, after } of joined.matches) {
    if (after?.kind !== 'cvm' || after.id === undefined) continue;
    const [unread] = unreadIn(after);
    if (before?.kind !== 'cvm' && unread !== undefined) {
      leaveOut(draft, t('{0} is not planned: {1}', title(after), unread.message), after, unread);
      continue;
    }
    if (before?.kind !== 'cvm') {
      note(draft, t('{0} is not in the snapshot of what is live: a plan makes no machines.', title(after)), after);
      continue;
    }
    const { id } = after;
    if (draft.joined.unclear.has(id)) continue;
    noteOthers(draft, before, after);
    const groupsIn = (cloud: typeof joined.live) => [
      ...new Set(
        regionNamed(cloud, after.region).InstanceSet?.find(({ InstanceId }) => InstanceId === id)?.SecurityGroupIds,
      ),
    ];
    const [was, groups] = [groupsIn(joined.live), groupsIn(joined.wanted)];
    if (unread !== undefined || groups.some(isUnknown)) draft.unread.add(id);
    if (unread === undefined && was.join() === groups.join()) continue;
    const fault = unread?.message ?? faultOf(draft, groups, was);
    if (fault !== undefined) {
      const words = t("The groups of '{0}' stay as they are live: {1}", after.name, fault);
      leaveOut(draft, words, after, unread ?? after.node.groups[0]);
    } else if (groups.length === 0) {
      note(
        draft,
        t("{0} should have no group, but the cloud does not take a machine's last group away.", title(after)),
        after,
      );
    } else changes.push({ cvm: after, id, was, groups });
  }
  return withinQuota(draft, changes);
}

/** Why a machine, or an interface, is not given its groups: what is not filled as it is meant to be may cut it off, or open it. */
export function faultOf(draft: Draft, groups: readonly string[], was: readonly string[]): string | undefined {
  const { unmade, unfilled, quotas } = draft;
  const unknown = groups.find(isUnknown);
  if (unknown !== undefined) return t("there is no group '{0}' in the cloud.", unknown.slice('$name:'.length));
  const missing = groups.find((group) => unmade.has(group));
  if (missing !== undefined) return t('{0} is not in the plan.', groupName(draft, missing));
  const half = groups.find((group) => unfilled.has(group));
  if (half !== undefined) return t('{0} does not get all its members.', groupName(draft, half));
  if (!isOver(groups.length, quotas.groupsPerCvm, was.length)) return undefined;
  return t(
    "they would be {0}, and the quota is {1} ('quotas' in secgroup.json).",
    groups.length,
    quotas.groupsPerCvm ?? 0,
  );
}

/** A name that nothing has, in the place of an id. */
function isUnknown(id: string): boolean {
  return id.startsWith('$name:');
}

/** Without the machines that would be too many in a group. */
function withinQuota(draft: Draft, changes: readonly Rebinding[]): Rebinding[] {
  const { joined, quotas } = draft;
  const counts = new Map<string, number>();
  const count = (ids: readonly string[], by: number) => {
    for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + by);
  };
  for (const region of joined.live.regions)
    for (const { SecurityGroupIds = [] } of region.InstanceSet ?? []) count(SecurityGroupIds, 1);
  const live = new Map(counts);
  return changes.filter(({ cvm, was, groups }) => {
    const added = groups.filter((id) => !was.includes(id));
    const full = added.find((id) => isOver((counts.get(id) ?? 0) + 1, quotas.cvmsPerGroup, live.get(id) ?? 0));
    if (full === undefined) {
      count(added, 1);
      return true;
    }
    leaveOut(
      draft,
      t(
        "The groups of '{0}' stay as they are live: the quota of machines in {2} is {1} ('quotas' in secgroup.json).",
        cvm.name,
        quotas.cvmsPerGroup ?? 0,
        groupName(draft, full),
      ),
      cvm,
    );
    return false;
  });
}

/**
 * Machines that are to have the same groups go into one call. With `gently`, a machine that changes groups has the old ones behind
 * the new ones for a while: it is let in by rules for either, so that these can change in between.
 */
export function bindMachines(draft: Draft, changes: readonly Rebinding[], gently: boolean): Operation[] {
  const keyOf = ({ cvm, was, groups }: Rebinding) => JSON.stringify([cvm.region, groups, gently ? was : []]);
  return [...groupBy(changes, keyOf).values()].flatMap((same) => {
    const operations: Operation[] = [];
    for (let i = 0; i < same.length; i += MOST_IDS) {
      const part = same.slice(i, i + MOST_IDS);
      const [first] = part;
      if (first === undefined) continue;
      const between = gently ? joinedGroups(draft, first) : undefined;
      const adding = between === undefined ? undefined : binding(draft, part, between, undefined);
      operations.push(...(adding === undefined ? [] : [adding]), binding(draft, part, first.groups, adding));
    }
    return operations;
  });
}

/** The new groups and behind them the old ones; undefined where none goes, none comes, or they would be too many. */
function joinedGroups({ quotas }: Draft, { was, groups }: Rebinding): readonly string[] | undefined {
  const lost = was.filter((id) => !groups.includes(id));
  const both = [...groups, ...lost];
  const isTooMany = isOver(both.length, quotas.groupsPerCvm, Math.max(was.length, groups.length));
  return lost.length === 0 || both.length === was.length || isTooMany ? undefined : both;
}

function binding(
  draft: Draft,
  machines: readonly Rebinding[],
  groups: readonly string[],
  after: Operation | undefined,
): Operation {
  const names = commas(machines.map(({ cvm: { name } }) => `'${name}'`));
  return {
    words: t('Bind {0} to {1}.', names, inOrder(groups.map((id) => groupName(draft, id)))),
    concerns: concern('bind', 'cvm', ...machines.map(({ id }) => id)),
    changesPackets: true,
    call: (state) =>
      (after !== undefined && !state.done.has(after)) || !isFilled(draft, groups, state)
        ? undefined
        : {
            action: 'ModifyInstancesAttribute',
            region: machines[0]?.cvm.region ?? '',
            request: { InstanceIds: machines.map(({ id }) => id), SecurityGroups: groups },
          },
  };
}

export function inOrder(groups: readonly string[]): string {
  return groups.length === 1 ? groups.join() : t('{0}, in this order', commas(groups));
}

export function groupName({ joined }: Draft, id: string): string {
  const match = joined.matches.find(
    ({ before, after }) => (after ?? before)?.kind === 'group' && (after ?? before)?.id === id,
  );
  return `'${(match?.after ?? match?.before)?.name ?? shownName(joined.shown, id)}'`;
}

/** What else the files say of a machine is not a matter of security groups. */
function noteOthers(draft: Draft, before: Cvm, after: Cvm): void {
  const texts = (addresses: readonly { readonly start: number | bigint }[]) =>
    addresses
      .map(({ start }) => `${start}`)
      .sort()
      .join();
  const differs = [
    ...(['privateAddresses', 'publicAddresses'] as const).flatMap((key) =>
      after.interfaces[0][key].length > 0 && texts(before.interfaces[0][key]) !== texts(after.interfaces[0][key])
        ? [key === 'privateAddresses' ? t('private addresses') : t('public addresses')]
        : [],
    ),
  ];
  if (differs.length > 0)
    note(
      draft,
      t('{0} has other {1} in the cloud: a plan does not change them.', title(after), differs.join(t(' and '))),
      after,
    );
}
