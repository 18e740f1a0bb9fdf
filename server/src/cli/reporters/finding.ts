import type { Finding } from '#answers/check.ts';
import type { Severity } from '#diagnostics/codes.ts';
import type { Folder } from '#workspace/folder.ts';

/** What is counted of all findings. */
export interface Totals extends Readonly<Record<Severity, number>> {
  /** How many rule files were looked at. */
  readonly files: number;
}

export interface Row {
  readonly severity: Severity;
  readonly text: string;
}

/** How findings are printed one by one: a million of them are more than one string can hold, and they may be of many models. */
export interface FindingsReport {
  /** `files`: how many were looked at, where that is known before the first finding is printed. */
  readonly head: (files?: number) => string;
  readonly row: (folder: Folder, finding: Finding) => string;
  readonly between: string;
  readonly foot: (totals: Totals, rows: readonly Row[]) => string;
  /** It can be printed only when all is known: the rows are the foot's. */
  readonly isWhole?: true;
}
