import type { Diagnostic } from '#diagnostics/diagnostic.ts';
import type * as ast from '#syntax/ast.ts';

/**
 * The findings of one block, ranges counted from its start. The array is the same object as before the last change where nothing
 * about it changed, wherever the block moved to: what is made from it can be kept by it.
 */
export interface BlockDiagnostics {
  readonly start: number;
  /** Absent where they are about the whole file. */
  readonly block?: ast.Block;
  readonly diagnostics: readonly Diagnostic[];
}
