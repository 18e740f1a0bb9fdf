// What the lists of a side let through, by peer class, kept once it was asked for.

import type { Policy, PolicyList } from '#model/policy.ts';
import type { Protocol } from '#net/services.ts';
import * as services from '#net/services.ts';
import { hasSet } from './addressCells.ts';
import { bitSets } from './bitSets.ts';
import { EPHEMERAL, hasPorts } from './packet.ts';
import { pairTable } from './pairTable.ts';
import { EVERYTHING, NOTHING, type ServiceAxis } from './serviceAxis.ts';

export interface PassingTables {
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
  /** Called before a question, so that each has the same amount of work to spend. */
  readonly begin: () => void;
}

/** Sets on the axis; undefined where finding them is too much work. */
export interface Passing {
  readonly passing: (source: PassingEnd, destination: PassingEnd) => number | undefined;
  /** The halves of it: what a side lets out to a peer class, and in from one, with its acl where the other end is not near. */
  readonly outOf: HalfWay;
  readonly into: HalfWay;
}

/** Which ports of the sender are looked at: each of those that senders take by themselves, or any at all. */
export type Senders = 'each' | 'any';

export type HalfWay = (side: Side, peer: number, isNear: boolean) => number | undefined;

export interface PassingEnd {
  readonly side: Side;
  /** The number of the subnet, -1 outside of all. Between two ends of one subnet no acl stands. */
  readonly network: number;
  readonly peer: number;
}

/** In whose peers an address is: bit `i` for the `i`th set of addresses that some policy has as its peer. */
export interface PeerClass {
  readonly bits: Int32Array;
  /** What there is over its family, on the axis. */
  readonly possible: number;
}

/** The lists that judge what an address sends and receives. */
export interface Side {
  readonly id: number;
  /** Undefined where no group filters. */
  readonly inbound: readonly PolicyList[] | undefined;
  readonly outbound: readonly PolicyList[] | undefined;
  /** The one list of the subnet's acl; undefined where there is none. */
  readonly aclInbound: readonly PolicyList[] | undefined;
  readonly aclOutbound: readonly PolicyList[] | undefined;
}

/** Steps of machine words, well below a second: a question that needs more is answered only in part. */
const MAX_WORK = 3e8;

/** Numbers in all tables, 128 MB: sides by peer classes, and lists by peer classes, may be too many to keep. */
const MAX_KEPT = 2 ** 25;

export function passingTables(
  axis: ServiceAxis,
  peers: readonly PeerClass[],
  sides: readonly Side[],
  idOf: (policy: Policy) => number,
): PassingTables {
  let work = 0;
  const spend = (cost: number): boolean => {
    work += cost;
    return work <= MAX_WORK;
  };
  let kept = 0;
  const table = (length: number): Int32Array | undefined => {
    kept += length;
    return kept > MAX_KEPT ? undefined : new Int32Array(length).fill(UNKNOWN);
  };
  const folds = foldTable(axis);
  const folders = new Map<PolicyList, (peer: number) => number>();
  const foldOf = (list: PolicyList, peer: number): number => {
    let fold = folders.get(list);
    if (fold === undefined) {
      fold = listFolder(axis, peers, list, idOf, folds, spend, table);
      folders.set(list, fold);
    }
    return fold(peer);
  };
  /** First match over lists one behind the other. What none takes is denied. */
  const allowedBy = (lists: readonly PolicyList[], peer: number): number => {
    let all = folds.nothing;
    for (const list of lists) {
      const fold = foldOf(list, peer);
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
        protocol: axis.touching(whole),
        answer: axis.touching(isChosen ? services.ports(protocol, ...EPHEMERAL) : whole),
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

  /** What a side lets pass in one direction, by the peer class at the other end. Sides share what their groups and acls say. */
  const half = (direction: 'inbound' | 'outbound', senders: Senders): Half => {
    const rowOf = (lists: readonly PolicyList[] | undefined) =>
      row((peer) => {
        const allowed = lists === undefined ? EVERYTHING : allowedBy(lists, peer);
        return allowed === UNKNOWN ? UNKNOWN : axis.and(allowed, peers[peer]!.possible);
      });
    const rowOfAcl = (request: readonly PolicyList[], answer: readonly PolicyList[]) =>
      row((peer) => {
        const [there, back] = [allowedBy(request, peer), allowedBy(answer, peer)];
        return there === UNKNOWN || back === UNKNOWN ? UNKNOWN : axis.and(there, answerable[senders](back));
      });
    const byGroups = new Map<readonly PolicyList[] | undefined, Row>();
    const byAcl = new Map<PolicyList, Row>();
    const near = sides.map((side) => keep(byGroups, side[direction], () => rowOf(side[direction])));
    const far = sides.map((side, i) => {
      const [request, answer] =
        direction === 'inbound' ? [side.aclInbound, side.aclOutbound] : [side.aclOutbound, side.aclInbound];
      const [list] = request ?? [];
      if (request === undefined || answer === undefined || list === undefined) return near[i]!;
      const groups = near[i]!;
      const acl = keep(byAcl, list, () => rowOfAcl(request, answer));
      return row((peer) => {
        const [one, other] = [at(groups, peer), at(acl, peer)];
        return one === UNKNOWN || other === UNKNOWN ? UNKNOWN : axis.and(one, other);
      });
    });
    return { near, far };
  };
  const row = (find: Row['find']): Row => ({ known: undefined, make: () => table(peers.length), find });

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
    const halves = once(() => ({ out: half('outbound', senders), into: half('inbound', senders) }));
    return {
      passing: (source, destination) => {
        const { out, into } = halves();
        const distance = isNear(source, destination) ? 'near' : 'far';
        const outside = at(out[distance][source.side.id]!, destination.peer);
        if (outside === NOTHING) return NOTHING;
        const inside = at(into[distance][destination.side.id]!, source.peer);
        if (outside === UNKNOWN || inside === UNKNOWN) return undefined;
        const both = axis.and(outside, inside);
        // Each acl alone may let answers to some port through, and both together to none.
        const twice = source.side.aclInbound !== undefined && destination.side.aclOutbound !== undefined;
        if (senders === 'each' || distance === 'near' || !twice || both === NOTHING) return both;
        const back = answersBetween(source, destination);
        return back === undefined ? undefined : axis.and(both, answerable.any(back));
      },
      outOf: (side, peer, near) => halfWay(halves().out, side, peer, near),
      into: (side, peer, near) => halfWay(halves().into, side, peer, near),
    };
  };

  return {
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
    begin: () => {
      work = 0;
    },
  };
}

/** Of one protocol, on the axis: all of it, and what its answers are to each port that is looked at. */
interface Answers {
  readonly protocol: number;
  readonly answer: number;
}

/** Whether both are in one subnet, inside of which no acl is passed. */
export function isNear(source: PassingEnd, destination: PassingEnd): boolean {
  return source.network >= 0 && source.network === destination.network;
}

/** By the number of a side. */
interface Half {
  readonly near: readonly Row[];
  readonly far: readonly Row[];
}

function halfWay({ near, far }: Half, side: Side, peer: number, isNear: boolean): number | undefined {
  const set = at((isNear ? near : far)[side.id]!, peer);
  return set === UNKNOWN ? undefined : set;
}

/** By peer class, found where it is asked. */
interface Row {
  known: Int32Array | undefined;
  /** Undefined where there is no more room. */
  readonly make: () => Int32Array | undefined;
  readonly find: (peer: number) => number;
}

function at(row: Row, peer: number): number {
  row.known ??= row.make();
  if (row.known === undefined) return UNKNOWN;
  const value = row.known[peer]!;
  if (value !== UNKNOWN) return value;
  const found = row.find(peer);
  row.known[peer] = found;
  return found;
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

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

function foldTable(axis: ServiceAxis): FoldTable {
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

/** A list is folded once for each set of its own peers that a class of addresses can be in. */
function listFolder(
  axis: ServiceAxis,
  classes: readonly PeerClass[],
  { policies }: PolicyList,
  idOf: (policy: Policy) => number,
  folds: FoldTable,
  spend: (cost: number) => boolean,
  table: (length: number) => Int32Array | undefined,
): (peer: number) => number {
  // The list numbers its own peers, so that what it sees of a class is a few words.
  const ids = [...new Set(policies.map(idOf))].sort((a, b) => a - b);
  const placeOf = new Map(ids.map((id, place) => [id, place]));
  const places = policies.map((policy) => placeOf.get(idOf(policy))!);
  const sets = policies.map((policy) => axis.touching(policy.services));
  const own = new Int32Array(Math.ceil(ids.length / 32));
  const signatures = bitSets(own.length);
  const bySignature: number[] = [];
  const byPeer = table(classes.length);

  return (peer) => {
    if (byPeer === undefined) return UNKNOWN;
    const remembered = byPeer[peer]!;
    if (remembered !== UNKNOWN) return remembered;
    own.fill(0);
    const { bits } = classes[peer]!;
    for (let place = 0; place < ids.length; place++) {
      const id = ids[place]!;
      own[place >>> 5]! |= ((bits[id >>> 5]! >>> (id & 31)) & 1) << (place & 31);
    }
    const signature = signatures.intern(own);
    const same = bySignature[signature];
    if (same !== undefined) {
      byPeer[peer] = same;
      return same;
    }

    const allowed = new Int32Array(axis.words);
    const taken = new Int32Array(axis.words);
    const everything = axis.bitsOf(EVERYTHING);
    for (let i = 0; i < policies.length; i++) {
      if (!hasSet(own, places[i]!)) continue;
      if (!spend(axis.words)) return UNKNOWN;
      const set = axis.bitsOf(sets[i]!);
      let full = -1;
      if (policies[i]!.action === 'allow') for (let w = 0; w < set.length; w++) allowed[w]! |= set[w]! & ~taken[w]!;
      for (let w = 0; w < set.length; w++) {
        taken[w]! |= set[w]!;
        full &= taken[w]! | ~everything[w]!;
      }
      if (full === -1) break;
    }
    const fold = folds.make(axis.intern(allowed), axis.intern(taken));
    bySignature[signature] = fold;
    if (!spend(policies.length + axis.words)) return UNKNOWN;
    byPeer[peer] = fold;
    return fold;
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
