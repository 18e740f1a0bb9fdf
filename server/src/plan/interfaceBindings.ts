// Which groups the interfaces of machines get, and in which order. The groups of a primary interface are those of its machine
// (`bindings.ts`). The cloud has a call that attaches groups after the existing ones, and one that detaches groups.
//
//   was   ops, web        attach db                 ops, web, db
//   is    ops, db         detach web                ops, db
//
//   was   ops, web        detach ops                web
//   is    web, ops        attach ops                web, ops

import { commas, t } from '#util/l10n.ts';
import { faultOf, inOrder, type Rebinding } from './bindings.ts';
import { inCalls } from './calls.ts';
import { regionNamed } from './cloud.ts';
import { changedInterfaces } from './interfaces.ts';
import { concern, type Draft, fillingsOf, leaveOut, loud, type Operation, pairsOf } from './operation.ts';
import { unreadIn } from './unread.ts';

/** An interface whose groups change. */
interface Change extends Rebinding {
  readonly machine: string;
  readonly label: string;
}

type Changes = readonly [Change, ...Change[]];

/** Interfaces that change alike go into one call. */
export function bindInterfaces(draft: Draft): Operation[] {
  const keyOf = ({ cvm, was, groups }: Change) => JSON.stringify([cvm.region, was, groups]);
  return inCalls(changesIn(draft), keyOf).flatMap((same) => calls(draft, same));
}

function changesIn(draft: Draft): Change[] {
  const { joined } = draft;
  const changes: Change[] = [];
  for (const { before, after, id: machine } of pairsOf(draft, 'cvm')) {
    if (before === undefined) continue;
    const [was, is] = [joined.live, joined.wanted].map((cloud) => regionNamed(cloud, after.region));
    const [unread] = unreadIn(after);
    for (const change of changedInterfaces(was ?? {}, is ?? {}, machine)) {
      const { label, groups } = change;
      const id = change.before?.NetworkInterfaceId;
      const old = change.before?.GroupSet ?? [];
      const fault =
        unread?.message ??
        (change.before === undefined
          ? t('it is not in the snapshot of what is live, and a plan makes no interfaces.')
          : !id
            ? t('it has no id in the snapshot of what is live.')
            : groups.length === 0
              ? t("it should have no group, and the cloud does not take a machine's last group away.")
              : faultOf(draft, groups, old));
      if (fault === undefined && id) {
        changes.push({ cvm: after, machine, id, label: `${after.name}/${label}`, was: old, groups });
        continue;
      }
      const words = t(
        "The groups of the interface '{0}' of the CVM '{1}' are not planned: {2}",
        label,
        after.name,
        fault ?? '',
      );
      leaveOut(draft, words, after, unread);
    }
  }
  return changes;
}

/** Never without a group in between: then nothing would filter the interface. */
function calls(draft: Draft, same: Changes): Operation[] {
  const [{ was, groups }] = same;
  const kept = keptOf(was, groups);
  const added = groups.slice(kept);
  const again = added.findIndex((id) => was.includes(id));
  const [head, tail] = again < 0 ? [added, []] : [added.slice(0, again), added.slice(again)];
  const stays = new Set(groups.slice(0, kept));
  const lost = was.filter((id) => !stays.has(id));

  const attach = (ids: readonly string[], after: readonly Operation[]): Operation[] =>
    ids.length === 0 ? [] : [operation(draft, same, 'AssociateNetworkInterfaceSecurityGroups', ids, after)];
  const attaching = attach(head, []);
  const detaching =
    lost.length === 0
      ? []
      : [operation(draft, same, 'DisassociateNetworkInterfaceSecurityGroups', lost, kept === 0 ? attaching : [])];
  return [...attaching, ...detaching, ...attach(tail, [...attaching, ...detaching])];
}

/** How many of the first groups are there already, in this order. */
function keptOf(was: readonly string[], groups: readonly string[]): number {
  let kept = 0;
  for (const id of was) if (id === groups[kept]) kept++;
  return kept;
}

function operation(
  draft: Draft,
  same: Changes,
  action: 'AssociateNetworkInterfaceSecurityGroups' | 'DisassociateNetworkInterfaceSecurityGroups',
  groups: readonly string[],
  after: readonly Operation[],
): Operation {
  const names = inOrder(draft, groups);
  const interfaces = commas(same.map(({ label }) => `'${label}'`));
  const isAttaching = action === 'AssociateNetworkInterfaceSecurityGroups';
  return loud(
    isAttaching ? t('Bind {0} to {1} as well.', interfaces, names) : t('Detach {0} from {1}.', names, interfaces),
    concern('bind', 'cvm', ...same.map(({ machine }) => machine)),
    () => ({
      action,
      region: same[0].cvm.region,
      request: { NetworkInterfaceIds: same.map(({ id }) => id), SecurityGroupIds: groups },
    }),
    [...after, ...(isAttaching ? fillingsOf(draft, groups) : [])],
  );
}
