// The formats that have nothing but annotations, and findings in them.

import type { Finding } from '#answers/check.ts';
import { codes } from '#diagnostics/codes.ts';
import type { System } from '../system.ts';
import type { Annotation, AnnotationLog, AnnotationRule } from './annotation.ts';
import type { FindingsReport } from './finding.ts';

export type AnnotationFormat = 'sarif' | 'github';

/** Only the format that is asked for is loaded. */
export async function annotationLog(
  system: System,
  format: AnnotationFormat,
  rules: readonly AnnotationRule[],
): Promise<AnnotationLog> {
  return format === 'sarif'
    ? (await import('./sarif.ts')).sarif(system, rules)
    : (await import('./github.ts')).github(system);
}

export function annotatedFindings({ head, row, between, foot }: AnnotationLog): FindingsReport {
  return { head: () => head, between, row: (folder, finding) => row(folder, ofFinding(finding)), foot: () => foot };
}

const level = { error: 'error', warning: 'warning', information: 'note', hint: 'note', off: 'none' } as const;

/** The codes of diagnostics as rules. */
export function codeRules(): readonly AnnotationRule[] {
  return codes.map(({ code, severity, title }) => ({
    id: code,
    shortDescription: { text: title },
    defaultConfiguration: { level: level[severity], ...(severity === 'off' ? { enabled: false } : {}) },
  }));
}

function ofFinding({ file, diagnostic }: Finding): Annotation {
  return {
    ruleId: diagnostic.code,
    level: level[diagnostic.severity],
    message: diagnostic.message,
    at: { file, range: diagnostic },
    related: diagnostic.related,
  };
}
