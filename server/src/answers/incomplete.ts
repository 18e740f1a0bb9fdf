// Text that was not read or not understood and could change an answer, in the form that answers have.

import type { Gap } from '#questions/gaps.ts';
import { lineIndex } from '#text/lineIndex.ts';
import { distinctBy } from '#util/groupBy.ts';
import type { Folder } from '#workspace/folder.ts';
import type * as api from './api.ts';
import { type FileName, rangeOf } from './places.ts';
import { standing } from './standing.ts';

/** The gaps in the files of one folder. `revision` is their git revision, if they have one. */
export interface Damage {
  readonly folder: Folder;
  readonly gaps: readonly Gap[];
  readonly revision?: string;
}

export function incompleteOf(fileName: FileName, damage: readonly Damage[]): readonly api.Incomplete[] {
  const told = damage.flatMap(({ folder, gaps, revision }) =>
    gaps.map(({ uri, message: words, ...range }) => {
      const file = folder.files.get(uri);
      const message = file?.said?.(words) ?? words;
      const at = file === undefined ? undefined : standing(file, range);
      return {
        file: fileName(at?.file.uri ?? uri),
        range: rangeOf(at?.file.lineIndex ?? NO_LINES, at?.range ?? range),
        message: revision === undefined ? message : `${message} (${revision})`,
      };
    }),
  );
  // Several rules may be made from one line of a file of another format.
  return distinctBy(told, (each) => JSON.stringify(each));
}

/** The member `incomplete`, if there are any. */
export function incompletePart(
  fileName: FileName,
  damage: readonly Damage[],
): { readonly incomplete?: readonly api.Incomplete[] } {
  const incomplete = incompleteOf(fileName, damage);
  return incomplete.length === 0 ? {} : { incomplete };
}

const NO_LINES = lineIndex('');
