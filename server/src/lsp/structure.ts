// Requests that need a single file only: folding and selection ranges.

import * as lsp from 'vscode-languageserver';
import { foldingRanges as folds } from '#ide/foldingRanges.ts';
import { selectionRanges as ranges } from '#ide/selectionRanges.ts';
import type { FileContext } from './context.ts';
import { toOffset, toRange } from './places.ts';
import { positionOf } from './positions.ts';

const foldKinds = {
  block: undefined,
  comment: lsp.FoldingRangeKind.Comment,
  region: lsp.FoldingRangeKind.Region,
} as const;

export function foldingRanges({ file }: FileContext): lsp.FoldingRange[] {
  const lineOf = (offset: number) => positionOf(file.lineIndex, offset, 'utf-16').line;
  return folds(file).flatMap((fold) => {
    const [startLine, endLine] = [lineOf(fold.start), lineOf(fold.end)];
    return endLine > startLine ? [{ startLine, endLine, kind: foldKinds[fold.kind] }] : [];
  });
}

export function selectionRanges(
  context: FileContext,
  { positions }: lsp.SelectionRangeParams,
): lsp.SelectionRange[] | null {
  return positions.map((position) => {
    const outwards = ranges(context.folder, context.uri, toOffset(context, position));
    let parent: lsp.SelectionRange | undefined;
    for (const range of outwards.toReversed()) parent = { range: toRange(context, range), parent };
    return parent ?? { range: { start: position, end: position } };
  });
}
