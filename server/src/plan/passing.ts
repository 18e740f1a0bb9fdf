// What lists of rules let through, one behind the other. Lists that say the same are judged once, and most are never asked: what passes
// alike before and after a step is of no interest.

import { type AddressRule, type Decisions, decisionsOf } from '#engine/list/decisions.ts';
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
import { addressesOf, entryMeaning, type Lists, type Meaning, policyMeaning, quintupleMeaning } from './meaning.ts';
import type { Members } from './members.ts';

export interface Passing {
  /** The same for the same packets, as far as equal lists tell. */
  readonly id: number;
  readonly packets: PacketSet;
}

/** What rules name, as it is in the region at the moment. */
export interface Seen {
  readonly lists: Lists;
  readonly members: Members;
}

/** What one list decides by itself. */
interface NumberedList {
  /** The same for lists that say the same. */
  readonly id: number;
  readonly decisions: () => Decisions;
}

/** A list of rules before it is known who is in the groups that it names. */
interface ReadList {
  readonly meanings: readonly Meaning[];
  /** The same for lists that say the same of the same groups. */
  readonly id: number;
  readonly groups: readonly string[];
}

/** Lists, and lists behind one another, that are kept. */
const MOST_LISTS = 2000;
const MOST_PASSINGS = 8000;

const NO_ENTRIES: readonly AclEntry[] = [];

export function makePassings() {
  const listNumbers = new Map<string, number>();
  const readings = memoOf((_: Lists) =>
    memoOf((list: readonly object[]) => ({ list, read: undefined as ReadList | undefined })),
  );
  const setNumbers = numbers<AddressSet>();
  const judged = recent<string, NumberedList>(MOST_LISTS);
  const judgedNumbers = new Map<string, number>();
  const passings = recent<string, Passing>(MOST_PASSINGS);
  const passingNumbers = new Map<string, number>();

  function numberedList(list: readonly object[], { lists, members }: Seen, meaningsOf: () => readonly Meaning[]) {
    const known = readings(lists)(list);
    known.read ??= readList(meaningsOf(), (text) => numberIn(listNumbers, text));
    const { meanings, id, groups } = known.read;
    const key = [id, ...groups.map((group) => setNumbers(members.get(group) ?? addressSet.EMPTY))].join();
    let found = judged.get(key);
    if (found === undefined) {
      found = {
        id: numberIn(judgedNumbers, key),
        decisions: once(() => decisionsOf(meanings.map((meaning) => addressRule(meaning, members)))),
      };
      judged.set(key, found);
    }
    return found;
  }

  return (
    seen: Seen,
    groups: readonly SecurityGroup[] | undefined,
    acl: NetworkAcl | undefined,
    subnet: CloudSubnet | undefined,
    direction: Direction,
  ): Passing => {
    const lists = groups?.map((group) => {
      const policies: readonly CloudPolicy[] = policiesOf(group, direction);
      return numberedList(policies, seen, () => policies.map((policy) => policyMeaning(policy, seen.lists)));
    });
    const guard = acl === undefined || subnet?.CidrBlock === undefined ? undefined : subnet.CidrBlock;
    const entries =
      acl === undefined ? undefined : entriesOf(acl, direction, (list, read) => numberedList(list, seen, read));
    const key = [
      lists?.map(({ id }) => id).join() ?? 'open',
      entries?.map(({ id }) => id).join() ?? '',
      guard ?? '',
    ].join(' ');
    let found = passings.get(key);
    if (found === undefined) {
      found = passing(numberIn(passingNumbers, key), () => {
        const byGroups = lists === undefined ? packetSet.EVERYTHING : allowedBy(lists);
        if (entries === undefined) return byGroups;
        const beside = guard === undefined ? packetSet.EMPTY : packetSet.of(addressesOf(guard), ALL);
        return packetSet.intersect(byGroups, packetSet.union(allowedBy(entries), beside));
      });
      passings.set(key, found);
    }
    return found;
  };
}

function numberIn(numbers: Map<string, number>, text: string): number {
  const number = numbers.get(text) ?? numbers.size;
  numbers.set(text, number);
  return number;
}

/** A number for each object. */
function numbers<K extends object>(): (key: K) => number {
  let count = 0;
  return memoOf(() => count++);
}

function passing(id: number, judge: () => PacketSet): Passing {
  const packets = once(judge);
  return {
    id,
    get packets() {
      return packets();
    },
  };
}

function readList(meanings: readonly Meaning[], numberOf: (text: string) => number): ReadList {
  const text = meanings
    .map(({ allows, services, peer }) => `${allows} ${services.join()} ${'group' in peer ? peer.group : textOf(peer)}`)
    .join(';');
  const groups = new Set(meanings.flatMap(({ peer }) => ('group' in peer ? [peer.group] : [])));
  return { meanings, id: numberOf(text), groups: [...groups] };
}

function textOf({ v4, v6 }: AddressSet): string {
  return `${v4.join()} ${v6.join()}`;
}

function addressRule({ allows, services, peer }: Meaning, members: Members): AddressRule {
  return { allows, services, addresses: 'group' in peer ? (members.get(peer.group) ?? addressSet.EMPTY) : peer };
}

/** The entries of an acl of either kind. */
function entriesOf(
  acl: NetworkAcl,
  direction: Direction,
  numbered: (list: readonly object[], read: () => readonly Meaning[]) => NumberedList,
): NumberedList[] {
  const entries = (direction === 'Ingress' ? acl.IngressEntries : acl.EgressEntries) ?? NO_ENTRIES;
  const quintuples = acl.NetworkAclQuintupleSet?.[direction] ?? NO_ENTRIES;
  return [
    numbered(entries, () => entries.map(entryMeaning)),
    numbered(quintuples, () => quintuples.map((entry) => quintupleMeaning(entry, direction))),
  ];
}

/** What a list leaves undecided is the next one's; what none decides is denied. */
function allowedBy(lists: readonly NumberedList[]): PacketSet {
  let [allowed, decided] = [packetSet.EMPTY, packetSet.EMPTY];
  for (const list of lists) {
    const own = list.decisions();
    allowed = packetSet.union(allowed, packetSet.subtract(own.allowed, decided));
    decided = packetSet.union(decided, own.decided);
  }
  return allowed;
}
