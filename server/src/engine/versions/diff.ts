// Between two models: for which packets each machine, each group without machines and each acl decides differently.
//
//   before   group web { inbound { allow tcp 80,443 from any } }
//   after    group web { inbound { allow tcp 443 from any  allow tcp 22 from ops } }     ops has bastion-1, 10.0.9.9
//
//   web-1 inbound   tcp 22 from 10.0.9.9     was denied, now allowed by web's second rule
//                   tcp 80 from 0.0.0.0/0    was allowed, now denied by the end of the list
//
// A machine is compared by its groups in their order, each further interface by itself, and a group as a peer by the addresses that it
// stands for: a renamed group, a moved rule or a rule split into two is no difference. The end of the list of a group without machines
// counts as deny. A machine or group that is in one model only lets nothing through in the other. An acl that is in one model only shows
// where subnets pass it: an entry for the subnet, or for a machine that moved to another one. Things are the same by their ids, else by
// their names; groups without machines, and such as peers, also by what they say.

import { addressesOf, interfaceName, labelOf } from '#model/interfaces.ts';
import type { Acl, Cvm, Group, Model, NetworkInterface, Subnet } from '#model/model.ts';
import type { PolicyList } from '#model/policy.ts';
import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import * as packetSet from '#net/packetSet.ts';
import { ALL } from '#net/services.ts';
import { keep } from '#util/memo.ts';
import { finish, type Steps } from '#util/steps.ts';
import { directoryOf, peerAddresses } from '../directory.ts';
import type { Decision } from '../packet/trace.ts';
import { compareLists, type Difference, type PlainPolicy, type SplitBy } from './compareLists.ts';
import {
  aclOf,
  decisionAt,
  type Filter,
  groupsOf,
  keyOf,
  listsOf,
  policiesOf,
  textOfPlain,
  type Undecided,
  undecidedAt,
  type Version,
  versionOf,
} from './filters.ts';
import { type Match, matchEntities } from './matchEntities.ts';

export interface ChangedOwner {
  readonly kind: 'cvm' | 'group' | 'acl' | 'subnet';
  readonly name: string;
  /** The key in the newer model, or in the older one for what is gone. */
  readonly key: string;
  readonly isGone: boolean;
}

/** What changed as sets of packets. `changedBlocks.ts` and `changeWords.ts` say it. */
export interface ComparedModels {
  readonly before: Model;
  readonly after: Model;
  readonly changed: readonly Changed[];
  /** The names of groups that have no members in either model, by the keys that changes have for them. */
  readonly groupNames: ReadonlyMap<string, string>;
  readonly complete: boolean;
}

export interface Changed extends Difference {
  readonly owner: ChangedOwner;
  readonly direction: PolicyList['direction'];
  /** The addresses of the machine itself: what has them for a peer meets no filter. */
  readonly own: AddressSet;
  /** The policies of both models that decide, with their peers as addresses. The same object for owners with the same policies. */
  readonly lists: ComparedLists;
  readonly decision: Decision | undefined;
  readonly undecided: Undecided | undefined;
  readonly decisionBefore: Decision | undefined;
}

export interface ComparedLists {
  readonly before: readonly PlainPolicy[];
  readonly after: readonly PlainPolicy[];
  readonly differences: readonly Difference[];
}

/** `say` is told before each machine, group, acl and subnet how many have been compared, of how many. Each is one step. */
export function* comparingModels(
  before: Model,
  after: Model,
  by: SplitBy = 'now',
  say: (compared: number, all: number) => void = () => {},
): Steps<ComparedModels> {
  const comparison = compare(before, after, by);
  yield;
  const { groups, acls, subnets } = comparison;
  const cvms = matchEntities(before.cvms, after.cvms);
  const all = cvms.length + groups.length + acls.length + subnets.length;
  const changed: Changed[] = [];
  let compared = 0;
  function* add<M>(matches: readonly M[], changesOf: (comparison: Comparison, match: M) => readonly Changed[]) {
    for (const match of matches) {
      say(compared++, all);
      for (const change of changesOf(comparison, match)) changed.push(change);
      yield;
    }
  }
  yield* add(cvms, changesOfCvm);
  yield* add(groups, changesOfGroup);
  yield* add(acls, changesOfAcl);
  yield* add(subnets, changesOfSubnet);
  return { before, after, changed, groupNames: comparison.groupNames, complete: comparison.isComplete() };
}

export function compareModels(...asked: Parameters<typeof comparingModels>): ComparedModels {
  return finish(comparingModels(...asked));
}

interface Comparison {
  readonly before: Version;
  readonly after: Version;
  readonly groups: readonly Match<Group>[];
  /** The names of groups that have no members in either model, as lists speak of them. */
  readonly groupNames: ReadonlyMap<string, string>;
  readonly acls: readonly Match<Acl>[];
  readonly subnets: readonly Match<Subnet>[];
  readonly lists: (was: Filter, now: Filter, direction: PolicyList['direction']) => ComparedLists;
  readonly isComplete: () => boolean;
}

function compare(before: Model, after: Model, by: SplitBy): Comparison {
  const groups = matchEntities(before.groups, after.groups, (group, side) =>
    likenessOf(side === 'before' ? before : after, group),
  );
  const peers = emptyPeers(before, after, groups);
  const ids = new Map<string, number>();
  const known = new Map<string, ComparedLists>();
  let complete = true;
  const versions = { before: versionOf(before, peers.before, ids), after: versionOf(after, peers.after, ids) };
  return {
    ...versions,
    groups,
    groupNames: peers.names,
    acls: matchEntities(before.acls, after.acls),
    subnets: matchEntities(before.subnets, after.subnets),
    isComplete: () => complete,
    lists: (was, now, direction) => {
      const keys = [keyOf(was, direction), keyOf(now, direction)];
      return keep(known, keys.join(' > '), () => {
        const lists = { before: policiesOf(was, direction), after: policiesOf(now, direction) };
        const compared = keys[0] === keys[1] ? [] : compareLists(lists.before, lists.after, by);
        if (compared === undefined) complete = false;
        return { ...lists, differences: compared ?? [] };
      });
    },
  };
}

function changesOfCvm(comparison: Comparison, { before, after }: Match<Cvm>): readonly Changed[] {
  const cvm = after ?? before;
  if (cvm === undefined) return [];
  // Between two addresses of one machine nothing filters, so its own addresses are no peers of it.
  const own = addressSet.ofAll(addressesOf(cvm));
  return matchInterfaces(before, after).flatMap((match) => changesOfInterface(comparison, match, cvm, own));
}

/** The interfaces of both models that are the same: the primary ones; of the others those with one id, else name, else first address. */
function matchInterfaces(before: Cvm | undefined, after: Cvm | undefined): readonly Match<NetworkInterface>[] {
  const others = (cvm: Cvm | undefined) =>
    (cvm?.interfaces ?? []).slice(1).map((one) => {
      const [id] = one.node.ids;
      return { one, region: '', name: labelOf(one) ?? '', id: id?.text };
    });
  const matches = matchEntities(others(before), others(after));
  return [
    { before: before?.interfaces[0], after: after?.interfaces[0] },
    ...matches.map((match) => ({ before: match.before?.one, after: match.after?.one })),
  ];
}

function changesOfInterface(
  comparison: Comparison,
  { before, after }: Match<NetworkInterface>,
  cvm: Cvm,
  own: AddressSet,
): readonly Changed[] {
  const one = after ?? before;
  if (one === undefined) return [];
  const whole = ownerOf('cvm', cvm, after);
  const owner = { ...whole, name: interfaceName(whole.name, one) };
  const [was, now] = [groupsOf(comparison.before, before), groupsOf(comparison.after, after)];
  const byGroups = changesBetween(comparison, owner, was, now)
    .map((change) => ({ ...change, own }))
    .filter(({ packets }) => !packetSet.isSubsetOf(packets, packetSet.of(own, ALL)));
  return [...byGroups, ...changesOfMove(comparison, owner, before, after)];
}

/** An interface that went to another subnet has that one's acl. */
function changesOfMove(
  comparison: Comparison,
  owner: ChangedOwner,
  before: NetworkInterface | undefined,
  after: NetworkInterface | undefined,
): readonly Changed[] {
  if (before === undefined || after === undefined) return [];
  const was = directoryOf(comparison.before.model).subnet(before.subnet);
  const now = directoryOf(comparison.after.model).subnet(after.subnet);
  if (was === undefined ? now === undefined : isMatch(comparison.subnets, was, now)) return [];
  return changesByAcl(comparison, owner, was, now);
}

function changesOfGroup(comparison: Comparison, { before, after }: Match<Group>): readonly Changed[] {
  const group = after ?? before;
  if (group === undefined || group.builtin) return [];
  const { model } = after === undefined ? comparison.before : comparison.after;
  if (model.members.has(group.key)) return [];
  const [was, now] = [listsOf(comparison.before, before), listsOf(comparison.after, after)];
  return changesBetween(comparison, ownerOf('group', group, after), was, now);
}

function changesOfAcl(comparison: Comparison, { before, after }: Match<Acl>): readonly Changed[] {
  if (before === undefined || after === undefined) return [];
  const [was, now] = [listsOf(comparison.before, before), listsOf(comparison.after, after)];
  return changesBetween(comparison, ownerOf('acl', after, after), was, now);
}

function changesOfSubnet(comparison: Comparison, { before, after }: Match<Subnet>): readonly Changed[] {
  const subnet = after ?? before;
  return subnet === undefined ? [] : changesByAcl(comparison, ownerOf('subnet', subnet, after), before, after);
}

/** What another acl changes for a subnet, or getting or losing one; what changed in an acl itself is reported at the acl. */
function changesByAcl(
  comparison: Comparison,
  owner: ChangedOwner,
  before: Subnet | undefined,
  after: Subnet | undefined,
): readonly Changed[] {
  const was = directoryOf(comparison.before.model).acl(before?.acl);
  const now = directoryOf(comparison.after.model).acl(after?.acl);
  if (was === undefined && now === undefined) return [];
  if (was !== undefined && isMatch(comparison.acls, was, now)) return [];
  const [from, to] = [aclOf(comparison.before, was), aclOf(comparison.after, now)];
  return changesBetween(comparison, owner, from, to);
}

function isMatch<E>(matches: readonly Match<E>[], before: E, after: E | undefined): boolean {
  return matches.some((match) => match.before === before && match.after === after && after !== undefined);
}

function changesBetween(comparison: Comparison, owner: ChangedOwner, was: Filter, now: Filter): readonly Changed[] {
  return (['inbound', 'outbound'] as const).flatMap((direction) => {
    const lists = comparison.lists(was, now, direction);
    return (
      lists.differences
        // Whoever may come into a group is looked at only where no machine shows what the list does.
        .filter(({ group }) => group === undefined || owner.kind === 'group')
        .map((difference) => ({
          ...difference,
          owner,
          direction,
          own: addressSet.EMPTY,
          lists,
          decision: decisionAt(now, direction, difference.decidedBy),
          undecided: undecidedAt(now, difference.decidedBy),
          decisionBefore: decisionAt(was, direction, difference.decidedBefore),
        }))
    );
  });
}

function ownerOf(
  kind: ChangedOwner['kind'],
  { key, name, id }: { readonly key: string; readonly name: string; readonly id?: string },
  after: unknown,
): ChangedOwner {
  return { kind, key, name: name === '' ? (id ?? key) : name, isGone: after === undefined };
}

/** The groups without members in either model, as peers: a key for both models, and the name under which they are reported. */
function emptyPeers(before: Model, after: Model, groups: readonly Match<Group>[]) {
  const found = {
    before: new Map<string, string>(),
    after: new Map<string, string>(),
    names: new Map<string, string>(),
  };
  groups.forEach((match, i) => {
    if (match.before !== undefined && before.members.has(match.before.key)) return;
    if (match.after !== undefined && after.members.has(match.after.key)) return;
    if (match.before !== undefined) found.before.set(match.before.key, `${i}`);
    if (match.after !== undefined) found.after.set(match.after.key, `${i}`);
    found.names.set(`${i}`, (match.after ?? match.before)?.name ?? '');
  });
  return found;
}

/** What the rules of a group say, its name left out: two groups that say the same may be one that was renamed. */
function likenessOf(model: Model, group: Group): string {
  const directory = directoryOf(model);
  const text = ({ policies }: PolicyList) =>
    policies.map(({ action, services, peer }) => {
      const self = peer.kind === 'group' && peer.group === group.key;
      const plain = { action, services, addresses: peerAddresses(directory, peer), group: self ? 'self' : undefined };
      return textOfPlain(plain);
    });
  return JSON.stringify([group.region, text(group.inbound), text(group.outbound)]);
}
