import type { TextEdit } from '#text/textEdit.ts';
import type { ShownDiagnostic } from './diagnostics.ts';

export type ActionKind = 'fix' | 'extract' | 'inline' | 'rewrite' | 'fixAll';

/** A question or a view of the editor's. */
export type EditorAction =
  | { readonly kind: 'reveal'; readonly entity: string }
  | { readonly kind: 'testPacket'; readonly line: string; readonly region: string }
  | { readonly kind: 'testPacketTo'; readonly to: string }
  | { readonly kind: 'manageCvms'; readonly group: string }
  | { readonly kind: 'configureGroups'; readonly cvm: string };

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
  /** The file is to be called otherwise. */
  readonly rename?: { readonly from: string; readonly to: string };
  /** Instead of edits, for an editor that has our commands. */
  readonly opens?: EditorAction;
}
