// Addresses in the fewest words: blocks, `any`, and the names that lists and groups have for sets.

import type { AddressSet } from '../addressSet.ts';
import * as addressSet from '../addressSet.ts';
import { ALLOWED, BLOCK, cells4, cells6, fewest4, fewest6, NAMED, NAMED_OUT, NEEDED, type Term } from './prefixes.ts';

/** A name that stands for exactly this set. */
export interface NamedPeers {
  readonly name: string;
  readonly set: AddressSet;
  /** Whether the rules that are described use the name. Then it costs less than a block that says the same. */
  readonly isSpoken?: boolean;
}

export interface PeerWords {
  readonly cost: number;
  /** Made when asked for, which is only done for the cheapest answer. */
  readonly terms: () => readonly Term[];
}

/** At most so many names are tried; where there are few, every choice among them is. */
const MOST_NAMES = 12;
const FEW_NAMES = 4;
const SPOKEN = BLOCK - 2;

/**
 * The fewest words for a set that holds all of `needed` and nothing outside of `allowed`. Each term after the first costs `termCost` more,
 * because the services are repeated there.
 */
export function peerWords(
  needed: AddressSet,
  allowed: AddressSet,
  names: readonly NamedPeers[],
  termCost: number,
): PeerWords {
  const wordsOf = (chosen: readonly Candidate[]) => wordsWith(needed, allowed, chosenOf(chosen), termCost);
  const plain = wordsOf([]);
  if (names.length === 0) return plain;
  const candidates = candidatesOf(needed, allowed, names, plain);
  if (candidates.length === 0) return plain;
  return candidates.length <= FEW_NAMES ? bestOfAll(candidates, wordsOf, plain) : improved(candidates, wordsOf, plain);
}

type WordsOf = (chosen: readonly Candidate[]) => PeerWords;

interface Candidate {
  readonly named: NamedPeers;
  /** Said as a peer, or left out as an exception. */
  readonly as: 'said' | 'left';
}

interface Chosen {
  readonly said: readonly NamedPeers[];
  readonly left: readonly NamedPeers[];
}

function candidatesOf(
  needed: AddressSet,
  allowed: AddressSet,
  names: readonly NamedPeers[],
  plain: PeerWords,
): readonly Candidate[] {
  const hasExceptions = plain.terms().some(({ except }) => except.length > 0);
  const found: Candidate[] = [];
  for (const named of names) {
    if (addressSet.overlap(named.set, needed)) {
      if (addressSet.isSubsetOf(named.set, allowed) || isNearly(named.set, allowed)) found.push({ named, as: 'said' });
    } else if (hasExceptions && !addressSet.isSubsetOf(named.set, allowed)) found.push({ named, as: 'left' });
  }
  const size = ({ named: { set } }: Candidate) => set.v4.length + set.v6.length;
  return found
    .sort((a, b) => Number(b.named.isSpoken ?? false) - Number(a.named.isSpoken ?? false) || size(b) - size(a))
    .slice(0, MOST_NAMES);
}

/** Whether the set is within `allowed` but for one or two runs of addresses, which can be written as exceptions. */
function isNearly(set: AddressSet, allowed: AddressSet): boolean {
  const beyond = addressSet.subtract(set, allowed);
  const runs = (beyond.v4.length + beyond.v6.length) / 2;
  return runs <= 2 && (set.v4.length + set.v6.length) / 2 > runs;
}

function bestOfAll(candidates: readonly Candidate[], wordsOf: WordsOf, plain: PeerWords): PeerWords {
  let best = plain;
  for (let choice = 1; choice < 1 << candidates.length; choice++) {
    const words = wordsOf(candidates.filter((_, i) => (choice & (1 << i)) !== 0));
    if (words.cost < best.cost) best = words;
  }
  return best;
}

/** Adds one name after the other, always the one that saves most, until none saves anything. */
function improved(candidates: readonly Candidate[], wordsOf: WordsOf, plain: PeerWords): PeerWords {
  let best = plain;
  let taken: readonly Candidate[] = [];
  for (;;) {
    let next: { readonly words: PeerWords; readonly candidate: Candidate } | undefined;
    for (const candidate of candidates) {
      if (taken.includes(candidate)) continue;
      const words = wordsOf([...taken, candidate]);
      if (words.cost < (next?.words ?? best).cost) next = { words, candidate };
    }
    if (next === undefined) return best;
    best = next.words;
    taken = [...taken, next.candidate];
  }
}

function chosenOf(candidates: readonly Candidate[]): Chosen {
  const of = (as: Candidate['as']) => candidates.filter((each) => each.as === as).map(({ named }) => named);
  return { said: of('said'), left: of('left') };
}

function wordsWith(needed: AddressSet, allowed: AddressSet, { said, left }: Chosen, termCost: number): PeerWords {
  const named = addressSet.unionAll(said.map(({ set }) => set));
  const namedOut = addressSet.unionAll(left.map(({ set }) => set));
  const v4 = fewest4(
    cells4([
      [needed.v4, NEEDED],
      [allowed.v4, ALLOWED],
      [named.v4, NAMED],
      [namedOut.v4, NAMED_OUT],
    ]),
  );
  const v6 = fewest6(
    cells6([
      [needed.v6, NEEDED],
      [allowed.v6, ALLOWED],
      [named.v6, NAMED],
      [namedOut.v6, NAMED_OUT],
    ]),
  );
  const costs = v4.costs.map((cost, i) => cost + v6.costs[i]! + i * termCost);
  const cost = Math.min(...costs);
  const count = costs.indexOf(cost) + 1;
  const terms = (): readonly Term[] => {
    const [terms4, terms6] = [v4.terms(count), v6.terms(count)];
    return terms4.map(({ peers, except }, i) => {
      const isInnermost = i === count - 1;
      const namesOf = (list: readonly NamedPeers[]) => (isInnermost ? list.map(({ name }) => name) : []);
      return {
        peers: [...namesOf(said), ...peers, ...terms6[i]!.peers],
        except: [...namesOf(left), ...except, ...terms6[i]!.except],
      };
    });
  };
  return { terms, cost: cost + costOfNames(said) + costOfNames(left) };
}

function costOfNames(names: readonly NamedPeers[]): number {
  return names.reduce((sum, { isSpoken }) => sum + (isSpoken === true ? SPOKEN : BLOCK), 0);
}
