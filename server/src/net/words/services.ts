// Services in the fewest words: protocols, ports and their ranges, and the names that lists have for sets.

import type { Cuts } from '../cuts.ts';
import * as cuts from '../cuts.ts';
import { ALL, PROTOCOLS, type Protocol, printPorts, protocol, type ServiceSet } from '../services.ts';

export interface NamedServices {
  readonly name: string;
  readonly set: ServiceSet;
}

export interface ServiceWords {
  /** A text for each name and each protocol: `web-ports`, `tcp 80,443`. */
  readonly texts: readonly string[];
  /** How many names, protocols, ports and ranges of ports these are. */
  readonly count: number;
  readonly set: ServiceSet;
}

/** The fewest words for services that hold all of `needed`, which is not empty, and nothing outside of `allowed`. */
export function serviceWords(
  needed: ServiceSet,
  allowed: ServiceSet,
  names: readonly NamedServices[] = [],
): ServiceWords {
  const plain = plainWords(needed, allowed);
  let best = plain;
  let rest = needed;
  const said: NamedServices[] = [];
  const candidates =
    plain.count > 1 ? names.filter(({ set }) => cuts.overlap(set, needed) && cuts.isSubsetOf(set, allowed)) : [];
  for (let isShorter = true; isShorter; ) {
    isShorter = false;
    for (const named of candidates) {
      const left = cuts.subtract(rest, named.set);
      if (said.includes(named) || cuts.equals(left, rest)) continue;
      const others = left.length === 0 ? NOTHING : plainWords(left, allowed);
      const count = said.length + 1 + others.count;
      if (count >= best.count) continue;
      said.push(named);
      rest = left;
      isShorter = true;
      best = {
        texts: [...said.map(({ name }) => name), ...others.texts],
        count,
        set: cuts.unionAll([...said.map(({ set }) => set), others.set]),
      };
    }
  }
  return best;
}

const NOTHING: ServiceWords = { texts: [], count: 0, set: [] };

function plainWords(needed: ServiceSet, allowed: ServiceSet): ServiceWords {
  const parts = PROTOCOLS.flatMap((name) => wordsOfProtocol(name, needed, allowed));
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  if (count > 1 && cuts.isSubsetOf(ALL, allowed)) return { texts: ['all'], count: 1, set: ALL };
  return { texts: parts.flatMap(({ texts }) => texts), count, set: cuts.unionAll(parts.map(({ set }) => set)) };
}

/**
 * The ports of a protocol, as one range where no forbidden port is between them. The protocol without ports where all ports are needed, or may
 * be said and would take several ranges.
 */
function wordsOfProtocol(name: Protocol, needed: ServiceSet, allowed: ServiceSet): readonly ServiceWords[] {
  const whole = protocol(name);
  const wanted = cuts.intersect(needed, whole);
  if (wanted.length === 0) return [];
  if (name !== 'tcp' && name !== 'udp') return [{ texts: [name], count: 1, set: whole }];
  const ranges: Cuts = cuts.fromIntervals(
    cuts.intervals(cuts.intersect(allowed, whole)).flatMap(([start, end]) => hullWithin(wanted, start, end)),
  );
  const count = ranges.length / 2;
  if (cuts.equals(ranges, whole) || (count > 1 && cuts.isSubsetOf(whole, allowed)))
    return [{ texts: [name], count: 1, set: whole }];
  return [{ texts: [`${name} ${printPorts(ranges, name)}`], count, set: ranges }];
}

/** The interval from the first to the last wanted point between two places; none where there is no such point. */
function hullWithin(wanted: ServiceSet, start: number, end: number): readonly (readonly [number, number])[] {
  const inside = cuts.intersect(wanted, [start, end]);
  return inside.length === 0 ? [] : [[inside[0]!, inside[inside.length - 1]!]];
}
