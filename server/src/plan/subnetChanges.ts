// Which ACL each subnet gets. A subnet has at most one, so the old one is removed before the new one is set: in between, no ACL guards the
// subnet.

import type { Subnet } from '#model/model.ts';
import type { Range } from '#text/range.ts';
import { commas, t } from '#util/l10n.ts';
import { inCalls } from './calls.ts';
import { aclOf, subnetOf } from './cloud.ts';
import { unknownName } from './ids.ts';
import { title } from './join.ts';
import {
  concern,
  type Draft,
  fillingsOf,
  leaveOut,
  loud,
  nameOf,
  note,
  type Operation,
  type Pair,
  pairsOf,
} from './operation.ts';
import { unreadIn } from './unread.ts';

/** A subnet that gets another acl, or loses its own. */
interface Move {
  readonly subnet: Subnet;
  readonly id: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** The vpcs of new acls must be known by then. */
export function subnetChanges(draft: Draft): Operation[] {
  const moves = pairsOf(draft, 'subnet').flatMap((pair) => moveOf(draft, pair) ?? []);
  return inCalls(moves, ({ subnet, from, to }) => JSON.stringify([subnet.region, from, to])).flatMap((same) =>
    moved(draft, same),
  );
}

/** Undefined where the subnet has its acl, or is left as it is. */
function moveOf(draft: Draft, { before, after, id }: Pair<'subnet'>): Move | undefined {
  const { joined } = draft;
  const [unread] = unreadIn(after);
  const stays = (why: string, at: Range | undefined) =>
    leaveOut(draft, t("The ACL of '{0}' stays as it is live: {1}", after.name, why), after, at);
  if (before === undefined) {
    if (unread !== undefined)
      leaveOut(draft, t('{0} is not planned: {1}', title(after), unread.message), after, unread);
    else note(draft, t('{0} is not in the snapshot of what is live: a plan makes no subnets.', title(after)), after);
    return undefined;
  }
  if (unread !== undefined) {
    draft.unread.add(id);
    stays(unread.message, unread);
    return undefined;
  }
  const [old, now] = [before.cidr, after.cidr];
  if (now !== undefined && old !== undefined && (now.start !== old.start || now.end !== old.end))
    note(draft, t('{0} has another block in the cloud: a plan does not change it.', title(after)), after);
  const from = subnetOf(joined.live, after.region, id)?.NetworkAclId;
  const to = subnetOf(joined.wanted, after.region, id)?.NetworkAclId;
  if (from === to) return undefined;
  const fault = to === undefined ? undefined : unfit(draft, to, after);
  if (fault === undefined) return { subnet: after, id, from, to };
  if (to !== undefined && unknownName(to) !== undefined) draft.unread.add(id);
  stays(fault, after.node.acl);
  return undefined;
}

/** Subnets of one region with the same acl before and after. A subnet has one at most: the old one goes before the new one comes. */
function moved(draft: Draft, moves: readonly [Move, ...Move[]]): Operation[] {
  const [{ from, to, subnet }] = moves;
  const SubnetIds = moves.map(({ id }) => id);
  const names = commas(moves.map((move) => `'${move.subnet.name}'`));
  const operation = (
    words: string,
    action: 'DisassociateNetworkAclSubnets' | 'AssociateNetworkAclSubnets',
    acl: string,
    after: readonly Operation[],
  ): Operation =>
    loud(
      words,
      concern('change', 'subnet', ...SubnetIds),
      () => ({ action, region: subnet.region, request: { NetworkAclId: acl, SubnetIds } }),
      after,
    );
  const operations: Operation[] = [];
  if (from !== undefined) {
    const words = t("Remove the ACL '{0}' from {1}.", nameOf(draft, from), names);
    operations.push(operation(words, 'DisassociateNetworkAclSubnets', from, []));
  }
  if (to !== undefined) {
    const words = t("Give {0} the ACL '{1}'.", names, nameOf(draft, to));
    operations.push(operation(words, 'AssociateNetworkAclSubnets', to, fillingsOf(draft, [to])));
  }
  return operations;
}

/** Why a subnet is not given the acl. */
function unfit(draft: Draft, acl: string, subnet: Subnet): string | undefined {
  const unknown = unknownName(acl);
  if (unknown !== undefined) return t("there is no ACL '{0}' in the cloud.", unknown);
  if (draft.unmade.has(acl)) return t("'{0}' is not in the plan.", nameOf(draft, acl));
  if (draft.unfilled.has(acl)) return t("'{0}' does not get all its rules.", nameOf(draft, acl));
  const [own, its] = [
    draft.vpcs.get(acl) ?? aclOf(draft.joined.live, subnet.region, acl)?.VpcId,
    subnetOf(draft.joined.live, subnet.region, subnet.id)?.VpcId,
  ];
  return own === undefined || its === undefined || own === its
    ? undefined
    : t("the ACL '{0}' is of '{1}' and the subnet of '{2}': the cloud refuses that.", nameOf(draft, acl), own, its);
}
