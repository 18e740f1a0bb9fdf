import type * as ast from '#syntax/ast.ts';
import type { Diagnostic } from './diagnostic.ts';

const NONE: readonly Diagnostic[] = [];

/** The array of the time before where it says the same. */
export function steady(
  last: WeakMap<ast.Block, readonly Diagnostic[]>,
  block: ast.Block,
  diagnostics: readonly Diagnostic[],
): readonly Diagnostic[] {
  const before = last.get(block);
  if (before?.length === diagnostics.length && before.every((one, i) => same(one, diagnostics[i]))) return before;
  const found = diagnostics.length === 0 ? NONE : diagnostics;
  last.set(block, found);
  return found;
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
