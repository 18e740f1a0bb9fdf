import type { Code, Severity } from '#diagnostics/codes.ts';
import type { Diagnostic } from '#diagnostics/diagnostic.ts';
import type { Source } from '#model/model.ts';
import { judgingFile } from '#questions/findings.ts';
import { memoOf } from '#util/memo.ts';
import type { Steps } from '#util/steps.ts';
import type { Folder } from '#workspace/folder.ts';
import { type Place, placeIn } from './place.ts';

/** The most findings that are sent of one file: then the most severe ones. */
export const MAX_DIAGNOSTICS = 1000;

export interface ShownDiagnostic extends Place {
  readonly code: Code;
  readonly severity: Severity;
  readonly message: string;
  readonly unnecessary: boolean;
  readonly notJson?: true | undefined;
  readonly related: readonly (Place & { readonly message: string })[];
}

/** The findings of one block. */
export interface ShownBlock {
  /** The same object from one state of the folder to the next as long as nothing was found anew: what was made of it can be kept by it. */
  readonly key: object;
  /** Where the block begins. */
  readonly start: number;
  /** Where the other blocks begin in which something related lies: with `start`, all that places depend on. */
  readonly related: readonly Place[];
  readonly diagnostics: () => readonly ShownDiagnostic[];
}

/** Finds everything to be said about a file, block by block, in the order of the text; `quick` as `judgingFile` has it. */
export function* shownBlocks(folder: Folder, uri: string, depth: 'quick' | 'full'): Steps<readonly ShownBlock[]> {
  const blocks = yield* judgingFile(folder, uri, depth);
  return blocks.map(({ start, diagnostics }) => {
    return {
      key: diagnostics,
      start,
      related: sourcesOf(diagnostics).flatMap((source) => placeIn(folder, source, ORIGIN) ?? []),
      diagnostics: () =>
        diagnostics.map(({ code, severity, message, unnecessary, notJson, ...found }) => ({
          uri,
          start: start + found.start,
          end: start + found.end,
          code,
          severity,
          message,
          unnecessary,
          notJson,
          related: found.related.flatMap((each) => {
            const place = placeIn(folder, each.source, each);
            return place === undefined ? [] : { ...place, message: each.message };
          }),
        })),
    };
  });
}

/** The blocks that findings refer to, each once. */
const sourcesOf = memoOf((diagnostics: readonly Diagnostic[]): readonly Source[] => {
  const byBlock = new Map(
    diagnostics.flatMap(({ related }) => related.map(({ source }) => [source.block, source] as const)),
  );
  return [...byBlock.values()];
});

const ORIGIN = { start: 0, end: 0 };

/** Where the meaning of a code is explained: a document that the extension shows, so that no link leads to a page of somebody else. */
export function documentationOf(code: string): string {
  return `secgroup-docs:/diagnostics.md#${code}`;
}
