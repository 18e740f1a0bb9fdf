// The operations on network ACLs: they are created and renamed, and their entries are set.

import { addressKey } from '#formats/cloud/policyKey.ts';
import type { Acl, Subnet } from '#model/model.ts';
import type { PolicyList } from '#model/policy.ts';
import type { Range } from '#text/range.ts';
import { commas, t } from '#util/l10n.ts';
import {
  type AclEntry,
  aclOf,
  DIRECTION_WORDS,
  DIRECTIONS,
  type Direction,
  entriesIn,
  type NetworkAcl,
  regionNamed,
  subnetOf,
} from './cloud.ts';
import {
  type Changes,
  concern,
  type Draft,
  type Fault,
  filling,
  leaveOut,
  leaveThing,
  loud,
  type Operation,
  type Pair,
  pairsOf,
  quiet,
} from './operation.ts';
import { isOver, lengthOf, MOST_ACLS_OF_VPC, MOST_ENTRIES, MOST_NAME, refusedEntry } from './quotas.ts';
import { subnetChanges } from './subnetChanges.ts';
import { unreadIn } from './unread.ts';

type AclPair = Pair<'acl'>;

export function aclChanges(draft: Draft): Changes {
  const creations: Operation[] = [];
  const changes: Operation[] = [];
  const attributes: Operation[] = [];
  for (const pair of pairsOf(draft, 'acl')) {
    const { before, id } = pair;
    const entries = entryChanges(draft, pair);
    if (before !== undefined) {
      changes.push(...entries);
      attributes.push(...renaming(draft, pair));
      continue;
    }
    const made = draft.unmade.has(id) ? undefined : creation(draft, pair);
    if (made === undefined) continue;
    creations.push(made);
    changes.push(...filling(draft, id, entries));
  }
  changes.push(...subnetChanges(draft));
  return { creations, changes, attributes };
}

function creation(draft: Draft, { after, id }: AclPair): Operation | undefined {
  const { region, name } = after;
  const vpc = aclOf(draft.joined.wanted, region, id)?.VpcId ?? vpcOf(draft, id);
  const fault =
    vpc === undefined
      ? t('it is not known in which VPC to create it. Declare a subnet that has this ACL and a VPC.')
      : (refusedName(name) ?? tooMany(draft, region, vpc));
  if (vpc === undefined || fault !== undefined) {
    leaveThing(draft, undefined, after, { message: fault ?? '' });
    return undefined;
  }
  draft.vpcs.set(id, vpc);
  return quiet(
    t("Create the ACL '{0}', which denies everything until it is filled.", name),
    concern('create', 'acl', id),
    { action: 'CreateNetworkAcl', region, request: { VpcId: vpc, NetworkAclName: name }, creates: id },
  );
}

function refusedName(name: string): string | undefined {
  return lengthOf(name) > MOST_NAME ? t('the cloud refuses a name of more than {0} characters.', MOST_NAME) : undefined;
}

function tooMany({ joined, vpcs }: Draft, region: string, vpc: string): string | undefined {
  const live = (regionNamed(joined.live, region).NetworkAclSet ?? []).filter(({ VpcId }) => VpcId === vpc).length;
  const count = live + [...vpcs.values()].filter((other) => other === vpc).length + 1;
  return isOver(count, MOST_ACLS_OF_VPC, 0)
    ? t("it would be ACL number {0} of '{1}', and the cloud allows {2}.", count, vpc, MOST_ACLS_OF_VPC)
    : undefined;
}

function renaming(draft: Draft, { before, after, id }: AclPair): Operation[] {
  const { name, region } = after;
  if (name === '' || name === id || name === before?.name) return [];
  const fault = unreadIn(after).find(({ direction }) => direction === undefined)?.message ?? refusedName(name);
  if (fault !== undefined) {
    leaveOut(draft, t("The name of '{0}' stays as it is live: {1}", before?.name ?? '', fault), after);
    return [];
  }
  return [
    quiet(t("Rename the ACL '{0}' to '{1}'.", before?.name ?? '', name), concern('rename', 'acl', id), {
      action: 'ModifyNetworkAclAttribute',
      region,
      request: { NetworkAclId: id, NetworkAclName: name },
    }),
  ];
}

function isQuintuple(acl: NetworkAcl | undefined): boolean {
  return acl?.NetworkAclQuintupleSet !== undefined || `${acl?.NetworkAclType}`.toUpperCase() === 'QUINTUPLE';
}

/** The vpc of the subnets that are to have the acl. */
function vpcOf({ joined }: Draft, acl: string): string | undefined {
  for (const { before, after } of joined.matches) {
    if (after?.kind !== 'subnet') continue;
    if (subnetOf(joined.wanted, after.region, after.id)?.NetworkAclId !== acl) continue;
    const vpc = after.vpc ?? (before as Subnet | undefined)?.vpc;
    if (vpc !== undefined) return vpc;
  }
  return undefined;
}

/** The call overwrites each direction that it holds, and leaves the other. A new acl is not created without one of its lists. */
function entryChanges(draft: Draft, pair: AclPair): Operation[] {
  const { before, after, id } = pair;
  const live = before === undefined ? undefined : aclOf(draft.joined.live, after.region, id);
  const wanted = aclOf(draft.joined.wanted, after.region, id);
  if (isQuintuple(live) || isQuintuple(wanted)) {
    leaveQuintuple(draft, pair);
    return [];
  }
  const isLiveUnread = before !== undefined && unreadIn(before).length > 0;
  const sent: { Ingress?: readonly AclEntry[]; Egress?: readonly AclEntry[] } = {};
  for (const direction of DIRECTIONS) {
    const [old, entries] = [onePort(entriesIn(live, direction)), onePort(entriesIn(wanted, direction))];
    const fault = faultOf(pair, direction, old, entries);
    if (fault !== undefined) leaveEntries(draft, pair, direction, fault);
    else if (isLiveUnread || !sameEntries(old, entries)) sent[direction] = entries;
  }
  if (isLiveUnread)
    leaveOut(
      draft,
      t("The snapshot holds an entry of '{0}' that cannot be read: all entries are set anew.", before.name),
      after,
    );
  const directions = DIRECTIONS.filter((direction) => sent[direction] !== undefined);
  if (draft.unmade.has(id) || directions.length === 0) return [];
  const parts = [
    ...(sent.Ingress === undefined ? [] : [t('{0} inbound', sent.Ingress.length)]),
    ...(sent.Egress === undefined ? [] : [t('{0} outbound', sent.Egress.length)]),
  ];
  return [
    loud(
      t("Set the entries of the ACL '{0}': {1}.", after.name, commas(parts)),
      concern('change', 'list', ...directions.map((direction) => `${id} ${direction}`)),
      () => ({
        action: 'ModifyNetworkAclEntries',
        region: after.region,
        request: { NetworkAclId: id, NetworkAclEntrySet: sent },
      }),
    ),
  ];
}

function leaveQuintuple(draft: Draft, { before, after, id }: AclPair): void {
  if (before !== undefined && sameMeaning(before, after)) return;
  (before === undefined ? draft.unmade : draft.unfilled).add(id);
  for (const direction of DIRECTIONS) draft.unread.add(`${id} ${direction}`);
  leaveOut(
    draft,
    t(
      "The entries of '{0}' are not planned: it is a QUINTUPLE ACL, which the rule language cannot express in full.",
      after.name,
    ),
    after,
  );
}

function leaveEntries(draft: Draft, { before, after, id }: AclPair, direction: Direction, fault: Fault): void {
  if (fault.isUnread) draft.unread.add(`${id} ${direction}`);
  if (before === undefined) {
    leaveThing(draft, before, after, fault);
    return;
  }
  draft.unfilled.add(id);
  const word = t(DIRECTION_WORDS[direction]);
  const words = t('The {0} entries of {1} stay as they are live: {2}', word, `'${after.name}'`, fault.message);
  leaveOut(draft, words, after, fault.at);
}

/** Why the list cannot be sent, if it differs from what is live. */
function faultOf(
  { before, after }: AclPair,
  direction: Direction,
  live: readonly AclEntry[],
  entries: readonly AclEntry[],
): Fault | undefined {
  const word = DIRECTION_WORDS[direction];
  const unread = unreadIn(after).find((each) => each.direction === undefined || each.direction === word);
  if (unread !== undefined) return { message: unread.message, at: unread, isUnread: true };
  for (const { complete, peer, rule } of after[word].policies) {
    if (peer.kind === 'group')
      return { message: t("the cloud's ACLs know addresses only, no groups."), at: rule, isUnread: true };
    if (!complete)
      return {
        message: t('they hold a rule that cannot be read, or names what is not known.'),
        at: rule,
        isUnread: true,
      };
  }
  if (before !== undefined && sameEntries(live, entries)) return undefined;
  const known = new Set(live.map(keyOf));
  for (const entry of entries) {
    const message = known.has(keyOf(entry)) ? undefined : refusedEntry(entry);
    if (message !== undefined) return { message, ...placeOfEntry(after[word], entry), isUnread: false };
  }
  if (!isOver(entries.length, MOST_ENTRIES, live.length)) return undefined;
  const message = t('they would be {0}, and the cloud allows {1}.', entries.length, MOST_ENTRIES);
  return { message, isUnread: false };
}

/** The rule that an entry comes from, found by its protocol and description. */
function placeOfEntry({ policies }: PolicyList, { Protocol, Description }: AclEntry): { readonly at?: Range } {
  const found = policies.find(
    ({ rule }) =>
      rule.service?.kind.toUpperCase() === Protocol?.toUpperCase() && rule.description?.value === Description,
  );
  return found === undefined ? {} : { at: found.rule };
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

/** An entry has one port or range: one with a list of ports becomes several entries. `ALL` and `ICMP` have no port. */
export function onePort(entries: readonly AclEntry[] = []): AclEntry[] {
  return entries.flatMap(({ Protocol, Port, CidrBlock, Ipv6CidrBlock, Action, Description }) => {
    const ports = Protocol === 'ALL' || Protocol === 'ICMP' ? [undefined] : (Port?.split(',') ?? [undefined]);
    return ports.map((one) => ({ Protocol, Port: one, CidrBlock, Ipv6CidrBlock, Action, Description }));
  });
}

export function sameEntries(a: readonly AclEntry[], b: readonly AclEntry[]): boolean {
  return a.length === b.length && a.every((entry, i) => keyOf(entry) === keyOf(b[i] ?? {}));
}

/** Entries that say the same in another spelling have the same key. */
function keyOf({ Protocol, Port, CidrBlock, Ipv6CidrBlock, Action, Description }: AclEntry): string {
  const address = addressKey(CidrBlock ?? Ipv6CidrBlock ?? '') ?? '';
  return JSON.stringify([Protocol, Port ?? 'ALL', address, Action, Description ?? '']);
}
