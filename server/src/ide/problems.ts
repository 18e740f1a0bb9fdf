import type { Severity } from '#diagnostics/diagnostic.ts';
import type { Range } from '#text/range.ts';
import { blockDiagnosticsOf, type Snapshot } from '#workspace/snapshot.ts';
import type { Place } from './place.ts';

/** The worst finding and how many there are; hints count for nothing. */
export interface Problems {
  readonly severity: Exclude<Severity, 'hint'>;
  readonly count: number;
}

const rank = { error: 3, warning: 2, information: 1, hint: 0 } as const;

/** What is reported in a part of a file. */
export function problemsIn(snapshot: Snapshot, place: Place | undefined): Problems | undefined {
  if (place === undefined) return undefined;
  return worst(findingsIn(snapshot, place.uri, place));
}

/** What is reported anywhere in the files. */
export function problemsOfAll(snapshot: Snapshot): Problems | undefined {
  return worst([...snapshot.files.keys()].flatMap((uri) => findingsIn(snapshot, uri)));
}

export function join(all: readonly (Problems | undefined)[]): Problems | undefined {
  const known = all.filter((each) => each !== undefined);
  const [first] = known.toSorted((a, b) => rank[b.severity] - rank[a.severity]);
  return first === undefined ? undefined : { severity: first.severity, count: known.reduce((sum, { count }) => sum + count, 0) };
}

function findingsIn(snapshot: Snapshot, uri: string, range?: Range): readonly Severity[] {
  return blockDiagnosticsOf(snapshot, uri).flatMap(({ start, diagnostics }) =>
    diagnostics
      .filter((each) => range === undefined || (start + each.start < range.end && range.start <= start + each.end))
      .map(({ severity }) => severity),
  );
}

function worst(severities: readonly Severity[]): Problems | undefined {
  const heard = severities.filter((severity) => severity !== 'hint');
  const [first] = heard.toSorted((a, b) => rank[b] - rank[a]);
  return first === undefined ? undefined : { severity: first, count: heard.length };
}
