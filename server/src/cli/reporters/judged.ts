import type { ExpectationResult } from '#engine/expectation.ts';
import type { Expectation } from '#model/model.ts';
import type { Range } from '#text/range.ts';
import type { SourceFile } from '#workspace/snapshot.ts';

export interface Judged {
  readonly file: SourceFile;
  /** The whole expectation. */
  readonly range: Range;
  readonly expectation: Expectation;
  readonly result: ExpectationResult;
}
