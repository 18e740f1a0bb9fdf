// The known names that are spelled like an unknown one.

import type { EntityKind, Model, ReferenceRole } from '#model/model.ts';
import { ALLOWED } from '#model/resolve.ts';
import { cloudIdKind } from '#syntax/names.ts';
import { keep, memoOf } from '#util/memo.ts';
import { editDistance } from '#util/strings.ts';

/** Words of the language that may stand in a place beside names. */
const WORDS: Readonly<Record<ReferenceRole, readonly string[]>> = {
  peer: ['any', 'any6', 'self'],
  service: ['all', 'tcp', 'udp', 'icmp', 'icmpv6', 'gre'],
  'addresses-item': [],
  'services-item': ['all', 'tcp', 'udp', 'icmp', 'icmpv6', 'gre'],
  'cvm-group': [],
  'cvm-subnet': [],
  'subnet-acl': [],
  endpoint: ['any', 'any6', 'internet'],
};

/** What means here what a word means in another place. */
const SAID_OTHERWISE: Partial<Record<ReferenceRole, ReadonlyMap<string, string>>> = {
  peer: new Map([
    ['all', 'any'],
    ['internet', 'any'],
  ]),
  endpoint: new Map([['all', 'any']]),
  service: new Map([['any', 'all']]),
  'services-item': new Map([['any', 'all']]),
};

const MOST = 3;
/** Longer names are not compared, nor is any of a region that has more names than this. */
const LONGEST = 64;
const MOST_NAMES = 20_000;

/** The names that may stand in each place, and the answers so far, for one set of names. Most keystrokes change no name. */
interface Memo {
  readonly names: number;
  readonly pools: Map<string, readonly Candidate[]>;
  readonly answers: Map<string, readonly string[]>;
}

interface Candidate {
  readonly name: string;
  readonly lower: string;
  readonly letters: number;
}

const memos: Memo[] = [];
const MOST_MEMOS = 4;
const MOST_ANSWERS = 5000;

/** Names that could be meant, the nearest first, at most three. */
export function similarNames(model: Model, region: string, role: ReferenceRole, text: string): readonly string[] {
  if (text.length > LONGEST) return [];
  const { pools, answers } = memoFor(namesHash(model));
  const place = `${role}\n${region}`;
  const key = `${place}\n${text}`;
  let found = answers.get(key);
  if (found === undefined) {
    const pool = keep(pools, place, () => poolOf(candidates(model, region, role)));
    const meant = SAID_OTHERWISE[role]?.get(text.toLowerCase());
    found = meant === undefined ? nearest(text, pool) : [meant];
    if (answers.size >= MOST_ANSWERS) answers.clear();
    answers.set(key, found);
  }
  return found;
}

function memoFor(names: number): Memo {
  let memo = memos.find((known) => known.names === names);
  if (memo === undefined) {
    memo = { names, pools: new Map(), answers: new Map() };
    memos.push(memo);
    if (memos.length > MOST_MEMOS) memos.shift();
  }
  return memo;
}

function poolOf(names: Iterable<string>): readonly Candidate[] {
  const pool: Candidate[] = [];
  for (const name of names) {
    if (name.length > LONGEST) continue;
    if (pool.length >= MOST_NAMES) return [];
    const lower = name.toLowerCase();
    pool.push({ name, lower, letters: lettersOf(lower) });
  }
  return pool;
}

/** The letters of a text as bits. Names that differ in more letters than a few slips can cause are not compared further. */
function lettersOf(text: string): number {
  let bits = 0;
  for (let i = 0; i < text.length; i++) bits |= 1 << (text.charCodeAt(i) % 31);
  return bits;
}

function bitCount(bits: number): number {
  let left = bits;
  let count = 0;
  for (; left !== 0; left &= left - 1) count++;
  return count;
}

/** A hash of all names and ids of a model; two models with different ones have the same hash with a chance of 2^-53. */
export const namesHash = memoOf((model: Model): number => {
  let low = 0x811c9dc5;
  let high = 0x1b873593;
  const add = (text: string): void => {
    for (let i = 0; i < text.length; i++) {
      low = Math.imul(low ^ text.charCodeAt(i), 0x01000193);
      high = Math.imul(high ^ text.charCodeAt(i), 0x5bd1e995);
    }
    low = Math.imul(low ^ 0x1ffff, 0x01000193);
    high = Math.imul((high ^ (high >>> 15)) + 0x1ffff, 0x5bd1e995);
  };
  for (const { name, names } of model.regions.values()) {
    add(name);
    for (const [text, { kind }] of names) {
      add(text);
      add(kind);
    }
  }
  for (const [id, { region, kind }] of model.ids) {
    add(id);
    add(region);
    add(kind);
  }
  return (low >>> 0) + (high & 0x1fffff) * 2 ** 32;
});

function* candidates(model: Model, region: string, role: ReferenceRole): Generator<string> {
  yield* WORDS[role];
  const allowed: readonly EntityKind[] = ALLOWED[role];
  for (const [name, { kind }] of model.regions.get(region)?.names ?? []) if (allowed.includes(kind)) yield name;
  for (const [id, { kind, region: of }] of model.ids) {
    if (allowed.includes(kind) && (of === region || kind === 'addresses' || kind === 'services')) yield id;
  }
}

function nearest(text: string, pool: readonly Candidate[]): readonly string[] {
  // Cloud ids are random: only two that differ in one character can be meant to be the same.
  const most = cloudIdKind(text) === undefined ? Math.min(3, Math.ceil(text.length / 3)) : 1;
  const lower = text.toLowerCase();
  const letters = lettersOf(lower);
  const found: { readonly name: string; readonly distance: number }[] = [];
  for (const candidate of pool) {
    if (Math.abs(candidate.lower.length - lower.length) > most || candidate.name === text) continue;
    if (bitCount(candidate.letters ^ letters) > 2 * most) continue;
    const distance = editDistance(lower, candidate.lower, most);
    if (distance <= most) found.push({ name: candidate.name, distance });
  }
  found.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  return [...new Set(found.map(({ name }) => name))].slice(0, MOST);
}
