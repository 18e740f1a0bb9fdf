// Which groups a machine has, in their order.

import type { Cvm } from '#model/model.ts';
import { groupBy } from '#util/groupBy.ts';
import { MOST_IDS } from './calls.ts';
import { regionNamed } from './cloud.ts';
import { shownName } from './groupChanges.ts';
import { title } from './join.ts';
import { type Draft, note, type Operation } from './operation.ts';

/** A group by default. */
const MOST_GROUPS = 5;

/** Machines that are to have the same groups go into one call. */
export function bindMachines(draft: Draft): Operation[] {
  const { joined } = draft;
  const changes: { readonly cvm: Cvm; readonly id: string; readonly groups: readonly string[] }[] = [];
  for (const { before, after } of joined.matches) {
    if (after?.kind !== 'cvm' || after.id === undefined) continue;
    if (before?.kind !== 'cvm') {
      note(draft, `${title(after)} is not in the snapshot of what is live: a plan makes no machines.`, after);
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
      note(draft, `${title(after)} is to have no group: the cloud does not take a machine's last one away.`, after);
    } else if (unknown !== undefined) {
      note(
        draft,
        `The groups of '${after.name}' are not planned: there is no group '${unknown.replace('$name:', '')}' in the cloud.`,
        after,
      );
    } else {
      if (groups.length > MOST_GROUPS) {
        note(
          draft,
          `${title(after)} is to have ${groups.length} groups: the cloud takes ${MOST_GROUPS} unless it was told otherwise.`,
          after,
        );
      }
      changes.push({ cvm: after, id, groups });
    }
  }
  return [...groupBy(changes, ({ cvm, groups }) => JSON.stringify([cvm.region, groups])).values()].flatMap((same) => {
    const operations: Operation[] = [];
    for (let i = 0; i < same.length; i += MOST_IDS) {
      const part = same.slice(i, i + MOST_IDS);
      const [first] = part;
      if (first === undefined) continue;
      const { cvm, groups } = first;
      operations.push({
        words: `Bind ${namesOf(part.map(({ cvm: { name } }) => name))} to ${inOrder(groups.map((id) => groupName(draft, id)))}.`,
        changesPackets: true,
        call: () => ({
          action: 'ModifyInstancesAttribute',
          region: cvm.region,
          request: { InstanceIds: part.map(({ id }) => id), SecurityGroups: groups },
        }),
      });
    }
    return operations;
  });
}

function inOrder(groups: readonly string[]): string {
  return groups.length === 1 ? groups.join() : `${groups.join(', ')}, in this order`;
}

const MOST_NAMES = 5;

function namesOf(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map((name) => `'${name}'`);
  return names.length > MOST_NAMES ? `${shown.join(', ')} and ${names.length - MOST_NAMES} more` : shown.join(', ');
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
        ? [key === 'privateAddresses' ? 'private addresses' : 'public addresses']
        : [],
    ),
  ];
  if (differs.length > 0)
    note(draft, `${title(after)} has other ${differs.join(' and ')} in the cloud: a plan does not change them.`, after);
}
