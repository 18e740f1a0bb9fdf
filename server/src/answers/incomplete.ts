// What was not read or not understood and could change an answer, as answers say it.

import type { Gap } from '#questions/gaps.ts';
import { lineIndex } from '#text/lineIndex.ts';
import type { Snapshot } from '#workspace/snapshot.ts';
import type * as api from './api.ts';
import { type FileName, rangeOf } from './places.ts';
import { standing } from './standing.ts';

/** Damage in the files of one snapshot; `revision` is the git revision that the snapshot is of, if it is of one. */
export interface Damage {
  readonly snapshot: Snapshot;
  readonly gaps: readonly Gap[];
  readonly revision?: string;
}

export function incompleteOf(fileName: FileName, damage: readonly Damage[]): readonly api.Incomplete[] {
  const told = damage.flatMap(({ snapshot, gaps, revision }) =>
    gaps.map(({ uri, message: words, ...range }) => {
      const file = snapshot.files.get(uri);
      const message = file?.said?.(words) ?? words;
      const at = file === undefined ? undefined : standing(file, range);
      return {
        file: fileName(at?.file.uri ?? uri),
        range: rangeOf(at?.file.lineIndex ?? NO_LINES, at?.range ?? range),
        message: revision === undefined ? message : `${message} (${revision})`,
      };
    }),
  );
  // One line of a file of another format may be several rules.
  return [...new Map(told.map((each) => [JSON.stringify(each), each])).values()];
}

/** No member where all was read. */
export function incompletePart(
  fileName: FileName,
  damage: readonly Damage[],
): { readonly incomplete?: readonly api.Incomplete[] } {
  const incomplete = incompleteOf(fileName, damage);
  return incomplete.length === 0 ? {} : { incomplete };
}

const NO_LINES = lineIndex('');
