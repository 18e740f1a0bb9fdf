import type { Diagnostic } from '#diagnostics/diagnostic.ts';

/**
 * The findings of one block, ranges counted from its start. The array is the same object as before the last change where nothing
 * about it changed, wherever the block moved to: what is made from it can be kept by it.
 */
export interface BlockDiagnostics {
  readonly start: number;
  readonly diagnostics: readonly Diagnostic[];
}
