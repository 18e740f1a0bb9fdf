// Who writes the rules of a group or acl, and what is written as one change.

import { Edits, type Outcome, type Refusal } from './change.ts';
import { ruleLines } from './ruleLines.ts';
import { ruleObjects } from './ruleObjects.ts';
import type { Owner, RuleWriter, Written } from './rulePlace.ts';

export function writerOf({ placed }: Owner): RuleWriter {
  return placed.file.tree.language === 'json' ? ruleObjects : ruleLines;
}

export interface WrittenTo {
  readonly owner: Owner;
  readonly written: Written | Refusal;
}

/** All that was written, or the first reason why something was not. `reveal` shows the first place afterwards. */
export function outcome(
  label: string,
  parts: readonly WrittenTo[],
  { reveal = false }: { readonly reveal?: boolean } = {},
): Outcome {
  const edits = new Edits();
  const notes: string[] = [];
  for (const { owner, written } of parts) {
    if ('refused' in written) return written;
    if (written.edits.length > 0) edits.add(owner.placed.file.uri, ...written.edits);
    notes.push(...written.notes);
  }
  const [[uri, [first]] = ['', []]] = edits.byFile;
  return {
    label,
    edits: edits.byFile,
    ...(reveal && first !== undefined ? { reveal: { uri, offset: first.start } } : {}),
    notes,
  };
}
