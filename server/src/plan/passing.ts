// What lists of rules let through, one behind the other. It is worked out only where it is asked for: of two moments where they may
// differ, which most often is the address of a machine that has come into a group or left it.

import type { Decisions } from '#engine/list/decisions.ts';
import type { CloudPolicy } from '#formats/cloud/policyKey.ts';
import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import type { PacketSet } from '#net/packetSet.ts';
import * as packetSet from '#net/packetSet.ts';
import { ALL } from '#net/services.ts';
import { memoOf } from '#util/memo.ts';
import { once } from '#util/once.ts';
import { recent } from '#util/recent.ts';
import {
  type AclEntry,
  type CloudSubnet,
  type Direction,
  type NetworkAcl,
  policiesOf,
  type SecurityGroup,
} from './cloud.ts';
import { type JudgedList, judgedLists, numberIn, type Seen } from './judgedLists.ts';
import { addressesOf, entryMeaning, type Meaning, policyMeaning, quintupleMeaning } from './meaning.ts';

export interface Passing {
  /** The same for the same packets, as far as equal lists tell. */
  readonly id: number;
  /** The packets of these addresses alone. */
  readonly over: (addresses: AddressSet) => PacketSet;
  /** The addresses of which every one of the others may let through other packets. */
  readonly differenceFrom: (...others: readonly Passing[]) => AddressSet;
  readonly lists: ListsInTurn;
}

/** The lists that packets go through. */
interface ListsInTurn {
  /** Of the groups; undefined where there are none, so that everything passes. */
  readonly groups: readonly JudgedList[] | undefined;
  /** Of the acl, which does not judge what stays in the subnet. */
  readonly entries: readonly JudgedList[] | undefined;
  readonly subnet: string | undefined;
}

/** Lists behind one another that are kept. */
const MOST_PASSINGS = 8000;
/** More ends of addresses than this are not told apart: judging them one by one takes longer than judging everything once. */
const MOST_ENDS = 500;

const NO_ENTRIES: readonly AclEntry[] = [];

export function makePassings() {
  const { judgedList, difference, same } = judgedLists();
  const passings = recent<string, Passing>(MOST_PASSINGS);
  const passingNumbers = new Map<string, number>();

  function between(a: ListsInTurn, b: ListsInTurn): AddressSet {
    const [one, other] = [layers(a), layers(b)];
    const isAlike = one.length === other.length && a.groups?.length === b.groups?.length && a.subnet === b.subnet;
    if (!isAlike) return addressSet.EVERYTHING;
    const parts = one
      .map((list, i) => difference(list, other[i] as JudgedList))
      .filter((set) => !addressSet.isEmpty(set));
    const [first = addressSet.EMPTY] = parts;
    const all = parts.every((set) => set === first) ? first : same(addressSet.unionAll(parts));
    return all.v4.length + all.v6.length > MOST_ENDS ? addressSet.EVERYTHING : all;
  }

  function inBoth(a: AddressSet, b: AddressSet): AddressSet {
    if (a === b || b === addressSet.EVERYTHING) return a;
    return a === addressSet.EVERYTHING ? b : same(addressSet.intersect(a, b));
  }

  const passing = (id: number, lists: ListsInTurn): Passing => {
    const packets = once(() => through(lists, packetSet.EVERYTHING, (list) => list.decisions()));
    const over = memoOf((addresses: AddressSet) =>
      through(lists, packetSet.of(addresses, ALL), (list) => list.over(addresses)),
    );
    const differenceFrom = memoOf((other: Passing) =>
      other.id === id ? addressSet.EMPTY : between(lists, other.lists),
    );
    return {
      id,
      lists,
      over: (addresses) =>
        addresses === addressSet.EVERYTHING
          ? packets()
          : addressSet.isEmpty(addresses)
            ? packetSet.EMPTY
            : over(addresses),
      differenceFrom: (...others) => others.map(differenceFrom).reduce(inBoth),
    };
  };

  return (
    seen: Seen,
    groups: readonly SecurityGroup[] | undefined,
    acl: NetworkAcl | undefined,
    subnet: CloudSubnet | undefined,
    direction: Direction,
  ): Passing => {
    const lists: ListsInTurn = {
      groups: groups?.map((group) => {
        const policies: readonly CloudPolicy[] = policiesOf(group, direction);
        return judgedList(policies, seen, () => policies.map((policy) => policyMeaning(policy, seen.lists)));
      }),
      entries: acl === undefined ? undefined : entriesOf(acl, direction, (list, read) => judgedList(list, seen, read)),
      subnet: acl === undefined ? undefined : subnet?.CidrBlock,
    };
    const key = [
      lists.groups?.map(({ id }) => id).join() ?? 'open',
      lists.entries?.map(({ id }) => id).join() ?? '',
      lists.subnet ?? '',
    ].join(' ');
    const found = passings.get(key) ?? passing(numberIn(passingNumbers, key), lists);
    passings.set(key, found);
    return found;
  };
}

function layers({ groups = [], entries = [] }: ListsInTurn): readonly JudgedList[] {
  return [...groups, ...entries];
}

/** The entries of an acl of either kind. */
function entriesOf(
  acl: NetworkAcl,
  direction: Direction,
  judged: (list: readonly object[], read: () => readonly Meaning[]) => JudgedList,
): JudgedList[] {
  const entries = (direction === 'Ingress' ? acl.IngressEntries : acl.EgressEntries) ?? NO_ENTRIES;
  const quintuples = acl.NetworkAclQuintupleSet?.[direction] ?? NO_ENTRIES;
  return [
    judged(entries, () => entries.map(entryMeaning)),
    judged(quintuples, () => quintuples.map((entry) => quintupleMeaning(entry, direction))),
  ];
}

/** Of these packets those that pass. */
function through(
  { groups, entries, subnet }: ListsInTurn,
  whole: PacketSet,
  decisions: (list: JudgedList) => Decisions,
): PacketSet {
  const byGroups = groups === undefined ? whole : allowedBy(groups, whole, decisions);
  if (entries === undefined) return byGroups;
  const beside = subnet === undefined ? packetSet.EMPTY : packetSet.of(addressesOf(subnet), ALL);
  return packetSet.intersect(byGroups, packetSet.union(allowedBy(entries, whole, decisions), beside));
}

/** What a list leaves undecided is the next one's; what none decides is denied. */
function allowedBy(
  lists: readonly JudgedList[],
  whole: PacketSet,
  decisions: (list: JudgedList) => Decisions,
): PacketSet {
  let [allowed, decided] = [packetSet.EMPTY, packetSet.EMPTY];
  for (const list of lists) {
    const own = decisions(list);
    allowed = packetSet.union(allowed, packetSet.subtract(own.allowed, decided));
    decided = packetSet.union(decided, own.decided);
    if (packetSet.equals(decided, whole)) break;
  }
  return allowed;
}
