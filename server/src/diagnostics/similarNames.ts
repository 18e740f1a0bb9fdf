// What is spelled like a name that nothing has.

import type { EntityKind, Model, ReferenceRole } from '#model/model.ts';
import { ALLOWED } from '#model/resolve.ts';
import { cloudIdKind } from '#syntax/names.ts';

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

const MOST = 3;
/** Names longer than this are not compared, and past so many different unknown names of a model no more are looked for. */
const LONGEST = 64;
const MOST_LOOKED_FOR = 500;

/** Answers by what was asked, for the last few sets of names: most keystrokes change none. */
const memos: { readonly names: number; readonly answers: Map<string, readonly string[]> }[] = [];
const MOST_MEMOS = 4;

/** Names that could be meant, the nearest first, at most three. */
export function similarNames(model: Model, region: string, role: ReferenceRole, text: string): readonly string[] {
  const memo = memoOf(namesHash(model));
  const key = `${role}\n${region}\n${text}`;
  let found = memo.get(key);
  if (found === undefined) {
    found = memo.size < MOST_LOOKED_FOR && text.length <= LONGEST ? nearest(text, candidates(model, region, role)) : [];
    memo.set(key, found);
  }
  return found;
}

function memoOf(names: number): Map<string, readonly string[]> {
  let memo = memos.find((known) => known.names === names);
  if (memo === undefined) {
    memo = { names, answers: new Map() };
    memos.push(memo);
    if (memos.length > MOST_MEMOS) memos.shift();
  }
  return memo.answers;
}

const hashes = new WeakMap<Model, number>();

/** The same number for two models with the same names and ids; another, but for a chance of 2^-53, for any other. */
export function namesHash(model: Model): number {
  let hash = hashes.get(model);
  if (hash === undefined) {
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
    hash = (low >>> 0) + (high & 0x1fffff) * 2 ** 32;
    hashes.set(model, hash);
  }
  return hash;
}

function* candidates(model: Model, region: string, role: ReferenceRole): Generator<string> {
  yield* WORDS[role];
  const allowed: readonly EntityKind[] = ALLOWED[role];
  for (const [name, { kind }] of model.regions.get(region)?.names ?? []) if (allowed.includes(kind)) yield name;
  for (const [id, { kind, region: of }] of model.ids) {
    if (allowed.includes(kind) && (of === region || kind === 'addresses' || kind === 'services')) yield id;
  }
}

function nearest(text: string, names: Iterable<string>): readonly string[] {
  const limit = Math.min(3, Math.ceil(text.length / 3));
  // Cloud ids are random: only two that differ in one character can be meant to be the same.
  const most = cloudIdKind(text) === undefined ? limit : 1;
  const lower = text.toLowerCase();
  const found: { readonly name: string; readonly distance: number }[] = [];
  for (const name of names) {
    if (name === text || name.length > LONGEST || Math.abs(name.length - text.length) > most) continue;
    const distance = editDistance(lower, name.toLowerCase(), most);
    if (distance <= most) found.push({ name, distance });
  }
  found.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  return [...new Set(found.map(({ name }) => name))].slice(0, MOST);
}

/**
 * How many characters have to be put in, left out, changed or swapped with their neighbour to come from `a` to `b`; anything over
 * `most` where it is more.
 */
export function editDistance(a: string, b: string, most: number): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > most) return most + 1;
    before = above;
    above = row;
  }
  return above[b.length] ?? 0;
}
