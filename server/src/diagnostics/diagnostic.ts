import type { Source } from '#model/model.ts';
import type { Range } from '#text/range.ts';
import type { Code, Severity } from './codes.ts';

/** A finding about one block. Its range counts from the block's start, so that it stays right where the block moves. */
export interface Diagnostic extends Range {
  readonly code: Code;
  readonly severity: Severity;
  readonly message: string;
  readonly related: readonly Related[];
  /** Fades the text. */
  readonly unnecessary: boolean;
  /** The text is not valid JSON here, which an editor may report by itself. */
  readonly notJson?: true | undefined;
}

export interface Related extends Range {
  /** The block from whose start the range counts, and its file. */
  readonly source: Source;
  readonly message: string;
}
