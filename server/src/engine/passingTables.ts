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
  /** What passes from one end to another, on the axis; undefined where finding it is too much work. */
  readonly passing: (source: PassingEnd, destination: PassingEnd) => number | undefined;
  /** The halves of it: what a side lets out to a peer class, and in from one, with its acl where the other end is not near. */
  readonly outOf: HalfWay;
  readonly into: HalfWay;
  /** What lists tried one behind the other let through. */
  readonly allowedBy: (lists: readonly PolicyList[], peer: number) => number | undefined;
  /** The answers that are possible to some services: to every port that a sender may have, or of the same protocol. */
  readonly answersTo: (set: number) => number;
  /** Called before a question, so that each has the same amount of work to spend. */
  readonly begin: () => void;
}

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
  const folds = foldTable(axis);
  const folders = new Map<PolicyList, (peer: number) => number>();
  const foldOf = (list: PolicyList, peer: number): number => {
    let fold = folders.get(list);
    if (fold === undefined) {
      fold = listFolder(axis, peers, list, idOf, folds, spend);
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

  const answered = services.PROTOCOLS.map((protocol: Protocol) => ({
    protocol: axis.touching(services.protocol(protocol)),
    answer: axis.touching(hasPorts(protocol) ? services.ports(protocol, ...EPHEMERAL) : services.protocol(protocol)),
  }));
  /** The protocols whose answers an acl lets through, at every port that a sender may have. */
  const answerable = memoized((allowed) =>
    answered
      .filter(({ answer }) => axis.without(answer, allowed) === NOTHING)
      .reduce((set, { protocol }) => axis.or(set, protocol), NOTHING),
  );

  /** What a side lets pass in one direction, by the peer class at the other end. Sides share what their groups and acls say. */
  const half = (direction: 'inbound' | 'outbound'): Half => {
    const rowOf = (lists: readonly PolicyList[] | undefined) =>
      row(peers.length, (peer) => {
        const allowed = lists === undefined ? EVERYTHING : allowedBy(lists, peer);
        return allowed === UNKNOWN ? UNKNOWN : axis.and(allowed, peers[peer]!.possible);
      });
    const rowOfAcl = (request: readonly PolicyList[], answer: readonly PolicyList[]) =>
      row(peers.length, (peer) => {
        const [there, back] = [allowedBy(request, peer), allowedBy(answer, peer)];
        return there === UNKNOWN || back === UNKNOWN ? UNKNOWN : axis.and(there, answerable(back));
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
      return row(peers.length, (peer) => {
        const [one, other] = [at(groups, peer), at(acl, peer)];
        return one === UNKNOWN || other === UNKNOWN ? UNKNOWN : axis.and(one, other);
      });
    });
    return { near, far };
  };
  const outOf = half('outbound');
  const into = half('inbound');

  return {
    passing: (source, destination) => {
      const isNear = source.network >= 0 && source.network === destination.network;
      const out = at((isNear ? outOf.near : outOf.far)[source.side.id]!, destination.peer);
      if (out === NOTHING) return NOTHING;
      const within = at((isNear ? into.near : into.far)[destination.side.id]!, source.peer);
      return out === UNKNOWN || within === UNKNOWN ? undefined : axis.and(out, within);
    },
    outOf: halfWay(outOf),
    into: halfWay(into),
    allowedBy: (lists, peer) => {
      const allowed = allowedBy(lists, peer);
      return allowed === UNKNOWN ? undefined : allowed;
    },
    answersTo: memoized((set) =>
      answered
        .filter(({ protocol }) => axis.and(protocol, set) !== NOTHING)
        .reduce((answers, { answer }) => axis.or(answers, answer), NOTHING),
    ),
    begin: () => {
      work = 0;
    },
  };
}

/** By the number of a side. */
interface Half {
  readonly near: readonly Row[];
  readonly far: readonly Row[];
}

function halfWay({ near, far }: Half): HalfWay {
  return (side, peer, isNear) => {
    const set = at((isNear ? near : far)[side.id]!, peer);
    return set === UNKNOWN ? undefined : set;
  };
}

/** By peer class, found where it is asked. */
interface Row {
  readonly known: Int32Array;
  readonly find: (peer: number) => number;
}

function row(length: number, find: Row['find']): Row {
  return { known: new Int32Array(length).fill(UNKNOWN), find };
}

function at({ known, find }: Row, peer: number): number {
  const value = known[peer]!;
  if (value !== UNKNOWN) return value;
  const found = find(peer);
  known[peer] = found;
  return found;
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
): (peer: number) => number {
  // The list numbers its own peers, so that what it sees of a class is a few words.
  const ids = [...new Set(policies.map(idOf))].sort((a, b) => a - b);
  const placeOf = new Map(ids.map((id, place) => [id, place]));
  const places = policies.map((policy) => placeOf.get(idOf(policy))!);
  const sets = policies.map((policy) => axis.touching(policy.services));
  const own = new Int32Array(Math.ceil(ids.length / 32));
  const signatures = bitSets(own.length);
  const bySignature: number[] = [];
  const byPeer = new Int32Array(classes.length).fill(UNKNOWN);

  return (peer) => {
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
