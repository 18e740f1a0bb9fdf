// What is found on a search for paths, and what passes between two ends.

import type { Cvm, Model } from '#model/model.ts';
import type { ServiceSet } from '#net/services.ts';
import { NOTHING } from '../list/serviceAxis.ts';
import type { Host, Kinds } from './kinds.ts';
import { passingAny, passingText } from './machineClasses.ts';

export interface ReachPath {
  /** A machine's name, a block or address, the name of a list of addresses, or `internet`. */
  readonly from: string;
  readonly to: string;
  /** One string a protocol: `tcp 80,443`; the one string `all` for everything that there is between the two. */
  readonly services: readonly string[];
  /** The keys of the machines at the ends. */
  readonly source: string | undefined;
  readonly destination: string | undefined;
}

export const MAX_PATHS = 200_000;

export interface Search {
  readonly model: Model;
  readonly kinds: Kinds;
  /** The number on the axis of what is asked for. */
  readonly asked: number | undefined;
  readonly services: ServiceSet | undefined;
  readonly texts: Map<number, readonly string[]>;
  readonly paths: ReachPath[];
  readonly untold: (readonly [from: string, to: string])[];
  isComplete: boolean;
}

/** What passes between any two of the addresses, of the services that are asked for. */
export function passingOf(
  search: Search,
  from: readonly Pick<Host, 'kind'>[],
  to: readonly Pick<Host, 'kind'>[],
): number {
  const { kinds, asked } = search;
  const all = passingAny(kinds, from, to, asked);
  if (all === undefined) search.isComplete = false;
  return all ?? NOTHING;
}

/** Adds a path, unless nothing passes or there are too many paths. */
export function addPath(search: Search, from: string, to: string, set: number, source?: Cvm, destination?: Cvm): void {
  if (search.paths.length >= MAX_PATHS) {
    search.isComplete = false;
    return;
  }
  let text = search.texts.get(set);
  if (text === undefined) {
    text = passingText(search.kinds, set, search.services);
    search.texts.set(set, text);
  }
  if (text.length === 0) return;
  search.paths.push({ from, to, services: text, source: source?.key, destination: destination?.key });
}

/** The services of the one set without those of the other, by their numbers. */
export function subtract({ kinds }: Search, a: number, b: number): number {
  return kinds.numbers.without(a, b);
}
