import type { Severity } from '#diagnostics/codes.ts';
import type { System } from '../system.ts';
import type { FindingsReport, Row, Totals } from './finding.ts';

export type FindingsFormat = 'text' | 'json' | 'sarif' | 'github' | 'markdown';

interface Options {
  readonly format: FindingsFormat;
  readonly color: boolean;
}

/** How `check` prints. Only the format that is asked for is loaded. */
export async function findingsReport(system: System, { format, color }: Options): Promise<FindingsReport> {
  switch (format) {
    case 'text':
      return (await import('./text.ts')).text(system, color && system.colours);
    case 'json':
      return (await import('./json.ts')).json(system);
    case 'sarif':
    case 'github': {
      const { annotatedFindings, annotationLog, codeRules } = await import('./annotations.ts');
      return annotatedFindings(await annotationLog(system, format, codeRules()));
    }
    case 'markdown':
      return (await import('./checkMarkdown.ts')).checkMarkdown(system);
  }
}

export function totalsOf(files: number, rows: readonly { readonly severity: Severity }[]): Totals {
  const totals = { files, error: 0, warning: 0, information: 0, hint: 0 };
  for (const { severity } of rows) totals[severity]++;
  return totals;
}

const CHUNK = 65_536;

/** The text of rows, in pieces that a string can hold. None where the format prints the rows at the end. */
export function inChunks({ between, isWhole }: FindingsReport, rows: readonly Row[]): readonly string[] {
  if (isWhole === true) return [];
  const chunks: string[] = [];
  let chunk = '';
  for (const [i, { text }] of rows.entries()) {
    chunk += i === 0 ? text : `${between}${text}`;
    if (chunk.length < CHUNK) continue;
    chunks.push(chunk);
    chunk = '';
  }
  if (chunk !== '') chunks.push(chunk);
  return chunks;
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
