import type { TextEdit } from '#text/textEdit.ts';
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
  /** Whether a packet may be decided otherwise afterwards. */
  readonly changesPackets: boolean;
  /** Where people go on to type: a place in the new text of the only edit. */
  readonly cursor?: number;
}
