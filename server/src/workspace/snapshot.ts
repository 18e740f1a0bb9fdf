// One workspace folder at one moment: its files, what they mean together, its settings. Immutable: a change makes a new
// snapshot that shares all that means the same as before, so whoever holds an old one goes on reading a whole.

import type { Code, Severity } from '#diagnostics/codes.ts';
import type { Diagnostic } from '#diagnostics/diagnostic.ts';
import type { Settings } from '#diagnostics/settings.ts';
import type { Model } from '#model/model.ts';
import type * as ast from '#syntax/ast.ts';
import type { LineIndex } from '#text/lineIndex.ts';
import type { Range } from '#text/range.ts';
import type { TextEdit } from '#text/textEdit.ts';

export interface SourceFile {
  readonly uri: string;
  readonly text: string;
  /** `config` is `secgroup.json`, which has no tree. */
  readonly language: 'sg' | 'json' | 'config';
  readonly tree: ast.File;
  /** Made when first asked for. */
  readonly lineIndex: LineIndex;
  /** Past the size limit: only its grammar is looked at, and it is no part of the model. */
  readonly syntaxOnly: boolean;
}

export interface Snapshot {
  /** The folder's URI without a slash at its end; of a lone file, the file's. */
  readonly root: string;
  /** All files by their URI, in the order of the URIs; `secgroup.json` among them where the folder has one. */
  readonly files: ReadonlyMap<string, SourceFile>;
  readonly model: Model;
  readonly settings: Settings;
  /** The day that `until` is compared with, `2027-03-31`, UTC. */
  readonly today: string;
  /** What a limit left out, in words, for the status and the report. */
  readonly notices: readonly string[];
}

export interface PlacedRelated extends Range {
  readonly uri: string;
  readonly message: string;
}

/** A finding with offsets of its file. */
export interface PlacedDiagnostic extends Range {
  readonly code: Code;
  readonly severity: Severity;
  readonly message: string;
  /** Fades the text. */
  readonly unnecessary: boolean;
  readonly related: readonly PlacedRelated[];
}

/**
 * The findings of one block, ranges counted from its start. The array is the same object as in the snapshot before where nothing
 * about it changed, wherever the block moved to: what is made from it can be kept by it.
 */
export interface BlockDiagnostics {
  readonly start: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** A quick fix. */
export interface Fix {
  readonly title: string;
  /** The one that a key press takes. */
  readonly preferred: boolean;
  /** The files it changes, each with the edits of its present text. */
  readonly edits: ReadonlyMap<string, readonly TextEdit[]>;
  /** Whether a packet may be decided otherwise afterwards. */
  readonly changesPackets: boolean;
}

/** Everything to be said about a file, ordered by place. None for a URI that is no file of the snapshot. */
export declare function diagnosticsOf(snapshot: Snapshot, uri: string): readonly PlacedDiagnostic[];

/** The same by blocks, for whoever keeps results of untouched blocks. Blocks without findings are left out. */
export declare function blockDiagnosticsOf(snapshot: Snapshot, uri: string): readonly BlockDiagnostics[];

/** The quick fixes for what is reported in a range of a file. */
export declare function fixesAt(snapshot: Snapshot, uri: string, range: Range): readonly { readonly diagnostic: PlacedDiagnostic; readonly fix: Fix }[];

/** Every safe fix of a file at once, for `source.fixAll`: no packet is decided otherwise. */
export declare function fixAll(snapshot: Snapshot, uri: string): readonly TextEdit[];
