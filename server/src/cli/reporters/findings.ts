import type { Snapshot } from '#workspace/snapshot.ts';
import type { System } from '../system.ts';
import type { Findings } from './finding.ts';

interface Options {
  readonly format: 'text' | 'json' | 'sarif' | 'github';
  readonly color: boolean;
}

/** What `check` prints, in pieces: a million findings are more than one string can hold. A format is loaded when it is asked for. */
export async function reportFindings(
  system: System,
  snapshot: Snapshot,
  findings: Findings,
  { format, color }: Options,
): Promise<Iterable<string>> {
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
