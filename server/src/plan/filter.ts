// What lists of rules allow together: the lists of a machine's groups, one after the other, and, for peers outside of its subnet, the
// entries of the subnet's ACL.
//
// A step of a plan usually changes only the packets of one address, whose machine joins or leaves a group. So a filter can be asked for the
// packets of some addresses only, and the lists of two filters are compared before any of their packets.
//
//   store inbound { allow tcp 3306 from web }     web-7, 10.0.0.7, leaves the group web
//   The filters of every machine in store before and after the step can differ for 10.0.0.7 alone: only packets from there are judged.
//
// `engine/versions` compares two models once and finds which rule decides each packet. Here thousands of questions are asked, always whether
// a packet passes and never by which rule.

import type { Decisions } from '#engine/list/decisions.ts';
import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import type { PacketSet } from '#net/packetSet.ts';
import * as packetSet from '#net/packetSet.ts';
import { ALL } from '#net/services.ts';
import { keep, memoOf, once, recent } from '#util/memo.ts';
import {
  type CloudSubnet,
  type Direction,
  entriesIn,
  type NetworkAcl,
  policiesOf,
  type Quintuple,
  type SecurityGroup,
} from './cloud.ts';
import { type JudgedList, judgedLists, type Lookup, numberIn } from './judgedLists.ts';
import { addressesOf, entryMeaning, type Meaning, policyMeaning, quintupleMeaning } from './meaning.ts';

export interface Filter {
  /** Filters with one id let the same packets through. Two that do may have different ids, where their lists are written differently. */
  readonly id: number;
  /** The packets from or to these addresses that it allows. */
  readonly allowed: (addresses: AddressSet) => PacketSet;
  /** Addresses outside of which it lets the same packets through as at least one of the others. */
  readonly differenceFrom: (...others: readonly Filter[]) => AddressSet;
  readonly lists: FilterLists;
}

interface FilterLists {
  /** Of the groups, in their order. Undefined for a machine without groups: nothing filters it. */
  readonly groups: readonly JudgedList[] | undefined;
  /** Of the acl, which does not judge what stays in the subnet. Undefined where there is none. */
  readonly entries: readonly JudgedList[] | undefined;
  /** The block of the subnet that the acl guards. */
  readonly subnet: string | undefined;
}

/** How many filters are kept. */
const MOST_FILTERS = 2000;
/** Where two filters differ at more ends of address ranges than this, judging everything once takes less time than judging those alone. */
const MOST_ENDS = 500;

const NO_QUINTUPLES: readonly Quintuple[] = [];

/** Makes filters, and keeps them: machines with the same lists have the same filter, at every moment. */
export function filters() {
  const lists = judgedLists();
  const known = recent<string, Filter>(MOST_FILTERS);
  const numbers = new Map<string, number>();
  return (
    lookup: Lookup,
    groups: readonly SecurityGroup[] | undefined,
    acl: NetworkAcl | undefined,
    subnet: CloudSubnet | undefined,
    direction: Direction,
  ): Filter => {
    const own: FilterLists = {
      groups: groups?.map((group) => {
        const policies = policiesOf(group, direction);
        return lists.judgedList(policies, lookup, () => policies.map((policy) => policyMeaning(policy, lookup.lists)));
      }),
      entries:
        acl === undefined
          ? undefined
          : judgedEntries(acl, direction, (list, read) => lists.judgedList(list, lookup, read)),
      subnet: acl === undefined ? undefined : subnet?.CidrBlock,
    };
    const key = [
      own.groups?.map(({ id }) => id).join() ?? 'open',
      own.entries?.map(({ id }) => id).join() ?? '',
      own.subnet ?? '',
    ].join(' ');
    return keep(known, key, () => filterOf(numberIn(numbers, key), own, lists));
  };
}

type Comparison = Pick<ReturnType<typeof judgedLists>, 'difference' | 'same'>;

function filterOf(id: number, lists: FilterLists, comparison: Comparison): Filter {
  const everything = once(() => through(lists, packetSet.EVERYTHING, (list) => list.decisions()));
  const allowedFor = memoOf((addresses: AddressSet) =>
    through(lists, packetSet.of(addresses, ALL), (list) => list.decisionsFor(addresses)),
  );
  const differenceFrom = memoOf((other: Filter) =>
    other.id === id ? addressSet.EMPTY : differenceOf(lists, other.lists, comparison),
  );
  return {
    id,
    lists,
    allowed: (addresses) => {
      if (addresses === addressSet.EVERYTHING) return everything();
      return addressSet.isEmpty(addresses) ? packetSet.EMPTY : allowedFor(addresses);
    },
    differenceFrom: (...others) => others.map(differenceFrom).reduce((a, b) => inBoth(a, b, comparison)),
  };
}

/** The addresses for which any list of one decides otherwise than the list in its place in the other. */
function differenceOf(a: FilterLists, b: FilterLists, { difference, same }: Comparison): AddressSet {
  const [one, other] = [a, b].map(({ groups = [], entries = [] }) => [...groups, ...entries]) as [
    JudgedList[],
    JudgedList[],
  ];
  const isAlike = one.length === other.length && a.groups?.length === b.groups?.length && a.subnet === b.subnet;
  if (!isAlike) return addressSet.EVERYTHING;
  const parts = one
    .map((list, i) => difference(list, other[i] as JudgedList))
    .filter((set) => !addressSet.isEmpty(set));
  const [first = addressSet.EMPTY] = parts;
  const all = parts.every((set) => set === first) ? first : same(addressSet.unionAll(parts));
  return all.v4.length + all.v6.length > MOST_ENDS ? addressSet.EVERYTHING : all;
}

function inBoth(a: AddressSet, b: AddressSet, { same }: Comparison): AddressSet {
  if (a === b || b === addressSet.EVERYTHING) return a;
  return a === addressSet.EVERYTHING ? b : same(addressSet.intersect(a, b));
}

/** The entries of an acl, whether it is a triple or a quintuple one. */
function judgedEntries(
  acl: NetworkAcl,
  direction: Direction,
  judged: (list: readonly object[], read: () => readonly Meaning[]) => JudgedList,
): JudgedList[] {
  const entries = entriesIn(acl, direction);
  const quintuples = acl.NetworkAclQuintupleSet?.[direction] ?? NO_QUINTUPLES;
  return [
    judged(entries, () => entries.map(entryMeaning)),
    judged(quintuples, () => quintuples.map((entry) => quintupleMeaning(entry, direction))),
  ];
}

/** Those of the packets `whole` that pass. */
function through(
  { groups, entries, subnet }: FilterLists,
  whole: PacketSet,
  decisions: (list: JudgedList) => Decisions,
): PacketSet {
  const byGroups = groups === undefined ? whole : allowedBy(groups, whole, decisions);
  if (entries === undefined) return byGroups;
  const within = subnet === undefined ? packetSet.EMPTY : packetSet.of(addressesOf(subnet), ALL);
  return packetSet.intersect(byGroups, packetSet.union(allowedBy(entries, whole, decisions), within));
}

/** A packet that no rule of a list matches goes on to the next list. One that none matches is denied. */
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
