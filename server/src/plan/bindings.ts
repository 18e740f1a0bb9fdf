// Which groups each machine gets, and in which order. A machine can change its groups in one step, or gently: for a while it has the new
// groups and, after them, the old ones, so that rules for either of them allow its packets.
//
//   web-1 leaves old for new, and store takes tcp 3306 from new in the place of old
//     in one step   1 bind web-1 to new           2 set the rules of store                      cut off between the two
//     gently        1 bind web-1 to new, old      2 set the rules of store      3 bind web-1 to new

import type { Cvm } from '#model/model.ts';
import { commas, listed, t } from '#util/l10n.ts';
import { inCalls } from './calls.ts';
import { type Cloud, groupOf, machineOf } from './cloud.ts';
import { unknownName } from './ids.ts';
import { title } from './join.ts';
import { concern, type Draft, fillingsOf, leaveOut, loud, nameOf, note, type Operation, pairsOf } from './operation.ts';
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
  const { live, wanted } = draft.joined;
  const changes: Rebinding[] = [];
  for (const { before, after, id } of pairsOf(draft, 'cvm')) {
    const [unread] = unreadIn(after);
    if (before === undefined) {
      if (unread !== undefined)
        leaveOut(draft, t('{0} is not planned: {1}', title(after), unread.message), after, unread);
      else note(draft, t('{0} is not in the snapshot of what is live: a plan makes no machines.', title(after)), after);
      continue;
    }
    noteOthers(draft, before, after);
    const groupsIn = (cloud: Cloud) => [...new Set(machineOf(cloud, after.region, id)?.SecurityGroupIds)];
    const [was, groups] = [groupsIn(live), groupsIn(wanted)];
    if (unread !== undefined || groups.some((group) => unknownName(group) !== undefined)) draft.unread.add(id);
    if (unread === undefined && was.join() === groups.join()) continue;
    const fault = unread?.message ?? faultOf(draft, groups, was);
    if (fault !== undefined) {
      const words = t("The groups of '{0}' stay as they are live: {1}", after.name, fault);
      leaveOut(draft, words, after, unread ?? after.node.groups[0]);
    } else if (groups.length === 0) {
      const words = t(
        "{0} should have no group, but the cloud does not take a machine's last group away.",
        title(after),
      );
      note(draft, words, after);
    } else changes.push({ cvm: after, id, was, groups });
  }
  return withinQuota(draft, changes);
}

/** Why a machine, or an interface, is not given its groups. Groups without the rules that they are meant to have may cut it off, or open it. */
export function faultOf(draft: Draft, groups: readonly string[], was: readonly string[]): string | undefined {
  const { unmade, unfilled, quotas } = draft;
  const [unknown] = groups.flatMap((group) => unknownName(group) ?? []);
  if (unknown !== undefined) return t("there is no group '{0}' in the cloud.", unknown);
  const missing = groups.find((group) => unmade.has(group));
  if (missing !== undefined) return t("'{0}' is not in the plan.", nameOf(draft, missing));
  const half = groups.find((group) => unfilled.has(group));
  if (half !== undefined) return t("'{0}' does not get all its rules.", nameOf(draft, half));
  if (!isOver(groups.length, quotas.groupsPerCvm, was.length)) return undefined;
  return t(
    "they would be {0}, and the quota is {1} ('quotas' in secgroup.json).",
    groups.length,
    quotas.groupsPerCvm ?? 0,
  );
}

/** Without the machines that would be too many in a group. */
function withinQuota(draft: Draft, changes: readonly Rebinding[]): Rebinding[] {
  const { joined, quotas } = draft;
  const counts = new Map<string, number>();
  const count = (ids: readonly string[]) => {
    for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  };
  for (const region of joined.live.regions)
    for (const { SecurityGroupIds = [] } of region.InstanceSet ?? []) count(SecurityGroupIds);
  const live = new Map(counts);
  return changes.filter(({ cvm, was, groups }) => {
    const added = groups.filter((id) => !was.includes(id));
    const full = added.find((id) => isOver((counts.get(id) ?? 0) + 1, quotas.cvmsPerGroup, live.get(id) ?? 0));
    if (full === undefined) {
      count(added);
      return true;
    }
    const words = t(
      "The groups of '{0}' stay as they are live: the quota of machines in '{2}' is {1} ('quotas' in secgroup.json).",
      cvm.name,
      quotas.cvmsPerGroup ?? 0,
      nameOf(draft, full),
    );
    leaveOut(draft, words, cvm);
    return false;
  });
}

/** Machines that are to have the same groups go into one call. */
export function bindMachines(draft: Draft, changes: readonly Rebinding[], gently: boolean): Operation[] {
  const keyOf = ({ cvm, was, groups }: Rebinding) => JSON.stringify([cvm.region, groups, gently ? was : []]);
  return inCalls(changes, keyOf).flatMap((same) => {
    const [first] = same;
    const between = gently ? joinedGroups(draft, first) : undefined;
    if (between === undefined) return [binding(draft, same, first.groups)];
    const adding = binding(draft, same, between);
    return [adding, binding(draft, same, first.groups, adding)];
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
  machines: readonly [Rebinding, ...Rebinding[]],
  groups: readonly string[],
  ...after: readonly Operation[]
): Operation {
  const names = commas(machines.map(({ cvm: { name } }) => `'${name}'`));
  const ids = machines.map(({ id }) => id);
  const { region } = machines[0].cvm;
  // Those that are live and went before it to make room. A snapshot need not have every group of the cloud.
  const isGone = (id: string, cloud: Cloud) =>
    groupOf(draft.joined.live, region, id) !== undefined && groupOf(cloud, region, id) === undefined;
  return loud(
    t('Bind {0} to {1}.', names, inOrder(draft, groups)),
    concern('bind', 'cvm', ...ids),
    ({ cloud }) =>
      groups.some((id) => isGone(id, cloud))
        ? undefined
        : { action: 'ModifyInstancesAttribute', region, request: { InstanceIds: ids, SecurityGroups: groups } },
    [...after, ...fillingsOf(draft, groups)],
  );
}

/** Groups by their names, with the word that their order counts. */
export function inOrder(draft: Draft, ids: readonly string[]): string {
  const names = ids.map((id) => `'${nameOf(draft, id)}'`);
  return names.length === 1 ? names.join() : t('{0}, in this order', commas(names));
}

/** A plan changes the groups of a machine, and nothing else that the files say of it. */
function noteOthers(draft: Draft, before: Cvm, after: Cvm): void {
  const texts = (addresses: readonly { readonly start: number | bigint }[]) =>
    addresses
      .map(({ start }) => `${start}`)
      .sort()
      .join();
  const differs = (['privateAddresses', 'publicAddresses'] as const).flatMap((key) =>
    after.interfaces[0][key].length > 0 && texts(before.interfaces[0][key]) !== texts(after.interfaces[0][key])
      ? [key === 'privateAddresses' ? t('private addresses') : t('public addresses')]
      : [],
  );
  if (differs.length === 0) return;
  const words = t('{0} has other {1} in the cloud: a plan does not change them.', title(after), listed(differs));
  note(draft, words, after);
}
