import type { TextEdit } from '#text/textEdit.ts';
import type { Range } from '#text/range.ts';
import { fixesAt, type Snapshot } from '#workspace/snapshot.ts';
import type { ShownDiagnostic } from './diagnostics.ts';

export type ActionKind = 'fix' | 'extract' | 'inline' | 'rewrite' | 'fixAll';

export interface CodeAction {
  readonly kind: ActionKind;
  readonly title: string;
  /** The one that a key press takes. */
  readonly preferred: boolean;
  /** What it puts right. */
  readonly diagnostics: readonly ShownDiagnostic[];
  readonly edits: ReadonlyMap<string, readonly TextEdit[]>;
  /** Whether a packet may be decided otherwise afterwards; the title says so too. */
  readonly changesPackets: boolean;
}

/** What can be done about a range of a file, of the kinds that are wanted. */
export function codeActions(
  snapshot: Snapshot,
  uri: string,
  range: Range,
  wanted: ReadonlySet<ActionKind>,
): readonly CodeAction[] {
  return wanted.has('fix') ? fixes(snapshot, uri, range) : [];
}

function fixes(snapshot: Snapshot, uri: string, range: Range): readonly CodeAction[] {
  return fixesAt(snapshot, uri, range).map(({ diagnostic, fix: { title, preferred, edits, changesPackets } }) => {
    const related = diagnostic.related;
    return { kind: 'fix', title, preferred, changesPackets, diagnostics: [{ ...diagnostic, uri, related }], edits: new Map([[uri, edits]]) };
  });
}
