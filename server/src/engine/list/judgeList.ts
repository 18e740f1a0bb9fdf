// Which policies of one list say anything, and why the others do not.
//
//   1  deny  tcp 22  from 10.0.0.0/8
//   2  allow tcp     from 10.0.0.0/8
//   3  allow tcp 22  from 10.1.0.0/16     shadowed: 1 takes all of it and decides otherwise
//   4  allow tcp 80  from 10.2.0.0/16     redundant: 2 takes all of it, with the same action
//   5  allow udp 53  from 10.0.0.0/9      two halves …
//   6  allow udp 53  from 10.128.0.0/9
//   7  deny  udp 53  from 10.0.0.0/8      … shadowed by 5 and 6 together, by neither alone
//   8  deny  icmp    from 10.0.0.0/8      redundant: what follows, 9, decides the same
//   9  deny  all     from any             in a group this one says something: another group of the machine may follow.
//                                         In an acl it is redundant, since the end denies as well
//
// A policy that is never reached does not count as what follows another, so that some can go only together with it:
//
//   1  allow tcp 80  from 10.0.0.0/8      redundant, but not alone: without 1, policy 2 would take its packets
//   2  deny  tcp 80  from 10.0.0.0/8      shadowed by 1
//   3  allow tcp     from any
//
// A group as a peer stands for unknown IPv4 addresses:
//
//   1  allow tcp     from web
//   2  allow tcp 80  from web             redundant: 1 takes all of it, whoever is in the group
//   3  deny  tcp     from 0.0.0.0/1       live: some of these addresses may not be in web
//   4  allow tcp     from 128.0.0.0/1
//   5  deny  tcp     from db              shadowed: 3 and 4 together take all of IPv4
//
// Exactly: a packet has an address, a service and the set of groups that its address is in, and every such set is possible (for an IPv6
// address only the empty one). Only the sets {}, {g} and {g, g'} have to be looked at: leaving a group out of a set takes
// matches away and adds none, and the first and the second policy that match name two groups at most.
//
// The algorithm: `board.ts` cuts all packets into squares. For each service atom the policies, from top to bottom, claim their cells; a
// claimed cell is skipped from then on (union-find), so that an atom costs its cells, not policies × cells. A policy is reached
// if it is the first to claim some cell. Then the reached policies alone claim each cell twice: a policy is needed where the second
// claimer decides otherwise, or where there is none and the end of the list decides otherwise. `blame.ts` says who takes the packets of
// the policies that are not reached.

import type { PolicyList } from '#model/policy.ts';
import { memo } from '#util/memo.ts';
import { blame } from './blame.ts';
import { type Board, findFree, freeCells, inAtom, type ListPolicy, layOut, matchesNothing } from './board.ts';

export type Verdict =
  | { readonly kind: 'live' }
  /** Earlier policies together take all that it matches; at least one of `by` really takes some of it and decides otherwise. */
  | { readonly kind: 'shadowed'; readonly by: readonly number[] }
  /** Earlier policies take all that it matches, and decide the same. */
  | { readonly kind: 'redundant'; readonly cause: 'earlier'; readonly by: readonly number[] }
  /**
   * What follows it in the list decides the same for every packet that reaches it. It can go by itself if it is `alone`, else only
   * together with others that are never reached as long as it is there.
   */
  | { readonly kind: 'redundant'; readonly cause: 'following'; readonly by: readonly []; readonly alone: boolean }
  | { readonly kind: 'matches-nothing'; readonly reason: 'mixed-family' | 'empty' }
  /** A part of the policy is unknown or broken, or the whole list is over `MAX_SQUARES`. */
  | { readonly kind: 'unknown'; readonly reason: 'incomplete' | 'too-large' };

/** What decides over packets that no policy of the list matches: nothing (another group may follow), or an acl's final deny. */
export type ListEnd = 'group' | 'acl';

/** The verdicts of a list of the model, made once. */
export function listVerdicts(list: PolicyList, end: ListEnd): readonly Verdict[] {
  return kept(list, [end], () => judgeList(list.policies, end));
}

const kept = memo<PolicyList, readonly Verdict[]>();

/**
 * One verdict a policy, in their order; `by` are places in `policies`, ascending, at most five, each really taking packets of it.
 * An incomplete policy is `unknown` and never makes another one shadowed or redundant: it takes nothing for certain, and where it follows
 * another policy it may match anything.
 * Those above take precedence: of two equal policies the later one is redundant, and a policy that is not reached does not count as
 * what follows another. Where only some are `asked` for (1 at their places), the others are given as live.
 */
export function judgeList(policies: readonly ListPolicy[], end: ListEnd, asked?: Uint8Array): readonly Verdict[] {
  const board = layOut(policies);
  if (board === undefined) return policies.map(tooLarge);
  const reached = findReached(board);
  // Where many policies are not reached, a smaller board of the reached ones is enough from here on.
  const few =
    asked === undefined && reached.reduce((sum, each) => sum + each, 0) < policies.length * MANY
      ? layOut(policies, reached)
      : undefined;
  const needed = findNeeded(few ?? board, reached, end, asked === undefined ? {} : { asked });
  const alone = findAlone(board, reached, needed, end);
  const takers = blame(few ?? board, reached, asked);
  return policies.map((policy, i): Verdict => {
    if (asked?.[i] === 0) return LIVE;
    if (!policy.complete) return INCOMPLETE;
    const nothing = matchesNothing(policy);
    if (nothing !== undefined) return nothing === 'empty' ? EMPTY : MIXED_FAMILY;
    if (reached[i]) return needed[i] ? LIVE : alone[i] ? FOLLOWED : FOLLOWED_TOGETHER;
    const { by, otherwise } = takers.get(i)!;
    return otherwise ? { kind: 'shadowed', by } : { kind: 'redundant', cause: 'earlier', by };
  });
}

/** Marks with 1 those of the unneeded policies that are unneeded by themselves too, with all others in place. */
function findAlone(board: Board, reached: Uint8Array, needed: Uint8Array, end: ListEnd): Uint8Array {
  const asked = reached.map((each, i) => (each && !needed[i] ? 1 : 0));
  if (!asked.includes(1)) return asked;
  const missed = findNeeded(board, new Uint8Array(reached.length).fill(1), end, { asked });
  return asked.map((each, i) => (each && !missed[i] ? 1 : 0));
}

/** The share of reached policies below which a smaller board is worth laying out. */
const MANY = 0.8;

const LIVE: Verdict = { kind: 'live' };
const FOLLOWED: Verdict = { kind: 'redundant', cause: 'following', by: [], alone: true };
const FOLLOWED_TOGETHER: Verdict = { ...FOLLOWED, alone: false };
const INCOMPLETE: Verdict = { kind: 'unknown', reason: 'incomplete' };
const TOO_LARGE: Verdict = { kind: 'unknown', reason: 'too-large' };
const EMPTY: Verdict = { kind: 'matches-nothing', reason: 'empty' };
const MIXED_FAMILY: Verdict = { kind: 'matches-nothing', reason: 'mixed-family' };

function tooLarge(policy: ListPolicy): Verdict {
  if (!policy.complete) return INCOMPLETE;
  const nothing = matchesNothing(policy);
  if (nothing !== undefined) return nothing === 'empty' ? EMPTY : MIXED_FAMILY;
  return TOO_LARGE;
}

/**
 * Marks with 1 each complete policy that is the first to match some packet. Where only the `counted` policies take part, those `known` to
 * be reached among all are reached as well; the others are looked for only where a policy that is not counted was in their way.
 */
export function findReached(
  board: Board,
  fewer?: { readonly counted: Uint8Array; readonly known: Uint8Array },
): Uint8Array {
  const { group, spans, lows, highs, cells4, cells, atoms } = board;
  const n = board.policies.length;
  const reached = fewer === undefined ? new Uint8Array(n) : fewer.known.slice();
  const counted = fewer?.counted;
  const gone = counted === undefined ? undefined : placesOf(counted, 0);
  const next = new Int32Array(cells + 1);
  const seen = new Int32Array(board.groups).fill(-1);
  const takesPart = (policy: number) => board.policies[policy]!.complete && counted?.[policy] !== 0;
  let open = n - 1;
  for (let atom = 0; atom < atoms.count; atom++) {
    // Below the last policy that is still unreached, nothing can be learned any more.
    while (open >= 0 && (reached[open] || board.service[open]! < 0 || !takesPart(open))) open--;
    if (open < 0) break;
    if (gone?.every((policy) => !inAtom(board, policy, atom))) continue;
    freeCells(board, atom, next);
    let free4 = atoms.over4[atom] ? cells4 : 0;
    let free = free4 + (atoms.over6[atom] ? cells - cells4 : 0);
    for (let i = 0; i <= open && free > 0; i++) {
      if (!takesPart(i) || !inAtom(board, i, atom)) continue;
      const g = group[i]!;
      if (g >= 0) {
        // A group's first policy in the atom takes its member wherever no addresses did before; its later ones take nothing.
        if (seen[g] !== atom && free4 > 0) reached[i] = 1;
        seen[g] = atom;
        continue;
      }
      for (let k = spans[i]!; k < spans[i + 1]!; k++) {
        const high = highs[k]!;
        let claimed = 0;
        for (let c = findFree(next, lows[k]!); c < high; c = findFree(next, c + 1)) {
          next[c] = high;
          claimed++;
        }
        if (claimed === 0) continue;
        reached[i] = 1;
        free -= claimed;
        if (high <= cells4) free4 -= claimed;
      }
    }
  }
  return reached;
}

/** The places that are marked so. */
function placesOf(marks: Uint8Array, mark: 0 | 1): number[] {
  const places: number[] = [];
  for (let i = 0; i < marks.length; i++) if (marks[i] === mark) places.push(i);
  return places;
}

/**
 * Marks with 1 each of the `counted` policies without which some packet would be decided otherwise by the other counted ones.
 * The counted ones have to be the reached ones at least; of incomplete ones it is taken that they may match anything. Only those
 * `asked` for are told, if any are named. `relies` is told each pair of an unneeded policy with addresses and another
 * with addresses that decides for it where it would be missing (of pairs with groups it learns nothing).
 */
export function findNeeded(
  board: Board,
  counted: Uint8Array,
  end: ListEnd,
  options: { readonly asked?: Uint8Array; readonly relies?: (policy: number, on: number) => void } = {},
): Uint8Array {
  const { policies, atoms } = board;
  const n = policies.length;
  const search = newSearch(board, options);
  const { needed } = search;
  const undecided = placesOf(counted, 1).filter((policy) => needed[policy] === 0);
  for (let atom = 0; atom < atoms.count; atom++) {
    if (!undecided.some((policy) => needed[policy] === 0 && inAtom(board, policy, atom))) continue;
    begin(search, atom);
    for (let i = 0; i < n; i++) {
      if (!policies[i]!.complete) passUnknown(search, i);
      else if (!counted[i] || !inAtom(board, i, atom)) continue;
      else if (board.group[i]! < 0) claim(search, i);
      else if (atoms.over4[atom]) claimMembers(search, i, atom);
    }
    close(search, end);
  }
  return needed;
}

/** What is known in the atom at hand. The arrays are made once and filled anew for each atom. */
interface Search {
  readonly board: Board;
  readonly needed: Uint8Array;
  readonly relies: ((policy: number, on: number) => void) | undefined;
  /** By cell: the next one that is not closed, and who claimed it first. */
  readonly next: Int32Array;
  readonly first: Int32Array;
  unclaimed4: number;
  readonly groupSeen: Int32Array;
  /** The first policy of a group in the atom, the number of policies + that where a second one of the group has come. */
  readonly groupFirst: Int32Array;
  /** The first policies of groups, by action, that wait for somebody to decide otherwise behind them. */
  readonly waiting: readonly [Int32Array, Int32Array];
  readonly waits: [number, number];
  readonly latestGroup: [number, number];
  readonly latestUnknown: [number, number];
}

function newSearch(
  board: Board,
  { asked, relies }: { readonly asked?: Uint8Array; readonly relies?: (policy: number, on: number) => void },
): Search {
  const { cells, groups, policies } = board;
  return {
    board,
    needed: asked === undefined ? new Uint8Array(policies.length) : asked.map((each) => 1 - each),
    relies,
    next: new Int32Array(cells + 1),
    first: new Int32Array(cells),
    unclaimed4: 0,
    groupSeen: new Int32Array(groups).fill(-1),
    groupFirst: new Int32Array(groups),
    waiting: [new Int32Array(groups), new Int32Array(groups)],
    waits: [0, 0],
    latestGroup: [-1, -1],
    latestUnknown: [-1, -1],
  };
}

function begin(search: Search, atom: number): void {
  const { board, next, first, waits, latestGroup, latestUnknown } = search;
  freeCells(board, atom, next);
  first.fill(-1);
  search.unclaimed4 = board.atoms.over4[atom] ? board.cells4 : 0;
  waits[0] = waits[1] = 0;
  latestGroup[0] = latestGroup[1] = latestUnknown[0] = latestUnknown[1] = -1;
}

/** An incomplete policy may match anything. */
function passUnknown(search: Search, i: number): void {
  const action = search.board.allows[i]!;
  search.latestUnknown[action] = i;
  if (search.unclaimed4 > 0) settleWaiting(search, 1 - action);
}

/** A policy with addresses claims each cell that is not closed, as its first claimer or as its second. */
function claim(search: Search, i: number): void {
  const { board, needed, relies, next, first } = search;
  const { allows, spans, lows, highs, cells4 } = board;
  const action = allows[i]!;
  const before4 = search.unclaimed4;
  let unclaimed4 = before4;
  for (let k = spans[i]!; k < spans[i + 1]!; k++) {
    const high = highs[k]!;
    for (let c = findFree(next, lows[k]!); c < high; c = findFree(next, c + 1)) {
      const claimer = first[c]!;
      if (claimer < 0) {
        first[c] = i;
        if (c < cells4) unclaimed4--;
        // What is needed anyhow has not to be looked at again: its cell is closed at once.
        if (needed[i]) next[c] = c + 1;
        continue;
      }
      if (allows[claimer] !== action || mayDiffer(search, claimer, c < cells4)) needed[claimer] = 1;
      else relies?.(claimer, i);
      next[c] = c + 1;
    }
  }
  search.unclaimed4 = unclaimed4;
  if (unclaimed4 < before4) settleWaiting(search, 1 - action);
}

/** A policy of a group takes its members wherever no addresses were claimed before. */
function claimMembers(search: Search, i: number, atom: number): void {
  const { board, needed, groupSeen, groupFirst, waiting, waits, latestGroup, latestUnknown, unclaimed4 } = search;
  const { allows, policies } = board;
  const action = allows[i] as 0 | 1;
  const g = board.group[i]!;
  const n = policies.length;
  if (groupSeen[g] !== atom) {
    groupSeen[g] = atom;
    groupFirst[g] = i;
    latestGroup[action] = i;
    if (unclaimed4 === 0) return;
    settleWaiting(search, 1 - action);
    if (!needed[i]) waiting[action][waits[action]++] = g;
  } else if (groupFirst[g]! < n) {
    // A second policy of the group: without the first, it decides about members that no addresses claim.
    const before = groupFirst[g]!;
    if (unclaimed4 > 0 && (allows[before] !== action || latestUnknown[1 - action]! > before)) needed[before] = 1;
    groupFirst[g]! += n;
  }
}

/** At the end of the list, what has been claimed once has nobody else. */
function close(search: Search, end: ListEnd): void {
  const { board, needed, next, first } = search;
  const { allows, cells, cells4 } = board;
  for (let c = findFree(next, 0); c < cells; c = findFree(next, c + 1)) {
    const claimer = first[c]!;
    if (claimer < 0) continue;
    if (end === 'group' || allows[claimer] || mayDiffer(search, claimer, c < cells4)) needed[claimer] = 1;
  }
  if (search.unclaimed4 === 0) return;
  settleWaiting(search, 1);
  if (end === 'group') settleWaiting(search, 0);
}

/** Whether somebody between a policy and the next that takes a packet of it may decide otherwise. */
function mayDiffer({ board, latestGroup, latestUnknown }: Search, policy: number, is4: boolean): boolean {
  const other = 1 - board.allows[policy]!;
  return latestUnknown[other]! > policy || (is4 && latestGroup[other]! > policy);
}

/** Another policy has decided, with the other action, about packets that these would otherwise decide. */
function settleWaiting({ board, needed, groupFirst, waiting, waits }: Search, action: number): void {
  for (let w = 0; w < waits[action]!; w++) {
    const policy = groupFirst[waiting[action]![w]!]!;
    if (policy < board.policies.length) needed[policy] = 1;
  }
  waits[action] = 0;
}
