// What the lists of a side let through, by peer class, kept once it was asked for.

import type { Policy, PolicyList } from '#model/policy.ts';
import type { Protocol } from '#net/services.ts';
import * as services from '#net/services.ts';
import { hasSet } from './addressCells.ts';
import { EPHEMERAL, hasPorts } from './packet.ts';
import { EVERYTHING, NOTHING, type ServiceAxis } from './serviceAxis.ts';

export interface PassingTables {
  /** What a side lets out to a peer class, on the axis; between subnets (not `near`) with its acl. Undefined: too much work. */
  readonly outOf: (side: Side, peer: number, near: boolean) => number | undefined;
  /** What it lets in from a peer class. */
  readonly into: (side: Side, peer: number, near: boolean) => number | undefined;
  /** What lists tried one behind the other let through. */
  readonly allowedBy: (lists: readonly PolicyList[], peer: number) => number | undefined;
  /** The answers that are possible to some services: to every port that a sender may have, or of the same protocol. */
  readonly answersTo: (set: number) => number;
  /** Called before a question, so that each has the same amount of work to spend. */
  readonly begin: () => void;
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

/** Steps of machine words, about a second: a question that needs more is answered only in part. */
const MAX_WORK = 1.5e9;

export function passingTables(
  axis: ServiceAxis,
  peerBits: readonly Int32Array[],
  sideCount: number,
  idOf: (policy: Policy) => number,
): PassingTables {
  let work = 0;
  const spend = (cost: number): boolean => {
    work += cost;
    return work <= MAX_WORK;
  };
  const folds = new Map<PolicyList, (peer: number) => Fold | undefined>();
  const foldOf = (list: PolicyList, peer: number): Fold | undefined => {
    let fold = folds.get(list);
    if (fold === undefined) {
      fold = listFolder(axis, peerBits, list, idOf, spend);
      folds.set(list, fold);
    }
    return fold(peer);
  };

  const scratch = new Int32Array(axis.words);
  const untaken = new Int32Array(axis.words);
  /** First match over lists one behind the other. What none takes is denied. */
  const allowedBy = (lists: readonly PolicyList[], peer: number): number | undefined => {
    if (lists.length === 1) return foldOf(lists[0]!, peer)?.allowed;
    scratch.fill(0);
    untaken.fill(-1);
    for (const list of lists) {
      const fold = foldOf(list, peer);
      if (fold === undefined) return undefined;
      const allowed = axis.bitsOf(fold.allowed);
      const taken = axis.bitsOf(fold.taken);
      for (let i = 0; i < scratch.length; i++) {
        scratch[i]! |= allowed[i]! & untaken[i]!;
        untaken[i]! &= ~taken[i]!;
      }
    }
    return axis.intern(scratch);
  };

  const answered = services.PROTOCOLS.map((protocol: Protocol) => ({
    protocol: axis.touching(services.protocol(protocol)),
    answer: axis.touching(hasPorts(protocol) ? services.ports(protocol, ...EPHEMERAL) : services.protocol(protocol)),
  }));
  /** The protocols whose answers an acl lets through, at every port that a sender may have. */
  const answerable = memoized((allowed: number) =>
    answered
      .filter(({ answer }) => axis.without(answer, allowed) === NOTHING)
      .reduce((set, { protocol }) => axis.or(set, protocol), NOTHING),
  );

  const half = (direction: 'inbound' | 'outbound') => {
    const near = sideRows(sideCount, peerBits.length);
    const far = sideRows(sideCount, peerBits.length);
    const nearOf = (side: Side, peer: number) => {
      const lists = side[direction];
      return lists === undefined ? EVERYTHING : near(side.id, peer, () => allowedBy(lists, peer));
    };
    const farOf = (side: Side, peer: number) => {
      const [request, answer] =
        direction === 'inbound' ? [side.aclInbound, side.aclOutbound] : [side.aclOutbound, side.aclInbound];
      if (request === undefined || answer === undefined) return nearOf(side, peer);
      return far(side.id, peer, () => {
        const byGroups = nearOf(side, peer);
        const byAcl = allowedBy(request, peer);
        const back = allowedBy(answer, peer);
        if (byGroups === undefined || byAcl === undefined || back === undefined) return undefined;
        return axis.and(axis.and(byGroups, byAcl), answerable(back));
      });
    };
    return (side: Side, peer: number, isNearby: boolean) => (isNearby ? nearOf : farOf)(side, peer);
  };
  return {
    outOf: half('outbound'),
    into: half('inbound'),
    allowedBy,
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

/** What a list decides for a peer class: what it allows, and what it takes at all. Numbers on the axis. */
interface Fold {
  readonly allowed: number;
  readonly taken: number;
}

/** A list is folded once for each set of its own peers that a class of addresses can be in. */
function listFolder(
  axis: ServiceAxis,
  peerBits: readonly Int32Array[],
  { policies }: PolicyList,
  idOf: (policy: Policy) => number,
  spend: (cost: number) => boolean,
): (peer: number) => Fold | undefined {
  const peers = policies.map(idOf);
  const sets = policies.map((policy) => axis.touching(policy.services));
  const mask = new Int32Array(peerBits[0]?.length ?? 0);
  for (const peer of peers) mask[peer >>> 5]! |= 1 << (peer & 31);
  const used = [...mask.keys()].filter((word) => mask[word] !== 0);
  const alike = new Map<number, { readonly bits: Int32Array; readonly fold: Fold }[]>();
  const byPeer: (Fold | undefined)[] = [];

  return (peer) => {
    const remembered = byPeer[peer];
    if (remembered !== undefined) return remembered;
    const bits = peerBits[peer]!;
    let hash = 17;
    for (const word of used) hash = (Math.imul(hash, 0x01000193) ^ (bits[word]! & mask[word]!)) | 0;
    let candidates = alike.get(hash);
    if (candidates === undefined) {
      candidates = [];
      alike.set(hash, candidates);
    }
    const same = candidates.find((one) => used.every((word) => ((one.bits[word]! ^ bits[word]!) & mask[word]!) === 0));
    if (same !== undefined) {
      byPeer[peer] = same.fold;
      return same.fold;
    }

    const allowed = new Int32Array(axis.words);
    const taken = new Int32Array(axis.words);
    const everything = axis.bitsOf(EVERYTHING);
    for (let i = 0; i < policies.length; i++) {
      if (!hasSet(bits, peers[i]!)) continue;
      if (!spend(axis.words)) return undefined;
      const set = axis.bitsOf(sets[i]!);
      let full = -1;
      if (policies[i]!.action === 'allow') for (let w = 0; w < set.length; w++) allowed[w]! |= set[w]! & ~taken[w]!;
      for (let w = 0; w < set.length; w++) {
        taken[w]! |= set[w]!;
        full &= taken[w]! | ~everything[w]!;
      }
      if (full === -1) break;
    }
    const fold = { allowed: axis.intern(allowed), taken: axis.intern(taken) };
    candidates.push({ bits, fold });
    if (!spend(policies.length + axis.words)) return undefined;
    byPeer[peer] = fold;
    return fold;
  };
}

/** A row for each side that is asked for, filled where it is asked. */
function sideRows(sideCount: number, peerCount: number) {
  const rows: (Int32Array | undefined)[] = Array.from({ length: sideCount });
  return (side: number, peer: number, make: () => number | undefined): number | undefined => {
    let row = rows[side];
    if (row === undefined) {
      row = new Int32Array(peerCount).fill(-1);
      rows[side] = row;
    }
    const remembered = row[peer]!;
    if (remembered >= 0) return remembered;
    const made = make();
    if (made !== undefined) row[peer] = made;
    return made;
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
