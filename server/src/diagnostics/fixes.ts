// The quick fixes of a finding, made only when somebody asks for them: those of its row, and the comment that ignores it.

import type { TextEdit } from '#text/textEdit.ts';
import type { Code } from './codes.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type FindFixes, type Fix, type FixContext, listsOf, removal, reportedBy } from './fix.ts';
import { ignoreFixes } from './ignoreFix.ts';
import { removableForGood } from './lastingRules.ts';
import { textInNames } from './namesForIds.ts';
import { rows } from './rows.ts';
import { commentFixes } from './unusedIgnore.ts';

/** The fixes of a finding, the best first; the comment that ignores it comes last. */
export function fixesOf(context: FixContext, diagnostic: Diagnostic): readonly Fix[] {
  const found = [...ownFixes(context, diagnostic), ...ignoreFixes(context, diagnostic)];
  if (context.language !== 'json' || diagnostic.code === 'duplicate-id') return found;
  return found.map((each) => ({ ...each, title: textInNames(context.model, each.title) }));
}

/** `unused-ignore` follows from the findings of all rows, so it is in no row itself. */
const byCode: ReadonlyMap<Code, FindFixes> = new Map([
  ...rows.flatMap(({ codes, fix }) => (fix === undefined ? [] : codes.map((code) => [code, fix] as const))),
  ['unused-ignore', commentFixes],
]);

function ownFixes(context: FixContext, diagnostic: Diagnostic): readonly Fix[] {
  return byCode.get(diagnostic.code)?.(context, diagnostic) ?? [];
}

const SAFE: ReadonlySet<Code> = new Set(['wrong-direction-word', 'host-bits-set', 'unused-ignore']);

/**
 * The fixes of a block's findings that can be made all at once, and after which every packet is decided as before, also when rules have
 * been taken out after their last day.
 */
export function safeFixes(context: FixContext, diagnostics: readonly Diagnostic[]): readonly TextEdit[] {
  const edits: TextEdit[] = diagnostics
    .filter(({ code }) => SAFE.has(code))
    .flatMap((diagnostic) => ownFixes(context, diagnostic)[0]?.edits ?? []);
  for (const { owner, list } of listsOf(context)) {
    const reported = reportedBy(
      diagnostics.filter(({ code }) => code === 'shadowed-rule' || code === 'redundant-rule'),
      list,
    );
    if (reported.size === 0) continue;
    for (const edit of removal(context, owner, removableForGood(owner, list, reported))) edits.push(edit);
  }
  return withoutOverlap(edits);
}

/** The edits without those that lie within a part that another one removes. */
function withoutOverlap(edits: readonly TextEdit[]): readonly TextEdit[] {
  const kept: TextEdit[] = [];
  for (const edit of [...edits].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = kept.at(-1);
    if (last === undefined || edit.start >= last.end) kept.push(edit);
    else if (last.newText === '' && edit.newText === '' && edit.end > last.end)
      kept[kept.length - 1] = { ...last, end: edit.end };
  }
  return kept;
}
