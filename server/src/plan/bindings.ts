// Which groups a machine has, in their order.

import type { Cvm } from '#model/model.ts';
import { groupBy } from '#util/groupBy.ts';
import { commas, t } from '#util/l10n.ts';
import { MOST_IDS } from './calls.ts';
import { regionNamed } from './cloud.ts';
import { shownName } from './groupChanges.ts';
import { title } from './join.ts';
import { type Draft, note, type Operation } from './operation.ts';

/** A group by default. */
const MOST_GROUPS = 5;

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
    if (before?.kind !== 'cvm') {
      note(draft, t('{0} is not in the snapshot of what is live: a plan makes no machines.', title(after)), after);
      continue;
    }
    const { id } = after;
    noteOthers(draft, before, after);
    const groupsIn = (cloud: typeof joined.live) => [
      ...new Set(
        regionNamed(cloud, after.region).InstanceSet?.find(({ InstanceId }) => InstanceId === id)?.SecurityGroupIds,
      ),
    ];
    const [was, groups] = [groupsIn(joined.live), groupsIn(joined.wanted)];
    if (was.join() === groups.join()) continue;
    const unknown = groups.find((group) => group.startsWith('$name:') || draft.unmade.has(group));
    if (groups.length === 0) {
      note(
        draft,
        t("{0} is to have no group: the cloud does not take a machine's last one away.", title(after)),
        after,
      );
    } else if (unknown !== undefined) {
      note(
        draft,
        t(
          "The groups of '{0}' are not planned: there is no group '{1}' in the cloud.",
          after.name,
          unknown.replace('$name:', ''),
        ),
        after,
      );
    } else {
      if (groups.length > MOST_GROUPS) {
        note(
          draft,
          t(
            '{0} is to have {1} groups: the cloud takes {2} unless it was told otherwise.',
            title(after),
            groups.length,
            MOST_GROUPS,
          ),
          after,
        );
      }
      changes.push({ cvm: after, id, was, groups });
    }
  }
  return changes;
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
      const between = gently ? joinedGroups(first) : undefined;
      const adding = between === undefined ? undefined : binding(draft, part, between, undefined);
      operations.push(...(adding === undefined ? [] : [adding]), binding(draft, part, first.groups, adding));
    }
    return operations;
  });
}

/** The new groups and behind them the old ones; undefined where none goes, none comes, or they would be too many. */
function joinedGroups({ was, groups }: Rebinding): readonly string[] | undefined {
  const lost = was.filter((id) => !groups.includes(id));
  const both = [...groups, ...lost];
  const most = Math.max(MOST_GROUPS, was.length, groups.length);
  return lost.length === 0 || both.length === was.length || both.length > most ? undefined : both;
}

function binding(
  draft: Draft,
  machines: readonly Rebinding[],
  groups: readonly string[],
  after: Operation | undefined,
): Operation {
  const names = namesOf(machines.map(({ cvm: { name } }) => name));
  return {
    words: t('Bind {0} to {1}.', names, inOrder(groups.map((id) => groupName(draft, id)))),
    changesPackets: true,
    call: ({ done }) =>
      after !== undefined && !done.has(after)
        ? undefined
        : {
            action: 'ModifyInstancesAttribute',
            region: machines[0]?.cvm.region ?? '',
            request: { InstanceIds: machines.map(({ id }) => id), SecurityGroups: groups },
          },
  };
}

function inOrder(groups: readonly string[]): string {
  return groups.length === 1 ? groups.join() : t('{0}, in this order', commas(groups));
}

const MOST_NAMES = 5;

function namesOf(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map((name) => `'${name}'`);
  return names.length > MOST_NAMES ? t('{0} and {1} more', commas(shown), names.length - MOST_NAMES) : commas(shown);
}

function groupName({ joined }: Draft, id: string): string {
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
      after[key].length > 0 && texts(before[key]) !== texts(after[key])
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
