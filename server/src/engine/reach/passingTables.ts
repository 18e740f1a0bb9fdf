// What the lists of a side let through, by the address at the other end, kept once it was asked for.

import type { Model } from '#model/model.ts';
import type { PolicyList } from '#model/policy.ts';
import type { Address } from '#net/address.ts';
import type { Protocol } from '#net/services.ts';
import * as services from '#net/services.ts';
import { memoOf } from '#util/memo.ts';
import { type AddressKey, addressKey, directoryOf } from '../directory.ts';
import { pairTable } from '../list/pairTable.ts';
import { EVERYTHING, NOTHING } from '../list/serviceAxis.ts';
import { EPHEMERAL, hasPorts } from '../packet/packet.ts';
import { classAt, type Fold, type ListTable, listTable } from './listTable.ts';
import { type ServiceNumbers, serviceNumbers } from './serviceNumbers.ts';
import { type End, isNear, type Side } from './sides.ts';

export interface PassingTables {
  /** The sets of services under the numbers that all tables use. */
  readonly numbers: ServiceNumbers;
  /** What there is over a family at all. */
  readonly over: (family: 4 | 6) => number;
  /** The number under which the tables know an address, as a machine's with its groups or as if it were nobody's. */
  readonly peerOf: (address: Address, of: 'machine' | 'nobody') => number;
  readonly peer: (peer: number) => Peer;
  /** What passes at every port that a sender takes by itself. */
  readonly atEveryPort: Passing;
  /** What passes at one port at least that somebody may send from. */
  readonly atAnyPort: Passing;
  /** The answers that the acls between two ends let through, each taken for itself. */
  readonly answersBetween: (source: PassingEnd, destination: PassingEnd) => number | undefined;
  /** What lists tried one behind the other let through. */
  readonly allowedBy: (lists: readonly PolicyList[], peer: number) => number | undefined;
  /** The answers that are possible to some services, of the same protocol: to every port that is looked at. */
  readonly answersTo: (set: number, senders: Senders) => number;
}

/** An address that stands for all that no list tells apart from it. */
export interface Peer {
  readonly address: Address;
  /** The groups that it is in. */
  readonly groups: ReadonlySet<string>;
}

/** Numbers of sets; undefined where finding them is too much work. */
export interface Passing {
  readonly passing: (source: PassingEnd, destination: PassingEnd) => number | undefined;
  /** The halves of it: what a side lets out to a peer class, and in from one, with its acl where the other end is not near. */
  readonly outOf: PassingHalf;
  readonly into: PassingHalf;
}

/** Which ports of the sender are looked at: each of those that senders take by themselves, or any at all. */
export type Senders = 'each' | 'any';

/** What a side lets out to a peer class, or in from one; undefined where finding it is too much work. */
export type PassingHalf = (side: Side, peer: number, isNear: boolean) => number | undefined;

/** One end of packets, and its address or one that no list of the other end tells apart from it. */
export interface PassingEnd extends End {
  readonly peer: number;
}

const NO_GROUPS: ReadonlySet<string> = new Set();

/** Numbers in all tables, 128 MB. What more there would be is found each time. */
const MAX_KEPT = 2 ** 25;
const PAGE_BITS = 5;
const PAGE = 1 << PAGE_BITS;

/** Made once for a model. */
export const passingTablesOf = memoOf((model: Model): PassingTables => {
  const directory = directoryOf(model);
  const axis = serviceNumbers();
  const over4 = axis.of(services.OVER_IPV4);
  const over6 = axis.of(services.OVER_IPV6);
  const peers: Peer[] = [];
  const byGroups = new Map<ReadonlySet<string>, Map<AddressKey, number>>();
  const peerOf = (address: Address, of: 'machine' | 'nobody'): number => {
    const groups = of === 'machine' ? directory.groupsAt(address) : NO_GROUPS;
    const known = keep(byGroups, groups, () => new Map<AddressKey, number>());
    return keep(known, addressKey(address), () => peers.push({ address, groups }) - 1);
  };
  const over = (family: 4 | 6): number => (family === 4 ? over4 : over6);

  const folds = foldTable(axis);
  const folders = new Map<PolicyList, (peer: Peer) => number>();
  const foldOf = (list: PolicyList, peer: Peer): number =>
    keep(folders, list, () => {
      const table = listTable(list);
      return table === undefined ? () => UNKNOWN : folder(table, axis, folds);
    })(peer);
  /** First match over lists one behind the other. What none takes is denied. */
  const allowedBy = (lists: readonly PolicyList[], peer: number): number => {
    let all = folds.nothing;
    for (const list of lists) {
      const fold = foldOf(list, peers[peer]!);
      if (fold === UNKNOWN) return UNKNOWN;
      all = folds.behind(all, fold);
    }
    return folds.allowed(all);
  };

  const answersOf = (senders: Senders): readonly Answers[] =>
    services.PROTOCOLS.map((protocol: Protocol) => {
      const whole = services.protocol(protocol);
      const isChosen = senders === 'each' && hasPorts(protocol);
      return {
        protocol: axis.of(whole),
        answer: axis.of(isChosen ? services.ports(protocol, ...EPHEMERAL) : whole),
      };
    });
  const answers = { each: answersOf('each'), any: answersOf('any') };
  /** The protocols whose answers pass where these are let through. */
  const answerable = {
    each: memoized((allowed) => protocolsOf(answers.each, ({ answer }) => axis.without(answer, allowed) === NOTHING)),
    any: memoized((allowed) => protocolsOf(answers.any, ({ answer }) => axis.and(answer, allowed) !== NOTHING)),
  };
  const protocolsOf = (of: readonly Answers[], isIn: (answers: Answers) => boolean): number =>
    of.filter(isIn).reduce((set, { protocol }) => axis.or(set, protocol), NOTHING);

  let kept = 0;
  const row = (find: (peer: number) => number): Row => {
    // In pages: most rows are asked for few of thousands of addresses.
    const pages: Int32Array[] = [];
    return (peer) => {
      let page = pages[peer >>> PAGE_BITS];
      if (page === undefined) {
        if (kept > MAX_KEPT) return find(peer);
        kept += PAGE;
        page = new Int32Array(PAGE).fill(UNKNOWN);
        pages[peer >>> PAGE_BITS] = page;
      }
      const at = peer & (PAGE - 1);
      if (page[at] === UNKNOWN) page[at] = find(peer);
      return page[at]!;
    };
  };

  /** What a side lets pass in one direction, by the address at the other end. Sides share what their groups and acls say. */
  const half = (direction: 'inbound' | 'outbound', senders: Senders): PassingHalf => {
    const byGroups = new Map<readonly PolicyList[] | undefined, Row>();
    const byAcl = new Map<PolicyList, Row>();
    const bySide = new Map<Side, Row>();
    const nearOf = (lists: readonly PolicyList[] | undefined): Row =>
      keep(byGroups, lists, () =>
        row((peer) => {
          const allowed = lists === undefined ? EVERYTHING : allowedBy(lists, peer);
          return allowed === UNKNOWN ? UNKNOWN : axis.and(allowed, over(peers[peer]!.address.family));
        }),
      );
    const aclOf = (request: readonly PolicyList[], answer: readonly PolicyList[]): Row =>
      row((peer) => {
        const [there, back] = [allowedBy(request, peer), allowedBy(answer, peer)];
        return there === UNKNOWN || back === UNKNOWN ? UNKNOWN : axis.and(there, answerable[senders](back));
      });
    const farOf = (side: Side): Row => {
      const near = nearOf(side[direction]);
      const [request, answer] =
        direction === 'inbound' ? [side.aclInbound, side.aclOutbound] : [side.aclOutbound, side.aclInbound];
      const [list] = request ?? [];
      if (request === undefined || answer === undefined || list === undefined) return near;
      const acl = keep(byAcl, list, () => aclOf(request, answer));
      return row((peer) => {
        const [one, other] = [near(peer), acl(peer)];
        return one === UNKNOWN || other === UNKNOWN ? UNKNOWN : axis.and(one, other);
      });
    };
    return (side, peer, near) => {
      const found = (near ? nearOf(side[direction]) : keep(bySide, side, () => farOf(side)))(peer);
      return found === UNKNOWN ? undefined : found;
    };
  };

  const answersBetween = (source: PassingEnd, destination: PassingEnd): number | undefined => {
    if (isNear(source, destination)) return EVERYTHING;
    let open = EVERYTHING;
    for (const [lists, peer] of [
      [destination.side.aclOutbound, source.peer],
      [source.side.aclInbound, destination.peer],
    ] as const) {
      const allowed = lists === undefined ? EVERYTHING : allowedBy(lists, peer);
      if (allowed === UNKNOWN) return undefined;
      open = axis.and(open, allowed);
    }
    return open;
  };

  const passingAt = (senders: Senders): Passing => {
    const [outOf, into] = [half('outbound', senders), half('inbound', senders)];
    return {
      outOf,
      into,
      passing: (source, destination) => {
        const near = isNear(source, destination);
        const outside = outOf(source.side, destination.peer, near);
        if (outside === NOTHING) return NOTHING;
        const inside = into(destination.side, source.peer, near);
        if (outside === undefined || inside === undefined) return undefined;
        const both = axis.and(outside, inside);
        // Each acl alone may let answers to some port through, and both together to none.
        const twice = source.side.aclInbound !== undefined && destination.side.aclOutbound !== undefined;
        if (senders === 'each' || near || !twice || both === NOTHING) return both;
        const back = answersBetween(source, destination);
        return back === undefined ? undefined : axis.and(both, answerable.any(back));
      },
    };
  };

  return {
    numbers: axis,
    over,
    peerOf,
    peer: (peer) => peers[peer]!,
    atEveryPort: passingAt('each'),
    atAnyPort: passingAt('any'),
    answersBetween,
    allowedBy: (lists, peer) => {
      const allowed = allowedBy(lists, peer);
      return allowed === UNKNOWN ? undefined : allowed;
    },
    answersTo: (set, senders) =>
      answers[senders]
        .filter(({ protocol }) => axis.and(protocol, set) !== NOTHING)
        .reduce((all, { answer }) => axis.or(all, answer), NOTHING),
  };
});

/** Of one protocol, on the axis: all of it, and what its answers are to each port that is looked at. */
interface Answers {
  readonly protocol: number;
  readonly answer: number;
}

/** By the number of the address, found where it is asked. */
type Row = (peer: number) => number;

function keep<K, V>(kept: Map<K, V>, key: K, make: () => V): V {
  let value = kept.get(key);
  if (value === undefined) {
    value = make();
    kept.set(key, value);
  }
  return value;
}

/** In the place of a number: not known yet, or too much work to find. */
const UNKNOWN = -1;

/** What lists decide for a peer class, by numbers: what they allow and what they take at all. */
interface FoldTable {
  readonly nothing: number;
  readonly make: (allowed: number, taken: number) => number;
  readonly allowed: (fold: number) => number;
  /** The second one gets what the first does not take. */
  readonly behind: (first: number, second: number) => number;
}

function foldTable(axis: ServiceNumbers): FoldTable {
  const numbers = pairTable();
  const allowed: number[] = [];
  const taken: number[] = [];
  const make = (allows: number, takes: number): number => {
    let fold = numbers.get(allows, takes);
    if (fold < 0) {
      fold = allowed.push(allows) - 1;
      taken.push(takes);
      numbers.set(allows, takes, fold);
    }
    return fold;
  };
  const joined = pairTable();
  const nothing = make(NOTHING, NOTHING);
  return {
    nothing,
    make,
    allowed: (fold) => allowed[fold]!,
    behind: (first, second) => {
      if (first === nothing) return second;
      let fold = joined.get(first, second);
      if (fold < 0) {
        const more = axis.without(allowed[second]!, taken[first]!);
        fold = make(axis.or(allowed[first]!, more), axis.or(taken[first]!, taken[second]!));
        joined.set(first, second, fold);
      }
      return fold;
    },
  };
}

/** What a list decides for an address, under the numbers of the tables. */
function folder(table: ListTable, axis: ServiceNumbers, folds: FoldTable): (peer: Peer) => number {
  const named = new Map<ReadonlySet<string>, number>();
  const known = new Map<Fold, number>();
  return ({ address, groups }) => {
    const fold = table.foldOf(
      classAt(table, address),
      keep(named, groups, () => table.namedAmong(groups)),
    );
    return keep(known, fold, () => folds.make(axis.of(fold.allowed), axis.of(fold.taken)));
  };
}

function memoized(make: (id: number) => number): (id: number) => number {
  const made: number[] = [];
  return (id) => {
    const value = made[id] ?? make(id);
    made[id] = value;
    return value;
  };
}
