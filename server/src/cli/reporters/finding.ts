import type { PlacedDiagnostic, SourceFile } from '#workspace/snapshot.ts';

export interface Finding {
  readonly file: SourceFile;
  readonly diagnostic: PlacedDiagnostic;
}

export interface Findings {
  /** How many rule files were looked at. */
  readonly files: number;
  readonly findings: readonly Finding[];
}
