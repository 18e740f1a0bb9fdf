import type { Finding } from '#answers/check.ts';
import type { Snapshot } from '#workspace/snapshot.ts';
import type { System } from '../system.ts';
import type { FindingsReport, Totals } from './finding.ts';

export type FindingsFormat = 'text' | 'json' | 'sarif' | 'github' | 'markdown';

interface Options {
  readonly format: FindingsFormat;
  readonly color: boolean;
}

/** How `check` prints. A format is loaded when it is asked for. */
export async function findingsReport(system: System, { format, color }: Options): Promise<FindingsReport> {
  switch (format) {
    case 'text':
      return (await import('./text.ts')).text(system, color && system.colours);
    case 'json':
      return (await import('./json.ts')).json(system);
    case 'sarif':
      return (await import('./sarif.ts')).sarif(system);
    case 'github':
      return (await import('./github.ts')).github(system);
    case 'markdown':
      return (await import('./checkMarkdown.ts')).checkMarkdown(system);
  }
}

/** Findings of one model at once, for commands that have few. */
export function written(
  { head, row, between, foot }: FindingsReport,
  snapshot: Snapshot,
  findings: readonly Finding[],
): string {
  return `${head()}${findings.map((each) => row(snapshot, each)).join(between)}${foot(totalsOf(0, findings), [])}`;
}

export function totalsOf(files: number, findings: readonly Finding[]): Totals {
  const totals = { files, error: 0, warning: 0, information: 0, hint: 0 };
  for (const { diagnostic } of findings) totals[diagnostic.severity]++;
  return totals;
}

export function added(a: Totals, b: Totals): Totals {
  return {
    files: a.files + b.files,
    error: a.error + b.error,
    warning: a.warning + b.warning,
    information: a.information + b.information,
    hint: a.hint + b.hint,
  };
}
