// Addresses that have services in common, as in the rules of a list. Strangers are separate in a map as soon as they differ in one service of
// one machine, so that the map repeats everything that they have in common:
//
//   office ── tcp 22,80 ──▶ web          any ── tcp 80 ──▶ web
//   others ── tcp 80 ─────▶ web          office ── tcp 22 ──▶ web
//
// On the right each service stands once, at all who have it. What passes of an address is what is written at all bundles that it is in.

import { keep } from '#util/memo.ts';
import { NOTHING } from '../list/serviceAxis.ts';
import type { ServiceNumbers } from './serviceNumbers.ts';

/** What passes to each class of machines and from it, as numbers of services. */
export interface Fate {
  readonly out: readonly number[];
  readonly into: readonly number[];
}

/** What passes of all its parts. */
export interface Bundle extends Fate {
  /** Places among those that were bundled, in their order. */
  readonly parts: readonly number[];
  /** What passes of its parts and of no others. */
  readonly own: Fate;
}

/** More are no picture: nothing is returned then. Lists that overlap tell many more addresses apart than they bundle. */
const MOST_BUNDLES = 100;
const MOST_PARTS = 2000;

export function bundlesOf(numbers: ServiceNumbers, fates: readonly Fate[]): readonly Bundle[] | undefined {
  if (fates.length > MOST_PARTS) return undefined;
  const classes = fates[0]?.out.length ?? 0;
  const found = new Map<string, OwnFate>();
  for (let c = 0; c < classes; c++) {
    for (const way of ['out', 'into'] as const) {
      const shared = sharedServices(
        numbers,
        fates.map((fate) => fate[way][c] ?? NOTHING),
      );
      for (const { parts, set } of shared) {
        const bundle = keep(found, parts.join(), () => ({ parts, out: filled(classes), into: filled(classes) }));
        bundle[way][c] = numbers.or(bundle[way][c] ?? NOTHING, set);
      }
      if (found.size > MOST_BUNDLES) return undefined;
    }
  }
  const all = [...found.values()].toSorted((a, b) => b.parts.length - a.parts.length);
  const sets = new Map(all.map((each) => [each, new Set(each.parts)]));
  return all.map((own) => {
    const around = all.filter((each) => own.parts.every((part) => sets.get(each)?.has(part)));
    const every = (way: 'out' | 'into') =>
      own[way].map((_, c) => around.reduce((set, bundle) => numbers.or(set, bundle[way][c] ?? NOTHING), NOTHING));
    return { parts: own.parts, own, out: every('out'), into: every('into') };
  });
}

interface OwnFate {
  readonly parts: readonly number[];
  readonly out: number[];
  readonly into: number[];
}

const filled = (length: number): number[] => Array.from({ length }, () => NOTHING);

interface Shared {
  readonly parts: number[];
  readonly set: number;
}

/** The services of some, cut into sets that exactly the same of them have. */
function sharedServices({ and, without }: ServiceNumbers, sets: readonly number[]): readonly Shared[] {
  let found: readonly Shared[] = [];
  for (const [i, set] of sets.entries()) {
    let rest = set;
    const next: Shared[] = [];
    for (const one of found) {
      const both = and(one.set, rest);
      rest = without(rest, both);
      const others = without(one.set, both);
      if (others !== NOTHING) next.push({ parts: one.parts, set: others });
      if (both === NOTHING) continue;
      // A list that is not parted goes on as it is, for it may be long.
      if (others === NOTHING) one.parts.push(i);
      next.push({ parts: others === NOTHING ? one.parts : [...one.parts, i], set: both });
    }
    if (rest !== NOTHING) next.push({ parts: [i], set: rest });
    found = next;
  }
  return found;
}
