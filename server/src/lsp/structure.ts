// What needs a file alone: folding and selection ranges.

import * as lsp from 'vscode-languageserver';
import { foldingRanges as folds } from '#ide/foldingRanges.ts';
import { selectionRanges as ranges } from '#ide/selectionRanges.ts';
import { toOffset, toRange } from './places.ts';
import { positionOf } from './positions.ts';
import { fileContext, type Models } from './server.ts';

const foldKinds = {
  block: undefined,
  comment: lsp.FoldingRangeKind.Comment,
  region: lsp.FoldingRangeKind.Region,
} as const;

export function foldingRanges(server: Models, { textDocument }: lsp.FoldingRangeParams): lsp.FoldingRange[] {
  const context = fileContext(server, textDocument.uri);
  if (context === undefined) return [];
  return folds(context.file).flatMap((fold) => {
    const startLine = positionOf(context.file.lineIndex, fold.start, 'utf-16').line;
    const endLine = positionOf(context.file.lineIndex, fold.end, 'utf-16').line;
    const kind = foldKinds[fold.kind];
    return endLine > startLine ? [{ startLine, endLine, kind }] : [];
  });
}

export function selectionRanges(
  server: Models,
  { textDocument, positions }: lsp.SelectionRangeParams,
): lsp.SelectionRange[] {
  const context = fileContext(server, textDocument.uri);
  if (context === undefined) return positions.map((position) => ({ range: { start: position, end: position } }));
  return positions.map((position) => {
    const offset = toOffset(context, position);
    const outwards = ranges(context.folder, context.uri, offset);
    let parent: lsp.SelectionRange | undefined;
    for (const range of outwards.toReversed()) {
      parent = { range: toRange(context, range), parent };
    }
    return parent ?? { range: { start: position, end: position } };
  });
}
