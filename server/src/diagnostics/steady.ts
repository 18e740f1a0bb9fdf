import type * as ast from '#syntax/ast.ts';
import type { Diagnostic } from './diagnostic.ts';

const NONE: readonly Diagnostic[] = [];

export interface Steady {
  /** What was found of a block the last time. */
  readonly last: (block: ast.Block) => readonly Diagnostic[] | undefined;
  /** The previous array of the block if it holds equal findings, else the new one. So what follows from the array can be kept. */
  readonly next: (block: ast.Block, diagnostics: readonly Diagnostic[]) => readonly Diagnostic[];
}

export function steady(): Steady {
  // Not of `util/memo`: what is kept is compared with what is found anew, not with what that follows from.
  const kept = new WeakMap<ast.Block, readonly Diagnostic[]>();
  return {
    last: (block) => kept.get(block),
    next(block, diagnostics) {
      const before = kept.get(block);
      if (before?.length === diagnostics.length && before.every((one, i) => same(one, diagnostics[i]))) return before;
      const found = diagnostics.length === 0 ? NONE : diagnostics;
      kept.set(block, found);
      return found;
    },
  };
}

function same(a: Diagnostic, b: Diagnostic | undefined): boolean {
  if (a === b) return true;
  return (
    b !== undefined &&
    a.code === b.code &&
    a.severity === b.severity &&
    a.start === b.start &&
    a.end === b.end &&
    a.message === b.message &&
    a.related.length === b.related.length &&
    a.related.every(({ source, start, end, message }, i) => {
      const other = b.related[i];
      return (
        other !== undefined &&
        source.block === other.source.block &&
        source.uri === other.source.uri &&
        start === other.start &&
        end === other.end &&
        message === other.message
      );
    })
  );
}
