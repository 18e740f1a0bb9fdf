import type { PlacedDiagnostic } from '#workspace/snapshot.ts';
import type { StandingFile } from '../standing.ts';

export interface Finding {
  readonly file: StandingFile;
  readonly diagnostic: PlacedDiagnostic;
}

export interface Findings {
  /** How many rule files were looked at. */
  readonly files: number;
  readonly findings: readonly Finding[];
}
