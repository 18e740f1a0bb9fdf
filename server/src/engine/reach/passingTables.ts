// What the lists of a side allow, by the address at the other end. Each answer is kept after it was first asked for.

import type { Model } from '#model/model.ts';
import type { PolicyList } from '#model/policy.ts';
import type { Address } from '#net/address.ts';
import * as services from '#net/services.ts';
import { keep, memoOf } from '#util/memo.ts';
import { type AddressKey, addressKey, directoryOf } from '../directory.ts';
import { EVERYTHING, NOTHING } from '../list/serviceAxis.ts';
import { EPHEMERAL, hasPorts } from '../packet/packet.ts';
import { allowing, type Peer, UNKNOWN } from './folds.ts';
import { type ServiceNumbers, serviceNumbers } from './serviceNumbers.ts';
import { type End, isNear, type Side } from './sides.ts';

export interface PassingTables {
  /** The sets of services under the numbers that all tables use. */
  readonly numbers: ServiceNumbers;
  /** All services that exist over a family. */
  readonly over: (family: 4 | 6) => number;
  /** The number of an address in the tables: as that of a machine, with its groups, or as if no machine had it. */
  readonly peerOf: (address: Address, of: 'machine' | 'nobody') => number;
  readonly peer: (peer: number) => Peer;
  /** What passes at every port that a sender takes by itself. */
  readonly atEveryPort: Passing;
  /** What passes at one port at least that anybody may send from. */
  readonly atAnyPort: Passing;
  /** The answers that both acls between two ends allow. */
  readonly answersBetween: (source: PassingEnd, destination: PassingEnd) => number | undefined;
  /** What is allowed by lists that are tried one after the other. */
  readonly allowedBy: (lists: readonly PolicyList[], peer: number) => number | undefined;
  /** The answers that are possible to some services, of the same protocol: to every port that is looked at. */
  readonly answersTo: (set: number, senders: Senders) => number;
}

/** Numbers of sets; undefined where finding them is too much work. */
export interface Passing {
  readonly passing: (source: PassingEnd, destination: PassingEnd) => number | undefined;
  /** The halves of it: what a side lets out to a peer class, and in from one, with its acl where the other end is not near. */
  readonly outOf: PassingHalf;
  readonly into: PassingHalf;
}

/** Which ports of the sender count: every one of those that senders take by themselves, or any port at all. */
export type Senders = 'each' | 'any';

/** What a side lets out to a peer class, or in from one; undefined where finding it is too much work. */
export type PassingHalf = (side: Side, peer: number, isNear: boolean) => number | undefined;

/** One end of packets, with its address or one that every list of the other end treats like it. */
export interface PassingEnd extends End {
  readonly peer: number;
}

const NO_GROUPS: ReadonlySet<string> = new Set();

/** At most so many numbers are kept in all tables, 128 MB. Further ones are found each time they are asked for. */
const MAX_KEPT = 2 ** 25;
const PAGE_BITS = 5;
const PAGE = 1 << PAGE_BITS;

/** The tables of a model, made once. */
export const passingTablesOf = memoOf((model: Model): PassingTables => {
  const directory = directoryOf(model);
  const axis = serviceNumbers();
  const over4 = axis.of(services.OVER_IPV4);
  const over6 = axis.of(services.OVER_IPV6);
  const peers: Peer[] = [];
  const byGroups = new Map<ReadonlySet<string>, Map<AddressKey, number>>();
  const allowed = allowing(axis);
  const found: Found = {
    axis,
    over: (peer) => (peers[peer]!.address.family === 4 ? over4 : over6),
    allowedBy: (lists, peer) => allowed(lists, peers[peer]!),
    answers: answersOn(axis),
    row: pagedRows(),
  };
  return {
    numbers: axis,
    over: (family) => (family === 4 ? over4 : over6),
    peerOf: (address, of) => {
      const groups = of === 'machine' ? directory.groupsAt(address) : NO_GROUPS;
      const known = keep(byGroups, groups, () => new Map<AddressKey, number>());
      return keep(known, addressKey(address), () => peers.push({ address, groups }) - 1);
    },
    peer: (peer) => peers[peer]!,
    atEveryPort: passingAt(found, 'each'),
    atAnyPort: passingAt(found, 'any'),
    answersBetween: (source, destination) => answersBetween(found, source, destination),
    allowedBy: (lists, peer) => knownOnly(found.allowedBy(lists, peer)),
    answersTo: (set, senders) => found.answers[senders].to(set),
  };
});

/** What the tables of a model are made with. Peers are numbers here. */
interface Found {
  readonly axis: ServiceNumbers;
  readonly over: (peer: number) => number;
  /** `UNKNOWN` where that is too much work to find. */
  readonly allowedBy: (lists: readonly PolicyList[], peer: number) => number;
  readonly answers: Record<Senders, Answers>;
  /** A row that keeps what was found. */
  readonly row: (find: Row) => Row;
}

function knownOnly(set: number): number | undefined {
  return set === UNKNOWN ? undefined : set;
}

function passingAt(found: Found, senders: Senders): Passing {
  const { axis, answers } = found;
  const [outOf, into] = [half(found, 'outbound', senders), half(found, 'inbound', senders)];
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
      // Each of two acls may let answers to some port through, and the two together to none.
      const twice = source.side.aclInbound !== undefined && destination.side.aclOutbound !== undefined;
      if (senders === 'each' || near || !twice || both === NOTHING) return both;
      const back = answersBetween(found, source, destination);
      return back === undefined ? undefined : axis.and(both, answers.any.answerable(back));
    },
  };
}

/** What a side allows in one direction, by the address at the other end. Sides share the answers of the same groups or acl. */
function half({ axis, over, allowedBy, answers, row }: Found, direction: Direction, senders: Senders): PassingHalf {
  const byGroups = new Map<readonly PolicyList[] | undefined, Row>();
  const byAcl = new Map<PolicyList, Row>();
  const bySide = new Map<Side, Row>();
  const both = (one: number, other: number): number =>
    one === UNKNOWN || other === UNKNOWN ? UNKNOWN : axis.and(one, other);
  const nearOf = (lists: readonly PolicyList[] | undefined): Row =>
    keep(byGroups, lists, () =>
      row((peer) => both(lists === undefined ? EVERYTHING : allowedBy(lists, peer), over(peer))),
    );
  const aclOf = (request: readonly PolicyList[], answer: readonly PolicyList[]): Row =>
    row((peer) => {
      const back = allowedBy(answer, peer);
      return back === UNKNOWN ? UNKNOWN : both(allowedBy(request, peer), answers[senders].answerable(back));
    });
  const farOf = (side: Side): Row => {
    const near = nearOf(side[direction]);
    const [request, answer] =
      direction === 'inbound' ? [side.aclInbound, side.aclOutbound] : [side.aclOutbound, side.aclInbound];
    const [list] = request ?? [];
    if (request === undefined || answer === undefined || list === undefined) return near;
    const acl = keep(byAcl, list, () => aclOf(request, answer));
    return row((peer) => both(near(peer), acl(peer)));
  };
  return (side, peer, near) =>
    knownOnly((near ? nearOf(side[direction]) : keep(bySide, side, () => farOf(side)))(peer));
}

type Direction = PolicyList['direction'];

function answersBetween({ axis, allowedBy }: Found, source: PassingEnd, destination: PassingEnd): number | undefined {
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
}

/** The answers to some services, at the ports of the sender that are looked at. */
interface Answers {
  /** The protocols whose answers pass if these services are allowed. */
  readonly answerable: (allowed: number) => number;
  /** The answers that are possible to these services, of the same protocols. */
  readonly to: (set: number) => number;
}

function answersOn(axis: ServiceNumbers): Record<Senders, Answers> {
  const answers = (senders: Senders): Answers => {
    const protocols = services.PROTOCOLS.map((protocol) => {
      const whole = services.protocol(protocol);
      const isChosen = senders === 'each' && hasPorts(protocol);
      return {
        whole: axis.of(whole),
        answer: axis.of(isChosen ? services.ports(protocol, ...EPHEMERAL) : whole),
      };
    });
    const passes = (answer: number, allowed: number): boolean =>
      senders === 'each' ? axis.without(answer, allowed) === NOTHING : axis.and(answer, allowed) !== NOTHING;
    return {
      answerable: memoized((allowed) =>
        protocols.reduce((set, { whole, answer }) => (passes(answer, allowed) ? axis.or(set, whole) : set), NOTHING),
      ),
      to: (set) =>
        protocols.reduce(
          (all, { whole, answer }) => (axis.and(whole, set) === NOTHING ? all : axis.or(all, answer)),
          NOTHING,
        ),
    };
  };
  return { each: answers('each'), any: answers('any') };
}

/** By the number of the address, found where it is asked. */
type Row = (peer: number) => number;

/** Makes rows that keep what was found, as long as all rows together are not too large. */
function pagedRows(): (find: Row) => Row {
  let kept = 0;
  return (find) => {
    // In pages, because most rows are asked about few of thousands of addresses.
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
}

function memoized(make: (id: number) => number): (id: number) => number {
  const made: number[] = [];
  return (id) => {
    const value = made[id] ?? make(id);
    made[id] = value;
    return value;
  };
}
