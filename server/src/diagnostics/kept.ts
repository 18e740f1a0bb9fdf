// Findings that are kept from one model to the next, by what they follow from.

import type * as ast from '#syntax/ast.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type Finding, graded } from './finding.ts';
import type { Settings } from './settings.ts';

export const NONE: readonly Diagnostic[] = [];

export interface Kept {
  readonly settings: Settings;
  /** What else the findings follow from. */
  readonly from: unknown;
  readonly diagnostics: readonly Diagnostic[];
}

/** Makes findings again only where the settings or `from` are others than before. */
export function kept<K extends object>(
  memo: WeakMap<K, Kept>,
  key: K,
  settings: Settings,
  from: unknown,
  make: () => readonly Finding[],
): readonly Diagnostic[] {
  const known = memo.get(key);
  if (known?.settings === settings && known.from === from) return known.diagnostics;
  const made = graded(make(), settings);
  const diagnostics = made.length === 0 ? NONE : made;
  memo.set(key, { settings, from, diagnostics });
  return diagnostics;
}

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
