// Acls: made, named, filled, and which subnets they guard.

import { addressKey } from '#formats/cloud/policyKey.ts';
import type { Acl, Subnet } from '#model/model.ts';
import { groupBy } from '#util/groupBy.ts';
import { commas, t } from '#util/l10n.ts';
import { MOST_IDS } from './calls.ts';
import { type AclEntry, type Cloud, type NetworkAcl, regionNamed } from './cloud.ts';
import { shownName } from './groupChanges.ts';
import { title } from './join.ts';
import { type Draft, note, type Operation } from './operation.ts';

export interface AclChanges {
  readonly creations: readonly Operation[];
  readonly changes: readonly Operation[];
  readonly attributes: readonly Operation[];
}

/** Rules of a direction that an acl may have by default. */
const MOST_ENTRIES = 20;

export function aclChanges(draft: Draft): AclChanges {
  const creations: Operation[] = [];
  const changes: Operation[] = [];
  const attributes: Operation[] = [];
  for (const { before, after } of draft.joined.matches) {
    if (after?.kind !== 'acl' || after.id === undefined) continue;
    const { id, region, name } = after;
    const live = before === undefined ? undefined : aclOf(draft.joined.live, region, id);
    const wanted = aclOf(draft.joined.wanted, region, id);
    if (live === undefined) {
      const vpc = wanted?.VpcId ?? vpcOf(draft, id);
      if (vpc === undefined) {
        draft.unmade.add(id);
        note(
          draft,
          t(
            '{0} is not planned: it is not known in which vpc to create it. A subnet that has it and a vpc would tell.',
            title(after),
          ),
          after,
        );
        continue;
      }
      creations.push({
        words: t("Create the acl '{0}', which denies everything until it is filled.", name),
        changesPackets: false,
        call: () => ({
          action: 'CreateNetworkAcl',
          region,
          request: { VpcId: vpc, NetworkAclName: name },
          creates: id,
        }),
      });
    } else if (name !== '' && name !== id && name !== before?.name) {
      attributes.push({
        words: t("Rename the acl '{0}' to '{1}'.", before?.name ?? '', name),
        changesPackets: false,
        call: () => ({
          action: 'ModifyNetworkAclAttribute',
          region,
          request: { NetworkAclId: id, NetworkAclName: name },
        }),
      });
    }
    changes.push(...entryChanges(draft, after, id, before as Acl | undefined, live, wanted));
  }
  changes.push(...subnetChanges(draft));
  return { creations, changes, attributes };
}

function aclOf(cloud: Cloud, region: string, id: string): (NetworkAcl & Quintuples) | undefined {
  return regionNamed(cloud, region).NetworkAclSet?.find(({ NetworkAclId }) => NetworkAclId === id);
}

interface Quintuples {
  readonly NetworkAclType?: unknown;
  readonly NetworkAclQuintupleSet?: unknown;
}

function isQuintuple(acl: Quintuples | undefined): boolean {
  return acl?.NetworkAclQuintupleSet !== undefined || `${acl?.NetworkAclType}`.toUpperCase() === 'QUINTUPLE';
}

/** The network of the subnets that are to have the acl. */
function vpcOf({ joined }: Draft, acl: string): string | undefined {
  for (const { before, after } of joined.matches) {
    if (after?.kind !== 'subnet') continue;
    if (subnetIn(joined.wanted, after.region, after.id)?.NetworkAclId !== acl) continue;
    const vpc = after.vpc ?? (before as Subnet | undefined)?.vpc;
    if (vpc !== undefined) return vpc;
  }
  return undefined;
}

function subnetIn(cloud: Cloud, region: string, id: string | undefined) {
  return regionNamed(cloud, region).SubnetSet?.find(({ SubnetId }) => SubnetId === id);
}

/** The call overwrites each direction that it holds, and leaves the other. */
function entryChanges(
  draft: Draft,
  acl: Acl,
  id: string,
  before: Acl | undefined,
  live: (NetworkAcl & Quintuples) | undefined,
  wanted: (NetworkAcl & Quintuples) | undefined,
): Operation[] {
  if (isQuintuple(live) || isQuintuple(wanted)) {
    if (before === undefined || !sameMeaning(before, acl)) {
      note(
        draft,
        t("The entries of '{0}' are not planned: it is a QUINTUPLE acl, which says more than rules here do.", acl.name),
        acl,
      );
    }
    return [];
  }
  const fault = faultOf(acl);
  if (fault !== undefined) {
    note(draft, t("The entries of '{0}' are not planned: {1}", acl.name, fault), acl);
    return [];
  }
  const [inbound, outbound] = [onePort(wanted?.IngressEntries), onePort(wanted?.EgressEntries)];
  const sent = {
    ...(isSame(onePort(live?.IngressEntries), inbound) ? {} : { Ingress: inbound }),
    ...(isSame(onePort(live?.EgressEntries), outbound) ? {} : { Egress: outbound }),
  };
  if (sent.Ingress === undefined && sent.Egress === undefined) return [];
  const most = Math.max(inbound.length, outbound.length);
  if (most > MOST_ENTRIES) {
    note(
      draft,
      t(
        '{0} is to have {1} entries in one direction: the cloud takes {2} unless it was told otherwise.',
        title(acl),
        most,
        MOST_ENTRIES,
      ),
      acl,
    );
  }
  const parts = [
    ...(sent.Ingress === undefined ? [] : [t('{0} inbound', inbound.length)]),
    ...(sent.Egress === undefined ? [] : [t('{0} outbound', outbound.length)]),
  ];
  return [
    {
      words: t("Set the entries of the acl '{0}': {1}.", acl.name, commas(parts)),
      changesPackets: true,
      call: () => ({
        action: 'ModifyNetworkAclEntries',
        region: acl.region,
        request: { NetworkAclId: id, NetworkAclEntrySet: sent },
      }),
    },
  ];
}

function faultOf(acl: Acl): string | undefined {
  for (const { policies } of [acl.inbound, acl.outbound]) {
    for (const { complete, peer, rule } of policies) {
      if (peer.kind === 'group') return t("the cloud's acls know addresses only, no groups.");
      if (!complete) return t('they hold a rule that cannot be read, or names what is not known.');
      const kind = rule.service?.kind;
      if (kind === 'gre' || kind === 'icmpv6')
        return t("the cloud's acls have no {0}.", kind === 'gre' ? 'GRE' : 'ICMPv6');
    }
  }
  return undefined;
}

function sameMeaning(a: Acl, b: Acl): boolean {
  const text = ({ inbound, outbound }: Acl) =>
    [inbound, outbound].map(({ policies }) =>
      policies.map(({ action, services, peer, rule }) => {
        const peers =
          peer.kind === 'addresses' ? `${peer.addresses.v4.join()} ${peer.addresses.v6.join()}` : peer.group;
        return [action, services.join(), peers, rule.description?.value ?? ''];
      }),
    );
  return JSON.stringify(text(a)) === JSON.stringify(text(b));
}

/** Entries have one port or range each, so that a list of them is as many entries; none at all with `ALL` and `ICMP`. */
function onePort(entries: readonly AclEntry[] = []): AclEntry[] {
  return entries.flatMap((entry) => {
    const { Protocol, Port, CidrBlock, Ipv6CidrBlock, Action, Description } = entry;
    return (Port ?? '').split(',').map((port) => ({
      ...(Protocol === undefined ? {} : { Protocol }),
      ...(Port === undefined || Protocol === 'ALL' || Protocol === 'ICMP' ? {} : { Port: port }),
      ...(CidrBlock === undefined ? {} : { CidrBlock }),
      ...(Ipv6CidrBlock === undefined ? {} : { Ipv6CidrBlock }),
      ...(Action === undefined ? {} : { Action }),
      ...(Description === undefined ? {} : { Description }),
    }));
  });
}

function isSame(a: readonly AclEntry[], b: readonly AclEntry[]): boolean {
  const text = (entries: readonly AclEntry[]) =>
    JSON.stringify(
      entries.map(({ Protocol, Port, CidrBlock, Ipv6CidrBlock, Action, Description }) => [
        Protocol,
        Port ?? 'ALL',
        addressKey(CidrBlock ?? Ipv6CidrBlock ?? '') ?? '',
        Action,
        Description ?? '',
      ]),
    );
  return text(a) === text(b);
}

/** A subnet has one acl at most, so that the old one has to go before the new one comes. */
function subnetChanges(draft: Draft): Operation[] {
  const { joined } = draft;
  const moves: { readonly subnet: Subnet; readonly id: string; readonly from?: string; readonly to?: string }[] = [];
  for (const { before, after } of joined.matches) {
    if (after?.kind !== 'subnet' || after.id === undefined) continue;
    if (before?.kind !== 'subnet') {
      note(draft, t('{0} is not in the snapshot of what is live: a plan makes no subnets.', title(after)), after);
      continue;
    }
    const { id } = after;
    if (
      after.cidr !== undefined &&
      before.cidr !== undefined &&
      (after.cidr.start !== before.cidr.start || after.cidr.end !== before.cidr.end)
    ) {
      note(draft, t('{0} has another block in the cloud: a plan does not change it.', title(after)), after);
    }
    const from = subnetIn(joined.live, after.region, id)?.NetworkAclId;
    const to = subnetIn(joined.wanted, after.region, id)?.NetworkAclId;
    if (from === to) continue;
    if (to !== undefined && (to.startsWith('$name:') || draft.unmade.has(to))) {
      note(
        draft,
        t(
          "The acl of '{0}' is not planned: there is no acl '{1}' in the cloud.",
          after.name,
          shownName(joined.shown, to).replace('$name:', ''),
        ),
        after,
      );
      continue;
    }
    moves.push({ subnet: after, id, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) });
  }
  return [...groupBy(moves, ({ subnet, from, to }) => JSON.stringify([subnet.region, from, to])).values()].flatMap(
    (same) => {
      const operations: Operation[] = [];
      for (let i = 0; i < same.length; i += MOST_IDS) {
        const part = same.slice(i, i + MOST_IDS);
        const [first] = part;
        if (first === undefined) continue;
        const SubnetIds = part.map(({ id }) => id);
        const names = part.map(({ subnet }) => `'${subnet.name}'`).join(', ');
        const {
          from,
          to,
          subnet: { region },
        } = first;
        if (from !== undefined) {
          operations.push({
            words: t("Take the acl '{0}' off {1}.", aclName(draft, from), names),
            changesPackets: true,
            call: () => ({
              action: 'DisassociateNetworkAclSubnets',
              region,
              request: { NetworkAclId: from, SubnetIds },
            }),
          });
        }
        if (to !== undefined) {
          operations.push({
            words: t("Give {0} the acl '{1}'.", names, aclName(draft, to)),
            changesPackets: true,
            call: () => ({ action: 'AssociateNetworkAclSubnets', region, request: { NetworkAclId: to, SubnetIds } }),
          });
        }
      }
      return operations;
    },
  );
}

function aclName({ joined }: Draft, id: string): string {
  const match = joined.matches.find(
    ({ before, after }) => (after ?? before)?.kind === 'acl' && (after ?? before)?.id === id,
  );
  return (match?.after ?? match?.before)?.name ?? id;
}
