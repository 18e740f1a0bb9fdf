import type { Finding } from '#answers/check.ts';
import type { Severity } from '#diagnostics/codes.ts';
import type { Folder } from '#workspace/folder.ts';

/** How many findings of each severity there are. */
export interface Totals extends Readonly<Record<Severity, number>> {
  /** How many rule files were looked at. */
  readonly files: number;
}

export interface Row {
  readonly severity: Severity;
  readonly text: string;
}

/** A format prints findings one by one: they may be of many models, and a million of them are more than one string can hold. */
export interface FindingsReport {
  /** `files`: how many were looked at, where that is known before the first finding is printed. */
  readonly head: (files?: number) => string;
  readonly row: (folder: Folder, finding: Finding) => string;
  readonly between: string;
  readonly foot: (totals: Totals, rows: readonly Row[]) => string;
  /** The rows can be printed only when all are known: the foot does it. */
  readonly isWhole?: true;
}
