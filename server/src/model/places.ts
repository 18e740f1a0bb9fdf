import type * as ast from '#syntax/ast.ts';
import { memoOf } from '#util/memo.ts';
import { countBefore } from '#util/sorted.ts';
import { BUILTIN_URI, builtinTree } from './builtins.ts';
import type { Model } from './model.ts';

const startsOf = memoOf(
  ({ blocks }: ast.File): ReadonlyMap<ast.Block, number> => new Map(blocks.map(({ block, start }) => [block, start])),
);

/** The offset in its file from which the ranges of a block count. Undefined where there is no such file, or the block is not of it. */
export function startOf(tree: ast.File | undefined, block: ast.Block): number | undefined {
  return tree && startsOf(tree).get(block);
}

/** The last block that begins at an offset or before it, -1 where none does. */
export function blockIndexAt({ blocks }: ast.File, offset: number): number {
  return countBefore(blocks.length, (i) => (blocks[i]?.start ?? 0) <= offset) - 1;
}

/** The tree of a file of the model, or of the built-in document. */
export function treeOf(model: Model, uri: string): ast.File | undefined {
  return uri === BUILTIN_URI ? builtinTree() : model.files.find((file) => file.uri === uri)?.tree;
}
