// Findings at several places, each of which refers to the others.

import type { Source } from '#model/model.ts';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import type { Code } from './codes.ts';
import type { Related } from './diagnostic.ts';
import { finding } from './finding.ts';
import type { Findings } from './region.ts';

export interface Place {
  readonly source: Source;
  readonly at: Range;
}

export function reportAll(code: Code, places: readonly Place[], message: string, there: string, into: Findings): void {
  for (const [i, place] of places.entries()) {
    into.add(place.source.block, finding(code, place.at, message, relatedTo(othersThan(places, i), there)));
  }
}

const MOST_NAMED = 5;

/** The first few of the other places. */
export function othersThan<P>(places: readonly P[], index: number): readonly P[] {
  return places
    .slice(0, MOST_NAMED + 1)
    .filter((_, i) => i !== index)
    .slice(0, MOST_NAMED);
}

export function relatedTo(places: readonly Place[], message: string): Related[] {
  return places.map(({ source, at }) => ({ source, start: at.start, end: at.end, message }));
}

export function times(number: number): string {
  return number === 2 ? t('twice') : t('{0} times', number);
}
