// Prints findings: row by row, or all at the end if the format requires that.

import type { FindingsReport, Row, Totals } from './finding.ts';
import { added, inChunks, totalsOf } from './findings.ts';

export interface Page {
  readonly report: FindingsReport;
  readonly head: (files?: number) => void;
  /** `chunks` are the rows as they are printed, where a helper has put them together. */
  readonly add: (totals: Totals, rows?: readonly Row[], chunks?: readonly string[]) => void;
  /** What is to be printed behind everything. */
  readonly foot: () => void;
  readonly totals: () => Totals;
  /** The rows that are not printed before the foot. */
  readonly kept: readonly Row[];
}

export function pageOf(report: FindingsReport, out: (text: string) => void): Page {
  let totals = totalsOf(0, []);
  let isFirst = true;
  const kept: Row[] = [];
  const print = (text: string): void => {
    if (text !== '') out(text);
  };
  return {
    report,
    kept,
    head: (files) => print(report.head(files)),
    add: (more, rows = [], chunks = inChunks(report, rows)) => {
      totals = added(totals, more);
      if (report.isWhole === true) for (const row of rows) kept.push(row);
      for (const [i, chunk] of chunks.entries()) print(i === 0 && !isFirst ? `${report.between}${chunk}` : chunk);
      if (chunks.length > 0) isFirst = false;
    },
    foot: () => print(report.foot(totals, kept)),
    totals: () => totals,
  };
}
