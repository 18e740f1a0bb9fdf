import type { Range } from '#text/range.ts';
import { type Code, codeInfo, type Severity } from './codes.ts';
import type { Diagnostic, Related } from './diagnostic.ts';
import { type Settings, severityOf } from './settings.ts';

/** What a check finds, before the settings give it a severity. Ranges count from the block's start. */
export interface Finding extends Range {
  readonly code: Code;
  readonly message: string;
  readonly related?: readonly Related[];
  readonly notJson?: true | undefined;
}

/** Findings, and the values that they depend on: `find` is called only if one of these values has changed. */
export interface Judged {
  readonly from: readonly unknown[];
  readonly find: () => readonly Finding[];
}

export function finding(code: Code, at: Range, message: string, related?: readonly Related[]): Finding {
  return { code, start: at.start, end: at.end, message, related };
}

/** The findings with their severities, without those that are switched off. */
export function graded(findings: readonly Finding[], settings: Settings): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const { code, start, end, message, related, notJson } of findings) {
    const severity: Severity | 'off' = severityOf(settings, code);
    if (severity === 'off') continue;
    diagnostics.push({
      code,
      severity,
      start,
      end,
      message,
      related: related ?? [],
      unnecessary: codeInfo(code).unnecessary,
      notJson,
    });
  }
  return diagnostics;
}
