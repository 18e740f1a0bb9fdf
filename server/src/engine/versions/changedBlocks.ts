// What changed between two models as blocks of addresses.

import type { Policy, PolicyList } from '#model/policy.ts';
import * as addressSet from '#net/addressSet.ts';
import type { PacketSet } from '#net/packetSet.ts';
import * as packetSet from '#net/packetSet.ts';
import { ALL, printServices } from '#net/services.ts';
import type { Decision } from '../packet/trace.ts';
import type { Changed, ChangedOwner, ComparedModels } from './diff.ts';
import type { Undecided } from './filters.ts';

export interface PacketChange {
  readonly owner: ChangedOwner;
  readonly direction: PolicyList['direction'];
  /** The fewest blocks of addresses, or the name of a group that has no members yet. */
  readonly peers: readonly string[];
  /** One string a protocol. */
  readonly services: readonly string[];
  readonly was: Policy['action'];
  readonly now: Policy['action'];
  /** The policy of the newer model that decides now; undefined where none does, for the reason in `undecided`. */
  readonly decidedBy: Decision | undefined;
  readonly undecided: Undecided | undefined;
  /** The policy of the older model that decided before, where changes are split by both; undefined where none did. */
  readonly decidedBefore: Decision | undefined;
}

/** The changes as blocks of addresses. */
export function blocksOf({ changed, groupNames }: ComparedModels): readonly PacketChange[] {
  return changed.flatMap((change) => partsOf(groupNames, withoutOwn(change)));
}

/** Without the addresses of the machine itself, unless it takes more blocks to say so. */
function withoutOwn(change: Changed): Changed {
  if (change.group !== undefined || addressSet.isEmpty(change.own)) return change;
  const packets = packetSet.subtract(change.packets, packetSet.of(change.own, ALL));
  return blocksIn(packets) <= blocksIn(change.packets) ? { ...change, packets } : change;
}

function blocksIn(packets: PacketSet): number {
  return packetSet.print(packets).reduce((count, { blocks }) => count + blocks.length, 0);
}

function partsOf(groupNames: ComparedModels['groupNames'], changed: Changed): readonly PacketChange[] {
  const { owner, direction, was, now, decision, undecided, decisionBefore, group, packets } = changed;
  const parts =
    group === undefined
      ? packetSet.print(packets)
      : [{ blocks: [groupNames.get(group.key) ?? group.key], services: printServices(group.services) }];
  return parts.map(({ blocks, services }) => ({
    owner,
    direction,
    peers: blocks,
    services: services.map((text) => (text.startsWith('other') ? 'other' : text)),
    was,
    now,
    decidedBy: decision,
    undecided,
    decidedBefore: decisionBefore,
  }));
}
