import type * as ast from '#syntax/ast.ts';
import { lineAt } from '#text/lineIndex.ts';
import type { Range } from '#text/range.ts';
import type { SourceFile } from '#workspace/folder.ts';

export interface Fold extends Range {
  readonly kind: 'block' | 'comment' | 'region';
}

/**
 * What can be folded: declarations, lists, runs of comments, and everything from one `region` line to the next. Only what goes over
 * several lines is worth it, which is for the caller to see.
 */
export function foldingRanges(file: SourceFile): readonly Fold[] {
  const folds: Fold[] = [];
  let region: { readonly start: number; end: number } | undefined;
  for (const { start, block } of file.tree.blocks) {
    const node = block.declaration;
    if (node?.kind === 'region') {
      if (region !== undefined) folds.push({ ...region, kind: 'region' });
      region = { start: start + node.start, end: start + node.end };
    } else if (node !== undefined && region !== undefined) {
      region.end = start + node.end;
    }
    if (node !== undefined) folds.push(...foldsOf(node, start));
    folds.push(...commentFolds(file, block, start));
  }
  if (region !== undefined) folds.push({ ...region, kind: 'region' });
  return folds;
}

function foldsOf(node: ast.Declaration, by: number): Fold[] {
  const folds: Fold[] = [{ kind: 'block', start: by + node.start, end: by + node.end }];
  if (node.kind === 'group' || node.kind === 'acl') {
    for (const list of node.lists) folds.push({ kind: 'block', start: by + list.start, end: by + list.end });
  } else if (node.kind === 'cvm') {
    for (const one of node.interfaces) folds.push({ kind: 'block', start: by + one.start, end: by + one.end });
  }
  return folds;
}

/** Comments on lines of their own that follow one another without a gap. */
function commentFolds(file: SourceFile, block: ast.Block, by: number): Fold[] {
  const folds: Fold[] = [];
  let run: { readonly start: number; end: number; line: number } | undefined;
  const flush = (): void => {
    if (run !== undefined) folds.push({ kind: 'comment', start: run.start, end: run.end });
  };
  for (const comment of block.comments) {
    if (!comment.alone) continue;
    const line = lineAt(file.lineIndex, by + comment.start);
    if (run !== undefined && line === run.line + 1) {
      run.end = by + comment.end;
      run.line = line;
    } else {
      flush();
      run = { start: by + comment.start, end: by + comment.end, line };
    }
  }
  flush();
  return folds;
}
