import type { Finding } from './finding.ts';

/** Findings that are made only where one of the things that they follow from is another than before. */
export interface Judged {
  readonly from: readonly unknown[];
  readonly find: () => readonly Finding[];
}
