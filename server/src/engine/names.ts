// The names that rules use for sets of addresses and services, so that packets can be described with them.

import type { Model } from '#model/model.ts';
import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import * as cuts from '#net/cuts.ts';
import type { NamedPeers } from '#net/words/peers.ts';
import type { NamedServices } from '#net/words/services.ts';
import type { Names } from '#net/words/words.ts';
import { keep, memoOf } from '#util/memo.ts';
import { directoryOf } from './directory.ts';

const regionNames = memoOf((_: Model) => new Map<string, Names>());

/** What the lists and groups of a region stand for now. */
export function namesOf(model: Model, region: string): Names {
  return keep(regionNames(model), region, () => makeNames(model, region));
}

/** The names that stand for the same set in both models. */
export function namesInBoth(before: Model, after: Model, region: string): Names {
  const old = namesOf(before, region);
  const now = namesOf(after, region);
  if (old === now) return now;
  const peers = new Map(old.peers.map(({ name, set }) => [name, set]));
  const services = new Map(old.services.map(({ name, set }) => [name, set]));
  return {
    peers: now.peers.filter(({ name, set }) => addressSet.equals(peers.get(name) ?? addressSet.EMPTY, set)),
    services: now.services.filter(({ name, set }) => cuts.equals(services.get(name) ?? [], set)),
  };
}

/** The names, with those marked as spoken whose sets are among the given ones: the rules that are described use them. */
export function spokenOf(names: Names, sets: ReadonlySet<AddressSet>): Names {
  return { ...names, peers: names.peers.map((named) => (sets.has(named.set) ? { ...named, isSpoken: true } : named)) };
}

function makeNames(model: Model, region: string): Names {
  const directory = directoryOf(model);
  const peers: NamedPeers[] = [];
  const services: NamedServices[] = [];
  for (const entity of model.regions.get(region)?.names.values() ?? []) {
    if (entity.builtin || !isWritable(entity.name)) continue;
    const { name } = entity;
    if (entity.kind === 'services' && entity.complete) services.push({ name, set: entity.set });
    else if (entity.kind === 'addresses' && entity.complete) peers.push({ name, set: entity.set });
    else if (entity.kind === 'group') peers.push({ name, set: directory.members(entity.key) });
  }
  return {
    peers: peers.filter(({ set }) => !addressSet.isEmpty(set)),
    services: services.filter(({ set }) => set.length > 0),
  };
}

/** Whether rules can use a name: snapshots have names that the rule language cannot write, and some words mean something else as a peer. */
export function isWritable(name: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}_.-]*$/u.test(name) && !MISREAD.has(name);
}

const MISREAD: ReadonlySet<string> = new Set(['any', 'any6', 'self', 'except', 'from', 'to', 'all', 'other']);
