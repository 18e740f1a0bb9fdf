import type { Severity } from '#diagnostics/codes.ts';
import type { Diagnostic } from '#diagnostics/diagnostic.ts';
import type { Source } from '#model/model.ts';
import { startOf } from '#model/places.ts';
import { blockDiagnosticsOf } from '#questions/findings.ts';
import type { Range } from '#text/range.ts';
import { keep, memoOf } from '#util/memo.ts';
import type { Folder } from '#workspace/folder.ts';

/** The worst finding and how many there are; hints count for nothing. */
export interface Problems {
  readonly severity: Exclude<Severity, 'hint'>;
  readonly count: number;
}

const ranks = { error: 3, warning: 2, information: 1 } as const;

/** What is reported in a block, or in parts of it. A finding that touches several parts counts once. */
export function problemsIn(folder: Folder, { uri, block }: Source, ...parts: readonly Range[]): Problems | undefined {
  const start = startOf(folder.files.get(uri)?.tree, block);
  const found = start === undefined ? undefined : byBlock(folder, uri).get(start);
  if (found === undefined) return undefined;
  if (parts.length === 0) return worst(found);
  return worst(found.filter((each) => parts.some(({ start: from, end }) => each.start < end && from < each.end)));
}

export function problemsOf(folder: Folder, things: readonly { readonly source: Source }[]): Problems | undefined {
  return join(things.map(({ source }) => problemsIn(folder, source)));
}

/** How many errors and warnings there are in the files: what somebody is called to look at, and not what is only for information. */
export function warningCount(folder: Folder): number {
  const all = [...folder.files.keys()].flatMap((uri) => [...byBlock(folder, uri).values()].flat());
  return all.filter(({ severity }) => severity === 'error' || severity === 'warning').length;
}

export function join(all: readonly (Problems | undefined)[]): Problems | undefined {
  let severity: Problems['severity'] = 'information';
  let count = 0;
  for (const each of all) {
    if (each === undefined) continue;
    if (ranks[each.severity] > ranks[severity]) severity = each.severity;
    count += each.count;
  }
  return count === 0 ? undefined : { severity, count };
}

type ByBlock = ReadonlyMap<number, readonly Diagnostic[]>;
const indexes = memoOf((_: Folder) => new Map<string, ByBlock>());

function byBlock(folder: Folder, uri: string): ByBlock {
  return keep(
    indexes(folder),
    uri,
    () => new Map(blockDiagnosticsOf(folder, uri).map(({ start, diagnostics }) => [start, diagnostics])),
  );
}

function worst(diagnostics: readonly Diagnostic[]): Problems | undefined {
  return join(diagnostics.map(({ severity }) => (severity === 'hint' ? undefined : { severity, count: 1 })));
}
