import type { PlacedDiagnostic, Snapshot, SourceFile } from '#workspace/snapshot.ts';
import type { System } from '../system.ts';

export interface Finding {
  readonly file: SourceFile;
  readonly diagnostic: PlacedDiagnostic;
}

export interface Findings {
  /** How many rule files were looked at. */
  readonly files: number;
  readonly findings: readonly Finding[];
}

interface Options {
  readonly format: 'text' | 'json' | 'sarif' | 'github';
  readonly color: boolean;
}

/** What `check` prints. A format is loaded when it is asked for. */
export async function reportFindings(
  system: System,
  snapshot: Snapshot,
  findings: Findings,
  { format, color }: Options,
): Promise<string> {
  switch (format) {
    case 'text':
      return (await import('./text.ts')).text(system, snapshot, findings, color && system.colours);
    case 'json':
      return (await import('./json.ts')).json(system, snapshot, findings);
    case 'sarif':
      return (await import('./sarif.ts')).sarif(system, snapshot, findings);
    case 'github':
      return (await import('./github.ts')).github(system, findings);
  }
}
